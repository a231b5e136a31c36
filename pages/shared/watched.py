"""Work that a visitor starts, watches and stops: Start and Stop, how far it is, and what has come of it so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import interrupted
from pages.shared.job import Job, cancel
from pages.shared.page import Page

J = TypeVar("J", bound=Job)


def current(key: str, same: Callable[[J], bool]) -> J | None:
    """The job that the session has under this key; one of something else is cancelled and forgotten."""
    job: J | None = st.session_state.get(key)
    if job is not None and not same(job):
        job.cancel()
        job = st.session_state[key] = None
    return job


def buttons(
    page: Page,
    key: str,
    label: str,
    make: Callable[[], Job],
    *,
    primary: bool = True,
    end: Callable[[str], None] = cancel,
) -> DeltaGenerator:
    """Start, which makes the job or goes on with it, and Stop, in a row that has room for more."""
    job: Job | None = st.session_state.get(key)
    running = job is not None and job.running
    row = st.container(horizontal=True, vertical_alignment="center")
    row.button(
        label,
        type="primary" if primary else "secondary",
        key=f"{key} begin",
        on_click=_begin,
        args=(key, make),
        disabled=running,
        icon=":material/play_arrow:" if primary else None,
    )
    row.button(
        page.translate("Stop"),
        key=f"{key} stop",
        on_click=end,
        args=(key,),
        disabled=not running,
        icon=":material/stop:",
    )
    return row


def draw(page: Page, job: J | None, show: Callable[[Page, J], None], *, tick: float) -> None:
    """What has come so far; drawn again every `tick` seconds while more may come."""
    if job is None:
        return
    if job.busy:
        st.fragment(_moving, run_every=tick)(page, job, show)
    else:
        _still(page, job, show)


def _begin(key: str, make: Callable[[], Job]) -> None:
    job: Job | None = st.session_state.get(key)
    if job is None or job.finished:
        st.session_state[key] = make()
    else:
        job.resume()


def _moving(page: Page, job: J, show: Callable[[Page, J], None]) -> None:
    job.tick()
    _still(page, job, show)
    if not job.busy:
        st.rerun()


def _still(page: Page, job: J, show: Callable[[Page, J], None]) -> None:
    interrupted.draw(page, job)
    if job.running:
        st.progress(min(1.0, job.fraction))
    show(page, job)
