"""Pictures: matrices and curves as files, pixels, colours."""

from core.figures import colours, display, png, side_by_side
from core.figures.display import BLACK, WHITE, Range
from core.figures.plots import (
    Series,
    contours,
    curves,
    grey_file,
    grey_rgb,
    largest,
    saved,
    short,
    signed_png,
    signed_rgb,
    written,
)
from core.figures.side_by_side import Part, matrices

__all__ = [
    "BLACK",
    "WHITE",
    "Part",
    "Range",
    "Series",
    "colours",
    "contours",
    "curves",
    "display",
    "grey_file",
    "grey_rgb",
    "largest",
    "matrices",
    "png",
    "saved",
    "short",
    "side_by_side",
    "signed_png",
    "signed_rgb",
    "written",
]
