"""Receptive fields of a Keras model, branches included: the older name of what `core.receptive_field` does.

``receptive_fields(model.get_config())`` in Python, or ``python -m core.keras_graph model.keras`` in a terminal.
"""

from __future__ import annotations

from core.receptive_field.command import main
from core.receptive_field.models import receptive_fields, solve_config

__all__ = ["main", "receptive_fields", "solve_config"]

if __name__ == "__main__":
    raise SystemExit(main())
