"""The frame round every page: configuration, language, menu, and what happens once a server.

The entrypoint calls `run`, each page calls `begin` first.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from threadpoolctl import threadpool_limits

from core import learning, words, workers
from core.figures import colours
from core.links import Field
from core.links import named as named_in
from core.words import N_
from pages.shared import (
    address,
    admission,
    browser,
    clicks,
    counters,
    everywhere,
    garbage,
    grid,
    hidden,
    last_drawn,
    made_files,
    sections,
    states,
    style,
    tours,
    uploads,
)
from pages.shared.copy_link import open_link
from pages.shared.keeping import opening
from pages.shared.page import Page
from pages.shared.reported import named
from pages.shared.visitors import asking

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.navigation.page import Page as StreamlitPage

MAX_COMPLAINTS = 5  # about one address
FOLDER = Path(__file__).parent.parent
EMBEDDED = style.FILE.with_name("embedded.css")
PICTURE = style.FILE.with_name("picture.css")  # of a page that shows nothing else

# The address of a page is its file's name: while the server has not yet run st.navigation,
# Streamlit's older router answers, and it knows pages by that name only.
TITLES = {
    "home": (N_("Convolution Lab"), ":material/grid_view:"),
    "cross_correlation": (N_("Cross-correlation"), ":material/filter_1:"),
    "edge_detection": (N_("Edge detection"), ":material/filter_2:"),
    "learning_a_kernel": (N_("Learning a kernel"), ":material/filter_3:"),
    "convolution_vs_correlation": (N_("Convolution vs correlation"), ":material/filter_4:"),
    "receptive_field": (N_("Receptive field"), ":material/filter_5:"),
}
# Drawn here: Streamlit asks another company's server for its own icons, on every run, and a server may have no way there.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="white"/>'
    + "".join(
        f'<rect x="{4 + 9 * column}" y="{4 + 9 * row}" width="6" height="6" rx="1.5"'
        f' fill="{colours.WINDOW if row < 2 and column < 2 else colours.ACCENT}"/>'
        for row in range(3)
        for column in range(3)
    )
    + "</svg>"
)


class PageEnds(Exception):
    """A page has drawn all that it shows, an exercise for example. After `st.stop` nothing more would reach the browser."""


def run() -> None:
    """Everything that the entrypoint does, on each run of each session, in turn with all others."""
    st.set_page_config(page_icon=ICON, layout="wide")  # the title is each page's own
    _once()
    language = _language()
    with address.turning(), admission.line.turn(asking(), partial(_tell_place, language)):
        _run(language)


def _tell_place(language: str, place: int) -> None:
    """Where a visitor stands in line: a note that goes by itself. A new run of theirs, or their leaving, interrupts it."""
    st.toast(words.gettext(language)(N_("The lab is busy: you are number {place} in line.")).format(place=place))


def _run(language: str) -> None:
    st.session_state["framed"] = True
    chosen = st.navigation(_pages(language), position="top")
    with st.container(key="frame", width="content"):  # one element in the page's flow, lifted out of it by the style
        if not style.sheet.in_html:
            st.html(style.FILE)
        if st.context.is_embedded:
            st.html(EMBEDDED)
        grid.place()
        last = st.container()
        if style.sheet.in_html and style.is_back():  # behind all else, which stays where it is
            st.html(style.FILE)
    try:
        with counters.run(), suppress(PageEnds):
            chosen.run()
    finally:
        # The browser is busy with each thing that it is sent; what needs no place on the page comes after the picture.
        grid.ship()
        with last:
            st.segmented_control(
                words.gettext(language)(N_("Language")),
                list(words.LANGUAGES),
                format_func=words.LANGUAGES.__getitem__,
                key="lang",
                required=True,
                label_visibility="collapsed",
            )
            alone = st.query_params.get(everywhere.VIEW) == everywhere.PICTURE
            step = tours.shown(chosen.url_path or "home")
            browser.tell(words.TAGS[language], chosen.url_path, fit=alone, step=step)


def begin(name: str, fields: Sequence[Field] = ()) -> Page:
    """The page's own first step: in the frame, in a language, with the settings its address names."""
    if "framed" not in st.session_state:
        # A cold server gave the bare page: tell it of the real navigation and begin anew inside it.
        st.set_page_config(page_icon=ICON, layout="wide")  # else the browser asks elsewhere for the menu's own icon
        st.navigation(_pages(words.language_of(st.context.locale)))
        st.rerun()
    language = st.session_state.get("lang") or "en"
    tours.lead(name)
    page = Page(name, language, everywhere.fields(fields), words.gettext(language))
    page = opening.arrive(page, fields, sections.renamed(name), TITLES)
    ignored = address.restore(name, page.fields, sections.renamed(name), partial(tours.spelled_out, name))
    ignored += opening.complaints(page)
    page = replace(
        page,
        locks=frozenset(address.locks(name)),
        hidden=frozenset(named_in(st.session_state[page.key(hidden.SETTING)], tuple(hidden.TITLES))),
        picture_only=st.session_state[page.key(everywhere.VIEW)] == everywhere.PICTURE,
    )
    if page.picture_only:
        st.html(PICTURE)
    if address.undone():
        st.warning(page.translate("Something went wrong here, so the last change was undone."), icon=":material/undo:")
    for error in ignored[:MAX_COMPLAINTS]:
        st.warning(
            page.translate("Ignored part of this link: {why}. The default is used instead.").format(
                why=page.clause(error)
            ),
            icon=":material/link_off:",
        )
    if len(ignored) > MAX_COMPLAINTS:
        more = page.count(
            "… and {count} more setting that this page does not recognize or cannot use.",
            "… and {count} more settings that this page does not recognize or cannot use.",
            len(ignored) - MAX_COMPLAINTS,
        )
        st.warning(more.format(count=len(ignored) - MAX_COMPLAINTS), icon=":material/link_off:")
    opening.say(page)
    return page


