"""The topics of the page, in the order in which they stand below its first screen."""

from __future__ import annotations

from core import links
from core.words import N_
from pages.parts.edge_detection import settings
from pages.parts.edge_detection.topics.blind_spots import tab as blind_spots
from pages.parts.edge_detection.topics.noise import tab as noise
from pages.parts.edge_detection.topics.photographs import tab as photographs
from pages.shared import sections
from pages.shared.sections import APPLY, UNDERSTAND, Topic

TOPICS = (
    sections.idea(),
    Topic(
        "blind_spots",
        N_("Which edges does this kernel miss?"),
        UNDERSTAND,
        blind_spots.draw,
        settings.EXERCISES,
        "welcome",
    ),
    Topic("photographs", N_("Photographs"), APPLY, photographs.draw, settings.SEARCH, "unused"),
    Topic("noise", N_("Noise and smoothing"), APPLY, noise.draw, settings.SCENES, "unused"),
)
FIELDS: tuple[links.Field, ...] = (*settings.FIRST_SCREEN, *sections.fields(TOPICS))
