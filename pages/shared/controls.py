"""Widgets → values, shared by the pages: the image picker and the kernel editor.

Each control has its fields (what the address carries), a function that draws it, and one that says what is
chosen, `…_of`, without drawing: so a page computes and shows its result before the browser hears of any control.
What a person typed stays in the state as text; a value that breaks a rule becomes a sentence beside its
control and no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import images, kernels, links
from core.arrays import Floats
from core.errors import BadInput
from core.numbers import parse_numbers
from core.words import N_
from pages.shared import cache
from pages.shared.frame import Page

TYPED, UPLOADED = "typed", "uploaded"
SIDES = (8, 512)
MAX_SEED = 2**31 - 1
FIRST_X, FIRST_K = "0 1 2\n3 4 5\n6 7 8", "0 1\n2 3"  # what typing begins with


IMAGES = {
    "counting": N_("0 … 8, the notebook's"),
    "band": N_("black band, the notebook's"),
    "step": N_("step edge"),
    "diagonal": N_("diagonal edge"),
    "impulse": N_("impulse: one white pixel"),
    "checkerboard": N_("checkerboard"),
    "noise": N_("noise from a seed"),
    "camera": N_("photograph: cameraman"),
    "astronaut": N_("photograph: astronaut"),
    "chelsea": N_("photograph: cat"),
    "coins": N_("photograph: coins"),
    "coffee": N_("photograph: coffee"),
    "brick": N_("photograph: brick wall"),
    "moon": N_("photograph: moon"),
    "page": N_("photograph: printed page"),
    "rocket": N_("photograph: rocket"),
    "hopper": N_("photograph: Grace Hopper"),
}
KERNELS = {
    "counting": N_("0 … 3, the notebook's"),
    "difference": N_("[1, −1]"),
    "difference_down": N_("[1, −1] turned upright"),
    "sobel_x": N_("Sobel, left to right"),
    "sobel_y": N_("Sobel, top to bottom"),
    "prewitt_x": N_("Prewitt, left to right"),
    "prewitt_y": N_("Prewitt, top to bottom"),
    "scharr_x": N_("Scharr, left to right"),
    "scharr_y": N_("Scharr, top to bottom"),
    "roberts": N_("Roberts, main diagonal"),
    "roberts_other": N_("Roberts, other diagonal"),
    "laplacian": N_("Laplacian"),
    "identity": N_("identity"),
    "box": N_("box blur 3 × 3"),
    "gaussian": N_("Gaussian blur 5 × 5, σ = 1"),
    "sharpen": N_("sharpen"),
}


@dataclass(frozen=True)
class Selection:
    """What a picker gives: the values, or None where a sentence is shown in their place.

    `name` is the choice in the address; `portable` is False for an upload, which no address can carry.
    """

    name: str
    values: Floats | None
    portable: bool = True


def image_fields(default: str, *, side: int = 28, most: int = SIDES[1]) -> tuple[links.Field, ...]:
    """The settings of `image_picker`; `default` is the image that the page opens on."""
    return (
        links.Choice("image", default, (*images.DRAWN, *images.PHOTOGRAPHS, TYPED, UPLOADED)),
        links.Numbers("x", FIRST_X),
        links.Whole("side", side, SIDES[0], most),
        links.Whole("seed", 0, 0, MAX_SEED),
    )


def image_picker(page: Page, *, most: int = SIDES[1], colour: bool = False) -> Selection:
    """Choose an image: drawn, a photograph, typed numbers or an upload; (H, W) in float64, or (H, W, 3)."""
    _ = page.translate
    chosen = st.selectbox(
        _("Input image"),
        (*images.DRAWN, *images.PHOTOGRAPHS, TYPED, UPLOADED),
        format_func=lambda name: _(image_title(name)),
        key=page.key("image"),
        on_change=_image_chosen,
        args=(page,),
    )
    sized = chosen in images.SIZED or chosen in images.PHOTOGRAPHS or chosen in ("noise", UPLOADED)
    if sized:
        st.number_input(
            _("Side in pixels"),
            step=1,
            key=page.key("side"),
            help=_("The longer side of the picture that is worked on, from {low} to {high}.").format(
                low=SIDES[0], high=most
            ),
        )
    if chosen == "noise":
        st.number_input(_("Seed"), step=1, key=page.key("seed"))
    if chosen == TYPED:
        st.text_area(
            _("Numbers of the input"),
            key=page.key("x"),
            height=120,
            help=_("One row a line; spaces, commas or tabs between numbers. Up to 64 × 64."),
        )
    if chosen == UPLOADED:
        file = st.file_uploader(
            _("Your picture"), type=["png", "jpg", "jpeg", "webp"], key=page.key("upload"), max_upload_size=20
        )
        if file is None:
            st.info(
                _(
                    "Choose a PNG, JPEG or WebP file. It stays in this server's memory for this visit only: a link does not carry it, and whoever opens one is asked for a picture."
                )
            )
            return Selection(chosen, None, portable=False)
    try:
        values, notes = _image(page, chosen, most, colour)
    except BadInput as error:
        st.error(page.sentence(error))
        return Selection(chosen, None, portable=chosen != UPLOADED)
    for note in notes:
        st.caption(page.sentence(note))
    return Selection(chosen, values, portable=chosen != UPLOADED)


def image_of(page: Page, *, most: int = SIDES[1], colour: bool = False) -> Selection:
    """What `image_picker` gives for the settings as they stand, without drawing it."""
    chosen = st.session_state[page.key("image")]
    try:
        values, _ = _image(page, chosen, most, colour)
    except BadInput:
        values = None  # the picker says why, where it is drawn
    return Selection(chosen, values, portable=chosen != UPLOADED)


def image_title(name: str) -> str:
    """The English name of an image choice, a key of the catalogues."""
    return {TYPED: N_("typed numbers"), UPLOADED: N_("your own picture")}.get(name) or IMAGES[name]


def kernel_fields(default: str) -> tuple[links.Field, ...]:
    """The settings of `kernel_picker`; `default` is the name of the kernel the page opens on."""
    return (
        links.Choice("kernel", default, (*kernels.NAMED, TYPED)),
        links.Numbers("k", FIRST_K, max_shape=(15, 15)),
    )


def kernel_picker(page: Page, choices: Sequence[str] | None = None) -> Selection:
    """Choose a kernel by name or type one, from 1×1 to 15×15; (h, w) in float64."""
    _ = page.translate
    chosen = st.selectbox(
        _("Kernel"),
        (*(choices or kernels.NAMED), TYPED),
        format_func=lambda name: _(kernel_title(name)),
        key=page.key("kernel"),
        on_change=_kernel_chosen,
        args=(page,),
    )
    if chosen == TYPED:
        st.text_area(
            _("Numbers of the kernel"),
            key=page.key("k"),
            height=100,
            help=_("One row a line; spaces, commas or tabs between numbers. Up to 15 × 15."),
        )
    try:
        return Selection(chosen, kernel_values(page))
    except BadInput as error:
        st.error(page.sentence(error))
        return Selection(chosen, None)


def kernel_of(page: Page) -> Selection:
    """What `kernel_picker` gives for the settings as they stand, without drawing it."""
    chosen = st.session_state[page.key("kernel")]
    try:
        return Selection(chosen, kernel_values(page))
    except BadInput:
        return Selection(chosen, None)  # the picker says why, where it is drawn


def kernel_title(name: str) -> str:
    """The English name of a kernel choice, a key of the catalogues."""
    return N_("typed numbers") if name == TYPED else KERNELS[name]


def kernel_values(page: Page) -> Floats:
    """The kernel that the page's settings name; raises BadInput where typed numbers break a rule."""
    name = st.session_state[page.key("kernel")]
    if name == TYPED:
        return parse_numbers(st.session_state[page.key("k")], max_shape=(15, 15))
    return np.asarray(kernels.NAMED[name](), dtype=np.float64)


