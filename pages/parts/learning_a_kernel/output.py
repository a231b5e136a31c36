"""The image, the output that it should have and the one that the kernel gives now; under them the kernels."""

from __future__ import annotations

import base64
from html import escape

import numpy as np
import streamlit as st

from core import correlation, figures
from core.arrays import Array, Floats
from core.errors import BadInput
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.settings import side_by_side
from pages.shared import hidden
from pages.shared.grid import Axis, Link, Matrix, grid_words, tensor_grid
from pages.shared.page import Page

MAX_CELLS = 16  # a side that is drawn with numbers
MAX_NUMBERED = 3  # a side of kernels that are drawn with numbers
MAX_PIXELS = 96  # a side of a larger one's picture: every second, third … pixel


def draw(page: Page, experiment: Experiment, kernel: Floats, *, predicted: bool, bias: float = 0.0) -> None:
    """The three pictures, Ŷ as `kernel` makes it, and how far Ŷ is from Y."""
    _ = page.translate
    wanted = np.asarray(experiment.learning.target_with_noise, dtype=np.float64)
    titles = _("Input X"), _("Target Y"), _("Predicted Ŷ") if predicted else _("Ŷ now")
    image = experiment.learning.image
    if image.ndim == 2 and max(image.shape) <= MAX_CELLS:
        made = output_of(experiment, kernel, bias)
        _grid(page, experiment, made, titles)
    else:
        every = -(-max(image.shape[:2]) // MAX_PIXELS)
        made, wanted = output_of(experiment, kernel, bias, every), wanted[::every, ::every]
        limit = float(np.abs(wanted).max()) or 1.0
        files = (
            figures.png.pack(figures.grey_rgb(figures.display.within(image[::every, ::every], experiment.shown))),
            figures.signed_png(wanted, limit),
            figures.signed_png(np.nan_to_num(made, nan=0.0), limit),
        )
        shown = 2 if hidden.OUTPUT in page.hidden else 3
        _pictures(files[:shown], titles[:shown])
    if hidden.OUTPUT in page.hidden:
        return
    apart = float(np.abs(made - wanted).max())
    if np.isfinite(apart):
        st.caption(_("Largest difference between Ŷ and Y: {apart:.2g}").format(apart=apart))
    else:
        st.caption(_("Ŷ is too large to be shown."))


def kernels(page: Page, experiment: Experiment, kernel: Floats, *, predicted: bool, bias: float) -> None:
    """The kernel, the true one and what lies between them."""
    _ = page.translate
    now = side_by_side(kernel)
    true = side_by_side(experiment.true)
    difference = now - true
    limit = max(1e-12, float(np.abs(experiment.true).max()))
    title = _("Predicted kernel") if predicted else _("Kernel now")
    small = max(now.shape) > MAX_NUMBERED  # the three stay side by side
    tensor_grid(
        (
            hidden.output(page, Matrix("K", now.astype(np.float32), title, scale="signed", limit=limit, compact=small)),
            Matrix("true", true, _("True kernel"), scale="signed", limit=limit, compact=small),
            hidden.output(
                page,
                Matrix("D", difference.astype(np.float32), _("Difference"), scale="signed", limit=limit, compact=small),
            ),
        ),
        (Link("K", "true"), Link("K", "D")),
        key=page.key("kernels"),
        words=grid_words(_),
        player=False,
    )
    if experiment.true.ndim == 3:
        st.caption(
            _("Red, green and blue side by side, {columns} columns each.").format(columns=experiment.true.shape[1])
        )
    if experiment.learning.bias:
        st.caption(_("Bias: {bias:.6g}. The target was made without a bias, so 0 is correct.").format(bias=bias))


def output_of(experiment: Experiment, kernel: Floats, bias: float = 0.0, every: int = 1) -> Floats:
    """The kernel's output on the experiment's image, of every so many rows and columns one; nan where it has no end."""
    image: Array = np.asarray(experiment.learning.image, dtype=np.float64)
    try:
        return np.asarray(correlation.correlate(image, kernel, stride=every)) + bias
    except BadInput:  # a kernel that has diverged: numbers that are no longer finite
        return np.full(experiment.learning.target_with_noise[::every, ::every].shape, np.nan)


def _grid(page: Page, experiment: Experiment, made: Floats, titles: tuple[str, str, str]) -> None:
    """Small ones cell by cell: pointing at an output lights its window in X."""
    h, w = experiment.learning.kernel_size
    wanted = np.asarray(experiment.learning.target_with_noise)
    limit = float(np.abs(wanted).max()) or 1.0
    tensor_grid(
        (
            Matrix("X", experiment.learning.image, titles[0], scale="grey", compact=True, shown=experiment.shown),
            Matrix("Y", wanted, titles[1], scale="signed", limit=limit, compact=True),
            hidden.output(
                page, Matrix("Ŷ", _rounded(made, limit), titles[2], scale="signed", limit=limit, compact=True)
            ),
        ),
        (Link("Ŷ", "X", rows=Axis(count=h), columns=Axis(count=w)), Link("Ŷ", "Y")),
        key=page.key("outputs"),
        words=grid_words(page.translate),
        player=False,
    )


def _rounded(made: Floats, limit: float) -> Floats:
    """To a millionth of the target's range: what rounding leaves of a zero would hide that it is one."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray((np.round(made / limit, 6) * limit + 0.0).astype(np.float32))


def _pictures(files: tuple[bytes, ...], titles: tuple[str, ...]) -> None:
    """Larger ones as pictures inside one element: ten times a second nothing has to be fetched."""
    shown = "".join(
        f'<figure style="flex:1 1 70px;margin:0;min-width:0"><figcaption style="font-size:14px;font-weight:600">'
        f'{escape(title)}</figcaption><img alt="{escape(title)}" style="width:100%;image-rendering:pixelated"'
        f' src="data:image/png;base64,{base64.b64encode(file).decode()}"></figure>'
        for file, title in zip(files, titles, strict=True)
    )
    st.html(f'<div style="display:flex;gap:10px">{shown}</div>')
