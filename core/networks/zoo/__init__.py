"""Named networks as their Keras configurations, reduced to what decides what a unit sees.

The files are written by ``python -m core.networks.zoo.make`` from keras.applications and from the descriptions there.
"""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.errors import BadInput

_FOLDER = Path(__file__).parent


@functools.cache
def names() -> tuple[str, ...]:
    """The networks, in the order in which a page offers them."""
    return tuple(json.loads((_FOLDER / "index.json").read_text(encoding="utf-8")))


@functools.lru_cache(maxsize=8)
def network(name: str) -> Mapping[str, Any]:
    """``{"config": …, "size": natural input size, "source": where it comes from, "top": …}`` of a named network.

    "top" is false where the dense layers at its end are left out, as Keras's ``include_top=False`` does.

    Raises
    ------
    BadInput
        There is no network of that name.
    """
    if name not in names():
        raise BadInput("there is no network “{name}”; choose one of {names}", name=name[:40], names=", ".join(names()))
    with gzip.open(_FOLDER / f"{name.lower()}.json.gz", "rt", encoding="utf-8") as file:
        found: Mapping[str, Any] = json.load(file)
    return found