def _image(page: Page, name: str, most: int, colour: bool) -> tuple[Floats, tuple[BadInput, ...]]:
    """The picture, and what has to be said of it."""
    side, seed = int(st.session_state[page.key("side")]), int(st.session_state[page.key("seed")])
    if not SIDES[0] <= side <= most and name != TYPED:
        raise BadInput("the side must be from {low} to {high} pixels, got {side}", low=SIDES[0], high=most, side=side)
    if name == "noise" and not 0 <= seed <= MAX_SEED:
        raise BadInput("the seed must be from 0 to {most}, got {seed}", most=MAX_SEED, seed=seed)
    if name == TYPED:
        return parse_numbers(st.session_state[page.key("x")], max_shape=(64, 64)), ()
    if name == UPLOADED:
        file = st.session_state.get(page.key("upload"))
        loaded = cache.uploaded(file.getvalue() if file else b"", side, colour)
        return loaded.values, (*loaded.notes, *_resized(loaded))
    return cache.picture(name, side, seed, colour), ()


def _resized(loaded: images.Loaded) -> tuple[BadInput, ...]:
    if loaded.values.shape[:2] == loaded.original:
        return ()
    return (
        BadInput(
            "The picture has {rows} rows × {columns} columns of pixels; it is worked on at {h} × {w}.",
            rows=loaded.original[0],
            columns=loaded.original[1],
            h=loaded.values.shape[0],
            w=loaded.values.shape[1],
        ),
    )


def _image_chosen(page: Page) -> None:
    """Typing begins with the notebook's numbers; another choice forgets what was typed."""
    if st.session_state[page.key("image")] != TYPED:
        st.session_state[page.key("x")] = FIRST_X


def _kernel_chosen(page: Page) -> None:
    if st.session_state[page.key("kernel")] != TYPED:
        st.session_state[page.key("k")] = FIRST_K
