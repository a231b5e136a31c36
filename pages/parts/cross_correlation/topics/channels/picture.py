"""Every channel with its kernel and its own result, and their running sum: as one grid, or as pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Array, Floats
from core.correlation import Steps
from core.figures import Range
from core.words import N_
from pages.parts.cross_correlation.topics.channels.experiment import Layered
from pages.parts.cross_correlation.topics.channels.settings import CHANNELS_CELL, named
from pages.shared import chosen, edits, pictures
from pages.shared.grid import Axis, Link, Matrix, Reading, Scale, Texts, grid_event, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import captioned, scale_of

MAX_SIDE = 20  # cells a side up to which every channel is drawn with its numbers
NUMBERS = 6  # cells a side up to which fractions are written into them
COLOURS = (N_("red"), N_("green"), N_("blue"))


def enlarged(image: Floats, shown: Range | None = None, side: int = 160) -> Array:
    """A small picture with its pixels made larger, as bytes; a large one as it is."""
    pixels = figures.grey_rgb(figures.display.within(image, shown))
    return pictures.enlarged(pixels, max(1, side // max(image.shape[:2])))


def draw(
    page: Page,
    experiment: Layered,
    steps: Steps,
    step: int,
    accept: Callable[[Mapping[str, Texts]], None],
) -> None:
    """The channels that the output sees, and their sum after `step` of them."""
    _seen(page, experiment)
    padded = max(experiment.image.shape[:2]) + 2 * experiment.padding
    if max(padded, *steps.output.shape) <= MAX_SIDE:
        _grid(page, experiment, steps, step, accept)
    else:
        _pictures(page, experiment, steps, step)


def _seen(page: Page, experiment: Layered) -> None:
    """With groups: which channels the output drawn is made of, and which it never sees."""
    _ = page.translate
    if experiment.groups == 1:
        return
    seen = range(experiment.image.shape[2])[experiment.seen]
    others = [named("X", c) for c in range(experiment.image.shape[2]) if c not in seen]
    st.caption(
        _("Group {group} of {groups}: output {y} sees {seen}, but not {others}.").format(
            group=experiment.first // len(seen) + 1,
            groups=experiment.groups,
            y=named("Y", experiment.shown),
            seen=_(", ").join(named("X", c) for c in seen),
            others=_(", ").join(others),
        )
    )


def outputs(page: Page, values: Floats, shown: int) -> None:
    """All output channels side by side; the one drawn above comes with its name marked."""
    _ = page.translate
    st.markdown("## " + _("Every output channel"))
    names = [named("Y", c) for c in range(values.shape[2])]
    titles = [name + (" ◂" if c == shown else "") for c, name in enumerate(names)]
    if max(values.shape[:2]) > MAX_SIDE:
        for column, c in zip(_columns(len(names)), range(len(names)), strict=True):
            captioned(column, _picture(values[..., c]), titles[c])
        return
    same = tuple(Link(names[shown], name) for name in names if name != names[shown])
    tensor_grid(
        tuple(
            Matrix(name, values[..., c], titles[c], scale=_scale(values[..., c]), compact=_many(values))
            for c, name in enumerate(names)
        ),
        same,
        key=page.key("channels outputs"),
        words=grid_words(_),
        player=False,
    )


def parts(experiment: Layered, steps: Steps) -> tuple[figures.Part, ...]:
    """The picture to save: each channel, its matrix of the kernel, its own result, and the sum."""
    found: list[figures.Part] = []
    for i in range(experiment.kernel.shape[2]):
        c = experiment.first + i
        kernel, own = experiment.kernel[..., i, experiment.shown], steps.partial[..., i]
        found.append(
            figures.Part(named("X", c), experiment.image[..., c], scale_of(experiment.image), shown=experiment.range)
        )
        found.append(figures.Part(named("K", c), kernel, "signed", before="⋆"))
        found.append(figures.Part(f"{named('X', c)} ⋆ {named('K', c)}", own, _scale(own), before="="))
    output = figures.Part(named("Y", experiment.shown), steps.output, _scale(steps.output), before="Σ")
    return (*found, output)


def _grid(
    page: Page, experiment: Layered, steps: Steps, step: int, accept: Callable[[Mapping[str, Texts]], None]
) -> None:
    _ = page.translate
    kernel = experiment.kernel[..., experiment.shown]
    (h, w), count, first = kernel.shape[:2], kernel.shape[2], experiment.first
    rows, columns = Axis(experiment.stride, 0, 1, h), Axis(experiment.stride, 0, 1, w)
    small = _many(experiment.image)
    matrices, links, readings = [], [], []
    for i in range(count):
        c = first + i
        x, k, y = (named(letter, c) for letter in "XKP")
        matrices.append(_input(page, experiment, c))
        matrices.append(
            Matrix(k, kernel[..., i], k, before="⋆", scale="signed", editable=not page.locked("channels_kernel"))
        )
        if i < step:
            partial = steps.partial[..., i]
            matrices.append(
                Matrix(y, partial, _("{x} only").format(x=x), before="=", scale=_scale(partial), compact=small)
            )
            links += [Link("S", x, rows, columns, products=k), Link("S", y), Link(y, x, rows, columns, products=k)]
            readings.append(Reading(y, x, k))
    total, last = steps.running[..., step - 1], named("Y", experiment.shown)
    title = "S = " + (_("Output {name}").format(name=last) if step == count else _("Partial sum"))
    matrices.append(Matrix("S", total, title, before="Σ", scale=_scale(total), compact=small))
    also = tuple((named("X", first + i), named("K", first + i)) for i in range(1, step))
    event = tensor_grid(
        tuple(matrices),
        tuple(links),
        driver="S",
        reading=(Reading("S", named("X", first), named("K", first), also=also), *readings),
        words=grid_words(_),
        **chosen.options(
            page,
            "channels grid",
            matrices,
            ("S", 0, 0),
            setting=CHANNELS_CELL,
            then=lambda: accept(grid_event(page.key("channels grid")).edits),
        ),
    )
    edits.complain(page, event.edits)
    if small:
        st.caption(
            _(
                "Point at a cell to read its value; with up to {most} cells per side, values are shown in the cells."
            ).format(most=NUMBERS)
        )
    _first_sum(page, steps, step)


def _input(page: Page, experiment: Layered, channel: int) -> Matrix:
    """One input channel with its padding."""
    image, p = experiment.image, experiment.padding
    sides = ((p, p), (p, p))
    return Matrix(
        named("X", channel),
        np.pad(image[..., channel], sides),
        _title(page.translate, experiment, channel),
        scale=scale_of(image),
        padding=sides,
        editable=not p and not experiment.colours and not page.locked("channels_input"),
        compact=_many(image),
        shown=experiment.range,
    )


def _first_sum(page: Page, steps: Steps, step: int) -> None:
    """The first cell's sum over channels, with its numbers."""
    _ = page.translate
    terms = [figures.short(float(value)) for value in steps.partial[0, 0, :step]]
    st.caption(
        _("The first cell: {parts} = {sum}, one number from each channel.").format(
            parts=" + ".join(f"({term})" if term.startswith("-") else term for term in terms),
            sum=figures.short(float(steps.running[0, 0, step - 1])),
        )
        if step > 1
        else _("After the first channel, the sum is just that channel's result.")
    )


