"""The button "Copy link" and the link "Open in the lab", made in the browser alone."""

from __future__ import annotations

from pathlib import Path

from core.links import VERSION
from pages.shared.page import Page
from pages.shared.scripts import BUTTONS, component

_copy = component("copy_link", Path(__file__).with_name("copy_link.js"), BUTTONS)
_open = component("open_link", Path(__file__).with_name("open_link.js"))


def copy_link(page: Page) -> None:
    """Draw the button; what is copied is the address of the state on the screen."""
    _ = page.translate
    words = {"copy": _("Copy link"), "copied": _("Copied"), "version": str(VERSION)}
    _copy(key=f"{page.name} copy link", data=words, width="content")


def open_link(page: Page, place: str) -> None:
    """Draw the link to the same experiment in a new tab, with nothing locked or hidden; `place` tells several on a page apart."""
    words = {"open": page.translate("Open in the lab"), "version": str(VERSION)}
    _open(key=f"{page.name} open link {place}", data=words, width="content")
