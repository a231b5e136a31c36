"""The tab "Kernel workshop": kernels built by what they mean, and what can be said of any kernel."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core import figures
from core.arrays import Floats
from core.errors import BadInput
from core.kernels import PARAMETERS, POINTS, Facts, Recipe, builders, facts
from core.takeaway.programs.cross_correlation import workshop as lesson
from core.words import N_
from pages.parts.cross_correlation.settings import Experiment
from pages.parts.cross_correlation.topics.workshop.settings import ABOVE, CELL, WHOLE
from pages.shared import chosen, controls, downloads, prose, use_on
from pages.shared.grid import Axis, Link, Matrix, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import captioned

KINDS = {
    "derivative": N_("derivative of order d along a direction"),
    "box": N_("box blur"),
    "gaussian": N_("Gaussian blur"),
    "motion": N_("motion blur along a line"),
    "sharpen": N_("sharpen"),
    "laplacian": N_("Laplacian"),
    "log": N_("Laplacian of Gaussian"),
    "dog": N_("difference of two Gaussians: wide minus narrow"),
    "gabor": N_("Gabor: a wave under a Gaussian"),
    "sobel": N_("Sobel along a direction"),
    "prewitt": N_("Prewitt along a direction"),
    "scharr": N_("Scharr along a direction"),
    "roberts": N_("Roberts, main diagonal"),
    "roberts_other": N_("Roberts, other diagonal"),
    ABOVE: N_("the kernel above"),
}
LABELS = {
    "size": N_("Entries per side"),
    "order": N_("Order d"),
    "length": N_("Length in pixels"),
    "sigma": N_("σ in pixels"),
    "sigma2": N_("σ of the wider Gaussian"),
    "angle": N_("Direction, degrees (0: right, 90: down)"),
    "wavelength": N_("Wavelength in pixels"),
    "amount": N_("Amount"),
}
MAX_SINGULAR = 6  # singular values that are told
SYMMETRIES = {
    "even": N_("rotated by 180° it is unchanged: convolution and correlation agree"),
    "odd": N_("rotated by 180° it is its negative: convolution and correlation differ in sign"),
    "none": N_("rotated by 180° it is a different kernel: convolution and correlation differ"),
}


def draw(page: Page, experiment: Experiment | None) -> None:
    """Choose what the kernel means; the kernel, its facts, its frequency response."""
    _ = page.translate
    prose.draw(page, "workshop")
    kind = st.selectbox(_("What the kernel does"), **page.choice("work_kind", KINDS))
    names = PARAMETERS.get(kind, ())
    for column, name in zip(st.columns(max(len(names), 1)), names, strict=False):
        step = 1 if name in WHOLE else 0.1 if name.startswith("sigma") else 1.0
        column.number_input(
            _(LABELS[name]), step=step, **page.control(f"work_{name}"), format=None if name in WHOLE else "%.6g"
        )
    kernel = kernel_of(page, experiment)
    found = facts(kernel)
    _kernel(page, kernel, found)
    if kind != ABOVE:
        st.button(
            _("Use this kernel above"),
            key=page.key("work use"),
            on_click=_use,
            args=(page, kernel),
            disabled=page.locked("kernel"),
            icon=":material/north:",
        )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(_facts(page, kind, kernel, found))
    with right:
        captioned(
            st,
            figures.grey_file(np.kron(found.response / (found.response.max() or 1.0), np.ones((4, 4)))),
            _(
                "Frequency response |F(K)|: the constant component is at the centre, the finest detail at the rim. Black is 0, white is {most}: the factor by which each frequency is scaled."
            ).format(most=_short(float(found.response.max()))),
            width="content",
        )
    parts = (
        figures.Part("K", kernel, "signed"),
        figures.Part("|F(K)|", found.response / (found.response.max() or 1.0), "grey"),
    )
    with st.container(horizontal=True, gap="small", width="content"):
        downloads.save(
            page,
            {"kernel": lambda: figures.matrices(parts)},
            {"kernel": lambda: kernel, "frequency response": lambda: found.response},
            lessons={"kernel": partial(lesson.cells, kernel, _built(page, kind))},
        )
        image = None if experiment is None else experiment.image
        use_on.menu(page, image, {N_("Image above and this kernel"): lambda: kernel}, key="use built")


def kernel_of(page: Page, experiment: Experiment | None) -> Floats:
    """The kernel that the tab's settings build, or that of the experiment above; raises BadInput with the rule that is broken."""
    setting = {name: st.session_state[page.key(f"work_{name}")] for name in LABELS}
    kind = st.session_state[page.key("work_kind")]
    if kind == ABOVE:
        if experiment is None:
            raise BadInput("there is no input with a kernel above; choose both there first")
        return experiment.kernel
    parameters: dict[str, Any] = {
        name: int(value) if name in WHOLE else float(value) for name, value in setting.items()
    }
    return builders.build(Recipe(kind, **parameters))


