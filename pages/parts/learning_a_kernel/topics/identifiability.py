"""What the data cannot tell: the combinations of the kernel's entries that change no output, and the cure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core import figures
from core.arrays import Floats
from core.quadratic import QuadraticLoss
from pages.parts.learning_a_kernel.experiment import Experiment
from pages.parts.learning_a_kernel.settings import side_by_side
from pages.shared import downloads
from pages.shared.grid import Matrix, grid_words, tensor_grid
from pages.shared.page import Page

MAX_SHOWN = 8


def draw(page: Page, experiment: Experiment) -> None:
    """The rank of the patches; where it is short, what may be added unseen, and noise one click away."""
    _ = page.translate
    form = experiment.form
    size = form.eigenvalues.size
    missing = size - form.rank
    if not missing:
        said = (
            _(
                "**The data determine every entry of the kernel, and the bias:** the patches, each with a 1 for the bias, have rank {rank} of {size}, so zero loss means the right kernel."
            )
            if form.bias
            else _(
                "**The data determine every entry of the kernel:** the patches have rank {rank} of {size}, so zero loss means the right kernel."
            )
        )
        st.write(said.format(rank=form.rank, size=size))
        return
    said = (
        _(
            "The patches, each with a 1 for the bias, have rank {rank} of {size}. That leaves {missing} undetermined: combinations of the kernel's entries and the bias that do not change the output at all, so zero loss need not mean the right kernel. Any of these can be added without changing the loss:"
        )
        if form.bias
        else _(
            "The patches have rank {rank} of {size}. That leaves {missing} undetermined: combinations of the kernel's entries that do not change the output at all, so zero loss need not mean the right kernel. Any of these can be added without changing the loss:"
        )
    )
    st.warning(said.format(rank=form.rank, size=size, missing=missing))
    _unknown(page, form)
    st.button(
        _("Add noise to the image"),
        key=page.key("cure"),
        on_click=page.put,
        args=({"image_noise": 0.1},),
        disabled=page.locked("image_noise"),
        help=_("If all windows differ, the data determine every entry of the kernel."),
    )


def _unknown(page: Page, form: QuadraticLoss) -> None:
    """What may be added unseen: kernels as matrices, and all of them as a file."""
    _ = page.translate
    kernels, biases = form.parts(form.unknown)
    shown = [side_by_side(np.round(kernel, 6)) for kernel in kernels[:MAX_SHOWN]]
    titles = [_("bias {bias:.4g}").format(bias=bias) if form.bias else "" for bias in np.round(biases, 6) + 0.0]
    tensor_grid(
        [
            Matrix(f"N{number}", kernel, title, scale="signed")
            for number, (kernel, title) in enumerate(zip(shown, titles, strict=False), 1)
        ],
        key=page.key("unknown"),
        words=grid_words(_),
        player=False,
    )
    missing = len(kernels)
    if missing > len(shown):
        st.caption(
            _("{shown} of {missing} shown; the file contains all of them.").format(shown=len(shown), missing=missing)
        )
    downloads.save(
        page,
        {
            "unknown": lambda: figures.matrices(
                [figures.Part(title, kernel, "signed") for kernel, title in zip(shown, titles, strict=False)]
            )
        },
        {"unknown": lambda: table(form)},
    )


def table(form: QuadraticLoss) -> pd.DataFrame:
    """All that may be added unseen: one row a combination, a column an entry of the kernel, the bias last."""
    flat: Floats = form.unknown.reshape(-1, form.linear.size)
    names = ["K[" + ",".join(map(str, place)) + "]" for place in np.ndindex(form.kernel_shape)]
    return pd.DataFrame(flat, columns=[*names, "bias"] if form.bias else names)
