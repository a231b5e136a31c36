"""The tab "Noise and smoothing": what smoothing first is worth, against edges that are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.arrays import Floats
from core.edges import EdgeSearch, detection, scenes
from core.figures import colours
from core.takeaway import Lesson
from core.takeaway.programs.edge_detection import noise as lesson
from core.words import N_
from pages.parts.edge_detection import controls
from pages.parts.edge_detection.paint import Bytes
from pages.parts.edge_detection.topics.noise.scores import SCORES, chart, table
from pages.shared import downloads, pictures, prose
from pages.shared.charts.readable import Columns, readable_chart
from pages.shared.page import Page
from pages.shared.pictures import captioned, enlarged

SIDE = 160
SIGMAS = tuple(np.round(np.concatenate([np.arange(0.0, 3.0, 0.25), np.arange(3.0, 6.1, 0.5)]), 2).tolist())
TOLERANCES = tuple(np.arange(0.5, 10.1, 0.5).tolist())
SCENES = {
    "shapes": N_("four shapes of different contrast"),
    "disc": N_("a disc: edges in every direction"),
    "bars": N_("bars that get narrower"),
    "star": N_("Siemens star"),
}
RIGHT, FALSE, MISSED = "#FFFFFF", colours.NEGATIVE, "#56B4E9"


@dataclass(frozen=True, eq=False)
class Searched:
    """A search in a noisy scene, its score at the chosen tolerance and at `TOLERANCES`, Canny's, and those over σ."""

    search: EdgeSearch
    found: scenes.Match
    over: tuple[scenes.Match, ...]
    canny: scenes.Match
    study: detection.SmoothingStudy


def draw(page: Page) -> None:
    """Settings, the noisy scene and what is found in it, its scores, and the scores over σ."""
    _ = page.translate
    _controls(page)
    searched = searched_of(page)
    search, found = searched.search, searched.found
    columns = st.columns(3, gap="medium")
    for column, picture, caption in zip(
        columns,
        (_grey(search.noisy), _grey(search.smooth), verdict(search.edges, found)),
        (_("With noise"), _("Smoothed"), _("Detected edges compared with the true edges")),
        strict=True,
    ):
        captioned(column, enlarged(picture, 4), caption)
    _legend(page, search, found)
    scores, lenient = table(page, SIGMAS, searched.study.scores), table(page, TOLERANCES, searched.over)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _charts(page, searched, scores, lenient)
    with right:
        _scores(page, searched)
    _save(page, searched, scores, lenient)
    prose.draw(page, "noise")


def searched_of(page: Page) -> Searched:
    """What the tab's settings find; raises BadInput with the rule that is broken."""
    name, method, sigma, share, noise, seed, tolerance = (
        st.session_state[page.key(key)]
        for key in ("scene", "method", "width", "limit", "grain", "noise_seed", "tolerance")
    )
    scene = scenes.scene(name, SIDE)
    search = EdgeSearch(scene.picture, method, sigma, share, noise, int(seed))
    found, *over = scenes.matches(search.edges, scene.labels, (tolerance, *TOLERANCES))
    canny = scenes.match(search.canny, scene.labels, tolerance)
    return Searched(search, found, tuple(over), canny, _study(name, method, share, noise, int(seed), tolerance))


def _controls(page: Page) -> None:
    _ = page.translate
    one, two, three, four = st.columns(4, gap="medium")
    with one:
        st.selectbox(_("Scene"), **page.choice("scene", SCENES))
    with two:
        controls.method(page)
    three.slider(
        _("Tolerance, pixels"),
        0.5,
        10.0,
        step=0.5,
        **page.control("tolerance"),
        help=_("How far a detected pixel may be from a true edge and still count as correct."),
    )
    with four:
        controls.seed(page)
    controls.sliders(page, "grain", "width", "limit")


