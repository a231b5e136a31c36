"""The one reader and writer of what the address bar carries.

A page's settings live in the session state under `key(page, name)`, mostly as widgets' own
values. On arrival they come from the address, else from the last visit; after each run those
that are not at their default are in the address again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state import SessionState

from core import links, words
from core.errors import Message
from pages.shared import fragments, locked
from pages.shared.reported import named

_HERE = "page shown"
_TURNED = "address turned"
_TOLD = "address told"  # what the browser was told last, on the page shown
_SPOKEN = "language shown"
SECRET = "edit"  # of an edit link: taken out of the address as soon as it is read
_UNDONE = "change undone"
_OWN = ("lang", SECRET)
Renamed = Mapping[tuple[str, str], Mapping[str, str]]


def key(page: str, setting: str) -> str:
    """The session-state key of a page's setting."""
    return f"{page}.{setting}"


@contextlib.contextmanager
def turning() -> Iterator[None]:
    """A run of the script, perhaps one that Back or Forward has asked for.

    If so, runs take their settings from the address until one of them ends, well or badly: a run that interrupts this
    one brings what the widgets showed before.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None and context.is_history_navigation:
        st.session_state[_TURNED] = True
    try:
        yield
    except Exception:  # an interruption is none
        st.session_state.pop(_TURNED, None)
        raise


def undo() -> bool:
    """Let the runs that follow take the page's settings as the last whole run left them; False where they already do."""
    again = st.session_state.get(_UNDONE, False)
    st.session_state[_UNDONE] = True
    return not again


def undone() -> bool:
    """Whether this run takes its settings so, because the one before failed."""
    return bool(st.session_state.get(_UNDONE, False))


def arriving(page: str) -> bool:
    """Whether the next `restore` takes the page's settings from the address: it is opened, or Back was pressed."""
    return bool(st.session_state.get(_TURNED)) or st.session_state.get(_HERE) != page


def coming(page: str, fields: Sequence[links.Field], renamed: Renamed, field: links.Field) -> Any:
    """What the next `restore` will make of one setting."""
    kept = st.session_state.get(f"kept {page}", {})
    if not arriving(page):
        return st.session_state.get(key(page, field.name), kept.get(field.name, field.default))
    decoded = understood(fields, st.query_params.to_dict(), renamed)
    before = {} if decoded.values or st.session_state.get(_TURNED) else kept
    return decoded.values.get(field.name, before.get(field.name, field.default))


def restore(
    page: str,
    fields: Sequence[links.Field],
    renamed: Renamed | None = None,
    spelled_out: Callable[[Mapping[str, str]], Mapping[str, str]] = dict,
) -> tuple[Message, ...]:
    """Put the page's settings into the session state; say what the address held in vain.

    An address that is older than a name says it by another: `renamed` has (setting, text) → the settings of now.

    `spelled_out` gives the whole of an address that is written in short.

    Widgets' values vanish from the session state while another page is shown, so the last
    published values are kept beside them.

    A value that the server sets is told to the browser once. Where that run is cut short by another one before the
    browser has drawn the widget, it comes up at its own default, 0 or off, and the next run would take that for the
    visitor's choice. So whatever the browser has not named is said anew.
    """
    arrived = arriving(page)
    back = st.session_state.get(_TURNED, False)
    if st.session_state.get(_HERE) != page:
        st.session_state.pop(_TOLD, None)
    st.session_state[_HERE] = page
    kept = st.session_state.setdefault(f"kept {page}", {})
    decoded = links.Decoded({}, ())
    if arrived:
        decoded = understood(fields, spelled_out(st.query_params.to_dict()), renamed)
        st.session_state[f"ignored {page}"] = decoded.ignored
        if decoded.values or back:
            kept.clear()  # a link is a whole experiment: what it does not name is at its default
    language, before = st.session_state.get("lang") or "en", st.session_state.get(_SPOKEN)
    st.session_state[_SPOKEN] = language
    known = named()
    for field in fields:
        name = key(page, field.name)
        # The browser names a choice by its label: in the run that changes the language, by that of the old one.
        relabelled = isinstance(field, links.Choice) and before not in (None, language)
        if (
            arrived
            or relabelled
            or undone()
            or name not in st.session_state
            or not _possible(field, st.session_state[name])
        ):
            st.session_state[name] = decoded.values.get(field.name, kept.get(field.name, field.default))
        elif name not in known:
            st.session_state[name] = st.session_state[name]
    _lock(page, fields, arrived)
    ignored: tuple[Message, ...] = st.session_state.get(f"ignored {page}", ())
    return ignored


