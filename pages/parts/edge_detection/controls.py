"""The settings of a search as controls, and its result as picture files, from a cache or a worker process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from core.arrays import Array
from core.edges import EdgeSearch, View, detection
from core.figures import Range, display
from core.words import N_
from pages.parts.edge_detection import paint
from pages.parts.edge_detection.input_source import Upload
from pages.parts.edge_detection.settings import MAX_NOISE, MAX_SIGMA
from pages.shared import answers
from pages.shared.page import Page
from pages.shared.workers_files import WorkersFile

LARGE = 1_100_000  # pixels from which the server leaves the work to a worker
SECONDS = 60.0
THUMBNAIL = 128  # pixels a side

METHODS = {
    "difference": N_("difference [−1, 1]"),
    "roberts": N_("Roberts"),
    "prewitt": N_("Prewitt"),
    "sobel": N_("Sobel"),
    "scharr": N_("Scharr"),
    "laplacian": N_("LoG and zero crossings"),
}
TITLES = {
    "picture": N_("Picture"),
    "noisy": N_("With noise"),
    "smooth": N_("Smoothed"),
    "first": N_("Horizontal gradient Gx"),
    "second": N_("Vertical gradient Gy"),
    "magnitude": N_("Magnitude"),
    "direction": N_("Direction"),
    "thin": N_("Non-maximum suppression"),
    "laplacian": N_("Laplacian"),
    "crossings": N_("Zero crossings"),
    "edges": N_("Edges"),
    "canny": N_("Canny"),
}


@dataclass(frozen=True)
class Rendered:
    """Picture files of a search, and its numbers.

    `thumbnails` are (step, MIME type, file) in the order of the steps; `seen` holds the numbers and no arrays.
    """

    before: bytes
    after: bytes
    thumbnails: tuple[tuple[str, bytes], ...]
    size: tuple[int, int]
    seen: View


def method(page: Page) -> None:
    """The operator, for both tabs."""
    _ = page.translate
    st.selectbox(_("Edge operator"), **page.choice("method", METHODS))


def seed(page: Page) -> None:
    """The noise's seed, one for both tabs."""
    st.number_input(page.translate("Noise seed"), step=1, **page.control("noise_seed"))


def sliders(page: Page, noise: str, sigma: str, share: str) -> None:
    """Noise, smoothing and threshold under those settings' names."""
    _ = page.translate
    one, two, three = st.columns(3, gap="medium")
    one.slider(
        _("Noise added (σ of brightness)"),
        0.0,
        MAX_NOISE,
        step=0.01,
        **page.control(noise),
        help=_("The standard deviation of the noise; black is 0, white is 1."),
    )
    two.slider(
        _("Smoothing σ, pixels"),
        0.0,
        MAX_SIGMA,
        step=0.1,
        **page.control(sigma),
        help=_("The width of the Gaussian that smooths the image before edge detection."),
    )
    with three:
        threshold(page, share)


def threshold(page: Page, name: str) -> None:
    """The threshold under that setting's name."""
    _ = page.translate
    st.slider(
        _("Threshold"),
        0.0,
        1.0,
        step=0.01,
        **page.control(name),
        help=_("As a fraction of the strongest edge; anything weaker is dropped."),
    )


def step_title(page: Page, name: str, method: str) -> str:
    """The step's name; Roberts measures along the diagonals."""
    _ = page.translate
    if method == "roberts" and name in ("first", "second"):
        return _("Gradient ↘") if name == "first" else _("Gradient ↙")
    return _(TITLES[name])


def steps_shown(search: EdgeSearch) -> Sequence[str]:
    """The steps of the strip: without noise there is no noisy picture."""
    return [name for name in search.steps if name != "noisy" or search.noise > 0]


def rendered(page: Page, upload: Upload, search: EdgeSearch, step: str) -> Rendered | None:
    """The search's pictures, with one step in full; None while a worker searches a large picture, and the page says so."""
    settings = (search.method, search.sigma, search.share, search.noise, search.seed)
    if not large(search):
        return _rendered(upload.digest, settings, step, upload.shown, search)
    found: Rendered | None = answers.answer(
        page,
        "search",
        detection.look,
        search,
        _steps_needed(step),
        THUMBNAIL,
        deadline=SECONDS,
        of=f"{upload.digest} {settings} {step} {upload.shown}",
        then=lambda seen: _painted(search, step, seen, upload.shown),
    )
    return found


def full_step(upload: Upload, search: EdgeSearch, step: str) -> Callable[[], bytes] | WorkersFile:
    """One step at the working resolution as a file: 16 bits where it is a strength. A worker searches a large picture."""

    def packed(seen: View) -> bytes:
        values = seen.full[step]
        if step in ("magnitude", "thin", "crossings"):
            return paint.sixteen_bits(values)
        return paint.paint(step, values, seen.full.get("magnitude"))

    given = (search, arrays_of(step), THUMBNAIL)
    if not large(search):
        return lambda: packed(detection.look(*given))
    settings = (search.method, search.sigma, search.share, search.noise, search.seed)
    return WorkersFile(detection.look, given, f"full {upload.digest} {settings} {step}", packed)


def arrays_of(step: str) -> tuple[str, ...]:
    """The arrays that the step's picture is made of: a direction is dimmed where it is faint."""
    return (step, "magnitude") if step == "direction" else (step,)


@st.cache_data(max_entries=24, show_spinner=False)
def _rendered(
    picture: str,
    settings: tuple[str, float, float, float, int],
    step: str,
    shown: Range | None,
    _search: EdgeSearch,
) -> Rendered:
    return _painted(_search, step, detection.look(_search, _steps_needed(step), THUMBNAIL), shown)


def _steps_needed(step: str) -> tuple[str, ...]:
    return ("noisy", *arrays_of(step))


def _painted(search: EdgeSearch, step: str, seen: View, shown: Range | None) -> Rendered:
    def drawn(name: str, values: Array) -> Array:
        return display.within(values, shown) if name in paint.GREY else values

    return Rendered(
        before=paint.paint("noisy", drawn("noisy", seen.full["noisy"])),
        after=paint.paint(step, drawn(step, seen.full[step]), seen.full.get("magnitude")),
        thumbnails=tuple(
            (name, paint.thumbnail(name, drawn(name, seen.small[name]), seen.small.get("magnitude")))
            for name in steps_shown(search)
        ),
        size=(search.picture.shape[0], search.picture.shape[1]),
        seen=View({}, {}, seen.strongest, seen.found, seen.canny, seen.near_canny),
    )


def large(search: EdgeSearch) -> bool:
    """Whether the search is left to a worker process."""
    return search.picture.size >= LARGE