def end(page: Page) -> None:
    """The page's own last step: the bar of a tour, and the settings into the address."""
    tours.draw(page)
    address.publish(page.name, page.fields)
    if uploads.came_late(page):
        st.rerun()  # "Keep…" was drawn before


def heading(title: str, question: str) -> DeltaGenerator:
    """One slim row: the page's title and its question; gives the place at its right for link and files."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="heading"):
        left = st.container(width="stretch", key="heading words")
        right = st.container(width="content", key="heading tools")
    with left:
        st.title(title)
        st.caption(question)
    return right


def screen(page: Page, *, rail: str = "right") -> tuple[DeltaGenerator, DeltaGenerator]:
    """A page's first screen: the place of its picture, and the rail of controls at its "right" or "left".

    On the rail stands what a link has locked; below a picture that is alone, the way to the whole page.
    """
    with st.container(horizontal=True, wrap=False, key="screen" if rail == "right" else "screen left"):
        places = {
            name: st.container(key=name) for name in (("rail", "picture") if rail == "left" else ("picture", "rail"))
        }
    if page.picture_only:
        with st.container(horizontal=True, horizontal_alignment="right", key="to the lab"):
            open_link(page, "picture")
    if page.locks:
        with places["rail"], st.container(key="locked"):
            st.caption(page.translate(":material/lock: This link locks the disabled controls."))
            if not st.context.is_embedded:  # else it stands beside "Copy link"
                open_link(page, "rail")
    return places["picture"], places["rail"]


def _pages(language: str) -> list[StreamlitPage]:
    _ = words.gettext(language)
    return [
        st.Page(FOLDER / f"{name}.py", title=_(title), icon=icon, default=name == "home")
        for name, (title, icon) in TITLES.items()
    ]


def _language() -> str:
    """The language of this run: the menu's, else the address's, else the browser's."""
    if st.session_state.get("lang") not in words.LANGUAGES:
        asked = st.query_params.get("lang")
        known = asked in words.LANGUAGES
        st.session_state["lang"] = asked if known else words.language_of(st.context.locale)
    elif "lang" not in named():  # as with any setting: see `address.restore`
        st.session_state["lang"] = st.session_state["lang"]
    return str(st.session_state["lang"])


@st.cache_resource
def _once() -> None:
    """Once a server: check what visitors send; begin importing TensorFlow in a worker; let threads take turns often; make garbage collection cheap.

    The thread that sends messages holds the interpreter for up to 5 ms at a time, and the script waits
    so long after each array operation; with turns of 0.5 ms a result comes some 10 ms sooner.
    A second thread of the matrix products would spin while it waits for a core that another visitor has: the form of
    a 15 × 15 kernel on a photograph took 18 processor seconds on two busy cores, and takes one with one thread.
    """
    states.guard()
    made_files.guard()
    last_drawn.guard()
    clicks.guard()
    sys.setswitchinterval(0.0005)
    threadpool_limits(1, user_api="blas")
    workers.start_in_background(learning.warm_up)
    garbage.keep_small()
