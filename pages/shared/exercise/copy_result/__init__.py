"""The button "Copy result": one line with the score and the address that holds the answers, onto the clipboard."""

from __future__ import annotations

from pathlib import Path

from pages.shared.page import Page
from pages.shared.scripts import BUTTONS, component

_mount = component("copy_result", Path(__file__).with_name("copy_result.js"), BUTTONS)


def copy_result(page: Page, before: str, query: str, done: str | None) -> None:
    """Draw the line and its button.

    Parameters
    ----------
    before : str
        What stands before the address, whose beginning only the browser knows for certain.
    query : str
        The address's settings.
    done : str, optional
        The exercise that is solved: the browser keeps it, for the list on the front page.
    """
    _ = page.translate
    data = {"before": before, "query": query, "done": done, "copy": _("Copy result"), "copied": _("Copied")}
    _mount(key=f"{page.name} copy result", data={**data, "label": _("Your result as one line")})
