"""What saved files are called, in the visitor's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.words import N_
from pages.shared import controls
from pages.shared.frame import TITLES
from pages.shared.page import Page

MAX_NAME = 150  # characters of a file's name: file systems take 255 bytes, and 中文 needs three for one
# What files show: their names in 中文 follow from the first words that are here, or a text of a page.
_NAMES = (
    N_("cross-correlation"),
    N_("edges"),
    N_("photograph and edges"),
    N_("Y magnitude"),
    N_("unit on a picture"),
    N_("growth"),
    N_("layers"),
    N_("layers for programs"),
    N_("losses"),
    N_("runs"),
    N_("sweep"),
    N_("learning"),
    N_("convolution and correlation"),
    N_("kernel learned by correlating"),
    N_("kernel learned by convolving"),
    N_("unit of a network"),
    N_("cells of the unit"),
    N_("network"),
    N_("effective growth"),
    N_("effective field"),
    N_("expected field"),
    N_("changed units"),
    N_("channels"),
    N_("frequency response"),
    N_("paddings"),
    N_("boundary modes"),
    N_("signal"),
    N_("noise"),
    N_("noise scores"),
    N_("sensitivity"),
    N_("diagonal"),
    N_("direction"),
    N_("derivative"),
    N_("profile"),
    N_("photograph"),
    N_("loss surface"),
    N_("path"),
    N_("directions"),
    N_("libraries"),
    N_("impulse response"),
    N_("impulse correlated"),
    N_("impulse convolved"),
    N_("notebook"),
    N_("worksheet"),
    N_("animation"),
    N_("everything"),
    N_("class results"),
    N_("matrix"),
    N_("layer"),
    N_("pooling"),
    N_("transposed"),
    N_("kernel"),
    N_("laws"),
    N_("impulse"),
    N_("theory"),
    N_("surface"),
    N_("epochs"),
    N_("computed"),
    N_("diagnosis"),
    N_("recover"),
    N_("formula"),
    N_("check"),
    N_("effective"),
    N_("networks"),
    N_("angle"),
    N_("noise found"),
    N_("noise scores over tolerance"),
    N_("difference of the kernels"),
    N_("interval half-widths"),
    N_("learned kernel"),
    N_("recovered"),
    N_("recovered kernel"),
    N_("residual"),
    N_("first layers"),
    N_("accuracies"),
    N_("batch losses"),
    N_("feature maps"),
    N_("kernels"),
    N_("probabilities"),
    N_("products"),
    N_("effective field of a network"),
    N_("energy of the unit"),
    N_("max"),
    N_("average"),
)
_FORBIDDEN = re.compile(r'[\x00-\x1f\\/:*?"<>|]+')  # in names of files, on one system or another


def file_name(page: Page, name: str, experiment: str = "") -> str:
    """ "Edge detection - step edge, [1, −1] - Y.csv": the page, in the visitor's language, the experiment, what it shows.

    Programs keep their names: with spaces in them they could not be imported.
    """
    if name.endswith(".py"):
        return name
    title = page.translate(TITLES[page.name][0])
    before = " - ".join(part for part in (title, experiment) if part)[: MAX_NAME - len(name)]
    return re.sub(" +", " ", _FORBIDDEN.sub(" ", f"{before} - {shown_name(page, name)}"))


def shown_name(page: Page, name: str) -> str:
    """The file's name in the visitor's language: "losses.csv" is "各轮损失.csv"; of "direction K.csv" each part that has a translation."""
    stem, dot, kind = name.rpartition(".")
    first, space, rest = stem.partition(" ")
    whole = page.translate(stem)
    if name.endswith(".py") or not stem:
        return name
    rest = rest and page.translate(rest)
    return (whole if whole != stem else page.translate(first) + space + rest) + dot + kind


def experiment_name(page: Page, chosen: Mapping[str, Any]) -> str:
    """What the page's first screen works on, of the settings chosen there: its image and kernel, or its preset."""
    names = [
        page.translate(title(chosen[setting]))
        for setting, title in (("image", controls.image_title), ("kernel", controls.kernel_title))
        if setting in chosen
    ]
    return ", ".join(names) or str(chosen.get("preset", ""))
