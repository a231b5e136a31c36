"""What the address carries for the tab "Check by experiment"."""

from __future__ import annotations

from core import links
from pages.parts.receptive_field.settings import MAX_SIDE

FIELDS: tuple[links.Field, ...] = (
    links.Whole("check_row", 0, 0, MAX_SIDE),
    links.Whole("check_column", 0, 0, MAX_SIDE),
)
