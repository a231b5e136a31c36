"""The tab "Recover a filter": a picture before and after, and the kernel that lies between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Floats
from core.errors import BadInput
from core.learning.recovery import FilterRecovery, least_squares
from core.takeaway.programs.learning_a_kernel import recover as lesson
from core.words import N_
from pages.parts.learning_a_kernel.topics.recover import findings, outline
from pages.parts.learning_a_kernel.topics.recover import learned as recover_learned
from pages.parts.learning_a_kernel.topics.recover import sources as recover_sources
from pages.parts.learning_a_kernel.topics.recover.learned import Learned
from pages.shared import downloads, prose
from pages.shared.grid import Link, Matrix, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import captioned

WAYS = {"hide": N_("a known filter, hidden in a photograph"), "upload": N_("two pictures of your own")}


def draw(page: Page) -> None:
    """Choose the pair, see the kernel, its residual, and the learned one beside it."""
    _ = page.translate
    prose.draw(page, "recover")
    way = st.segmented_control(_("The pair"), **page.choice("pair", WAYS))
    # Before the files: fields that come and go with them would be shown empty.
    rows, columns = _size(page)
    source = recover_sources.hidden(page) if way != "upload" else recover_sources.uploaded(page)
    if source is None:
        return
    size = _checked(rows, columns)
    found = source.recover(size)
    if found is None:
        return
    residual = found.excerpt.residual(found.kernel, found.offset)
    _show(page, source.true, found, residual)
    learned = recover_learned.draw(page, source.true, found)
    _save(page, found, residual, learned)
    _pair(page, source)


def _size(page: Page) -> tuple[int, int]:
    _ = page.translate
    sizes = st.columns(4)
    h = int(sizes[0].number_input(_("Kernel rows"), step=1, **page.control("recover_h")))
    w = int(sizes[1].number_input(_("Kernel columns"), step=1, **page.control("recover_w")))
    return h, w


def _checked(rows: int, columns: int) -> tuple[int, int]:
    if not (1 <= rows <= 15 and 1 <= columns <= 15):
        raise BadInput(
            "the kernel to recover must be from 1 × 1 to 15 × 15, got {rows} × {columns}", rows=rows, columns=columns
        )
    return rows, columns


def _show(page: Page, true: Floats | None, found: FilterRecovery, residual: Floats) -> None:
    _ = page.translate
    said = page.sentence(found.verdict.sentence)
    if found.verdict.warning:
        st.warning(said)
    else:
        st.success(said)
    _kernels(page, true, found)
    numbers = st.columns(3)
    numbers[0].metric(_("PSNR of the reconstruction"), findings.psnr(page, residual))
    numbers[1].metric(_("Pixels used"), f"{1.0 - found.clipped:.1%}")
    if true is not None and true.shape == found.kernel.shape:
        apart = least_squares.relative_error(found.kernel, true)
        numbers[2].metric(_("Relative error of the kernel"), findings.share(page, apart))
    findings.draw(page, found)
    shown = st.columns(3)
    captioned(shown[0], outline.png(found), _("Before; the frame marks what both show"))
    captioned(shown[1], figures.grey_file(_flat(found.excerpt.after)), _("After"))
    text = _("Residual, largest {largest:.3g}")
    if residual.shape[2] > 1:
        text = _("Residual (largest channel per pixel), up to {largest:.3g}")
    largest = float(np.abs(residual).max())
    captioned(shown[2], figures.signed_png(_strongest(residual)), text.format(largest=largest))


def _kernels(page: Page, true: Floats | None, found: FilterRecovery) -> None:
    _ = page.translate
    matrices = [Matrix("K", np.round(found.kernel, 6), _("Recovered"), scale="signed")]
    links = []
    if np.isfinite(found.half_widths).all():
        matrices.append(Matrix("±", np.round(found.half_widths, 6), _("95% interval, half-width"), scale="none"))
        links.append(Link("K", "±"))
    if true is not None and true.shape == found.kernel.shape:
        matrices.append(Matrix("true", np.round(true, 6), _("True kernel"), scale="signed"))
        links.append(Link("K", "true"))
    tensor_grid(matrices, tuple(links), key=page.key("recovered"), words=grid_words(_), player=False)
    if not np.isfinite(found.half_widths).all():
        st.caption(
            _(
                "These pictures leave {open} of {entries} combinations of the kernel’s entries undetermined; of all kernels that fit equally well, the one with the smallest norm is shown. Its entries have no finite intervals."
            ).format(open=len(found.loose), entries=found.kernel.size)
        )
    if len(found.loose):
        st.caption(_("Kernels that could be added while hardly changing the picture (the first three):"))
        tensor_grid(
            [Matrix(f"U{i}", np.round(loose, 4), "", scale="signed") for i, loose in enumerate(found.loose[:3], 1)],
            (),
            key=page.key("recover loose"),
            words=grid_words(_),
            player=False,
        )


def _pair(page: Page, source: recover_sources.Source) -> None:
    """The lab's example as the two files that the notebook reads."""
    if source.files is not None:
        with st.container(horizontal=True, gap="small"):
            for name in (lesson.BEFORE, lesson.AFTER):
                downloads.button(page, name, partial(_file, source.files, name), "image/png", name)


def _file(files: Callable[[], Mapping[str, bytes]], name: str) -> bytes:
    return files()[name]


def _save(page: Page, found: FilterRecovery, residual: Floats, learned: Learned | None) -> None:
    parts = [
        figures.Part("X", _flat(found.excerpt.before), "grey"),
        figures.Part("Y", _flat(found.excerpt.after), "grey"),
        figures.Part("X ⋆ K + b − Y", _strongest(residual), "signed"),
        figures.Part("K", np.round(found.kernel, 6), "signed"),
    ]
    tables = {
        "recovered kernel": lambda: found.kernel,
        "interval half-widths": lambda: found.half_widths,
        "residual": lambda: _flat(residual),
    }
    if learned is not None:
        parts.append(figures.Part("L", np.round(learned.kernel, 6), "signed"))
        parts.append(figures.Part("L − K", np.round(learned.kernel - found.kernel, 6), "signed"))
        tables["learned kernel"] = lambda: learned.kernel
        tables["difference of the kernels"] = lambda: learned.kernel - found.kernel
    downloads.save(
        page,
        {"recovered": lambda: figures.matrices(parts)},
        tables,
        lessons={"recover": partial(lesson.cells, lesson.Recovered(found))},
    )


def _flat(picture: Floats) -> Floats:
    """(H, W, 1) as (H, W)."""
    return picture[..., 0] if picture.shape[2] == 1 else picture


def _strongest(residual: Floats) -> Floats:
    """(H, W): at each pixel the channel that is farthest from 0."""
    channel = np.abs(residual).argmax(axis=2)[..., None]
    return np.asarray(np.take_along_axis(residual, channel, axis=2)[..., 0])
