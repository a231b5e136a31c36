"""The tensor grid, one component for all pages."""

from pages.shared.grid.grid import SHEET, Gaps, GridEvent, callbacks, gap_pressed, grid_event, place, ship, tensor_grid
from pages.shared.grid.model import Axis, Cell, Link, Matrix, Reading, Scale, Texts
from pages.shared.grid.words import grid_words

__all__ = [
    "SHEET",
    "Axis",
    "Cell",
    "Gaps",
    "GridEvent",
    "Link",
    "Matrix",
    "Reading",
    "Scale",
    "Texts",
    "callbacks",
    "gap_pressed",
    "grid_event",
    "grid_words",
    "place",
    "ship",
    "tensor_grid",
]
