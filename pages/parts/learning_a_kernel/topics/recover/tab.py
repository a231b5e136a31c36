"""The tab "Recover a filter": a picture before and after, and the kernel that lies between them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Floats
from core.errors import BadInput
from core.learning.recovery import least_squares
from core.words import N_
from pages.parts.learning_a_kernel.topics.recover import learned as recover_learned
from pages.parts.learning_a_kernel.topics.recover import sources as recover_sources
from pages.parts.learning_a_kernel.topics.recover.learned import Learned
from pages.parts.learning_a_kernel.topics.recover.sources import Pictures
from pages.shared import downloads
from pages.shared.grid import GridWords, Link, Matrix, tensor_grid
from pages.shared.page import Page

WAYS = {"hide": N_("hide a named filter in a photograph"), "upload": N_("two pictures of my own")}


def draw(page: Page) -> None:
    """Choose the pair, see the kernel, its residual, and the learned one beside it."""
    _ = page.translate
    st.markdown(page.prose("recover"))
    way = st.segmented_control(_("The pair"), list(WAYS), format_func=lambda name: _(WAYS[name]), key=page.key("pair"))
    # Before the files: fields that come and go with them would be shown empty.
    rows, columns = _size(page)
    source = recover_sources.hidden(page) if way != "upload" else recover_sources.uploaded(page)
    if source is None:
        return
    try:
        size = _checked(rows, columns)
        pictures = source(size)
        found = least_squares.recover(pictures.before, pictures.after, size)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    _show(page, pictures, found)
    _save(page, pictures, found, recover_learned.draw(page, pictures, found))


def _size(page: Page) -> tuple[int, int]:
    _ = page.translate
    sizes = st.columns(4)
    h = int(sizes[0].number_input(_("Kernel rows"), step=1, key=page.key("recover_h")))
    w = int(sizes[1].number_input(_("Kernel columns"), step=1, key=page.key("recover_w")))
    return h, w


def _checked(rows: int, columns: int) -> tuple[int, int]:
    if not (1 <= rows <= 15 and 1 <= columns <= 15):
        raise BadInput(
            "the kernel to recover must be from 1 × 1 to 15 × 15, got {rows} × {columns}", rows=rows, columns=columns
        )
    return rows, columns


def _show(page: Page, pictures: Pictures, found: least_squares.Recovery) -> None:
    _ = page.translate
    matrices = [Matrix("K", np.round(found.kernel, 6), _("recovered, least squares"), scale="signed")]
    if pictures.true is not None and pictures.true.shape == found.kernel.shape:
        matrices.append(Matrix("true", np.round(pictures.true, 6), _("true kernel"), scale="signed"))
    tensor_grid(
        matrices,
        (Link("K", "true"),) if len(matrices) == 2 else (),
        key=page.key("recovered"),
        words=GridWords.translated(_),
        player=False,
    )
    numbers = st.columns(3)
    numbers[0].metric(_("PSNR of the explained picture"), f"{found.psnr:.1f} dB")
    numbers[1].metric(_("pixels used"), f"{found.used:.1%}")
    if len(matrices) == 2 and pictures.true is not None:
        numbers[2].metric(
            _("relative error of the kernel"), f"{least_squares.relative_error(found.kernel, pictures.true):.2%}"
        )
    for note in (*pictures.notes, *found.notes):
        st.caption(page.sentence(note))
    shown = st.columns(3)
    shown[0].image(figures.grey_file(pictures.before), caption=_("before"), width="stretch")
    shown[1].image(figures.grey_file(pictures.after), caption=_("after"), width="stretch")
    largest = float(np.abs(found.residual).max())
    said = (
        _("residual, largest {largest:.3g}")
        if found.residual.ndim == 2
        else _("residual of the channel where it is largest, up to {largest:.3g}")
    )
    shown[2].image(
        figures.signed_png(_strongest(found.residual)), caption=said.format(largest=largest), width="stretch"
    )


def _save(page: Page, pictures: Pictures, found: least_squares.Recovery, learned: Learned | None) -> None:
    parts = [
        figures.Part("X", pictures.before, "grey"),
        figures.Part("Y", pictures.after, "grey"),
        figures.Part("X ⋆ K − Y", _strongest(found.residual), "signed"),
        figures.Part("K", np.round(found.kernel, 6), "signed"),
    ]
    tables = {"recovered kernel": lambda: found.kernel, "residual": lambda: found.residual}
    if learned is not None:
        parts.append(figures.Part("L", np.round(learned.kernel, 6), "signed"))
        parts.append(figures.Part("L − K", np.round(learned.kernel - found.kernel, 6), "signed"))
        tables["learned kernel"] = lambda: learned.kernel
        tables["difference of the kernels"] = lambda: learned.kernel - found.kernel
    downloads.save(page, {"recovered": lambda: figures.matrices(parts)}, tables)


def _strongest(residual: Floats) -> Floats:
    """(H, W): of a residual with channels, at each pixel the one that is farthest from 0."""
    if residual.ndim == 2:
        return residual
    channel = np.abs(residual).argmax(axis=2)[..., None]
    return np.asarray(np.take_along_axis(residual, channel, axis=2)[..., 0])
