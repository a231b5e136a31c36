"""What shapes and layers are called in the visitor's language."""

from __future__ import annotations

from core.words import N_
from pages.shared.page import Page

SHAPES = {
    "vertical": N_("vertical line"),
    "horizontal": N_("horizontal line"),
    "falling": N_("diagonal, falling"),
    "rising": N_("diagonal, rising"),
    "cross": N_("cross"),
    "ring": N_("ring"),
    "square": N_("square"),
    "triangle": N_("triangle"),
}


def shape_titles(page: Page) -> dict[str, str]:
    """Name → title of every shape."""
    return {name: page.translate(title) for name, title in SHAPES.items()}


def stage_title(page: Page, name: str) -> str:
    """What a stage of the forward pass is called: "conv1" → "convolution 1"."""
    _ = page.translate
    number = name[-1]
    if name == "picture":
        return _("picture")
    return (_("convolution {number}") if name.startswith("conv") else _("pooling {number}")).format(number=number)
