"""Widgets → values, shared by the pages: the image picker and the kernel editor.

Each control has its fields (what the address carries), a function that reads what is chosen, `…_of`, once a run, and
one that draws it with what was read: so a page computes and shows its result before the browser hears of any control.
What a person typed stays in the state as text; a value that breaks a rule becomes a sentence beside its
control and no value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import images, kernels, links
from core.arrays import Floats
from core.errors import BadInput, Message
from core.figures import Range
from core.numbers import checked_seed, parse_numbers
from core.words import N_
from pages.shared import answers, cache, display, reading, typed_from, uploads
from pages.shared.page import Page

TYPED, UPLOADED = "typed", uploads.CHOSEN
UPLOAD = "upload"  # the uploader of the page's image
OWN = N_("Your picture, or a matrix as CSV")
ASK = N_(
    "Choose a PNG, JPEG or WebP file, or a CSV file of numbers. It stays in this server's memory for this visit only: links do not include it, and anyone who opens one is asked for their own file."
)
SIDES = (8, 512)
FIRST_X, FIRST_K = "0 1 2\n3 4 5\n6 7 8", "0 1\n2 3"  # what typing begins with


IMAGES = {
    "counting": N_("0 … 8, from the book"),
    "band": N_("black band, from the book"),
    "step": N_("step edge"),
    "diagonal": N_("diagonal edge"),
    "impulse": N_("impulse: one white pixel"),
    "checkerboard": N_("checkerboard"),
    "noise": N_("random noise"),
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
    "counting": N_("0 … 3, from the book"),
    "difference": N_("[1, −1]"),
    "difference_down": N_("[1, −1] as a column (transposed)"),
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

    `name` is the choice in the address; `error` says why there are no values, `notes` what has to be said of them;
    `shown` are the numbers drawn black and white, where the picture has a display range; `coming` is what a worker reads.
    """

    name: str
    values: Floats | None
    error: BadInput | None = None
    notes: tuple[Message, ...] = ()
    shown: Range | None = None
    coming: answers.Asked | None = None


def image_fields(default: str, *, side: int = 28, most: int = SIDES[1]) -> tuple[links.Field, ...]:
    """The settings of `image_picker`; `default` is the image that the page opens on."""
    return (
        links.Choice("image", default, (*images.DRAWN, *images.PHOTOGRAPHS, TYPED, UPLOADED)),
        links.Numbers("x", FIRST_X),
        links.Whole("side", side, SIDES[0], most),
        links.Seed("seed"),
        *display.fields(),
    )


def image_of(page: Page, *, most: int = SIDES[1], colour: bool = False) -> Selection:
    """The image that the settings name: drawn, a photograph, typed numbers or an upload; (H, W) in float64, or (H, W, 3)."""
    name = st.session_state[page.key("image")]
    try:
        return _image(page, name, most, colour)
    except BadInput as error:
        return Selection(name, None, error)


def image_picker(page: Page, selected: Selection, *, most: int = SIDES[1]) -> None:
    """The controls of what `image_of` gives, and what it has to say."""
    _ = page.translate
    chosen = st.selectbox(
        _("Input image"),
        (*images.DRAWN, *images.PHOTOGRAPHS, TYPED, UPLOADED),
        format_func=lambda name: _(image_title(name)),
        **page.control("image"),
        on_change=_image_chosen,
        args=(page,),
    )
    if chosen in images.SIZED or chosen in images.PHOTOGRAPHS or chosen in ("noise", UPLOADED):
        st.number_input(
            _("Side in pixels"),
            step=1,
            **page.control("side"),
            help=_("The longer side of the image as processed, from {low} to {high}.").format(low=SIDES[0], high=most),
        )
    if chosen == "noise":
        st.number_input(_("Seed"), step=1, **page.control("seed"))
    if chosen == TYPED:
        st.text_area(
            _("Numbers of the input"),
            **page.control("x"),
            height=120,
            help=_("One row per line; separate numbers with spaces, commas or tabs. Up to 64 × 64."),
        )
        typed_from.draw(page, "x", (64, 64))
    if chosen == UPLOADED:
        image_uploader(page, selected)
    else:
        _say(page, selected)


def image_uploader(page: Page, selected: Selection) -> None:
    """Of the picker, what an upload needs: also where the picker itself is not on the screen."""
    uploads.uploader(page, UPLOAD, label=OWN, ask=ASK, kinds=(*uploads.KINDS, "csv"))
    if uploads.data(page, UPLOAD) is not None:
        _say(page, selected)
    if selected.shown is not None and selected.values is not None:
        display.picker(page, selected.values)


