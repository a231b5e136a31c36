"""The tabs below a page's first screen: which one is open stands in the address, closed ones cost nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import links
from pages.shared.frame import Page

SETTING = "open"


def field(names: Iterable[str]) -> links.Field:
    """The setting that says which tab is open; the first one unless it says otherwise."""
    names = tuple(names)
    return links.Choice(SETTING, names[0], names)


def tabs(page: Page, titles: Mapping[str, str]) -> Mapping[str, DeltaGenerator]:
    """Draw the tabs.

    Parameters
    ----------
    titles
        By the name that stands in the address, what the tab is called, marked for translation.

    Returns
    -------
    The tabs by name. Draw into one only while `is_open` says so.
    """
    _ = page.translate
    labels = {name: _(title) for name, title in titles.items()}
    drawn = st.tabs(
        list(labels.values()),
        default=labels[st.session_state[page.key(SETTING)]],
        key=page.key(f"tab {page.language}"),  # its state is the label, which another language does not have
        on_change="rerun",
    )
    by_name = dict(zip(labels, drawn, strict=True))
    for name, tab in by_name.items():
        if tab.open:
            st.session_state[page.key(SETTING)] = name
    return by_name


def is_open(page: Page, name: str) -> bool:
    """Whether the visitor sees that tab."""
    return bool(st.session_state[page.key(SETTING)] == name)
