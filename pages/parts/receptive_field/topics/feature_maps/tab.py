"""The topic "Feature maps": a small network that learns to tell shapes apart, watched while it does."""

from __future__ import annotations

import hashlib

import streamlit as st

from core import feature_maps
from core.arrays import Array, Floats
from core.errors import BadInput
from core.feature_maps import Setting
from core.words import N_
from pages.parts.receptive_field.topics.feature_maps import compare, kernels, picture, settings, share, sweep, training
from pages.parts.receptive_field.topics.feature_maps.compare import FIRSTS
from pages.parts.receptive_field.topics.feature_maps.explorer import chosen_in, explorer
from pages.parts.receptive_field.topics.feature_maps.job import Training
from pages.parts.receptive_field.topics.feature_maps.names import stage_title
from pages.shared import address, prose
from pages.shared.page import Page

FIELDS = settings.FIELDS
POOLINGS = {"max": N_("maximum"), "average": N_("mean")}
MAPS = "maps of a network"
TICK = 0.6


def draw(page: Page) -> None:
    """The network and its training, the maps of one picture, and the experiments."""
    _ = page.translate
    prose.draw(page, "feature_maps")
    _controls(page)
    try:
        setting = settings.setting_of(page)
    except BadInput as error:
        st.error(page.sentence(error))
        training.pause(page)
        return
    job = training.job_of(page, setting)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        training.buttons(page, setting, job)
        picture.sheet(page, setting)
    training.watch(page, setting, job)
    st.markdown("## " + _("How the network processes one picture"))
    _one_picture(page, setting, job)
    compare.first_layers(page, setting)
    sweep.draw(page)


def _controls(page: Page) -> None:
    _ = page.translate
    first = st.columns(5)
    first[0].number_input(
        _("Channels of each layer"),
        step=1,
        min_value=1,
        max_value=feature_maps.MAX_CHANNELS,
        **page.control("maps_channels"),
    )
    first[1].selectbox(
        _("Kernel size"),
        list(map(str, feature_maps.KERNELS)),
        format_func=lambda side: f"{side} × {side}",
        **page.control("maps_kernel"),
    )
    first[2].selectbox(_("Convolutions"), list(map(str, feature_maps.DEPTHS)), **page.control("maps_depth"))
    first[3].selectbox(_("Pooling"), **page.choice("maps_pooling", POOLINGS))
    first[4].selectbox(_("First layer"), **page.choice("maps_first", FIRSTS))
    second = st.columns(5)
    turned = _("Can be changed during training.")
    second[0].number_input(_("Learning rate"), step=0.001, format="%.4g", **page.control("maps_rate"), help=turned)
    second[1].number_input(_("Epochs"), step=1, **page.control("maps_epochs"), help=turned)
    second[2].number_input(_("Pictures in a batch"), step=1, **page.control("maps_batch"))
    second[3].number_input(_("Noise on the pictures"), step=0.05, format="%.3g", **page.control("maps_noise"))
    second[4].number_input(_("Seed"), step=1, **page.control("maps_seed"))


@st.fragment
def _one_picture(page: Page, setting: Setting, job: Training | None) -> None:
    """A picture and its maps: drawn again without the rest of the page, which asks for neither."""
    left, right = st.columns([2, 5], gap="medium")
    with left:
        shown = picture.choose(page, setting)
    if shown is not None:
        with right:
            _maps(page, setting, job, shown)
    address.follow(page.name, page.fields)


def _maps(page: Page, setting: Setting, job: Training | None, shown: Floats) -> None:
    """All maps; drawn again while the network learns, and with what excites the chosen unit once it rests."""
    if job is not None and job.busy:
        st.fragment(_explore, run_every=TICK)(page, setting, job, shown)
    else:
        _explore(page, setting, job, shown)


def _explore(page: Page, setting: Setting, job: Training | None, shown: Floats) -> None:
    weights, unit = kernels.weights_of(setting, job), settings.unit_of(page, setting)
    try:
        answer = feature_maps.forward(setting, weights, shown)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    explorer(
        page,
        setting,
        weights,
        answer,
        key=page.key(MAPS),
        selected=unit,
        on_change=lambda: _unit_chosen(page),
    )
    silent = [stage_title(page, stage.name) for stage in answer.stages if stage.kind == "conv" and not stage.maps.any()]
    if silent:
        st.caption(
            page.translate("Every unit is 0 for this picture in: {layers}.").format(
                layers=page.translate(", ").join(silent)
            )
        )
    if job is None or not job.busy:
        if job is not None and job.begun:
            picture.exciting(page, setting, weights, unit, _name(setting, weights))
        share.draw(page, setting, job, answer, unit)


def _unit_chosen(page: Page) -> None:
    unit = chosen_in(page.key(MAPS))
    if unit is not None:
        page.put({f"maps_unit_{name}": value for name, value in vars(unit).items()})


def _name(setting: Setting, weights: tuple[Array, ...]) -> str:
    """What tells these weights, and the pictures they are asked about, from all others."""
    known = hashlib.sha256(repr(setting).encode())
    for weight in weights:
        known.update(weight.tobytes())
    return known.hexdigest()
