"""What pages call the exercises, their boxes and choices, and where each one opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.words import N_
from pages.shared.page import Page


@dataclass(frozen=True)
class Kind:
    """The page that an exercise opens on, what it is called, and what is found out in it; marked for translation."""

    page: str
    title: str
    task: str


KINDS: Mapping[str, Kind] = {
    "Y": Kind("cross_correlation", N_("The values of Y"), N_("Fill in Y = X ⋆ K, number by number.")),
    "shape": Kind(
        "cross_correlation", N_("The output's size"), N_("Rows and columns under padding, stride and dilation.")
    ),
    "kernel": Kind("cross_correlation", N_("The kernel behind Y"), N_("Find a kernel that turns X into Y.")),
    "sign": Kind("edge_detection", N_("The sign of an edge"), N_("Is Y positive, negative or zero there?")),
    "rate": Kind(
        "learning_a_kernel", N_("The largest stable rate"), N_("How fast may this kernel learn without diverging?")
    ),
    "field": Kind("receptive_field", N_("What one unit sees"), N_("Which rows of the input reach this unit?")),
    "layers": Kind(
        "receptive_field", N_("Layers that cover a size"), N_("How many layers until one unit sees it all?")
    ),
    "convention": Kind(
        "convolution_vs_correlation",
        N_("Which convention is it?"),
        N_("Cross-correlation or convolution: which one gave this result?"),
    ),
}
BOXES: Mapping[str, str] = {
    "rows": N_("rows of Y"),
    "columns": N_("columns of Y"),
    "size": N_("number of rows that it sees"),
    "first": N_("first row"),
    "last": N_("last row"),
    "plain": N_("layers at stride 1"),
    "strided": N_("layers at stride 2"),
    "λ": N_("largest eigenvalue λ"),
    "η": N_("largest stable rate"),
}
CHOICES: Mapping[str, str] = {
    "plus": N_("positive"),
    "zero": N_("zero"),
    "minus": N_("negative"),
    "correlation": N_("cross-correlation"),
    "convolution": N_("convolution"),
    "both": N_("both: they agree"),
}
SIGNS: Mapping[str, str] = {"plus": "+", "zero": "0", "minus": "−"}


def box_label(page: Page, name: str) -> str:
    """What a box is called: "Y[0,1]" is called so in every language."""
    return page.translate(BOXES[name]) if name in BOXES else name


def help_used(page: Page, hints: int, seen: bool) -> str:
    """ "1 hint", and whether the answer was shown."""
    said = page.count("{n} hint", "{n} hints", hints).format(n=hints)
    return page.translate(", ").join([said, page.translate("answer seen")]) if seen else said
