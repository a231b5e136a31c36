"""“Use on…”: the image and kernel on the screen open on another page, by a link that carries both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from core import kernels, links
from core.arrays import Floats
from core.numbers import MAX_VALUE, shortest
from core.words import N_
from pages.shared import address, controls
from pages.shared.frame import TITLES
from pages.shared.page import Page

# The pages that work on an image and a kernel, with those that each opens on: an address leaves them out.
TARGETS = {
    "cross_correlation": ("counting", "counting"),
    "edge_detection": ("band", "difference"),
    "learning_a_kernel": ("band", "difference"),
    "convolution_vs_correlation": ("counting", "counting"),
}
STAND_IN = "camera"  # opens where the image cannot go along: every kernel fits into it
LEARNED = "learning_a_kernel"  # the page that also has to know the size of the kernel to learn
SIDES = (64, 15)  # cells a side of an image and of a kernel that a link can carry as numbers
SIZES: tuple[links.Field, ...] = (
    links.Whole("h", 1, 1, SIDES[1]),
    links.Whole("w", 2, 1, SIDES[1]),
    links.Choice("start", "typed", ("typed", "random")),
)

BOTH, FLIPPED = N_("Image and kernel"), N_("Image and flipped kernel")

Kernels = Mapping[str, Callable[[], Floats]]


@st.fragment
def menu(page: Page, image: Floats | None, named: Kernels, key: str = "use") -> None:
    """The button "Use on…"; its links are made once it is opened, by a run of this fragment alone.

    `named` has for each kernel what the link's heading says, a key of the catalogues, and what gives its numbers.
    """
    place = st.popover(page.translate("Use on…"), key=f"{page.name} {key}", on_change="rerun")
    if place.open:
        with place:
            offer(page, image, named)


def offer(page: Page, image: Floats | None, named: Kernels) -> None:
    """For each kernel one link to every other page that works on an image and a kernel."""
    _ = page.translate
    for title, make in named.items():
        kernel = make()
        st.markdown(f"**{_(title)}**")
        if not _fits(kernel, SIDES[1]):
            st.caption(_("This kernel is too large for a link."))
            continue
        found = image_settings(page, image, kernel)
        if isinstance(found, str):
            st.caption(_(found))
            found = {"image": STAND_IN}
        for target in TARGETS:
            if target != page.name:
                label, icon = TITLES[target]
                st.page_link(
                    f"pages/{target}.py",
                    label=_(label),
                    icon=icon,
                    query_params=query(target, found, kernel) | address.language_part(),
                )


def query(target: str, image: Mapping[str, Any], kernel: Floats) -> dict[str, str]:
    """What the address of the page `target` carries to open on that image and kernel, as that page itself would write it.

    Otherwise the page would put it right at once, and Back would lead to the link once more.
    """
    fields = _fields(*TARGETS[target])
    settings: dict[str, Any] = {field.name: field.default for field in fields}
    settings |= {**image, **kernel_settings(kernel)}
    if target == LEARNED:
        fields += SIZES
        h, w = kernel.shape
        settings |= {"h": h, "w": w, "start": "typed" if (h, w) == (1, 2) else "random"}
    found = dict(links.encode(fields, settings).query)
    return found or {"image": settings["image"]}  # an address that says nothing would bring the last visit's settings


def image_settings(page: Page, image: Floats | None, kernel: Floats) -> dict[str, Any] | str:
    """The settings that give this image on another page; in their place the sentence that says why there are none.

    By its name where the page's picker gives it as it is, else (transposed, noisy, uploaded) by its numbers.
    """
    if image is None or image.ndim != 2 or any(k > n for k, n in zip(kernel.shape, image.shape, strict=True)):
        return N_("The kernel does not fit into this image: a photograph is used instead.")
    picked = controls.image_of(page)
    if picked.name != controls.UPLOADED and picked.values is not None and np.array_equal(picked.values, image):
        used = ("image", "x") if picked.name == controls.TYPED else ("image", "side", "seed")
        settings = {name: st.session_state[page.key(name)] for name in used}
    else:
        settings = {"image": controls.TYPED, "x": _text(image)}
    too_long = links.encode(_fields("", ""), settings | kernel_settings(kernel)).left_out
    if too_long or (settings["image"] == controls.TYPED and not _fits(image, SIDES[0])):
        return N_("The image is too large for a link: a photograph is used instead.")
    return settings


def kernel_settings(kernel: Floats) -> dict[str, str]:
    """A kernel's settings: its name where it has one, else its numbers with all their digits."""
    for name, make in kernels.NAMED.items():
        if np.array_equal(make(), kernel):
            return {"kernel": name}
    return {"kernel": controls.TYPED, "k": _text(kernel)}


def _fits(values: Floats, side: int) -> bool:
    """Whether a link can carry the matrix as numbers; comparisons with nan are false."""
    return values.ndim == 2 and max(values.shape) <= side and bool((np.abs(values) <= MAX_VALUE).all())


def _text(values: Floats) -> str:
    return "\n".join(" ".join(shortest(float(value)) for value in row) for row in np.atleast_2d(values))


def _fields(image: str, kernel: str) -> tuple[links.Field, ...]:
    """What a page that opens on these reads of a link."""
    return (*controls.image_fields(image), *controls.kernel_fields(kernel))
