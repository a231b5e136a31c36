"""What the address carries for the tab "Effective field"."""

from __future__ import annotations

from core import links
from core.receptive_field.effective import experiment

FIELDS: tuple[links.Field, ...] = (
    links.Choice("effective_kind", "linear", experiment.KINDS),
    links.Whole("effective_channels", 8, 1, experiment.MAX_CHANNELS),
    links.Whole("effective_samples", 100, 1, experiment.MAX_SAMPLES),
    links.Seed("effective_seed"),
    links.Whole("effective_kernel", 3, 2, 15),
)
