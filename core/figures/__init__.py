"""Pictures: matrices and curves as files, pixels, colours."""

from core.figures import colours, png
from core.figures.plots import (
    Part,
    Series,
    contours,
    curves,
    grey_file,
    grey_rgb,
    matrices,
    saved,
    short,
    signed_png,
    signed_rgb,
    written,
)

__all__ = [
    "Part",
    "Series",
    "colours",
    "contours",
    "curves",
    "grey_file",
    "grey_rgb",
    "matrices",
    "png",
    "saved",
    "short",
    "signed_png",
    "signed_rgb",
    "written",
]
