"""The first layer's kernels as pictures, each beside the named one that it looks like most."""

from __future__ import annotations

import base64
import html

import numpy as np
import streamlit as st

from core import feature_maps, figures
from core.arrays import Array, Floats
from core.feature_maps import Likeness, Setting
from core.kernels import NAMED
from pages.parts.receptive_field.topics.feature_maps.job import Training
from pages.shared import controls
from pages.shared.page import Page

REFERENCES = ("sobel_x", "sobel_y", "difference")
STYLE = "width:52px;height:52px;image-rendering:pixelated;border:1px solid #8884;border-radius:4px;display:block"


def weights_of(setting: Setting, job: Training | None) -> tuple[Array, ...]:
    """The weights as they stand, or those before the first update."""
    return feature_maps.start(setting).weights if job is None else job.states[0].weights


def draw(page: Page, setting: Setting, job: Training | None) -> None:
    """Kernel over its nearest named one, with name and cosine; then Sobel's and the chapter's for comparison."""
    _ = page.translate
    first = weights_of(setting, job)[0]
    st.markdown("**" + _("Kernels of the first layer, each over the named kernel nearest to it") + "**")
    cards = [_card(page, first[:, :, 0, channel], channel) for channel in range(setting.channels)]
    known = [_named(page, name, setting.kernel) for name in REFERENCES]
    row = "display:flex;flex-wrap:wrap;gap:10px 14px;align-items:flex-start"
    rule = '<div style="align-self:stretch;border-left:1px solid #8888"></div>'
    st.html(f'<div style="{row}">{"".join(cards)}{rule}{"".join(known)}</div>')
    st.caption(
        _(
            "Blue: positive weights, orange: negative. The cosine is 1 for the same kernel up to a factor, −1 for its negative, 0 for one that is orthogonal to it. Smaller kernels are tried at every position."
        )
    )


def likeness_said(page: Page, found: Likeness | None) -> str:
    """The nearest kernel's name and the cosine."""
    _ = page.translate
    if found is None:
        return _("all zeros")
    return f"{_(controls.kernel_title(found.name))}, {found.cosine:+.2f}".replace("-", "−")


def placed(found: Likeness, side: int) -> Floats:
    """The named kernel where it was found, (side, side), with the sign in which it was found."""
    canvas, kernel = np.zeros((side, side)), NAMED[found.name]()
    row, column = found.shift
    canvas[row : row + kernel.shape[0], column : column + kernel.shape[1]] = kernel * np.sign(found.cosine)
    return canvas


def _card(page: Page, kernel: Array, channel: int) -> str:
    _ = page.translate
    found = feature_maps.nearest(kernel)
    told = likeness_said(page, found)
    numbers = "; ".join(" ".join(f"{value:.2f}" for value in row) for row in kernel.tolist())
    own = _image(kernel, _("Kernel {channel}: {numbers}").format(channel=channel, numbers=numbers))
    near = "" if found is None else _image(placed(found, len(kernel)), "")
    return f'<div style="width:92px;font-size:12px;line-height:1.3"><b>{channel}</b>{own}<div style="height:4px"></div>{near}{html.escape(told)}</div>'


def _named(page: Page, name: str, side: int) -> str:
    title = page.translate(controls.kernel_title(name))
    kernel, canvas = NAMED[name](), np.zeros((side, side))
    row, column = ((side - have) // 2 for have in kernel.shape)
    canvas[row : row + kernel.shape[0], column : column + kernel.shape[1]] = kernel
    return f'<div style="width:92px;font-size:12px;line-height:1.3">&nbsp;{_image(canvas, title)}{html.escape(title)}</div>'


def _image(kernel: Array, alt: str) -> str:
    file = base64.b64encode(figures.signed_png(kernel)).decode()
    return f'<img src="data:image/png;base64,{file}" alt="{html.escape(alt)}" style="{STYLE}">'
