"""Guided tours: a bar at the foot of the page leads from step to step, each of which is an address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core import links, tours
from core.errors import BadInput
from core.words import N_
from pages.shared import address, prose
from pages.shared.page import Page

SETTING = "tour"
FIELD = tours.Stop(SETTING, "", max_length=60)
CHAPTER = "chapter"  # the tour through all pages
BESIDE = ("v", "view", "lock")  # settings that are no step's: they stay from step to step


def spelled_out(page: str, query: Mapping[str, str]) -> dict[str, str]:
    """The address with the settings of the step that it names, where it names no others: `tour=edge_detection&step=3` is enough."""
    found = _joined(query)
    stop = _stop(found)
    if stop is not None and stop.page == page and set(found) <= {SETTING, "lang", *BESIDE}:
        return {**stop.query, **found}
    return found


def lead(page: str) -> None:
    """Go to the page of the step that the address names, where that is another one."""
    found = _joined(st.query_params.to_dict())
    stop = _stop(found)
    if stop is not None and stop.page != page:
        asked = {**stop.query, SETTING: found[SETTING]}
        st.switch_page(f"pages/{stop.page}.py", query_params=asked | address.language_part())


def draw(page: Page) -> None:
    """The bar, while the visitor is on a tour."""
    text: str = st.session_state[page.key(SETTING)]
    if not text or page.picture_only:
        return
    _ = page.translate
    tour, number = tours.place(text)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tour"):
        _way(page, tour, number - 1, "previous", _("Previous step"), ":material/chevron_left:")
        st.markdown(f"{number}/{len(tour.steps)}", width="content")
        _way(page, tour, number + 1, "next", _("Next step"), ":material/chevron_right:")
        with st.container(width="stretch", key="tour says"):
            prose.status(tour.steps[number - 1].said[page.language])
        st.button(
            _("Close the tour"),
            icon=":material/close:",
            key=page.key("tour close"),
            on_click=page.put,
            args=({SETTING: ""},),
        )


def begin(page: Page, name: str) -> None:
    """The way to a tour's first step."""
    tour = tours.tour(name)
    label = N_("Guided tour of all pages") if name == CHAPTER else N_("Guided tour of this page")
    steps = page.count("{n} step", "{n} steps", len(tour.steps)).format(n=len(tour.steps))
    _way(page, tour, 1, "begin", f"{page.translate(label)} ({steps})", ":material/explore:")


def shown(page: str) -> dict[str, object]:
    """What the browser needs to know of the step that is shown: its name, and whether it is about a topic."""
    text = st.session_state.get(address.key(page, SETTING)) or ""
    stop = _stop({SETTING: text})
    return {"name": text, "topic": stop is not None and "open" in stop.query}


def _way(page: Page, tour: tours.Tour, number: int, name: str, label: str, icon: str) -> None:
    """To another step: a link to another page; on this one a button, as a link would forget that the page is embedded."""
    exists = 1 <= number <= len(tour.steps)
    if exists and tour.steps[number - 1].page != page.name:
        step = tour.steps[number - 1]
        query = {**step.query, SETTING: tour.at(number)} | address.language_part()
        st.page_link(f"pages/{step.page}.py", label=label, icon=icon, query_params=query)
    else:
        key, args = page.key(f"tour {name}"), (page, tour, number)
        st.button(label, icon=icon, key=key, on_click=_go, args=args, disabled=not exists)


def _go(page: Page, tour: tours.Tour, number: int) -> None:
    """The settings of a step of this page, as its address has them: without a run, and what the step does not name at its default."""
    settings = links.decode(page.fields, {**tour.steps[number - 1].query, SETTING: tour.at(number)}).values
    for field in page.fields:
        if field.name not in BESIDE and not page.locked(field.name):
            st.session_state[page.key(field.name)] = settings.get(field.name, field.default)
    st.session_state[page.key("run")] = None


def _joined(query: Mapping[str, str]) -> dict[str, str]:
    """`tour=name&step=3` as the one setting that it is; `step` alone is a setting of Edge detection."""
    found = dict(query)
    if SETTING in found and "." not in found[SETTING] and found.get("step", "").isdigit():
        found[SETTING] += f".{found.pop('step')}"
    return found


def _stop(query: Mapping[str, str]) -> tours.Step | None:
    """The step that an address names, if there is one."""
    try:
        text = FIELD.read(query.get(SETTING, ""))
    except BadInput:
        return None
    if not text:
        return None
    tour, number = tours.place(text)
    return tour.steps[number - 1]
