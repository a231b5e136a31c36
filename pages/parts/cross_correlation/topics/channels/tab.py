"""The tab "Channels": several channels in, several out, and the sum over channels step by step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from core import correlation, figures, images
from core.arrays import Floats
from core.correlation import channels
from core.correlation.snippets import channels as channel_snippets
from core.errors import BadInput
from core.numbers import checked_seed
from core.words import N_
from pages.parts.cross_correlation.topics import code
from pages.parts.cross_correlation.topics.channels import picture as channels_picture
from pages.parts.cross_correlation.topics.channels.experiment import Layered
from pages.parts.cross_correlation.topics.channels.settings import (
    BOOK,
    INPUT_TITLES,
    INPUTS,
    KERNELS,
    NOISE,
    SIDES,
    named,
)
from pages.shared import cache, controls, downloads, edits, prose, uploads
from pages.shared.controls import TYPED, UPLOADED
from pages.shared.page import Page
from pages.shared.pictures import captioned

MATCHING = {BOOK: BOOK, TYPED: "mean", NOISE: "mean"}  # the kernel that suits an input; a colour picture's is "grey"
RGB_ONLY, BOOK_ONLY = ("grey", "mixing"), (BOOK, "book_outputs")


def draw(page: Page) -> None:
    """Input and kernel, the grid of every channel, shapes and parameters, all outputs."""
    _ = page.translate
    prose.draw(page, "channels")
    left, right = st.columns(2)
    with left:
        image = _asked(page, lambda: _image(page))
    with right:
        kernel = _asked(page, lambda: _kernel(page, None if image is None else image.shape[2]))
        stride, padding = (
            column.number_input(label, step=1, key=page.key(name))
            for column, label, name in zip(
                st.columns(2), (_("Stride"), _("Padding")), ("channels_stride", "channels_padding"), strict=True
            )
        )
    if image is None or kernel is None:
        return
    colours = st.session_state[page.key("channels_input")] in (*images.PHOTOGRAPHS, UPLOADED)
    try:
        channels.check(image, kernel)
        step, shown = _choices(page, *kernel.shape[2:])
        experiment = Layered(image, kernel, int(stride), int(padding), shown, colours)
        outputs = correlation.correlate(image, kernel, **experiment.options)
        steps = channels.steps(image, kernel[..., shown], **experiment.options)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    channels_picture.draw(page, experiment, steps, step, lambda typed: _accept(page, experiment, typed))
    st.markdown(shapes(page, experiment, outputs))
    if kernel.shape[3] > 1:
        channels_picture.outputs(page, outputs, shown)
    downloads.save(
        page,
        {"channels": lambda: figures.matrices(channels_picture.parts(experiment, steps))},
        {
            "channels X": lambda: channel_snippets.below_each_other(image),
            **{f"channels {named('Y', c)}": partial(_plane, outputs, c) for c in range(outputs.shape[2])},
        },
        read=(channel_snippets.FILE,),
    )
    code.below(
        page,
        "channels",
        lambda library: channel_snippets.snippet(library, image, kernel, **experiment.options),
        image,
        channel_snippets.FILE,
    )


def _plane(outputs: Floats, channel: int) -> Floats:
    return outputs[..., channel]


def shapes(page: Page, experiment: Layered, outputs: Floats) -> str:
    """(H, W, C_in) · (h, w, C_in, C_out) → (H', W', C_out) with these numbers, and the layer's parameters."""
    _ = page.translate
    weights, biases = channels.parameters(experiment.kernel)
    return _(
        "**Shapes** (H, W, C_in) ⋆ (h, w, C_in, C_out) → (H′, W′, C_out): {image} ⋆ {kernel} → {output}. "
        "**Parameters:** {product} = {weights} weights; with one bias for each output channel, a layer has {all}."
    ).format(
        image=experiment.image.shape,
        kernel=experiment.kernel.shape,
        output=outputs.shape,
        product=" · ".join(map(str, experiment.kernel.shape)),
        weights=weights,
        all=weights + biases,
    )


def _asked(page: Page, read: Any) -> Any:
    """What a picker gives, or None with the sentence that says why."""
    try:
        return read()
    except BadInput as error:
        st.error(page.sentence(error))
        return None