def _pictures(page: Page, experiment: Layered, steps: Steps, step: int) -> None:
    _ = page.translate
    image, kernel = experiment.image, experiment.kernel[..., experiment.shown]
    count, first = kernel.shape[2], experiment.first
    for i, column in zip(range(count), _columns(count), strict=False):
        c = first + i
        captioned(column, figures.grey_file(image[..., c], experiment.range), _title(_, experiment, c))
        if i < step:
            own = _("{x} only").format(x=named("X", c))
            captioned(column, _picture(steps.partial[..., i]), f"⋆ {named('K', c)} = {own}")
    tensor_grid(
        tuple(
            Matrix(named("K", first + i), kernel[..., i], named("K", first + i), scale="signed") for i in range(count)
        ),
        key=page.key("channels kernels"),
        words=grid_words(_),
        player=False,
    )
    title = _("Output {name}").format(name=named("Y", experiment.shown)) if step == count else _("Partial sum")
    captioned(_columns(1)[0], _picture(steps.running[..., step - 1]), f"Σ  {title}")
    st.caption(
        _(
            "With more than {most} cells per side, the channels are drawn as images; choose a smaller side to see the numbers."
        ).format(most=MAX_SIDE)
    )


def _columns(count: int) -> list[st.delta_generator.DeltaGenerator]:
    """At least three columns, so that one picture alone does not fill the page."""
    return st.columns(max(count, 3))[:count]


def _title(_: Callable[[str], str], experiment: Layered, c: int) -> str:
    return f"{named('X', c)} {_(COLOURS[c])}" if experiment.colours else named("X", c)


def _scale(values: Floats) -> Scale:
    """Grey where the numbers could be a picture's, signed where some are negative, else none."""
    return "signed" if values.min() < 0 else "grey" if values.max() <= 1 and values.any() else "none"


def _many(values: Floats) -> bool:
    """Whether long numbers in many cells would push the channels off the screen: there colours show more."""
    return max(values.shape[:2]) > NUMBERS and bool((values % 1).any())


def _picture(values: Floats) -> bytes:
    return figures.signed_png(values) if values.min() < 0 else figures.grey_file(values)
