"""What the address carries for the tab "Recover a filter"."""

from __future__ import annotations

from core import images, links
from pages.parts.learning_a_kernel.settings import HIDDEN
from pages.shared import controls

FIELDS: tuple[links.Field, ...] = (
    links.Choice("pair", "hide", ("hide", "upload")),
    links.Choice("recover_image", "camera", (*images.PHOTOGRAPHS, controls.UPLOADED)),
    links.Choice("recover_filter", "gaussian", HIDDEN),
    links.Whole("recover_h", 5, 1, 15),
    links.Whole("recover_w", 5, 1, 15),
)
