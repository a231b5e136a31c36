"""The tab "Channels": several channels in, several out, and the sum over channels step by step."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from core import figures, images
from core.arrays import Floats
from core.correlation import channels, grouping
from core.correlation.snippets import channels as channel_snippets
from core.errors import BadInput
from core.takeaway.programs.cross_correlation import channels as lesson
from pages.parts.cross_correlation.topics import code
from pages.parts.cross_correlation.topics.channels import inputs
from pages.parts.cross_correlation.topics.channels import picture as channels_picture
from pages.parts.cross_correlation.topics.channels.experiment import Layered
from pages.parts.cross_correlation.topics.channels.settings import named
from pages.shared import downloads, edits, prose
from pages.shared.controls import TYPED, UPLOADED
from pages.shared.page import Page


def draw(page: Page) -> None:
    """Input and kernel, the grid of every channel, shapes and parameters, all outputs."""
    _ = page.translate
    prose.draw(page, "channels")
    left, right = st.columns(2)
    with left:
        found = _asked(page, lambda: inputs.image(page))
        image, shown_range = (None, None) if found is None else found
    with right:
        kernel = _asked(page, lambda: inputs.kernel(page, None if image is None else image.shape[2]))
        labels = {"stride": _("Stride"), "padding": _("Padding"), "groups": _("Groups")}
        for column, (name, label) in zip(st.columns(3), labels.items(), strict=True):
            column.number_input(label, step=1, **page.control(f"channels_{name}"))
    if image is None or kernel is None:
        return
    stride, padding, groups = (int(st.session_state[page.key(f"channels_{name}")]) for name in labels)
    colours = st.session_state[page.key("channels_input")] in (*images.PHOTOGRAPHS, UPLOADED)
    grouping.check(image, kernel, groups)
    step, shown = _choices(page, *kernel.shape[2:])
    experiment = Layered(image, kernel, stride, padding, shown, colours, groups, shown_range)
    outputs = grouping.grouped(image, kernel, groups, **experiment.options)
    steps = channels.steps(image[..., experiment.seen], kernel[..., shown], **experiment.options)
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
        lessons={"channels": partial(lesson.cells, image, kernel, stride, padding, groups, shown)},
    )
    code.below(
        page,
        "channels",
        lambda library: channel_snippets.snippet(library, image, kernel, groups=groups, **experiment.options),
        image,
        channel_snippets.FILE,
    )


def _plane(outputs: Floats, channel: int) -> Floats:
    return outputs[..., channel]


def shapes(page: Page, experiment: Layered, outputs: Floats) -> str:
    """(H, W, C_in) · (h, w, C_in, C_out) → (H', W', C_out) with these numbers, and the layer's parameters."""
    _ = page.translate
    weights, biases = channels.parameters(experiment.kernel)
    grouped = ""
    if experiment.groups > 1:
        grouped = " " + _(
            "With {groups} groups the kernel has {each} of {inputs} channels; without them the layer would have {full} weights."
        ).format(
            groups=experiment.groups,
            each=experiment.kernel.shape[2],
            inputs=experiment.image.shape[2],
            full=weights * experiment.groups,
        )
    said = _(
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
    return said + grouped


def _asked(page: Page, read: Any) -> Any:
    """What a picker gives, or None with the sentence that says why."""
    try:
        return read()
    except BadInput as error:
        st.error(page.sentence(error))
        return None


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
            disabled=page.locked("channels_step"),
            required=True,
        )
    if outputs > 1:
        right.segmented_control(
            _("Output channel drawn"),
            range(1, outputs + 1),
            key=shown,
            disabled=page.locked("channels_out"),
            required=True,
        )
    return int(st.session_state[step]) or inputs, int(st.session_state[shown]) - 1


def _accept(page: Page, experiment: Layered, typed: Any) -> None:
    """Numbers typed into the grid's cells: the whole input or kernel becomes a typed one."""
    matrices = _with_edits("X", experiment.image, typed)
    if matrices is not None:
        st.session_state[page.key("channels_input")] = TYPED
        st.session_state[page.key("channels_x")] = "\n\n".join(matrices)
    matrices = _with_edits("K", experiment.kernel[..., experiment.shown], typed, experiment.first)
    if matrices is not None:
        every = [
            channels.stack_text(experiment.kernel[..., c]).split("\n\n") for c in range(experiment.kernel.shape[3])
        ]
        every[experiment.shown] = matrices
        st.session_state[page.key("channels_kernel")] = TYPED
        st.session_state[page.key("channels_k")] = "\n\n".join("\n\n".join(each) for each in every)


def _with_edits(name: str, stack: Floats, typed: Any, first: int = 0) -> list[str] | None:
    """The matrices as text with what was typed, or None where nothing was; what is no number stays in its cell."""
    texts = channels.stack_text(stack).split("\n\n")
    touched = False
    for c in range(len(texts)):
        matrix = named(name, first + c)
        if matrix in typed and edits.stands(matrix, typed[matrix]):
            texts[c], touched = edits.text(typed[matrix]), True
    return texts if touched else None
