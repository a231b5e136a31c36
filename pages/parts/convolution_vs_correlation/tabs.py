"""The topics of the page, in the order in which they stand below its first screen."""

from __future__ import annotations

from core import links
from core.words import N_
from pages.parts.convolution_vs_correlation import picture, settings
from pages.parts.convolution_vs_correlation.topics import laws, libraries
from pages.shared import sections
from pages.shared.sections import APPLY, UNDERSTAND, Topic

TOPICS = (
    sections.idea(),
    Topic("flip", N_("The flip in two steps"), UNDERSTAND, picture.mirrored, settings.STEPS),
    Topic("laws", N_("Check the laws"), UNDERSTAND, laws.draw, laws.FIELDS),
    Topic("impulse", N_("Impulse response"), UNDERSTAND, laws.impulse, laws.IMPULSE),
    Topic("libraries", N_("How each library computes it"), APPLY, libraries.draw, libraries.FIELDS),
)
FIELDS: tuple[links.Field, ...] = (*settings.FIRST_SCREEN, *sections.fields(TOPICS))
