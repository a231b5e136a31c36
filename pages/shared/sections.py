"""The topics below a page's first screen: which one is open stands in the address, closed ones cost nothing.

A row of pills, not `st.tabs`: eleven of those scroll out of sight, and the browser lays each
out anew on every rerun, a third of the time that a bare page takes; a row of pills is one element.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import links
from pages.shared.frame import Page

SETTING = "open"


def field(names: Iterable[str]) -> links.Field:
    """The setting that says which topic is open; the first one unless it says otherwise."""
    names = tuple(names)
    return links.Choice(SETTING, names[0], names)


def tabs(page: Page, titles: Mapping[str, str]) -> Mapping[str, DeltaGenerator]:
    """Draw the topics to choose from.

    Parameters
    ----------
    titles
        By the name that stands in the address, what the topic is called, marked for translation.

    Returns
    -------
    By name, where to draw the topic. Draw into one only while `is_open` says so.
    """
    _ = page.translate
    st.pills(
        _("Topics"),
        list(titles),
        format_func=lambda name: _(titles[name]),
        key=page.key(SETTING),
        required=True,
        label_visibility="collapsed",
    )
    return dict.fromkeys(titles, st.container())


def is_open(page: Page, name: str) -> bool:
    """Whether the visitor sees that topic."""
    return bool(st.session_state[page.key(SETTING)] == name)