def _image(page: Page) -> Floats | None:
    _ = page.translate
    chosen = st.selectbox(
        _("Input with channels"),
        INPUTS,
        format_func=lambda name: _(INPUT_TITLES.get(name) or controls.image_title(name)),
        key=page.key("channels_input"),
        on_change=_input_chosen,
        args=(page,),
    )
    if chosen == BOOK:
        return channels.book_image()
    if chosen == TYPED:
        st.text_area(
            _("Matrices of the input"),
            key=page.key("channels_x"),
            height=220,
            help=_("One matrix per channel, all of the same size, with an empty line between them. Up to 64 × 64."),
        )
        return channels.parse_stack(st.session_state[page.key("channels_x")])
    side = st.number_input(_("Side in pixels"), step=1, key=page.key("channels_side"))
    if chosen == NOISE:
        st.number_input(_("Seed"), step=1, key=page.key("channels_seed"))
    seed = int(st.session_state[page.key("channels_seed")])
    file = None
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
        loaded = cache.uploaded(file, int(side), True)
        uploads.keep(page, "channels_upload", file)
        uploads.say(page, loaded.notes)
        image = loaded.values
    else:
        image = cache.picture(chosen, int(side), seed, True)
    captioned(st, channels_picture.enlarged(image), _("the colour picture"), width="content")
    return image


def _kernel(page: Page, count: int | None) -> Floats | None:
    _ = page.translate
    chosen = st.selectbox(
        _("Kernel for all channels"),
        tuple(KERNELS),
        format_func=lambda name: _(KERNELS[name]),
        key=page.key("channels_kernel"),
        on_change=_kernel_chosen,
        args=(page,),
    )
    if chosen == TYPED:
        st.text_area(
            _("Matrices of the kernel"),
            key=page.key("channels_k"),
            height=220,
            help=_(
                "One matrix per input channel for output channel 1, then the same for output channel 2, and so on, with an empty line between matrices. Up to 15 × 15."
            ),
        )
    if count is None:  # the input has none yet, so no kernel can suit it
        return None
    if chosen == TYPED:
        return channels.parse_kernels(st.session_state[page.key("channels_k")], count)
    made: dict[str, Callable[[], Floats]] = {
        BOOK: channels.book_kernel,
        "book_outputs": lambda: channels.book_kernel(3),
        "grey": channels.grey_weights,
        "mixing": channels.colour_mixing,
        "mean": lambda: channels.mean_weights(count),
        "sobel": lambda: channels.edges_of_all(count),
    }
    return made[chosen]()


def _choices(page: Page, inputs: int, outputs: int) -> tuple[int, int]:
    """(input channels summed so far, number of the output channel drawn, from 0)."""
    _ = page.translate
    step, shown = page.key("channels_step"), page.key("channels_out")
    # What an address or another kernel left here may lie beyond this one's channels.
    if st.session_state[step] is None or not 0 <= st.session_state[step] < inputs:
        st.session_state[step] = 0
    if st.session_state[shown] is None or not 1 <= st.session_state[shown] <= outputs:
        st.session_state[shown] = 1
    left, right = st.columns(2)
    if inputs > 1:
        left.segmented_control(
            _("Partial sum up to channel"),
            (*range(1, inputs), 0),
            format_func=lambda c: str(c) if c else _("{last}: the output").format(last=inputs),
            key=step,
            required=True,
        )
    if outputs > 1:
        right.segmented_control(_("Output channel drawn"), range(1, outputs + 1), key=shown, required=True)
    return int(st.session_state[step]) or inputs, int(st.session_state[shown]) - 1


def _accept(page: Page, experiment: Layered, typed: Any) -> None:
    """Numbers typed into the grid's cells: the whole input or kernel becomes a typed one."""
    count = experiment.image.shape[2]
    inputs = _with_edits("X", experiment.image, typed)
    if inputs is not None:
        st.session_state[page.key("channels_input")] = TYPED
        st.session_state[page.key("channels_x")] = "\n\n".join(inputs)
    matrices = _with_edits("K", experiment.kernel[..., experiment.shown], typed)
    if matrices is not None:
        every = [
            channels.stack_text(experiment.kernel[..., c]).split("\n\n") for c in range(experiment.kernel.shape[3])
        ]
        every[experiment.shown] = matrices[:count]
        st.session_state[page.key("channels_kernel")] = TYPED
        st.session_state[page.key("channels_k")] = "\n\n".join("\n\n".join(each) for each in every)


def _with_edits(name: str, stack: Floats, typed: Any) -> list[str] | None:
    """The matrices as text with what was typed, or None where nothing was; what is no number stays in its cell."""
    texts = channels.stack_text(stack).split("\n\n")
    touched = False
    for c in range(len(texts)):
        matrix = named(name, c)
        if matrix in typed and edits.stands(matrix, typed[matrix]):
            texts[c], touched = edits.text(typed[matrix]), True
    return texts if touched else None


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
