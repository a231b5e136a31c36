"""The tab "Which edges does this kernel miss?": the kernel at hand, and the chapter's exercises as experiments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import correlation, figures, images, kernels
from core.arrays import Floats
from core.edges import directions, scenes
from core.errors import BadInput
from core.figures import colours
from core.takeaway.programs.edge_detection import blind_spots as lesson
from pages.parts.edge_detection.settings import Experiment
from pages.parts.edge_detection.topics.blind_spots import sensitivity as blind_spots_sensitivity
from pages.parts.edge_detection.topics.blind_spots import transposed
from pages.shared import downloads, prose
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.grid import Axis, Link, Matrix, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import captioned, enlarged

SIDE = 6  # of the diagonal edge
DISC = 120
ROW = 48


def draw(page: Page, experiment: Experiment | None) -> None:
    """Four sections, each a question with its answer computed."""
    _ = page.translate
    st.markdown("## " + _("The kernel above: which edges does it see?"))
    if experiment is None:
        st.info(_("The kernel above is incomplete; see the message there."))
    else:
        blind_spots_sensitivity.draw(page, experiment.x, experiment.k)
        transposed.draw(page, experiment)
    st.divider()
    _diagonal(page)
    st.divider()
    _direction(page)
    st.divider()
    _derivative(page)


def _diagonal(page: Page) -> None:
    """Exercise 1: diagonal edges under K, then X transposed, then K transposed."""
    _ = page.translate
    st.markdown("## " + _("A diagonal edge with K, with X transposed, with K transposed"))
    answers = (_("nothing"), _("the same edge with the other sign"), _("the same edge with the same sign"))
    x, k = images.diagonal_edge(SIDE), kernels.difference()
    guess = _guess(page, _("What does K = [1, −1] find in Xᵀ?"), answers, "guess diagonal")
    results: tuple[tuple[str, Floats, Floats], ...] = (("X ⋆ K", x, k), ("Xᵀ ⋆ K", x.T, k), ("X ⋆ Kᵀ", x, k.T))
    if guess is None:
        tensor_grid(
            (Matrix("X", x, "X", scale="grey"), Matrix("K", k, "K", before="⋆", scale="signed")),
            key=page.key("diagonal question"),
            words=grid_words(_),
            player=False,
        )
        return
    _judge(page, guess == answers[1])
    # Xᵀ[i, j] is X[j, i], so a window of Xᵀ lies upright in X: rows and columns change places, which two axes cannot say.
    turned = tuple(((i, j), ((j, i), (j + 1, i))) for i, j in np.ndindex(SIDE, SIDE - 1))
    tensor_grid(
        (
            Matrix("X", x, "X", scale="grey"),
            *(
                Matrix(name, correlation.correlate(image, kernel), name, scale="signed")
                for name, image, kernel in results
            ),
        ),
        (
            Link("X ⋆ K", "X", columns=Axis(count=2)),
            Link("Xᵀ ⋆ K", "X", pairs=turned),
            Link("X ⋆ Kᵀ", "X", rows=Axis(count=2)),
        ),
        key=page.key("diagonal"),
        words=grid_words(_),
        player=False,
        selected=("X ⋆ K", 2, 2),
    )
    prose.draw(page, "diagonal")
    parts = (
        figures.Part("X", x, "grey"),
        *(figures.Part(name, correlation.correlate(image, kernel), "signed") for name, image, kernel in results),
    )
    downloads.save(
        page,
        {"diagonal": lambda: figures.matrices(parts)},
        {f"diagonal {part.title}": partial(getattr, part, "values") for part in parts},
        lessons={"diagonal": partial(lesson.diagonal, SIDE)},
    )


def _direction(page: Page) -> None:
    """Exercise 2: a kernel that answers along v and ignores what lies at right angles to it."""
    _ = page.translate
    st.markdown("## " + _("A kernel for one direction v, blind at right angles to it"))
    st.slider(
        _("Direction v, degrees (0: to the right, 90: down)"),
        0.0,
        180.0,
        step=1.0,
        **page.control("angle"),
    )
    try:
        kernel = directions.along(st.session_state[page.key("angle")])
    except BadInput as error:
        st.error(page.sentence(error))
        return
    picture = scenes.scene("disc", DISC).picture
    seen = correlation.correlate(picture, kernel)
    one, two, three = st.columns([2, 2, 2], gap="medium")
    with one:
        tensor_grid(
            (Matrix("K", kernel, "K", scale="signed"),),
            key=page.key("along"),
            words=grid_words(_),
            player=False,
        )
        st.caption(_("K = cos v · Kx + sin v · Ky, Scharr's kernels"))
    captioned(two, enlarged(figures.grey_rgb(picture), 4), "X")
    captioned(three, enlarged(figures.signed_rgb(seen), 4), _("X ⋆ K: the rim fades where it is parallel to v"))
    prose.draw(page, "direction")
    parts = (
        figures.Part("X", picture, "grey"),
        figures.Part("K", kernel, "signed", before="⋆"),
        figures.Part("Y", seen, "signed", before="="),
    )
    downloads.save(
        page,
        {"direction": lambda: figures.matrices(parts)},
        {"direction K": lambda: kernel, "direction Y": lambda: seen},
        lessons={"direction": partial(lesson.direction, float(st.session_state[page.key("angle")]), DISC)},
    )


def _derivative(page: Page) -> None:
    """Exercise 3: second derivatives and higher ones, and the smallest kernels for them."""
    _ = page.translate
    st.markdown("## " + _("Second derivatives, and the smallest kernel for a derivative of order d"))
    answers = ("2", "3", "4")
    guess = _guess(
        page, _("How many entries does the smallest kernel for a second derivative have?"), answers, "guess derivative"
    )
    if guess is None:
        return
    _judge(page, guess == answers[1])
    st.slider(_("Order d of the derivative"), 1, 4, **page.control("order"))
    order = int(st.session_state[page.key("order")])
    kernel = directions.derivative(order)
    left, right = st.columns(2, gap="large")
    with left:
        powers = np.arange(8.0)[None] ** order
        tensor_grid(
            (
                Matrix("K", kernel, _("K, {size} entries").format(size=order + 1), scale="signed"),
                Matrix("X", powers, _("X: n to the power {order}").format(order=order)),
                Matrix("Y", correlation.correlate(powers, kernel), "X ⋆ K", before="→"),
            ),
            (Link("Y", "X", columns=Axis(count=order + 1), products="K"),),
            key=page.key("powers"),
            words=grid_words(_),
            player=False,
            selected=("Y", 0, 0),
        )
        prose.draw(page, "derivative")
    profile = _profile(page, kernel)
    with right:
        readable_chart(
            page,
            profile,
            _lines(page),
            Columns("x", "y", _("position along the row, pixels"), "name"),
            key=page.key("profile"),
            alt=_("A soft edge and its derivative along one row"),
        )
        parts = (
            figures.Part("X", powers),
            figures.Part("K", kernel, "signed"),
            figures.Part("Y", correlation.correlate(powers, kernel)),
        )
        downloads.save(
            page,
            {"derivative": lambda: figures.matrices(parts)},
            {"derivative K": lambda: kernel, "profile": lambda: profile},
            lessons={"derivative": partial(lesson.derivative, order, _soft_edge())},
        )


def _guess(page: Page, question: str, answers: Sequence[str], name: str) -> str | None:
    """Predict first: what the visitor expects, or None so far."""
    chosen = st.radio(question, answers, index=None, key=page.key(f"{name} {page.language}"), horizontal=True)
    if chosen is None:
        st.caption(page.translate("Choose the answer you expect; then the result is computed and shown."))
    return None if chosen is None else str(chosen)


def _judge(page: Page, right: bool) -> None:
    _ = page.translate
    if right:
        st.success(_("Right."), icon=":material/check:")
    else:
        st.info(_("Not quite: look at the result."), icon=":material/visibility:")


def _soft_edge() -> Floats:
    """(ROW,): brightness from 0 to 1."""
    return np.asarray(1.0 / (1.0 + np.exp(-(np.arange(float(ROW)) - (ROW - 1) / 2) / 2.2)))


def _profile(page: Page, kernel: Floats) -> pd.DataFrame:
    """Brightness across a soft edge, and its derivative, each placed at the middle of its window."""
    _ = page.translate
    at, row = np.arange(float(ROW)), _soft_edge()
    seen = correlation.correlate(row[None], kernel)[0]
    middle = np.arange(seen.size) + (kernel.shape[1] - 1) / 2
    scaled = seen / np.abs(seen).max()
    return pd.concat(
        [
            pd.DataFrame({"x": at, "y": row, "name": _("brightness")}),
            pd.DataFrame({"x": middle, "y": scaled, "name": _("derivative, scaled to 1")}),
        ],
        ignore_index=True,
    )


def _lines(page: Page) -> dict[str, Any]:
    _ = page.translate
    names = [_("brightness"), _("derivative, scaled to 1")]
    return {
        "height": 300,
        "layer": [
            {
                "data": {"values": [{"y": 0}]},
                "mark": {"type": "rule", "color": colours.MUTED},
                "encoding": {"y": {"field": "y", "type": "quantitative"}},
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {
                    "x": {"field": "x", "type": "quantitative", "title": _("position along the row, pixels")},
                    "y": {"field": "y", "type": "quantitative", "title": None},
                    "color": {
                        "field": "name",
                        "type": "nominal",
                        "sort": names,
                        "scale": {"domain": names, "range": [colours.MUTED, colours.POSITIVE]},
                        "legend": {"title": None, "orient": "top"},
                    },
                },
            },
        ],
    }
