"""A list of exercises with a box to tick beside each: what is ticked stays in the browser, and the server never hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pages.shared.page import Page
from pages.shared.reported import listened
from pages.shared.scripts import component

_mount = component("progress_list", Path(__file__).with_name("progress_list.js"))


@dataclass(frozen=True)
class Entry:
    """One exercise: its name in the browser's storage, its title if it has one, its text, and the link that opens it."""

    name: str
    title: str
    text: str
    link: str
    href: str


def progress_list(page: Page, groups: Sequence[tuple[str, Sequence[Entry]]]) -> str | None:
    """Draw the groups, each a title and its entries; the name of the entry whose link was clicked."""
    _ = page.translate
    told = _mount(
        key=page.key("progress"),
        data={
            "groups": [{"title": title, "entries": [asdict(one) for one in entries]} for title, entries in groups],
            "count": _("{done} of {all} done"),
        },
        on_open_change=listened,
    )
    clicked = told.get("open")
    names = {one.name for _title, entries in groups for one in entries}
    return clicked if isinstance(clicked, str) and clicked in names else None
