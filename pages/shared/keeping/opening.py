"""`?kept=…`: what is kept there is the page's experiment, and its settings are what the address counts from.

So a teacher keeps a picture once and hands out any number of addresses with it: `?kept=…&side=64`. As soon as another picture
is uploaded, the page lets go of what was opened: the address would show whoever opens it the old one.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from core import csv_matrix, images, keeping, links
from core.errors import BadInput, Message, Unavailable
from core.learning.recovery import photographs
from core.numbers import MAX_CHARACTERS
from pages.shared import address, cache, uploads
from pages.shared.page import Page, literal

SETTING = "kept"
FIELD = links.Token(SETTING)
FOLDER = Path(__file__).parents[2]
TABLE = " table"  # after the uploader's name: the numbers of a CSV file


@dataclass(frozen=True, eq=False)
class Opened:
    """What is kept, on the page that shows it.

    `files` are the uploads, by their uploader; `settings` the values of the page's settings; `until` is in seconds since 1970;
    `secret` is there where the visitor may delete it, `saved` where it was kept in this visit.
    """

    id: str
    kept: keeping.Kept
    files: Mapping[str, bytes]
    settings: Mapping[str, Any]
    until: float
    secret: str = ""
    saved: bool = False


def opened(page: str) -> Opened | None:
    """What is kept and open on the page of that name."""
    found: Opened | None = st.session_state.get(f"{page} opened")
    return found


def arrive(page: Page, own: Collection[links.Field], renamed: address.Renamed, pages: Collection[str]) -> Page:
    """Open what the address names; gives the page whose settings begin from it. Before `address.restore`.

    `own` are the settings that something kept may hold: the page's, without what every address carries.
    """
    if address.arriving(page.name):
        for name in ("not opened", "failed"):
            st.session_state.pop(f"{page.name} {name}", None)
        _note_secret(page)
    wanted = address.coming(page.name, page.fields, renamed, FIELD)
    found = opened(page.name)
    if found is not None and (found.id != wanted or _other_picture(page, found)):
        if found.id == wanted:
            st.session_state[page.key(SETTING)] = wanted = ""
        found = None
    if found is None and wanted and st.session_state.get(f"{page.name} failed") != wanted:
        found = _load(page, own, wanted, pages)
    st.session_state[f"{page.name} opened"] = found
    return page if found is None else replace(page, fields=_counted_from(page.fields, found.settings))


def complaints(page: Page) -> tuple[Message, ...]:
    """What could not be opened, and why. After `address.restore`: what is not there leaves the address."""
    error: Message | None = st.session_state.get(f"{page.name} not opened")
    if isinstance(error, BadInput) and opened(page.name) is None:
        st.session_state[page.key(SETTING)] = ""
    return () if error is None else (error,)


def show(page: Page, receipt: keeping.Receipt, kept: keeping.Kept) -> None:
    """Open what was just kept: from the next run on the address counts from it."""
    settings, _ignored = _settings(page.fields, kept.settings)
    files = _files(kept)
    for setting, file in files.items():
        uploads.stand_in(page, setting, file)
    found = Opened(receipt.id, kept, files, settings, receipt.expires, receipt.secret, saved=True)
    st.session_state[f"{page.name} opened"] = found
    st.session_state[page.key(SETTING)] = receipt.id


def say(page: Page) -> None:
    """Title and note of what is open, until when it is kept and by whom; with its edit link, the way to delete it."""
    _, found = page.translate, opened(page.name)
    if st.session_state.pop(f"{page.name} deleted", False):
        st.success(_("Deleted: nobody can open it any more. It stays on your screen until you leave the page."))
    error: Message | None = st.session_state.pop(f"{page.name} not deleted", None)
    if error is not None:
        st.error(page.sentence(error))
    if found is None or page.picture_only or (found.saved and not found.kept.title):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{page.name} kept here"):
        with st.container(gap=None):
            if found.kept.title:
                st.markdown(f"**{literal(found.kept.title)}**")
            for line in found.kept.note.splitlines():
                st.markdown(literal(line))
            st.caption(
                _("Kept on this server until {date}, by {operator}.").format(
                    date=day(found.until), operator=operator(page)
                )
            )
        if found.secret:
            with st.popover(_("Delete…")):
                st.markdown(_("Nobody will be able to open it again. This cannot be undone."))
                st.button(_("Delete it now"), key=page.key("delete kept"), on_click=_delete, args=(page, found))


def day(seconds: float) -> str:
    """The day of that moment, as 2027-02-25."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()