def understood(
    fields: Sequence[links.Field], query: Mapping[str, str], renamed: Renamed | None = None
) -> links.Decoded:
    """What an address says to a page with these settings."""
    now: dict[str, str] = {}
    for setting, text in query.items():
        if setting not in _OWN:
            now |= (renamed or {}).get((setting, text), {setting: text})
    return links.decode(fields, now)


def _lock(page: str, fields: Sequence[links.Field], arriving: bool) -> None:
    """What the link locks keeps the value that it arrived with, whatever has come from the browser or a preset since."""
    if arriving:
        text = st.session_state.get(key(page, locked.SETTING), "")
        st.session_state[f"locked {page}"] = {
            setting: st.session_state[key(page, setting)] for setting in locked.settings(text, fields)
        }
    for setting, value in locks(page).items():
        if st.session_state[key(page, setting)] != value:
            st.session_state[key(page, setting)] = value


def locks(page: str) -> Mapping[str, Any]:
    """The settings that the link locks, with their values."""
    held: Mapping[str, Any] = st.session_state.get(f"locked {page}", {})
    return held


def held(states: SessionState) -> dict[str, Any]:
    """Key → value of the settings that the link to the page shown locks, of a session's state as it stands."""
    if _HERE not in states or f"locked {states[_HERE]}" not in states:
        return {}
    page = states[_HERE]
    return {key(page, setting): value for setting, value in states[f"locked {page}"].items()}


def _possible(field: links.Field, value: Any) -> bool:
    """Whether a choice is one of its field's, not a label that no language of now has."""
    return not isinstance(field, links.Choice) or value in field.options


def values(page: str, fields: Sequence[links.Field]) -> dict[str, Any]:
    """The page's settings as they stand in the session state; for a choice that is none, the one before it."""
    kept = st.session_state.get(f"kept {page}", {})

    def value(field: links.Field) -> Any:
        now = st.session_state.get(key(page, field.name), field.default)
        return now if _possible(field, now) else kept.get(field.name, field.default)

    return {field.name: value(field) for field in fields}


def left_out(fields: Sequence[links.Field], settings: Mapping[str, Any]) -> bool:
    """Whether an address has no room for all of these settings."""
    return bool(links.encode(fields, settings).left_out)


def publish(page: str, fields: Sequence[links.Field]) -> None:
    """Write the settings that are not at their default, and the language, into the address."""
    st.session_state.pop(_UNDONE, None)
    _hold(page, _write(page, fields))
    st.session_state.pop(_TURNED, None)


def follow(page: str, fields: Sequence[links.Field]) -> None:
    """`publish` at the end of a fragment whose widgets are settings: where it alone is drawn again, nobody else would."""
    if fragments.alone():
        _write(page, fields)


def _write(page: str, fields: Sequence[links.Field]) -> Mapping[str, Any]:
    """The settings as they stand, kept and in the address.

    What the browser said when it asked for this run is not all that counts: an older run may have told it another
    address since.
    """
    settings = st.session_state[f"kept {page}"] = values(page, fields)
    query = _written(fields, settings)
    if query != st.query_params.to_dict() or query != st.session_state.get(_TOLD, query):
        st.query_params.from_dict(query)
    st.session_state[_TOLD] = query
    return settings


def query_of(page: str, fields: Sequence[links.Field]) -> dict[str, str]:
    """The same as `publish` writes: setting → text."""
    return _written(fields, values(page, fields))


def _written(fields: Sequence[links.Field], settings: Mapping[str, Any]) -> dict[str, str]:
    return dict(links.encode(fields, settings).query) | language_part()


def language_part() -> dict[str, str]:
    """What an address says of the language: nothing where it is English for a browser that asks for English."""
    language = st.session_state.get("lang", "en")
    return {} if language == words.language_of(st.context.locale) == "en" else {"lang": language}


def _hold(page: str, settings: Mapping[str, Any]) -> None:
    """Keep what closed topics have chosen: Streamlit drops the value of a widget that a run does not draw, and would
    find again what stood under its key before the widget came.
    """
    for setting, value in settings.items():
        with contextlib.suppress(StreamlitAPIException):  # drawn in this run: Streamlit keeps it
            st.session_state[key(page, setting)] = value
