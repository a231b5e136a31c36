"""The tab "Padding compared": the same input and kernel under every convention, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.arrays import Floats
from core.correlation import Padded, PaddingPair, alike, compare, row_in_every_mode
from core.correlation.snippets import torch_padding
from core.errors import BadInput
from core.takeaway import Lesson
from core.takeaway.programs.cross_correlation import padding as lesson
from core.words import N_
from pages.parts.cross_correlation.settings import Experiment
from pages.parts.cross_correlation.topics.padding.settings import ABOVE, EXAMPLE, MAX_BORDER, PAD_CELL, SIDES
from pages.shared import chosen, downloads, prose
from pages.shared.geometry import cells_added
from pages.shared.grid import Axis, Link, Matrix, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import captioned, scale_of

SHOWN = 20  # cells a side of what is drawn with its numbers
ROW, CELLS = 6, 3  # numbers of the row that shows every boundary mode, and cells added at its ends

NAMES = {
    "valid": N_("valid: no padding"),
    "full": N_("full: every overlap"),
    "same": N_("SAME as in TensorFlow"),
    "same_lower": N_("SAME_LOWER as in ONNX: the extra cell at the top and left"),
    "symmetric": N_("the same on both ends, as in PyTorch"),
    "explicit": N_("custom"),
}
MODES = {
    "constant": N_("a constant, 0 unless you change it"),
    "edge": N_("edge value repeated"),
    "linear_ramp": N_("linear ramp to 0"),
    "maximum": N_("maximum of the line"),
    "mean": N_("mean of the line"),
    "median": N_("median of the line"),
    "minimum": N_("minimum of the line"),
    "reflect": N_("reflected, edge value not repeated (reflect)"),
    "symmetric": N_("reflected, edge value repeated (symmetric)"),
    "wrap": N_("wrapped around (periodic)"),
}
ON = {EXAMPLE: N_("6 × 6 numbers, a 3 × 3 kernel of ones, stride 2"), ABOVE: N_("the input and kernel above")}


def draw(page: Page, experiment: Experiment) -> None:
    """Controls, each convention's grid, the pairs that look alike and are not, every boundary mode."""
    _ = page.translate
    prose.draw(page, "padding")
    left, right = st.columns(2)
    left.selectbox(_("Compare on"), **page.choice("pad_on", ON))
    right.selectbox(_("Padding mode"), **page.choice("pad_boundary", MODES))
    if st.session_state[page.key("pad_boundary")] == "constant":
        right.number_input(_("The constant in the border"), **page.control("pad_value"))
    st.caption(_("Cells that “custom” adds:"))
    for column, name, label in zip(st.columns(4), SIDES, (_("Top"), _("Bottom"), _("Left"), _("Right")), strict=True):
        column.number_input(label, step=1, **page.control(name))
    image, kernel, answers = answers_of(page, experiment)
    for start in range(0, len(answers), 2):
        for column, answer in zip(st.columns(2, gap="medium"), answers[start : start + 2], strict=False):
            with column:
                _answer(page, answer, image, kernel, experiment)
    pairs = alike(answers)
    _pairs(page, pairs)
    modes = _modes(page, image)
    downloads.save(
        page,
        {"paddings": lambda: figures.matrices(parts(answers))},
        {
            **{f"Y {a.convention}": partial(getattr, a, "result") for a in answers if a.result is not None},
            **{f"{p.first.convention} − {p.second.convention}": partial(getattr, p, "difference") for p in pairs},
            "boundary modes": lambda: modes,
        },
        lessons={"paddings": _lesson(page, experiment, answers)},
    )


def _lesson(page: Page, experiment: Experiment, answers: Sequence[Padded]) -> Lesson:
    image, kernel, (stride, dilation) = _compared(page, experiment)
    boundary = str(st.session_state[page.key("pad_boundary")])
    return partial(lesson.cells, image, kernel, answers[-1].sides, stride, dilation, boundary, _border(page))


def parts(answers: Sequence[Padded]) -> tuple[figures.Part, ...]:
    """Every convention's result, to save; conventions go by the names that code has for them."""
    return tuple(
        figures.Part(
            f"{a.convention}  p = {a.sides[0]}, {a.sides[1]}", a.result, "signed" if a.result.min() < 0 else "none"
        )
        for a in answers
        if a.result is not None
    )


def answers_of(page: Page, experiment: Experiment) -> tuple[Floats, Floats, tuple[Padded, ...]]:
    """The image and kernel that are compared on, and every convention's answer."""
    image, kernel, (stride, dilation) = _compared(page, experiment)
    top, bottom, left, right = (int(st.session_state[page.key(name)]) for name in SIDES)
    explicit = ((top, bottom), (left, right))
    boundary = st.session_state[page.key("pad_boundary")]
    return (
        image,
        kernel,
        compare(image, kernel, explicit, stride=stride, dilation=dilation, boundary=boundary, value=_border(page)),
    )


