"""What the address carries for the tab about kernels."""

from __future__ import annotations

from core import links
from core.kernels import BOUNDS, KINDS, MAX_ORDER, MAX_SIDE, Recipe
from pages.shared import chosen

ABOVE = "above"
CELL = "work_cell"
WHOLE = {"size": MAX_SIDE, "order": MAX_ORDER, "length": MAX_SIDE}
_START = Recipe()
WORKSHOP: tuple[links.Field, ...] = (
    links.Choice("work_kind", _START.kind, (*KINDS, ABOVE)),
    *(links.Whole(f"work_{name}", getattr(_START, name), 1, most) for name, most in WHOLE.items()),
    *(
        links.Real(f"work_{name}", getattr(_START, name), *BOUNDS[name])
        for name in ("sigma", "sigma2", "angle", "wavelength", "amount")
    ),
    chosen.field("K", "u", "v", "K₂", setting=CELL),
)
