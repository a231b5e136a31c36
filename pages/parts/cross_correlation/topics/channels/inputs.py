"""Input and kernel of the tab "Channels": their controls, and what is chosen there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from core import images
from core.arrays import Floats
from core.correlation import channels, grouping
from core.errors import BadInput
from core.figures import Range
from core.numbers import checked_seed
from core.words import N_
from pages.parts.cross_correlation.topics.channels import picture as channels_picture
from pages.parts.cross_correlation.topics.channels.settings import (
    BOOK,
    INPUT_TITLES,
    INPUTS,
    KERNELS,
    NOISE,
    SIDES,
)
from pages.shared import cache, controls, display, reading, uploads
from pages.shared.controls import TYPED, UPLOADED
from pages.shared.page import Page
from pages.shared.pictures import captioned

MATCHING = {BOOK: BOOK, TYPED: "mean", NOISE: "mean"}  # the kernel that suits an input; a colour picture's is "grey"
RGB_ONLY, BOOK_ONLY = ("grey", "mixing"), (BOOK, "book_outputs")


def image(page: Page) -> tuple[Floats, Range | None] | None:
    """The input, (H, W, C), and the numbers that it is drawn from and to; None while there is none."""
    _ = page.translate
    chosen = st.selectbox(
        _("Input with channels"),
        INPUTS,
        format_func=lambda name: _(INPUT_TITLES.get(name) or controls.image_title(name)),
        **page.control("channels_input"),
        on_change=_input_chosen,
        args=(page,),
    )
    if chosen == BOOK:
        return channels.book_image(), None
    if chosen == TYPED:
        st.text_area(
            _("Matrices of the input"),
            **page.control("channels_x"),
            height=220,
            help=_("One matrix per channel, all of the same size, with an empty line between them. Up to 64 × 64."),
        )
        return channels.parse_stack(st.session_state[page.key("channels_x")]), None
    side = st.number_input(_("Side in pixels"), step=1, **page.control("channels_side"))
    if chosen == NOISE:
        st.number_input(_("Seed"), step=1, **page.control("channels_seed"))
    seed = int(st.session_state[page.key("channels_seed")])
    file, shown = None, None
    if chosen == UPLOADED:
        uploads.uploader(
            page,
            "channels_upload",
            ask=N_("Choose a PNG, JPEG or WebP file; red, green and blue become three channels."),
        )
        file = uploads.data(page, "channels_upload")
        if file is None:
            return None
    if not SIDES[0] <= side <= SIDES[1]:
        raise BadInput(
            "the side must be from {low} to {high} pixels, got {side}", low=SIDES[0], high=SIDES[1], side=side
        )
    checked_seed(seed)
    if file is not None:
        read = reading.picture(page, "channels_upload", file, int(side), colour=True)
        if read.result is None:
            read.draw(reading.READING)
            return None
        loaded: images.Loaded = read.result
        uploads.keep(page, "channels_upload", file, int(side))
        uploads.say(page, loaded.notes)
        image = loaded.values
        if display.needed(loaded):
            shown = display.range_of(page, image, "channels_")
            display.picker(page, image, "channels_")
    else:
        image = cache.picture(chosen, int(side), seed, True)
    captioned(st, channels_picture.enlarged(image, shown), _("The colour picture"), width="content")
    return image, shown


def kernel(page: Page, count: int | None) -> Floats | None:
    """The kernel for `count` input channels, (h, w, channels of a group, C_out); None where the input has none yet."""
    _ = page.translate
    chosen = st.selectbox(
        _("Kernel for all channels"),
        **page.choice("channels_kernel", KERNELS),
        on_change=_kernel_chosen,
        args=(page,),
    )
    if chosen == TYPED:
        st.text_area(
            _("Matrices of the kernel"),
            **page.control("channels_k"),
            height=220,
            help=_(
                "One matrix per input channel for output channel 1, then the same for output channel 2, and so on, with an empty line between matrices. Up to 15 × 15."
            ),
        )
    if count is None:  # the input has none yet, so no kernel can suit it
        return None
    groups = int(st.session_state[page.key("channels_groups")])
    grouping.check_groups(count, groups)
    if chosen == TYPED:
        return channels.parse_kernels(st.session_state[page.key("channels_k")], count // groups)
    made: dict[str, Callable[[], Floats]] = {
        BOOK: channels.book_kernel,
        "book_outputs": lambda: channels.book_kernel(3),
        "grey": channels.grey_weights,
        "mixing": channels.colour_mixing,
        "mean": lambda: np.repeat(channels.mean_weights(count // groups), groups, axis=3),
        "sobel": lambda: np.tile(channels.edges_of_all(count // groups), groups),
    }
    kernel = made[chosen]()
    if groups == 1 or kernel.shape[2:] != (count, 1):
        return kernel
    st.caption(
        _(
            "The kernel's matrices are divided among the groups: each group keeps those of its channels and has one output."
        )
    )
    return grouping.split(kernel, groups)


def _input_chosen(page: Page) -> None:
    """Typing begins from the book's numbers; a kernel that cannot suit the new input is changed for one that does."""
    chosen = st.session_state[page.key("channels_input")]
    if chosen == TYPED and not st.session_state[page.key("channels_x")]:
        st.session_state[page.key("channels_x")] = channels.stack_text(channels.book_image())
    kernel = st.session_state[page.key("channels_kernel")]
    colour = chosen not in MATCHING or chosen == NOISE
    if (kernel in BOOK_ONLY and colour) or (kernel in RGB_ONLY and not colour):
        st.session_state[page.key("channels_kernel")] = MATCHING.get(chosen, "grey")


def _kernel_chosen(page: Page) -> None:
    if st.session_state[page.key("channels_kernel")] == TYPED and not st.session_state[page.key("channels_k")]:
        st.session_state[page.key("channels_k")] = channels.stack_text(channels.book_kernel()[..., 0])