def image_title(name: str) -> str:
    """The English name of an image choice, a key of the catalogues."""
    return {TYPED: N_("typed numbers"), UPLOADED: N_("your own picture")}.get(name) or IMAGES[name]


def kernel_fields(default: str) -> tuple[links.Field, ...]:
    """The settings of `kernel_picker`; `default` is the name of the kernel the page opens on."""
    return (
        links.Choice("kernel", default, (*kernels.NAMED, TYPED)),
        links.Numbers("k", FIRST_K, max_shape=(15, 15)),
    )


def kernel_of(page: Page) -> Selection:
    """The kernel that the settings name, or that is typed, from 1×1 to 15×15; (h, w) in float64."""
    name = st.session_state[page.key("kernel")]
    if name != TYPED:
        return Selection(name, np.asarray(kernels.NAMED[name](), dtype=np.float64))
    try:
        return Selection(name, parse_numbers(st.session_state[page.key("k")], max_shape=(15, 15)))
    except BadInput as error:
        return Selection(name, None, error)


def kernel_picker(page: Page, selected: Selection) -> None:
    """The controls of what `kernel_of` gives, and what it has to say."""
    _ = page.translate
    chosen = st.selectbox(
        _("Kernel"),
        (*kernels.NAMED, TYPED),
        format_func=lambda name: _(kernel_title(name)),
        **page.control("kernel"),
        on_change=_kernel_chosen,
        args=(page,),
    )
    if chosen == TYPED:
        st.text_area(
            _("Numbers of the kernel"),
            **page.control("k"),
            height=100,
            help=_("One row per line; separate numbers with spaces, commas or tabs. Up to 15 × 15."),
        )
        typed_from.draw(page, "k", (15, 15))
    _say(page, selected)


def kernel_title(name: str) -> str:
    """The English name of a kernel choice, a key of the catalogues."""
    return N_("typed numbers") if name == TYPED else KERNELS[name]


def _say(page: Page, selected: Selection) -> None:
    if selected.error is not None:
        st.error(page.sentence(selected.error))
    if selected.coming is not None:
        selected.coming.draw(reading.READING)
    uploads.say(page, selected.notes)


def _image(page: Page, name: str, most: int, colour: bool) -> Selection:
    """The picture, what has to be said of it, and the numbers that it is drawn from and to."""
    side, seed = int(st.session_state[page.key("side")]), st.session_state[page.key("seed")]
    if not SIDES[0] <= side <= most and name != TYPED:
        raise BadInput("the side must be from {low} to {high} pixels, got {side}", low=SIDES[0], high=most, side=side)
    if name == "noise":
        checked_seed(seed)
    if name == TYPED:
        return Selection(name, parse_numbers(st.session_state[page.key("x")], max_shape=(64, 64)))
    if name == UPLOADED:
        file = uploads.data(page, UPLOAD) or b""
        if uploads.is_table(page, UPLOAD):
            return _matrix(page, name, file, colour)
        read = reading.picture(page, UPLOAD, file, side, colour)
        if read.result is None:
            return Selection(name, None, coming=read)
        loaded: images.Loaded = read.result
        uploads.keep(page, UPLOAD, file, side)
        shown = display.range_of(page, loaded.values) if display.needed(loaded) else None
        return Selection(name, loaded.values, notes=uploads.notes_of(loaded), shown=shown)
    return Selection(name, cache.picture(name, side, seed, colour))


def _matrix(page: Page, name: str, file: bytes, colour: bool) -> Selection:
    """The numbers of a CSV file, all of them as they are."""
    read = reading.table(page, UPLOAD, file)
    if read.result is None:
        return Selection(name, None, coming=read)
    values: Floats = read.result
    uploads.keep(page, UPLOAD, file, SIDES[1])
    rows, columns = values.shape
    note = Message(
        "{rows} × {columns} numbers from the file, as they are: the side in pixels does not apply.",
        rows=rows,
        columns=columns,
    )
    return Selection(name, np.repeat(values[..., None], 3, axis=2) if colour else values, notes=(note,))


def _image_chosen(page: Page) -> None:
    """Typing begins with the notebook's numbers; another choice forgets what was typed."""
    if st.session_state[page.key("image")] != TYPED:
        st.session_state[page.key("x")] = FIRST_X


def _kernel_chosen(page: Page) -> None:
    if st.session_state[page.key("kernel")] != TYPED:
        st.session_state[page.key("k")] = FIRST_K
