"""The tab "Recover a filter": a picture before and after, and the kernel that lies between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import figures, images, kernels, learning, recover, workers
from core.errors import BadInput
from core.learning import KernelLearning, LearningResult
from core.words import N_
from pages.parts.learning_a_kernel.settings import HIDDEN, Array
from pages.shared import cache, controls, downloads
from pages.shared.frame import Page
from pages.shared.grid import GridWords, Link, Matrix, tensor_grid

WAYS = {"hide": N_("hide a named filter in a photograph"), "upload": N_("two pictures of my own")}
SIDE = 512
LEARNING_SECONDS = 15.0
LEARNING_EPOCHS = 20_000


@dataclass(frozen=True, eq=False)
class Pictures:
    """A before and an after picture, and the filter between them where it is known."""

    before: Array
    after: Array
    true: Array | None


def draw(page: Page) -> None:
    """Choose the pair, see the kernel, its residual, and the learned one beside it."""
    _ = page.translate
    st.markdown(page.prose("recover"))
    way = st.segmented_control(_("The pair"), list(WAYS), format_func=lambda name: _(WAYS[name]), key=page.key("pair"))
    try:
        pictures = _hidden(page) if way != "upload" else _uploaded(page)
        if pictures is None:
            return
        sizes = st.columns(4)
        h = int(sizes[0].number_input(_("Kernel rows"), step=1, key=page.key("recover_h")))
        w = int(sizes[1].number_input(_("Kernel columns"), step=1, key=page.key("recover_w")))
        if not (1 <= h <= 15 and 1 <= w <= 15):
            raise BadInput(
                "the kernel to recover must be from 1 × 1 to 15 × 15, got {rows} × {columns}", rows=h, columns=w
            )
        found = recover.recover(pictures.before, pictures.after, (h, w))
    except BadInput as error:
        st.error(page.sentence(error))
        return
    _show(page, pictures, found)
    _learn(page, pictures, found)


def _hidden(page: Page) -> Pictures:
    _ = page.translate
    left, right = st.columns(2)
    name = left.selectbox(
        _("Photograph"),
        list(images.PHOTOGRAPHS),
        format_func=lambda name: _(controls.image_title(name)),
        key=page.key("recover_image"),
    )
    kernel = right.selectbox(
        _("Filter to hide"),
        HIDDEN,
        format_func=lambda name: _(controls.kernel_title(name)),
        key=page.key("recover_filter"),
    )
    true = np.asarray(kernels.NAMED[kernel](), dtype=np.float64)
    before, after = recover.hide(cache.picture(name, SIDE, 0, False), true)
    return Pictures(before, after, true)


def _uploaded(page: Page) -> Pictures | None:
    _ = page.translate
    both: list[Array | None] = []
    broken = False
    for column, name, label in zip(st.columns(2), ("before", "after"), (_("Before"), _("After")), strict=True):
        with column:
            file = st.file_uploader(
                label, type=["png", "jpg", "jpeg", "webp"], key=page.key(f"recover {name}"), max_upload_size=20
            )
            try:
                both.append(None if file is None else cache.uploaded(file.getvalue(), 2048, False).values)
            except BadInput as error:
                st.error(page.sentence(error))  # beside its own field, and the other one stays
                both.append(None)
                broken = True
    if broken:
        return None
    if both[0] is None or both[1] is None:
        st.info(
            _(
                "Choose the picture before the filter and the one after it, saved as PNG: JPEG's own changes would be learned as well."
            )
        )
        return None
    return Pictures(both[0], both[1], None)


def _show(page: Page, pictures: Pictures, found: recover.Recovery) -> None:
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
            _("relative error of the kernel"), f"{recover.relative_error(found.kernel, pictures.true):.2%}"
        )
    for note in found.notes:
        st.caption(page.sentence(note))
    shown = st.columns(3)
    shown[0].image(figures.grey_file(pictures.before), caption=_("before"), width="stretch")
    shown[1].image(figures.grey_file(pictures.after), caption=_("after"), width="stretch")
    shown[2].image(
        figures.signed_png(found.residual),
        caption=_("residual, largest {largest:.3g}").format(largest=float(np.abs(found.residual).max())),
        width="stretch",
    )
    parts = (
        figures.Part("X", pictures.before, "grey"),
        figures.Part("Y", pictures.after, "grey"),
        figures.Part("X ⋆ K − Y", found.residual, "signed"),
        figures.Part("K", np.round(found.kernel, 6), "signed"),
    )
    downloads.save(
        page,
        {"recovered": lambda: figures.matrices(parts)},
        {"recovered kernel": lambda: found.kernel, "residual": lambda: found.residual},
    )


def _learn(page: Page, pictures: Pictures, found: recover.Recovery) -> None:
    """The same kernel by gradient descent in TensorFlow, beside the closed form."""
    _ = page.translate
    asked = f"{cache.digest(pictures.before)} {cache.digest(pictures.after)} {found.kernel.shape}"
    if st.button(_("Learn it by gradient descent as well"), key=page.key("recover learn")):
        try:
            with st.spinner(_("TensorFlow learns in a worker process…")):
                st.session_state[page.key("recover result")] = asked, _learned(pictures, found)
        except BadInput as error:
            st.error(page.sentence(error))
    answered, result = st.session_state.get(page.key("recover result"), ("", None))
    if result is None or answered != asked:
        return
    tensor_grid(
        (
            Matrix(
                "L",
                np.round(np.asarray(result.kernel, dtype=np.float64), 6),
                _("learned by gradient descent"),
                scale="signed",
            ),
        ),
        key=page.key("recover learned"),
        words=GridWords.translated(_),
        player=False,
    )
    st.write(
        _(
            "After {updates:,} updates in {seconds:.1f} s the learned kernel is {apart:.2%} away from the least-squares one."
        ).format(
            updates=len(result.losses),
            seconds=result.seconds,
            apart=recover.relative_error(np.asarray(result.kernel, dtype=np.float64), found.kernel),
        )
    )


def _learned(pictures: Pictures, found: recover.Recovery) -> LearningResult:
    matched = recover.pair(pictures.before, pictures.after, found.kernel.shape)
    experiment = KernelLearning(
        matched.image[..., 0],
        matched.target[..., 0],
        kernel_size=found.kernel.shape,
        learning_rate=min(1.0, 0.9 * matched.target.size * found.form.max_learning_rate),
        epochs=LEARNING_EPOCHS,
        loss="mean",
        initial_kernel=np.zeros(found.kernel.shape),
        time_limit=LEARNING_SECONDS,
    )
    result: LearningResult = workers.run(learning.learn, experiment, timeout=4 * LEARNING_SECONDS)
    return result
