"""What Python tells the browser about every page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pages.shared import sections
from pages.shared.scripts import component

_mount = component("browser", Path(__file__).with_name("browser.js"))


def tell(language: str, page: str, *, fit: bool, step: Mapping[str, object]) -> None:
    """Give the page's root its language, as in "zh-CN".

    A page that is opened by an address that names a topic begins at its topics, except for those on its first screen.
    A `step` of a tour ("name", and "topic" where it is about one) begins at the page's top or at its topics.
    Where a page shows its picture alone, `fit` shrinks it until the window holds it.
    """
    _mount(
        key="browser",
        data={"language": language, "page": page, "onTop": sections.ON_TOP.get(page, ()), "fit": fit, "step": step},
    )
