"""The topics below a page's first screen: which one is open stands in the address, closed ones cost nothing.

A row of pills, not `st.tabs`: eleven of those scroll out of sight, and the browser lays each
out anew on every rerun, a third of the time that a bare page takes; a row of pills is one element.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from core import links
from core.errors import BadInput
from core.words import N_
from pages.shared import prose, tours
from pages.shared.page import Page

SETTING = "open"
# What a topic was called in addresses before, page by page, and the settings that show the same now.
RENAMED: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "cross_correlation": {"numbers": {"help": "1"}},
    "edge_detection": {"missed": {SETTING: "blind_spots"}},
}
# Topics that fill their page's first screen, page by page: an address that names one begins at the top of the page.
ON_TOP: Mapping[str, tuple[str, ...]] = {"home": ("class",), "receptive_field": ("networks",)}
ANSWERLESS = ("home",)  # pages whose topics give no answer away
UNDERSTAND, COMPUTE, NETWORKS, DESIGN = N_("Understand"), N_("Compute"), N_("Networks"), N_("Design")
SET_UP, MEASURE, APPLY, DETAILS = N_("Set up"), N_("Experiment"), N_("Apply"), N_("Details")


@dataclass(frozen=True)
class Topic:
    """One topic of a page.

    Parameters
    ----------
    name
        What stands for it in the address.
    title, group
        What it is called, and what the topics beside it have in common with it; marked for translation.
    draw
        ``draw(page, experiment)``; ``draw(page)`` where `experiment` is "unused". A rule that is broken ends it, with
        its sentence.
    fields
        What the address carries for it.
    experiment
        Whether the page's experiment is "needed"; "welcome": None where there is none; or "unused".
    """

    name: str
    title: str
    group: str
    draw: Callable[..., None]
    fields: tuple[links.Field, ...] = ()
    experiment: Literal["needed", "welcome", "unused"] = "needed"


def idea() -> Topic:
    """The topic that every page opens on: its prose."""
    return Topic("idea", N_("The idea"), UNDERSTAND, _idea, experiment="unused")


def fields(topics: Sequence[Topic]) -> tuple[links.Field, ...]:
    """The setting that says which topic is open, the first one unless it says otherwise; and those of the topics."""
    names = tuple(topic.name for topic in topics)
    return (links.Choice(SETTING, names[0], names), *(field for topic in topics for field in topic.fields))


def renamed(page: str) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """What an address may still call a topic of the page: (setting, text) → the settings that take its place."""
    return {(SETTING, name): settings for name, settings in RENAMED.get(page, {}).items()}


def draw(
    page: Page,
    topics: Sequence[Topic],
    experiment: object | None,
    missing: str = N_("Choose an input and a kernel above first."),
) -> None:
    """Draw the topics to choose from, and the one that is open; `missing` says where an experiment comes from."""
    if page.picture_only:
        return
    _ = page.translate
    if hides(page):
        st.caption(
            _(
                ":material/visibility_off: This link hides answers. The topics are left out because they would show them."
            )
        )
        return
    titles = {topic.name: topic.title for topic in topics}
    _captions(page, topics)
    st.pills(
        _("Topics"),
        **page.choice(SETTING, titles),
        required=True,
        label_visibility="collapsed",
    )
    with st.container(key="topic"):
        topic = next(topic for topic in topics if is_open(page, topic.name))
        try:
            if topic.experiment == "unused":
                topic.draw(page)
            elif experiment is not None or topic.experiment == "welcome":
                topic.draw(page, experiment)
            else:
                st.info(_(missing))
        except BadInput as error:
            st.error(page.sentence(error))


def hides(page: Page) -> bool:
    """Whether topics are left out because the link hides answers."""
    return bool(page.hidden) and page.name not in ANSWERLESS


def is_open(page: Page, name: str) -> bool:
    """Whether the visitor sees that topic."""
    return not hides(page) and bool(st.session_state[page.key(SETTING)] == name)


def _idea(page: Page) -> None:
    tours.begin(page, page.name)
    prose.draw(page, "idea")


def _captions(page: Page, topics: Sequence[Topic]) -> None:
    """The groups' names over their first pills: a style, so that the pills stay one element and one choice."""
    rules, before = [], ""
    pill = f'.st-key-{page.name}-{SETTING} [data-testid="stButtonGroup"] button'
    for place, topic in enumerate(topics, start=1):
        if topic.group != before:
            before = topic.group
            name = page.translate(topic.group).replace("\\", "").replace('"', "").replace("<", "")
            # The second one, where a browser knows it, keeps the caption out of the pill's own name.
            rules.append(f'{pill}:nth-of-type({place})::before {{ content: "{name}"; content: "{name}" / ""; }}')
            if place > 1:
                rules.append(
                    f"{pill}:nth-of-type({place - 1}) {{ margin-right: 1rem; }}"
                )  # at a line's end it moves nothing
    st.html(f"<style>{_STYLE.format(pill=pill)}{''.join(rules)}</style>")


_STYLE = """
{pill} {{ position: relative; margin-top: 1.25rem; overflow: visible !important; }}
{pill}::before {{ position: absolute; top: -1.4rem; left: 0.1rem; font-size: 0.75rem; font-weight: 600;
  color: light-dark(#1f2430, #e7e9ee); opacity: 0.7; white-space: nowrap; pointer-events: none; }}
"""
