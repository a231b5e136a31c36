"""What the address carries for the tabs about padding and signals."""

from __future__ import annotations

from core import correlation, links
from core.correlation import signals
from pages.shared import chosen

EXAMPLE, ABOVE = "example", "above"
SIDES = ("pad_top", "pad_bottom", "pad_left", "pad_right")
TYPED = "typed"
PAD_CELL, SIGNAL_CELL = "pad_cell", "signal_cell"
PADDING: tuple[links.Field, ...] = (
    links.Choice("pad_on", EXAMPLE, (EXAMPLE, ABOVE)),
    links.Choice("pad_boundary", "constant", correlation.BOUNDARIES),
    *(links.Whole(name, default, 0, 64) for name, default in zip(SIDES, (2, 0, 2, 0), strict=True)),
    chosen.field("Y", setting=PAD_CELL),
)
SIGNALS: tuple[links.Field, ...] = (
    links.Choice("signal", "waves", (*signals.SIGNALS, TYPED)),
    links.Whole("signal_length", 12, 2, signals.MAX_LENGTH),
    links.Seed("signal_seed"),
    links.Numbers("signal_x", "0 0 1 2 3 3 3", max_shape=(1, signals.MAX_LENGTH)),
    links.Choice("filter", "average", (*signals.KERNELS, TYPED)),
    links.Whole("filter_length", 3, 1, 64),
    links.Numbers("filter_k", "1 2 3", max_shape=(1, 64)),
    links.Choice("signal_padding", "causal", signals.PADDINGS),
    links.Whole("signal_stride", 1, 1, signals.MAX_STEP),
    links.Whole("signal_dilation", 1, 1, signals.MAX_STEP),
    chosen.field("y", "x", "k", setting=SIGNAL_CELL),
)