def operator(page: Page) -> str:
    """Who keeps things here."""
    named = keeping.operator()
    return literal(named) if named else page.translate("the operator of this server")


def _note_secret(page: Page) -> None:
    """The secret of an edit link, which leaves the address at once: a copied link must not carry it."""
    st.session_state[f"{page.name} secret"] = st.query_params.get(address.SECRET, "")[:100]


def _load(page: Page, own: Collection[links.Field], wanted: str, pages: Collection[str]) -> Opened | None:
    try:
        kept, entry = keeping.open_store().load(wanted)
        if kept.page != page.name:
            if kept.page in pages:
                st.switch_page(FOLDER / f"{kept.page}.py", query_params=st.query_params.to_dict())
            raise BadInput("this link is to a page that this lab does not have; update the lab")
        files = _files(kept)
        settings, ignored = _settings(own, kept.settings)
        if ignored:
            raise ignored[0]
    except (BadInput, Unavailable) as error:
        st.session_state[f"{page.name} not opened"] = error
        st.session_state[f"{page.name} failed"] = wanted
        return None
    for setting, file in files.items():
        uploads.keep(page, setting, file)
    return Opened(wanted, kept, files, settings, entry.expires, _right_secret(page, wanted))


def _right_secret(page: Page, wanted: str) -> str:
    """The secret of the edit link that was opened; "" where there is none, or a wrong one, which is said."""
    secret = str(st.session_state.get(f"{page.name} secret", ""))
    try:
        if secret:
            keeping.open_store().check_secret(wanted, secret)
    except (BadInput, Unavailable) as error:
        st.session_state[f"{page.name} not deleted"] = error
        return ""
    return secret


def _files(kept: keeping.Kept) -> dict[str, bytes]:
    """Its uploads as files, by their uploader; raises BadInput where one cannot be read, for somebody may have changed it."""
    files = {}
    for setting in itertools.chain(*uploads.UPLOADERS.values()):
        if setting in kept.pictures:
            files[setting] = kept.pictures[setting]
            if setting in uploads.PAIR:
                photographs.check(files[setting])  # decoded by a worker, which says what is wrong with it
            else:
                cache.decoded(files[setting], images.MAX_SIDE)
        elif f"{setting}{TABLE}" in kept.arrays:
            files[setting] = csv_matrix.written(kept.arrays[f"{setting}{TABLE}"])
            cache.matrix(files[setting])
    return files


def _settings(fields: Collection[links.Field], texts: Mapping[str, str]) -> tuple[dict[str, Any], list[BadInput]]:
    """The values of the settings that are kept, each within its bounds, and what there is to say of the others.

    A text may be longer than in an address: that is why it was kept.
    """
    values: dict[str, Any] = {}
    ignored = []
    for field in fields:
        if field.name in texts:
            try:
                values[field.name] = roomy(field).read(texts[field.name])
            except BadInput as error:
                ignored.append(error)
    return values, ignored


def roomy(field: links.Field) -> links.Field:
    """The field without the bound that an address puts on a text."""
    return replace(field, max_length=MAX_CHARACTERS) if isinstance(field, links.Text) else field


def _counted_from(fields: tuple[links.Field, ...], values: Mapping[str, Any]) -> tuple[links.Field, ...]:
    return tuple(replace(field, default=values[field.name]) if field.name in values else field for field in fields)


def _other_picture(page: Page, found: Opened) -> bool:
    """Whether another picture has been uploaded in the place of one that is kept."""
    return any(uploads.data(page, setting) != file for setting, file in found.files.items())


def _delete(page: Page, found: Opened) -> None:
    try:
        keeping.open_store().delete(found.id, found.secret)
    except (BadInput, Unavailable) as error:
        st.session_state[f"{page.name} not deleted"] = error
        return
    st.session_state[f"{page.name} deleted"] = True
    st.session_state[page.key(SETTING)] = ""