def _charts(page: Page, searched: Searched, scores: pd.DataFrame, lenient: pd.DataFrame) -> None:
    """The scores over σ and over the tolerance, with the chosen values and the best one marked."""
    _ = page.translate
    readable_chart(
        page,
        scores,
        chart(page, _("smoothing σ, pixels"), min(searched.search.sigma, SIGMAS[-1]), searched.study.best.sigma),
        Columns("at", "score", _("smoothing σ, pixels"), "name"),
        key=page.key("scores"),
        alt=_("Precision, recall and F1 over the smoothing σ"),
    )
    readable_chart(
        page,
        lenient,
        chart(page, _("tolerance, pixels"), st.session_state[page.key("tolerance")]),
        Columns("at", "score", _("tolerance, pixels"), "name"),
        key=page.key("scores over tolerance"),
        alt=_("Precision, recall and F1 over the tolerance"),
    )


def _scores(page: Page, searched: Searched) -> None:
    """This search's scores in numbers, without smoothing, at best, and Canny's."""
    _ = page.translate
    found, study, canny = searched.found, searched.study, searched.canny
    here, there, third = st.columns(3)
    here.metric(_("Precision"), f"{found.precision:.2f}")
    there.metric(_("Recall"), f"{found.recall:.2f}")
    third.metric("F1", f"{found.f1:.2f}")
    st.markdown(
        _("Without smoothing, F1 is **{none:.2f}**; the best is **{best:.2f}**, at σ = {sigma:g}.").format(
            none=study.scores[0].f1, best=study.best.f1, sigma=study.best.sigma
        )
    )
    st.markdown(
        _("Canny with the same σ and threshold: precision {precision:.2f}, recall {recall:.2f}, F1 {f1:.2f}.").format(
            precision=canny.precision, recall=canny.recall, f1=canny.f1
        )
    )
    st.button(
        _("Set σ to the best one"),
        key=page.key("best"),
        on_click=page.put,
        args=({"width": study.best.sigma},),
        disabled=page.locked("width"),
        icon=":material/target:",
    )


def _save(page: Page, searched: Searched, scores: pd.DataFrame, lenient: pd.DataFrame) -> None:
    _ = page.translate
    search, found, study = searched.search, searched.found, searched.study
    downloads.save(
        page,
        {
            "noise": lambda: figures.matrices(
                (
                    figures.Part(f"σ = {search.noise:g}", np.clip(search.noisy, 0, 1), "grey"),
                    figures.Part(f"σ = {search.sigma:g}", np.clip(search.smooth, 0, 1), "grey"),
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
        lessons={"noise": _lesson(page, search)},
    )


def _lesson(page: Page, search: EdgeSearch) -> Lesson:
    name, tolerance = st.session_state[page.key("scene")], float(st.session_state[page.key("tolerance")])
    return partial(lesson.cells, search, name, tolerance, SIGMAS, TOLERANCES)


def verdict(found: Floats, match: scenes.Match) -> Bytes:
    """(H, W, 3): right edge pixels white, false ones orange, missed edges light blue, on black."""
    out = np.zeros((*found.shape, 3), dtype=np.uint8)
    for mask, colour in ((match.missed, MISSED), (found, RIGHT), (match.false, FALSE)):
        out[np.asarray(mask, dtype=bool)] = colours.rgb(colour)
    return out


@st.cache_data(max_entries=48, show_spinner=False)
def _study(name: str, method: str, share: float, noise: float, seed: int, tolerance: float) -> detection.SmoothingStudy:
    scene = scenes.scene(name, SIDE)
    search = EdgeSearch(scene.picture, method, 0.0, share, noise, seed)
    return detection.study_smoothing(scene, search, tolerance, SIGMAS)


def _legend(page: Page, search: EdgeSearch, match: scenes.Match) -> None:
    _ = page.translate
    right = int(search.edges.sum()) - int(match.false.sum())
    pictures.legend(
        page.key("verdict legend"),
        (
            (RIGHT, _("correct"), right),
            (FALSE, _("false alarm"), int(match.false.sum())),
            (MISSED, _("missed"), int(match.missed.sum())),
        ),
    )


def _grey(values: Any) -> Bytes:
    return np.asarray(np.clip(values * 255.0 + 0.5, 0, 255).astype(np.uint8))
