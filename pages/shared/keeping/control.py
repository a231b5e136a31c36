"""“Keep…”: saves what is on the screen and cannot be in its address, and gives the short link and the link that deletes it.

It is there only where a plain link does not do. What is kept, for how long and by whom is said before anything is saved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import keeping
from core.arrays import Array
from core.errors import BadInput, Message, Unavailable, WorkerLost
from core.words import N_
from pages.shared import address, cache, everywhere, reading, uploads
from pages.shared.answers import Asked
from pages.shared.keeping import opening
from pages.shared.page import Page
from pages.shared.scripts import BUTTONS, component

PICTURE, TABLE, NUMBERS = N_("your own picture"), N_("the numbers of your file"), N_("the numbers that you typed")
PAIR = N_("your two pictures, before and after")
PREPARING = N_("Preparing the picture …")
_links = component("kept_links", Path(__file__).with_name("kept_links.js"), BUTTONS)


@dataclass(frozen=True, eq=False)
class Keepable:
    """What else a page has to keep, beside pictures and long settings.

    Parameters
    ----------
    title : str
        What it is, a key of the catalogues.
    new : bool
        Whether it is not under the short link that is open.
    parts : callable
        Called on the click, before the page is drawn: what JSON holds, and named arrays.
    """

    title: str
    new: bool
    parts: Callable[[], tuple[Mapping[str, Any], Mapping[str, Array]]]


def draw(page: Page, more: Keepable | None = None) -> None:
    """The button, where the address cannot hold all; `more`: what the page itself has to keep."""
    uploads.came_late(page)  # what comes later in this run is met by `frame.end`
    what = _beyond(page) + ([more.title] if more is not None and more.new else [])
    found = opening.opened(page.name)
    if what or (found is not None and found.saved):
        _menu(page, what, more)


@st.fragment
def _menu(page: Page, what: list[str], more: Keepable | None) -> None:
    """The button and, once it is opened, what is behind it: drawn by runs of this fragment alone."""
    _, found = page.translate, opening.opened(page.name)
    if st.session_state.pop(page.key("just kept"), False):
        st.rerun()  # the address follows
    place = st.popover(_("Keep…"), icon=":material/bookmark_add:", key=page.key("keep menu"), on_change="rerun")
    if not place.open:
        return
    with place:
        if found is not None and found.saved and not what:
            _receipt(page, found)
        else:
            _offer(page, what, more)


def _offer(page: Page, what: list[str], more: Keepable | None) -> None:
    """What is kept, for how long, by whom; then the button."""
    _ = page.translate
    named = _(", ").join(_(name) for name in what)
    st.markdown(_("A link cannot contain {what}. Keep it on this server to get a short link.").format(what=named))
    # With what is new all else is saved again: the new link holds the whole screen.
    used = [_kind(page, setting) for setting in uploads.in_use(page)]
    saved = _(", ").join(_(name) for name in dict.fromkeys([*what, *used, *([] if more is None else [more.title])]))
    lines = [_("**What:** {what}, the settings of this page, your title and note.").format(what=saved)]
    if PICTURE in used:
        lines[0] += " " + _("The picture is saved as it is processed here, without EXIF data (no place, no camera).")
    if PAIR in used:
        lines[0] += " " + _(
            "Both pictures are saved as lossless PNG, without EXIF data (no place, no camera). The quantization tables of a JPEG are kept, because the intervals depend on them."
        )
    lines.append(_("**For whom:** anyone with the short link can open it. It never changes."))
    lines.append(
        _(
            "**How long, and by whom:** until {date} ({days} days), by {operator}. The edit link that you get deletes it earlier."
        ).format(operator=opening.operator(page), days=keeping.DAYS, date=opening.day(keeping.until()))
    )
    for line in lines:
        st.caption(line)
    reason, coming = _no_place(), [one for one in _prepared(page) if one.result is None]
    st.text_input(
        _("Title (optional)"), max_chars=keeping.MAX_TITLE, key=page.key("keep title"), disabled=reason is not None
    )
    st.text_area(
        _("Note (optional)"),
        max_chars=keeping.MAX_NOTE,
        height=70,
        key=page.key("keep note"),
        disabled=reason is not None,
    )
    st.button(
        _("Keep and copy a short link"),
        type="primary",
        key=page.key("keep now"),
        on_click=_keep,
        args=(page, more),
        disabled=reason is not None or bool(coming),
        width="stretch",
    )
    for one in coming:
        one.draw(PREPARING)
    error: Message | None = reason or st.session_state.pop(page.key("keep refused"), None)
    if error is not None:
        st.error(page.sentence(error))


def _prepared(page: Page) -> list[Asked]:
    """The pictures as they would be kept; large ones a worker makes as soon as “Keep…” is open, so that the click need not wait."""
    return [
        reading.kept(page, setting, file, None if setting in uploads.PAIR else side)
        for setting, (file, side) in uploads.in_use(page).items()
        if setting in uploads.PAIR or not uploads.is_table(page, setting)
    ]


def _receipt(page: Page, found: opening.Opened) -> None:
    """The two links of what was kept."""
    _ = page.translate
    st.markdown(_("Kept until {date}.").format(date=opening.day(found.until)))
    words = {
        "id": found.id,
        "secret": found.secret,
        "short": _("Short link"),
        "edit": _("Edit link (deletes what was kept)"),
        "copy": _("Copy"),
        "copied": _("Copied"),
    }
    _links(key=page.key("kept links"), data=words)
    st.caption(_("Save the edit link now and keep it to yourself: it is not shown again after this visit."))


def _no_place() -> Unavailable | None:
    """Why nothing can be kept here at all."""
    try:
        keeping.open_store()
    except Unavailable as error:
        return error
    return None


def _beyond(page: Page) -> list[str]:
    """What is on the screen, cannot be in its address, and is not what is open under a short link already."""
    found = opening.opened(page.name)
    kept = {} if found is None else found.files
    new = [setting for setting, (file, _side) in uploads.in_use(page).items() if kept.get(setting) != file]
    what = [_kind(page, setting) for setting in new]
    if address.left_out(page.fields, address.values(page.name, page.fields)):
        what.append(NUMBERS)
    return list(dict.fromkeys(what))


def _kind(page: Page, setting: str) -> str:
    """What the file of that uploader is called."""
    if setting in uploads.PAIR:
        return PAIR
    return TABLE if uploads.is_table(page, setting) else PICTURE


def _keep(page: Page, more: Keepable | None) -> None:
    """On the click: save all that is on the screen, or note why not."""
    address.restore(page.name, page.fields)  # what closed topics have chosen comes back with the next run only
    try:
        data, arrays = ({}, {}) if more is None else more.parts()
        arrays, pictures = dict(arrays), {}
        for setting, (file, side) in uploads.in_use(page).items():
            if setting in uploads.PAIR:
                pictures[setting] = cache.with_every_pixel(file)
            elif uploads.is_table(page, setting):
                arrays[setting + opening.TABLE] = cache.matrix(file)
            else:
                pictures[setting] = cache.plain(file, side)
        kept = keeping.Kept(
            page.name,
            _texts(page),
            str(st.session_state.get(page.key("keep title")) or ""),
            str(st.session_state.get(page.key("keep note")) or ""),
            data,
            arrays,
            pictures,
        )
        receipt = keeping.open_store().save(kept, _visitor())
    except (BadInput, Unavailable, WorkerLost) as error:
        st.session_state[page.key("keep refused")] = error
        return
    opening.show(page, receipt, kept)
    st.session_state[page.key("just kept")] = True


def _texts(page: Page) -> dict[str, str]:
    """All of the page's own settings as an address writes them: also those at their default, which may change one day."""
    others = {field.name for field in everywhere.fields(())}
    values = address.values(page.name, page.fields)
    texts = {}
    for field in page.fields:
        if field.name not in others:
            try:
                text = field.write(values[field.name])
                opening.roomy(field).read(text)
            except (BadInput, ValueError, TypeError, OverflowError):  # half typed: an address leaves it out as well
                continue
            texts[field.name] = text
    return texts


def _visitor() -> str:
    """Who keeps something, for the number that is allowed in an hour; two bytes of its hash are stored for so long."""
    context = get_script_run_ctx(suppress_warning=True)
    return st.context.ip_address or ("" if context is None else context.session_id)