def _built(page: Page, kind: str) -> str:
    """How the kernel is made, as code would say it."""
    given = ", ".join(f"{name}={st.session_state[page.key(f'work_{name}')]}" for name in PARAMETERS.get(kind, ()))
    return f"{kind}({given})"


def _use(page: Page, kernel: Floats) -> None:
    """Make it the page's kernel, every digit of it."""
    st.session_state[page.key("kernel")] = controls.TYPED
    st.session_state[page.key("k")] = "\n".join(" ".join(repr(float(value)) for value in row) for row in kernel)


def _kernel(page: Page, kernel: Floats, found: Facts) -> None:
    _ = page.translate
    h, w = kernel.shape
    matrices = [Matrix("K", kernel, _("Kernel K"), scale="signed")]
    links = [Link("K", "K₂", rows=Axis(-1, h - 1), columns=Axis(-1, w - 1))]
    if found.column is not None and found.row is not None:
        matrices += [
            Matrix("u", found.column[:, None], _("Column vector"), before="=", scale="signed"),
            Matrix("v", found.row[None], _("Row vector"), before="×", scale="signed"),
        ]
        links += [
            Link("K", "u", pairs=tuple(((i, j), ((i, 0),)) for i in range(h) for j in range(w))),
            Link("K", "v", pairs=tuple(((i, j), ((0, j),)) for i in range(h) for j in range(w))),
        ]
    matrices.append(Matrix("K₂", found.flipped, _("K flipped"), scale="signed"))
    tensor_grid(
        matrices,
        links,
        words=grid_words(_),
        player=False,
        **chosen.options(page, "work grid", matrices, ("K", 0, 0), setting=CELL),
    )


def _facts(page: Page, kind: str, kernel: Floats, found: Facts) -> str:
    _ = page.translate
    h, w = kernel.shape
    lines = [
        _("**Size** {h} × {w}.").format(h=h, w=w),
        _("**Sum** {total}: a uniform area is scaled by it.").format(total=_short(found.total)),
        _("**Symmetry**: {what}.").format(what=_(SYMMETRIES[found.symmetry])),
    ]
    if kind == "derivative":
        order = int(st.session_state[page.key("work_order")])
        why = _(
            "**Why this size**: keeping order {order} and cancelling all lower orders takes {count} entries along an axis; with {fewer}, the kernel would have to be zero."
        )
        if min(h, w) > 1:
            why += " " + _(
                "This direction lies between the axes, so its derivative mixes powers of both: it takes {count} entries along each."
            )
        lines.insert(1, why.format(order=order, count=order + 1, fewer=order))
    if found.left_right or found.top_bottom:
        mirrors = [
            name for name, holds in ((_("left-right"), found.left_right), (_("top-bottom"), found.top_bottom)) if holds
        ]
        lines.append(_("**Flipped** {axes}: unchanged.").format(axes=_(", ").join(mirrors)))
    if found.rank == 1:
        said = _("**Separable** (rank 1): a column times a row.")
        if h + w < h * w:
            said += " " + _("{sum} multiplications per pixel instead of {product}.").format(sum=h + w, product=h * w)
        lines.append(said)
    elif not found.rank:
        lines.append(_("**All zero**: every output is 0."))
    else:
        few = len(found.singular_values) <= MAX_SINGULAR
        said = (
            _("**Not separable**: rank {rank}; its singular values are {values}.")
            if few
            else _("**Not separable**: rank {rank}; its largest singular values are {values}.")
        )
        largest = _(", ").join(_short(value) for value in found.singular_values[:MAX_SINGULAR])
        lines.append(said.format(rank=found.rank, values=largest))
    lines.append(
        _("**Frequencies**: the constant component is scaled by {zero}, the finest checkerboard by {finest}.").format(
            zero=_short(found.at_zero), finest=_short(found.at_finest)
        )
    )
    return "\n".join(f"- {line}" for line in lines)


def _short(value: float) -> str:
    """Four digits; what rounding leaves of 0 is 0."""
    return figures.short(0.0 if abs(value) < 1e-12 * POINTS else value)
