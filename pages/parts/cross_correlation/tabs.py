"""The topics of the page, in the order in which they stand below its first screen."""

from __future__ import annotations

from core import links
from core.words import N_
from pages.parts.cross_correlation import settings
from pages.parts.cross_correlation.topics import code, layer, matrix, speed
from pages.parts.cross_correlation.topics.channels import settings as channels_settings
from pages.parts.cross_correlation.topics.channels import tab as channels
from pages.parts.cross_correlation.topics.operations import tab as operations
from pages.parts.cross_correlation.topics.padding import settings as padding_settings
from pages.parts.cross_correlation.topics.padding import tab as padding
from pages.parts.cross_correlation.topics.signals import tab as signals
from pages.parts.cross_correlation.topics.workshop import settings as workshop_settings
from pages.parts.cross_correlation.topics.workshop import tab as workshop
from pages.shared import sections
from pages.shared.sections import COMPUTE, DESIGN, NETWORKS, UNDERSTAND, Topic

TOPICS = (
    sections.idea(),
    Topic("padding", N_("Padding compared"), UNDERSTAND, padding.draw, padding_settings.PADDING),
    Topic("channels", N_("Channels"), UNDERSTAND, channels.draw, channels_settings.CHANNELS, "unused"),
    Topic("signals", N_("Signals"), UNDERSTAND, signals.draw, padding_settings.SIGNALS, "unused"),
    Topic("matrix", N_("Matrix form"), COMPUTE, matrix.draw),
    Topic("speed", N_("Loops and speed"), COMPUTE, speed.draw),
    Topic("code", N_("Code to copy"), COMPUTE, code.draw, code.FIELDS),
    Topic("layer", N_("As a layer"), NETWORKS, layer.draw, layer.FIELDS),
    Topic(
        "operations",
        N_("Pooling and transposed"),
        NETWORKS,
        operations.draw,
        channels_settings.OPERATION,
    ),
    Topic("workshop", N_("Kernel workshop"), DESIGN, workshop.draw, workshop_settings.WORKSHOP, "welcome"),
)
FIELDS: tuple[links.Field, ...] = (*settings.FIRST_SCREEN, *sections.fields(TOPICS))
