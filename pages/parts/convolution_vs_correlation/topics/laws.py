"""The tabs "Laws to try" and "Impulse response": what convolution can do and correlation cannot."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core import figures, links
from core.conventions import Operation, Sides, laws
from core.numbers import parse_numbers
from core.takeaway.programs.convolution_vs_correlation import laws as lesson
from core.words import N_
from pages.parts.convolution_vs_correlation.settings import Experiment
from pages.shared import chosen, downloads, pictures, prose
from pages.shared.grid import Axis, Link, Matrix, grid_words, tensor_grid
from pages.shared.page import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure

IMPULSE_CELL = "impulse_cell"
FIELDS: tuple[links.Field, ...] = (
    links.Choice("law", "commutativity", laws.LAWS),
    links.Numbers("b", "1 -1", max_shape=(15, 15)),
    links.Whole("down", 1, 0, laws.MAX_SIDE),
    links.Whole("across", 2, 0, laws.MAX_SIDE),
)
IMPULSE: tuple[links.Field, ...] = (chosen.field("δ⋆K", "δ∗K", "K", "δ", setting=IMPULSE_CELL),)
SHOWN = 20  # cells a side up to which numbers are drawn; larger sides are pictures

NAMES = {
    "commutativity": N_("commutativity: order does not matter"),
    "associativity": N_("associativity: two small kernels combine into one larger kernel"),
    "shift": N_("shift equivariance: the output moves with the image"),
    "theorem": N_("convolution theorem: a product of spectra"),
}
FORMULAS = {
    "commutativity": ("X {o} K", "K {o} X"),
    "associativity": ("(X {o} K) {o} B", "X {o} (K {o} B)"),
    "shift": ("S(X) {o} K", "S(X {o} K)"),
    "theorem": ("X {o} K", "F⁻¹(F(X) · F(K))"),
}
SIGNS: dict[Operation, str] = {"convolution": "∗", "correlation": "⋆"}


def draw(page: Page, experiment: Experiment) -> None:
    """Which of the laws hold for the numbers above, and both sides of the chosen one."""
    _ = page.translate
    prose.draw(page, "laws")
    left, middle, right = st.columns([3, 2, 2], gap="medium")
    left.selectbox(_("Law"), **page.choice("law", NAMES))
    middle.text_area(
        _("Second kernel B"),
        **page.control("b"),
        height=80,
        help=_("One row per line; separate numbers with spaces, commas or tabs. Up to 15 × 15."),
    )
    with right:
        down, across = st.columns(2)
        down.number_input(_("Shift down"), step=1, **page.control("down"))
        across.number_input(_("Shift right"), step=1, **page.control("across"))
    image = experiment.image
    if max(image.shape) > laws.MAX_SIDE:
        top, start = ((n - min(n, laws.MAX_SIDE)) // 2 for n in image.shape)
        image = image[top : top + laws.MAX_SIDE, start : start + laws.MAX_SIDE]
        st.caption(_("Checked on the central {most} × {most} pixels of the input.").format(most=laws.MAX_SIDE))
    second = parse_numbers(st.session_state[page.key("b")], max_shape=(15, 15))
    shift = (int(st.session_state[page.key("down")]), int(st.session_state[page.key("across")]))
    tried = {
        (law, operation): laws.sides(law, operation, image, experiment.kernel, second, shift)
        for law in laws.LAWS
        for operation in laws.OPERATIONS
    }
    st.markdown(_summary(page, tried))
    law = st.session_state[page.key("law")]
    for operation in laws.OPERATIONS:
        _both_sides(page, tried[law, operation])
    prose.draw(page, f"law_{law}")
    both = [tried[law, operation] for operation in laws.OPERATIONS]
    downloads.save(
        page,
        {f"{law} {one.operation}": partial(_figure, one) for one in both},
        {
            f"{law} {one.operation} {side}": partial(getattr, one, side)
            for one in both
            for side in ("left", "right", "difference")
        },
        lessons={"laws": partial(lesson.cells, law, image, experiment.kernel, second, shift)},
    )


def impulse(page: Page, experiment: Experiment) -> None:
    """One white pixel under both operations: one gives back the kernel, the other its flip."""
    _ = page.translate
    prose.draw(page, "impulse")
    kernel = experiment.kernel
    h, w = kernel.shape
    point, convolved = laws.impulse_response(kernel, "convolution")
    correlated = laws.impulse_response(kernel, "correlation")[1]
    rows, columns = Axis(count=h), Axis(count=w)
    matrices = (
        Matrix("δ", point, _("Impulse δ"), scale="grey"),
        Matrix("K", kernel, _("Kernel K"), scale="signed"),
        Matrix("δ⋆K", correlated, _("δ ⋆ K: K flipped"), before="→", scale="signed"),
        Matrix("δ∗K", convolved, _("δ ∗ K: K itself"), scale="signed"),
    )
    tensor_grid(
        matrices,
        (
            # An output cell shows the kernel's entry that lies on the white pixel: correlated, from the end.
            Link("δ⋆K", "K", rows=Axis(-1, h), columns=Axis(-1, w)),
            Link("δ∗K", "K", rows=Axis(1, -1), columns=Axis(1, -1)),
            Link("δ⋆K", "δ", rows=rows, columns=columns),
        ),
        words=grid_words(_),
        driver="δ⋆K",
        **chosen.options(page, "impulse", matrices, ("δ⋆K", 1, 1), setting=IMPULSE_CELL),
    )
    parts = (
        figures.Part("δ", point, "grey"),
        figures.Part("K", kernel, "signed"),
        figures.Part("δ ⋆ K", correlated, "signed"),
        figures.Part("δ ∗ K", convolved, "signed"),
    )
    downloads.save(
        page,
        {"impulse response": lambda: figures.matrices(parts)},
        {"impulse correlated": lambda: correlated, "impulse convolved": lambda: convolved},
        lessons={"impulse": partial(lesson.impulse, kernel)},
    )


def _figure(sides: Sides) -> Figure:
    left, right = (text.format(o=SIGNS[sides.operation]) for text in FORMULAS[sides.law])
    return figures.matrices(
        (
            figures.Part(left, sides.left, "signed"),
            figures.Part(right, sides.right, "signed", before="=" if sides.holds else "≠"),
            figures.Part(f"{left} − {right}", sides.difference, "signed"),
        )
    )


def _summary(page: Page, tried: dict[tuple[str, Operation], Sides]) -> str:
    """All laws under both operations, as a table."""
    _ = page.translate
    lines = [f"| {_('law')} | ∗ {_('convolution')} | ⋆ {_('correlation')} |", "|---|---|---|"]
    for law in laws.LAWS:
        cells = [_holds(page, tried[law, operation]) for operation in laws.OPERATIONS]
        lines.append(f"| {_(NAMES[law])} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def _holds(page: Page, sides: Sides) -> str:
    _ = page.translate
    if sides.holds:
        return _("✓ holds: maximum difference {apart:.1g}").format(apart=sides.apart)
    return _("✗ fails: maximum difference {apart:.4g}").format(apart=sides.apart)


def _both_sides(page: Page, sides: Sides) -> None:
    _ = page.translate
    sign = SIGNS[sides.operation]
    left, right = (text.format(o=sign) for text in FORMULAS[sides.law])
    equals = "=" if sides.holds else "≠"
    st.markdown(f"## {left} {equals} {right}")
    limit = max(float(abs(sides.left).max()), float(abs(sides.right).max())) or 1.0
    difference = sides.difference if not sides.holds else sides.difference * 0.0  # rounding is no difference
    if max(sides.left.shape) > SHOWN:
        files = (
            figures.signed_png(sides.left, limit),
            figures.signed_png(sides.right, limit),
            figures.signed_png(difference),
        )
        pictures.row(files, (left, f"{equals} {right}", _("Difference")))
        st.caption(
            _(
                "Both sides of the law are {rows} × {columns}. Largest difference {largest}; blue is positive, orange is negative, white is zero."
            ).format(
                rows=sides.left.shape[0],
                columns=sides.left.shape[1],
                largest=figures.short(sides.apart),
            )
        )
        return
    tensor_grid(
        (
            Matrix("L", sides.left, left, scale="signed", limit=limit),
            Matrix("R", sides.right, right, before=equals, scale="signed", limit=limit),
            Matrix("D", difference, _("Difference"), before="→", scale="signed", limit=limit),
        ),
        (Link("D", "L"), Link("D", "R")),
        key=page.key(f"sides {sides.operation}"),
        words=grid_words(_),
        player=False,
        selected=("D", 0, 0),
    )
