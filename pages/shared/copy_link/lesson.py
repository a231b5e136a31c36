"""A link for a lesson: only the picture, controls locked, answers hidden; as an address, as HTML to embed, as a QR code."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from core import links
from pages.shared import hidden, locked
from pages.shared.page import Page
from pages.shared.reported import listened, reported
from pages.shared.scripts import BUTTONS, component

_mount = component("lesson_link", Path(__file__).with_name("lesson.js"), BUTTONS)
SCALE, BORDER = 6, 4  # pixels of a QR code's module; modules of white round it, as the standard asks


def draw(page: Page) -> None:
    """What can be added to the link, and the ways to hand it on."""
    _ = page.translate
    key = f"{page.name} lesson"
    _mount(
        key=key,
        data={
            "version": str(links.VERSION),
            "limit": links.MAX_QR,
            "locks": {name: _(title) for name, title in locked.controls(page.fields).items()},
            "hides": {name: _(title) for name, title in hidden.TITLES.items()},
            "qr": picture_of(reported(key, "qr")),
            "words": {
                "intro": _("A link to what is on the screen, for a lesson:"),
                "picture": _("Only the picture"),
                "lock": {
                    "some": _("Locked controls"),
                    "all": _("all controls"),
                    "none": _("Nothing is locked yet: choose controls."),
                },
                "hide": {
                    "some": _("Hidden answers"),
                    "all": _("all answers"),
                    "none": _("Nothing is hidden yet: choose answers."),
                },
                "address": _("The link"),
                "copy": _("Copy this link"),
                "copied": _("Copied"),
                "embed": _("Copy embed code"),
                "qr": _("QR code"),
                "long": _("The link is too long for a QR code, which holds at most {most} characters.").format(
                    most=links.MAX_QR
                ),
                "note": _(
                    "Locks and hidden answers help in a lesson but can be bypassed. Where answers are hidden, the topics are left out, too."
                ),
            },
        },
        on_qr_change=listened,
    )


def picture_of(address: object) -> dict[str, str] | None:
    """The QR code of an address that the browser asks for, as the picture's own address; None for what is no address.

    The code corrects as many errors as its size leaves room for.
    """
    if not isinstance(address, str) or not address.isascii() or len(address) > links.MAX_QR:
        return None
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return None
    if scheme not in ("http", "https"):
        return None
    import segno

    code = segno.make_qr(address, error="l", boost_error=True)
    return {"address": address, "image": code.png_data_uri(scale=SCALE, border=BORDER)}
