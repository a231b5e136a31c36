"""How each kind of exercise is asked: its sentence, its matrices, and its boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from core.arrays import Floats
from core.errors import BadInput
from core.exercises import (
    Cover,
    Field,
    KernelSought,
    Rate,
    Results,
    Shape,
    Sign,
    Values,
    typed,
)
from core.receptive_field import both
from pages.shared.exercise import boxes, state
from pages.shared.exercise.kinds import SIGNS
from pages.shared.exercise.state import Attempt
from pages.shared.grid import Axis, Link, Matrix, grid_event, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import scale_of

Shape2 = tuple[int, int]


def draw(page: Page, attempt: Attempt) -> None:
    """The question."""
    _DRAWN[type(attempt.exercise.question)](page, attempt, attempt.exercise.question)


def _values(page: Page, attempt: Attempt, question: Values) -> None:
    _ = page.translate
    st.markdown(
        _("Fill in **Y = X ⋆ K**: choose a cell of Y, type its number, press Enter. The window that it sees lights up.")
    )
    x, k = _x(page, question.image), _k(page, question.kernel)
    y = _to_fill(attempt, "Y", question.output.shape, _("Output Y"), before="=")
    _grid(page, (x, k, y), (_window(question.kernel, "K"),), "Y", attempt)


def _kernel(page: Page, attempt: Attempt, question: KernelSought) -> None:
    _ = page.translate
    x, y = _x(page, question.image), _y(page, question.output, "→" if question.candidates else "=")
    if question.candidates:
        st.markdown(_("One of the kernels A, B, C and D makes this Y out of X. Which one?"))
        names = attempt.exercise.boxes[0].options
        four = [
            Matrix(name, k, f"{_('Kernel')} {name}", scale="signed")
            for name, k in zip(names, question.candidates, strict=True)
        ]
        _grid(page, (x, y, *four), (_window(question.kernel),), "Y")
        boxes.draw(page, attempt)
        return
    st.markdown(
        _(
            "Which kernel makes this Y out of X? Choose a cell of K, type its number, press Enter. Any kernel that gives Y is right."
        )
    )
    k = _to_fill(attempt, "K", question.kernel.shape, _("Kernel K"), before="⋆")
    _grid(page, (x, k, y), (_window(question.kernel),), "Y", attempt)


def _sign(page: Page, attempt: Attempt, question: Sign) -> None:
    _ = page.translate
    st.markdown(
        _("K moves over the bands of X. Is Y positive, zero or negative at the three cells with a question mark?")
    )
    texts, marks = [np.full(question.output.shape, "", dtype=object) for _each in range(2)]
    for cell, answer, mark in zip(question.cells, attempt.answers, attempt.marks, strict=True):
        texts[cell], marks[cell] = SIGNS.get(answer, "?"), mark
    y = Matrix("Y", np.zeros(texts.shape), _("Output Y"), before="=", texts=_rows(texts), marks=_rows(marks))
    window = _window(question.kernel, "K")
    _grid(page, (_x(page, question.image), _k(page, question.kernel), y), (window,), "Y", first=question.cells[0])
    boxes.draw(page, attempt)


def _results(page: Page, attempt: Attempt, question: Results) -> None:
    _ = page.translate
    st.markdown(
        _(
            "Each kernel gave a result on X. Was it the cross-correlation, the convolution (with the kernel rotated by 180°), or do both give it?"
        )
    )
    matrices = [_x(page, question.image)]
    for n, (k, y) in enumerate(zip(question.kernels, question.outputs, strict=True), start=1):
        matrices.append(Matrix(f"K{n}", k, f"K{n}", scale="signed"))
        matrices.append(Matrix(f"Y{n}", y, f"Y{n}", before="→", scale="signed" if y.min() < 0 else "none"))
    links = [_window(k, output=f"Y{n}") for n, k in enumerate(question.kernels, start=1)]
    _grid(page, matrices, links, "Y1")
    boxes.draw(page, attempt)


def _shape(page: Page, attempt: Attempt, question: Shape) -> None:
    _ = page.translate
    said = _(
        "X has **{H} × {W}** cells, K has **{h} × {w}**. Padding **{p}** at each side, stride **{s}**, dilation **{d}**. How many rows and columns does Y = X ⋆ K have?"
    )
    (H, W), (h, w) = question.size, question.kernel
    p, d = question.padding, question.dilation
    st.markdown(said.format(H=H, W=W, h=h, w=w, p=p, s=question.stride, d=d))
    x = Matrix(
        "X",
        np.zeros((H + 2 * p, W + 2 * p)),
        _("Input X"),
        texts=_blank((H + 2 * p, W + 2 * p)),
        padding=((p, p), (p, p)),
        compact=True,
    )
    k = Matrix("K", np.zeros((h, w)), _("Kernel K"), before="⋆", texts=_blank((h, w)), compact=True)
    _grid(page, (x, k), (Link("K", "X", Axis(scale=d), Axis(scale=d)),), "K", player=False)
    boxes.draw(page, attempt)


def _rate(page: Page, attempt: Attempt, question: Rate) -> None:
    _ = page.translate
    st.markdown(
        _(
            "Gradient descent learns a 1 × 2 kernel on this X; the loss is the sum of squared errors over all outputs. What is the largest eigenvalue of the loss's second derivative, and below which rate is learning stable? Fractions such as 1/20 are accepted; rates may be off by 1%."
        )
    )
    unknown = Matrix("K", np.zeros((1, 2)), _("Kernel K"), before="⋆", texts=(("k₀", "k₁"),))
    y = Matrix("Y", question.target, _("Desired output"), before="→", scale="signed")
    _grid(page, (_x(page, question.image), unknown, y), (_window(np.zeros((1, 2))),), "Y")
    boxes.draw(page, attempt)


def _field(page: Page, attempt: Attempt, question: Field) -> None:
    _ = page.translate
    st.markdown(
        _(
            "Layers without padding, from the input upwards. Which rows of the input does unit {unit} of the last layer see? Rows and units are counted from 0."
        ).format(unit=question.unit)
    )
    head = f"| {_('layer')} | {_('kernel')} | {_('stride')} | {_('dilation')} |\n|---|---|---|---|\n"
    rows = (
        f"| {layer.name} | {' × '.join(map(str, both(layer.kernel)))} | {both(layer.stride)[0]} | {both(layer.dilation)[0]} |"
        for layer in question.layers
    )
    st.markdown(head + "\n".join(rows))
    boxes.draw(page, attempt)


def _cover(page: Page, attempt: Attempt, question: Cover) -> None:
    _ = page.translate
    said = _(
        "How many layers with a kernel of **{k} × {k}** does it take until one unit sees **{size}** rows or more: all at stride 1, and all at stride 2?"
    )
    st.markdown(said.format(k=question.kernel, size=question.size))
    boxes.draw(page, attempt)


_DRAWN: dict[type, Callable[[Page, Attempt, Any], None]] = {
    Values: _values,
    KernelSought: _kernel,
    Sign: _sign,
    Results: _results,
    Shape: _shape,
    Rate: _rate,
    Field: _field,
    Cover: _cover,
}


def _grid(
    page: Page,
    matrices: Sequence[Matrix],
    links: Sequence[Link],
    driver: str,
    filled: Attempt | None = None,
    *,
    first: Shape2 = (0, 0),
    player: bool = True,
) -> None:
    """The matrices, without the sums: `filled` is the attempt whose boxes are cells of one of them."""
    exercise = (filled or state.attempt_of(page)).exercise
    key = page.key(f"exercise {exercise.kind} {exercise.variant}")
    tensor_grid(
        matrices,
        links,
        key=key,
        words=grid_words(page.translate),
        driver=driver,
        player=player,
        selected=(driver, *first),
        on_change=None if filled is None else lambda: _accept(page, filled, key),
    )


def _accept(page: Page, attempt: Attempt, grid: str) -> None:
    """What is typed into the cells becomes the answers, once every text is a number; the grid complains of others itself."""
    for texts in grid_event(grid).edits.values():
        try:
            state.take(page, attempt.exercise, [typed(text) for row in texts for text in row])
        except BadInput:
            return


def _to_fill(attempt: Attempt, name: str, shape: tuple[int, ...], title: str, before: str) -> Matrix:
    """A matrix whose cells are the exercise's boxes; its numbers are not sent."""
    texts = np.array(attempt.answers, dtype=object).reshape(shape)
    marks = np.array(attempt.marks, dtype=object).reshape(shape)
    return Matrix(name, np.zeros(shape), title, before=before, texts=_rows(texts), marks=_rows(marks), editable=True)


def _x(page: Page, image: Floats) -> Matrix:
    return Matrix("X", image, page.translate("Input X"), scale=scale_of(image))


def _k(page: Page, kernel: Floats) -> Matrix:
    return Matrix("K", kernel, page.translate("Kernel K"), before="⋆", scale="signed")


def _y(page: Page, output: Floats, before: str) -> Matrix:
    return Matrix(
        "Y", output, page.translate("Output Y"), before=before, scale="signed" if output.min() < 0 else "none"
    )


def _window(kernel: Floats, products: str | None = None, output: str = "Y") -> Link:
    """From a cell of the output to its window in X."""
    rows, columns = kernel.shape
    return Link(output, "X", rows=Axis(count=rows), columns=Axis(count=columns), products=products)


def _rows(texts: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in texts.tolist())


def _blank(shape: Shape2) -> tuple[tuple[str, ...], ...]:
    return (("",) * shape[1],) * shape[0]