def _border(page: Page) -> float:
    value = float(st.session_state[page.key("pad_value")])
    if not abs(value) <= MAX_BORDER:
        raise BadInput("the border's constant must be from −1e6 to 1e6, got {value}", value=value)
    return value


def _compared(page: Page, experiment: Experiment) -> tuple[Floats, Floats, tuple[tuple[int, int], ...]]:
    if st.session_state[page.key("pad_on")] == EXAMPLE:
        return np.arange(36.0).reshape(6, 6), np.ones((3, 3)), ((2, 2), (1, 1))
    geometry = experiment.geometry
    return experiment.image, experiment.kernel, (geometry.stride, geometry.dilation)


def _answer(page: Page, answer: Padded, image: Floats, kernel: Floats, experiment: Experiment) -> None:
    """One convention: how many cells it adds, the padded input, the result."""
    _ = page.translate
    st.markdown(f"## {_(NAMES[answer.convention])}")
    st.caption(cells_added(page, answer.sides))
    st.caption(_("In PyTorch: {line}").format(line=f"`{torch_padding(answer.sides)}`"))
    if answer.refused is not None:
        st.info(page.sentence(answer.refused))
        return
    assert answer.result is not None
    result = answer.result
    shown = experiment.shown if st.session_state[page.key("pad_on")] == ABOVE else None
    if max(*answer.padded.shape, *result.shape) > SHOWN:
        for column, values in zip(st.columns(2), (answer.padded, result), strict=True):
            seen = shown if values is answer.padded else None
            picture = figures.signed_png(values) if values.min() < 0 else figures.grey_file(values, seen)
            captioned(column, picture, f"{values.shape[0]} × {values.shape[1]}")
        return
    _unused, _same, (stride, dilation) = _compared(page, experiment)
    window = Link(
        "Y",
        "X",
        rows=Axis(stride[0], 0, dilation[0], kernel.shape[0]),
        columns=Axis(stride[1], 0, dilation[1], kernel.shape[1]),
    )
    matrices = (
        Matrix("X", answer.padded, _("Input X"), scale=scale_of(image), padding=answer.sides, shown=shown),
        Matrix("Y", result, _("Output Y"), before="→", scale="signed" if result.min() < 0 else "none"),
    )
    tensor_grid(
        matrices,
        (window,),
        words=grid_words(_),
        player=False,
        # One cell for all conventions: so one sees what each of them looks at for the same number.
        **chosen.shared(page, f"padded {answer.convention}", matrices, ("Y", 0, 0), setting=PAD_CELL),
    )


def _pairs(page: Page, pairs: tuple[PaddingPair, ...]) -> None:
    """Conventions whose results have one shape and other numbers."""
    _ = page.translate
    st.markdown("## " + _("Same shape, different numbers"))
    if not pairs:
        st.markdown(_("Here, no two conventions with different padding give results of the same shape."))
    for pair in pairs:
        shape = pair.difference.shape
        st.markdown(
            _(
                "**{first}** and **{second}** both give {rows} × {columns}; {different} of {all} numbers differ, by up to {largest}."
            ).format(
                first=_(NAMES[pair.first.convention]),
                second=_(NAMES[pair.second.convention]),
                rows=shape[0],
                columns=shape[1],
                different=pair.different,
                all=pair.difference.size,
                largest=figures.short(float(np.abs(pair.difference).max())),
            )
        )
        if max(shape) > SHOWN:
            captioned(st, figures.signed_png(pair.difference), _("Difference"), width="content")
            continue
        assert pair.first.result is not None and pair.second.result is not None
        tensor_grid(
            (
                Matrix("A", pair.first.result, _(NAMES[pair.first.convention])),
                Matrix("B", pair.second.result, _(NAMES[pair.second.convention]), before="−"),
                Matrix("D", pair.difference, _("Difference"), before="=", scale="signed"),
            ),
            (Link("D", "A"), Link("D", "B")),
            key=page.key(f"pair {pair.first.convention} {pair.second.convention}"),
            words=grid_words(_),
            player=False,
            selected=("D", 0, 0),
        )


def _modes(page: Page, image: Floats) -> pd.DataFrame:
    """The first numbers of the input's first row, under every boundary mode."""
    _ = page.translate
    st.markdown("## " + _("All ways to pad the border"))
    row = image[0, :ROW]
    st.caption(
        _("The first {count} numbers of the input's first row, padded by {cells} at each end:").format(
            count=row.size, cells=CELLS
        )
    )
    lines = [
        {
            "numpy.pad": mode,
            _("padding mode"): _(MODES[mode]),
            _("before"): "  ".join(map(figures.short, values[:CELLS])),
            _("this row"): "  ".join(map(figures.short, row)),
            _("after"): "  ".join(map(figures.short, values[-CELLS:])),
        }
        for mode, values in row_in_every_mode(row, CELLS).items()
    ]
    table = pd.DataFrame(lines)
    st.dataframe(table, hide_index=True, width="stretch", height="content")
    return table
