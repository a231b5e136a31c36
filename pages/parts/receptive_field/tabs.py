"""The topics of the page, in the order in which they stand below its first screen."""

from __future__ import annotations

from core import links
from core.words import N_
from pages.parts.receptive_field import settings
from pages.parts.receptive_field.topics import code, formula, on_picture
from pages.parts.receptive_field.topics.check import settings as check_settings
from pages.parts.receptive_field.topics.check import tab as check
from pages.parts.receptive_field.topics.effective import settings as effective_settings
from pages.parts.receptive_field.topics.effective import tab as effective
from pages.parts.receptive_field.topics.feature_maps import tab as feature_maps
from pages.parts.receptive_field.topics.networks import tab as networks
from pages.shared import sections
from pages.shared.sections import APPLY, MEASURE, UNDERSTAND, Topic

MISSING = N_("Fix the layers above first.")
TOPICS = (
    sections.idea(),
    Topic("picture", N_("On a picture"), UNDERSTAND, on_picture.draw),
    Topic("formula", N_("The formula with these numbers"), UNDERSTAND, formula.draw, formula.FIELDS),
    Topic("check", N_("Check by experiment"), MEASURE, check.draw, check_settings.FIELDS),
    Topic("effective", N_("Effective field"), MEASURE, effective.draw, effective_settings.FIELDS),
    Topic("maps", N_("Feature maps"), MEASURE, feature_maps.draw, feature_maps.FIELDS, "unused"),
    Topic("networks", N_("Networks and your own model"), APPLY, networks.draw, settings.MODEL_FIELDS, "welcome"),
    Topic("code", N_("As code"), APPLY, code.draw),
)
FIELDS: tuple[links.Field, ...] = (*settings.FIRST_SCREEN, *sections.fields(TOPICS))
