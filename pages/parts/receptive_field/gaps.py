"""Between two maps of the picture: small buttons that put a layer there."""

from __future__ import annotations

from collections.abc import Sequence

from pages.parts.receptive_field import history
from pages.parts.receptive_field.settings import Experiment
from pages.shared.grid import Gaps, gap_pressed
from pages.shared.page import Page


def between(page: Page, experiment: Experiment, key: str, names: Sequence[str]) -> Gaps | None:
    """The buttons of the picture under `key`; `names[i]` is what it draws first of layer i, behind the gap."""
    if page.picture_only or page.locked("stack", "preset"):
        return None
    _ = page.translate
    titles = [_("Input"), *(layer.name for layer in experiment.layers)]
    buttons = {}
    for place, name in enumerate(names):
        where = {"before": titles[place], "after": titles[place + 1]}
        buttons[name] = [
            (place, kind, _(text), _("{button}, between {before} and {after}").format(button=_(text), **where))
            for kind, text in history.KINDS.items()
        ]

    def insert() -> None:
        pressed = gap_pressed(key, gaps)
        if pressed is not None:
            history.insert(page, experiment.layers, *pressed)

    gaps = Gaps(buttons, insert)
    return gaps
