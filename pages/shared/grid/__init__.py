"""The tensor grid, one component for all pages."""

from pages.shared.grid.grid import STYLES, GridEvent, grid_event, ship, tensor_grid
from pages.shared.grid.model import Axis, Cell, Link, Matrix, Reading, Scale, Texts
from pages.shared.grid.words import GridWords

__all__ = [
    "STYLES",
    "Axis",
    "Cell",
    "GridEvent",
    "GridWords",
    "Link",
    "Matrix",
    "Reading",
    "Scale",
    "Texts",
    "grid_event",
    "ship",
    "tensor_grid",
]
