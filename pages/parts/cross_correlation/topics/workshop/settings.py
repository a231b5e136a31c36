"""What the address carries for the tabs about kernels and code."""

from __future__ import annotations

from core import links
from core.correlation.snippets import correlate2d as correlation_snippets
from core.kernels import BOUNDS, KINDS, MAX_ORDER, MAX_VALUE, Recipe
from pages.shared import chosen

ABOVE = "above"
CELL = "work_cell"
WHOLE = {"size": MAX_VALUE, "order": MAX_ORDER, "length": MAX_VALUE}
_START = Recipe()
WORKSHOP: tuple[links.Field, ...] = (
    links.Choice("work_kind", _START.kind, (*KINDS, ABOVE)),
    *(links.Whole(f"work_{name}", getattr(_START, name), 1, most) for name, most in WHOLE.items()),
    *(
        links.Real(f"work_{name}", getattr(_START, name), *BOUNDS[name])
        for name in ("sigma", "sigma2", "angle", "wavelength", "amount")
    ),
    chosen.field("K", "u", "v", "K₂", setting=CELL),
    links.Choice("code_library", correlation_snippets.LIBRARIES[0], correlation_snippets.LIBRARIES),
)
