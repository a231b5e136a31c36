"""What the address carries for the topic, and the frozen setting, picture and unit that it names."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import feature_maps, images, links
from core.arrays import Floats
from core.errors import BadInput
from core.feature_maps import SIDE, Setting, Unit, units
from core.numbers import parse_numbers
from pages.shared import cache
from pages.shared.page import Page

SET, DRAWN, PHOTOGRAPH = "set", "drawn", "photograph"
SOURCES = (SET, DRAWN, PHOTOGRAPH)
PHOTOGRAPH_SIDE = 112  # pixels of the longer side of the photograph that is cut from
EMPTY = ""  # stands for zeros: an address of every topic compares it with its default
SWEEP_CHANNELS = 6  # numbers of channels that a sweep compares at most
DEFAULT = Setting()

NETWORK_FIELDS: tuple[links.Field, ...] = (
    links.Whole("maps_channels", DEFAULT.channels, 1, feature_maps.MAX_CHANNELS),
    links.Choice("maps_kernel", str(DEFAULT.kernel), tuple(map(str, feature_maps.KERNELS))),
    links.Choice("maps_depth", str(DEFAULT.depth), tuple(map(str, feature_maps.DEPTHS))),
    links.Choice("maps_pooling", DEFAULT.pooling, feature_maps.POOLINGS),
    links.Choice("maps_first", DEFAULT.first, feature_maps.FIRSTS),
    links.Real("maps_rate", DEFAULT.rate, 1e-7, feature_maps.MAX_RATE),
    links.Whole("maps_epochs", DEFAULT.epochs, 1, feature_maps.MAX_EPOCHS),
    links.Whole("maps_batch", DEFAULT.batch, *feature_maps.BATCHES),
    links.Seed("maps_seed"),
    links.Real("maps_noise", DEFAULT.noise, 0.0, feature_maps.MAX_NOISE),
)
# How far it had learned when the link was made: the link holds no weights, but the seed repeats the training.
TRAINED = links.Whole("maps_trained", 0, 0, feature_maps.MAX_UPDATES)
PICTURE_FIELDS: tuple[links.Field, ...] = (
    links.Choice("maps_source", SET, SOURCES),
    links.Whole("maps_number", 0, 0, feature_maps.UNSEEN - 1),
    links.Numbers("maps_x", EMPTY, max_shape=(SIDE, SIDE)),
    links.Choice("maps_photograph", "camera", tuple(images.PHOTOGRAPHS)),
    links.Whole("maps_top", 30, 0, PHOTOGRAPH_SIDE - 1),
    links.Whole("maps_left", 40, 0, PHOTOGRAPH_SIDE - 1),
    links.Whole("maps_unit_stage", 1, 1, 2 * max(feature_maps.DEPTHS)),
    links.Whole("maps_unit_channel", 0, 0, feature_maps.MAX_CHANNELS - 1),
    links.Whole("maps_unit_row", SIDE // 2, 0, SIDE - 1),
    links.Whole("maps_unit_column", SIDE // 2, 0, SIDE - 1),
)
SWEEP_FIELDS: tuple[links.Field, ...] = (
    links.Whole("maps_sweep_epochs", 4, 1, feature_maps.MAX_EPOCHS),
    links.Text("maps_sweep_channels", "2 4 8", max_length=40, alphabet="0123456789 "),
)
FIELDS = (*NETWORK_FIELDS, TRAINED, *PICTURE_FIELDS, *SWEEP_FIELDS)


def setting_of(page: Page) -> Setting:
    """The network and its training; raises BadInput with the rule that is broken."""
    state = {field.name.removeprefix("maps_"): st.session_state[page.key(field.name)] for field in NETWORK_FIELDS}
    for name in ("channels", "kernel", "depth", "epochs", "batch", "seed"):
        state[name] = int(state[name])
    return Setting(**state)


def picture_of(page: Page, setting: Setting) -> Floats:
    """(28, 28): one of the set, what is drawn, or a cut of a photograph; raises BadInput with the rule that is broken."""
    source = st.session_state[page.key("maps_source")]
    if source == DRAWN:
        text = st.session_state[page.key("maps_x")]
        drawn = parse_numbers(text, max_shape=(SIDE, SIDE)) if text else np.zeros((SIDE, SIDE))
        if drawn.shape != (SIDE, SIDE):
            raise BadInput(
                "the picture has {rows} × {columns} numbers; this network takes {side} × {side}",
                rows=drawn.shape[0],
                columns=drawn.shape[1],
                side=SIDE,
            )
        return drawn
    if source == PHOTOGRAPH:
        photograph = cache.picture(st.session_state[page.key("maps_photograph")], PHOTOGRAPH_SIDE, 0, False)
        top, left = (
            min(max(int(st.session_state[page.key(name)]), 0), have - SIDE)
            for name, have in zip(("maps_top", "maps_left"), photograph.shape, strict=True)
        )
        return photograph[top : top + SIDE, left : left + SIDE]
    number = min(max(int(st.session_state[page.key("maps_number")]), 0), feature_maps.UNSEEN - 1)
    return np.asarray(set_of(setting.seed, setting.noise)[0][number], dtype=np.float64)


@st.cache_resource(max_entries=4, show_spinner=False)
def set_of(seed: int, noise: float) -> tuple[Floats, Floats]:
    """The pictures kept back and their labels, as they are in the cache: not to be written to."""
    pictures, labels = feature_maps.pictures(seed, noise, 1)
    for values in (pictures, labels):
        values.flags.writeable = False
    return pictures, labels


def unit_of(page: Page, setting: Setting) -> Unit:
    """The chosen unit, moved into the network where it lies outside."""
    place = (int(st.session_state[page.key(f"maps_unit_{name}")]) for name in ("stage", "channel", "row", "column"))
    return units.nearest_unit(setting, Unit(*place))


def sweep_of(page: Page) -> tuple[Setting, ...]:
    """Every kernel size with every number of channels and both depths; raises BadInput with the rule that is broken."""
    parts = st.session_state[page.key("maps_sweep_channels")].split()
    if not 1 <= len(parts) <= SWEEP_CHANNELS or not all(
        part.isascii() and part.isdecimal() and len(part) < 4 for part in parts
    ):
        raise BadInput(
            "list 1 to {most} numbers of channels, with spaces between them, got “{text}”",
            most=SWEEP_CHANNELS,
            text=" ".join(parts)[:40],
        )
    return feature_maps.sweep(
        setting_of(page),
        channels=tuple(dict.fromkeys(map(int, parts))),
        epochs=int(st.session_state[page.key("maps_sweep_epochs")]),
    )
