"""The tab "Noise and smoothing": what smoothing first is worth, against edges that are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.arrays import Floats
from core.edges import EdgeSearch, detection, scenes
from core.errors import BadInput
from core.figures import colours
from core.words import N_
from pages.parts.edge_detection import controls as searching
from pages.parts.edge_detection.paint import Bytes
from pages.shared import downloads
from pages.shared.frame import Page

SIDE = 160
SIGMAS = tuple(np.round(np.concatenate([np.arange(0.0, 3.0, 0.25), np.arange(3.0, 6.1, 0.5)]), 2).tolist())
TOLERANCES = tuple(np.arange(0.5, 10.1, 0.5).tolist())
SCENES = {
    "shapes": N_("four shapes of different contrast"),
    "disc": N_("a disc: edges of every direction"),
    "bars": N_("bars that grow narrower"),
    "star": N_("Siemens' star"),
}
SCORES = (
    ("precision", N_("precision"), colours.SERIES[4]),
    ("recall", N_("recall"), colours.SERIES[5]),
    ("f1", "F1", colours.SERIES[2]),
)
RIGHT, FALSE, MISSED = "#FFFFFF", colours.NEGATIVE, "#56B4E9"


def draw(page: Page) -> None:
    """Settings, the noisy scene and what is found in it, its scores, and the scores over σ."""
    _ = page.translate
    one, two, three, four = st.columns(4, gap="medium")
    with one:
        st.selectbox(_("Scene"), tuple(scenes.SCENES), format_func=lambda name: _(SCENES[name]), key=page.key("scene"))
    with two:
        searching.method(page)
    three.slider(
        _("Tolerance, pixels"),
        0.5,
        10.0,
        step=0.5,
        key=page.key("tolerance"),
        help=_("How far a found pixel may be from a true edge and still count."),
    )
    with four:
        searching.seed(page)
    searching.sliders(page, "grain", "width", "limit")
    name, method, sigma, share, noise, seed, tolerance = (
        st.session_state[page.key(key)]
        for key in ("scene", "method", "width", "limit", "grain", "noise_seed", "tolerance")
    )
    try:
        scene = scenes.scene(name, SIDE)
        search = EdgeSearch(scene.picture, method, sigma, share, noise, int(seed))
        found, *over = scenes.matches(search.edges, scene.labels, (tolerance, *TOLERANCES))
        canny = scenes.match(search.canny, scene.labels, tolerance)
        study = _study(name, method, share, noise, int(seed), tolerance)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    columns = st.columns(3, gap="medium")
    for column, picture, caption in zip(
        columns,
        (_grey(search.noisy), _grey(search.smooth), verdict(search.edges, found)),
        (_("with noise"), _("smoothed"), _("found, compared with the true edges")),
        strict=True,
    ):
        column.image(_enlarged(picture), caption=caption, width="stretch")
    _legend(page, search, found)
    chart, words = st.columns([3, 2], gap="large")
    with chart:
        scores = _table(page, SIGMAS, study.scores)
        st.vega_lite_chart(
            scores,
            _chart(page, _("smoothing σ, pixels"), min(sigma, SIGMAS[-1]), study.best.sigma),
            width="stretch",
            key=page.key("scores"),
            alt=_("Precision, recall and F1 over the smoothing σ"),
        )
        lenient = _table(page, TOLERANCES, over)
        st.vega_lite_chart(
            lenient,
            _chart(page, _("tolerance, pixels"), tolerance),
            width="stretch",
            key=page.key("scores over tolerance"),
            alt=_("Precision, recall and F1 over the tolerance"),
        )
    with words:
        here, there, third = st.columns(3)
        here.metric(_("precision"), f"{found.precision:.2f}")
        there.metric(_("recall"), f"{found.recall:.2f}")
        third.metric("F1", f"{found.f1:.2f}")
        st.markdown(
            _("Without smoothing F1 is **{none:.2f}**, at best **{best:.2f}**, with σ = {sigma:g}.").format(
                none=study.scores[0].f1, best=study.best.f1, sigma=study.best.sigma
            )
        )
        st.markdown(
            _(
                "Canny with the same σ and threshold: precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}."
            ).format(precision=canny.precision, recall=canny.recall, f1=canny.f1)
        )
        st.button(
            _("Set σ to the best one"),
            key=page.key("best"),
            on_click=_set,
            args=(page, study.best.sigma),
            icon=":material/target:",
        )
    downloads.save(
        page,
        {
            "noise": lambda: figures.matrices(
                (
                    figures.Part(f"σ = {noise:g}", np.clip(search.noisy, 0, 1), "grey"),
                    figures.Part(f"σ = {sigma:g}", np.clip(search.smooth, 0, 1), "grey"),
                    figures.Part("", verdict(search.edges, found) / 255.0, "grey"),
                )
            ),
            "noise scores": lambda: figures.curves(
                [
                    figures.Series(
                        _(title), np.array(SIGMAS), np.array([getattr(score, key) for score in study.scores])
                    )
                    for key, title, _colour in SCORES
                ],
                x="σ",
                y="",
            ),
        },
        {
            "noise scores": lambda: scores,
            "noise scores over tolerance": lambda: lenient,
            "noise found": lambda: search.edges * 1,
        },
    )
    st.markdown(page.prose("noise"))


def verdict(found: Floats, match: scenes.Match) -> Bytes:
    """(H, W, 3): right edge pixels white, false ones orange, missed edges light blue, on black."""
    out = np.zeros((*found.shape, 3), dtype=np.uint8)
    for mask, colour in ((match.missed, MISSED), (found, RIGHT), (match.false, FALSE)):
        out[np.asarray(mask, dtype=bool)] = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return out


@st.cache_data(max_entries=48, show_spinner=False)
def _study(name: str, method: str, share: float, noise: float, seed: int, tolerance: float) -> detection.SmoothingStudy:
    scene = scenes.scene(name, SIDE)
    search = EdgeSearch(scene.picture, method, 0.0, share, noise, seed)
    return detection.study_smoothing(scene, search, tolerance, SIGMAS)


def _set(page: Page, sigma: float) -> None:
    st.session_state[page.key("width")] = sigma


def _legend(page: Page, search: EdgeSearch, match: scenes.Match) -> None:
    _ = page.translate
    right = int(search.edges.sum()) - int(match.false.sum())
    with st.container(horizontal=True, gap="medium", key=page.key("verdict legend")):
        for colour, text, count in (
            (RIGHT, _("correct"), right),
            (FALSE, _("false alarm"), int(match.false.sum())),
            (MISSED, _("missed"), int(match.missed.sum())),
        ):
            st.html(
                f'<span style="white-space:nowrap"><span style="display:inline-block;width:.9em;height:.9em;'
                f"border-radius:3px;margin-right:.5em;vertical-align:-.08em;border:1px solid #8884;background:{colour}"
                f"\"></span>{text} <span style='opacity:.65'>({count:,})</span></span>",
                width="content",
            )


def _grey(values: Any) -> Bytes:
    return np.asarray(np.clip(values * 255.0 + 0.5, 0, 255).astype(np.uint8))


def _enlarged(picture: Bytes, times: int = 4) -> Bytes:
    """Each pixel as a square, so that the browser does not blur it."""
    return np.repeat(np.repeat(picture, times, axis=0), times, axis=1)


def _table(page: Page, at: Sequence[float], scores: Sequence[Any]) -> pd.DataFrame:
    """One row a score: where it was taken, its size, its name. `scores` have precision, recall and f1."""
    _ = page.translate
    return pd.DataFrame(
        [
            {"at": x, "score": getattr(score, key), "name": _(title)}
            for key, title, _colour in SCORES
            for x, score in zip(at, scores, strict=True)
        ]
    )


def _chart(page: Page, title: str, here: float, best: float | None = None) -> dict[str, Any]:
    """Three curves; a rule where the slider stands, a dot at the best F1."""
    _ = page.translate
    names = [_(title) for _key, title, _colour in SCORES]
    x = {"field": "at", "type": "quantitative", "title": title}
    y = {"field": "score", "type": "quantitative", "title": None, "scale": {"domain": [0, 1]}}
    colour = {
        "field": "name",
        "type": "nominal",
        "sort": names,
        "scale": {"domain": names, "range": [colour for _key, _title, colour in SCORES]},
        "legend": {"title": None, "orient": "top"},
    }
    tooltip = [
        {"field": "name", "title": " "},
        {"field": "at", "title": title},
        {"field": "score", "title": _("score"), "format": ".3f"},
    ]
    at_best = f"datum.name === 'F1' && datum.at === {'null' if best is None else best}"
    return {
        "height": 230,
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip},
            },
            {
                "transform": [{"filter": at_best}],
                "mark": {"type": "point", "filled": True, "size": 110},
                "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip},
            },
            {
                "data": {"values": [{"at": here}]},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": colours.MUTED},
                "encoding": {"x": x},
            },
        ],
    }
