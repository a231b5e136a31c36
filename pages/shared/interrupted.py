"""What went wrong under the work that a page watches, said where it is shown."""

from __future__ import annotations

import streamlit as st

from pages.shared.job import Job
from pages.shared.page import Page


def draw(page: Page, job: Job | None) -> None:
    """Why it stopped, and how often it was sent again by itself."""
    if job is None:
        return
    if job.error is not None:
        st.error(page.sentence(job.error))
    if job.lost:
        st.caption(
            page.count(
                "{n} worker process ended; what it was computing was sent again.",
                "{n} worker processes ended; what they were computing was sent again.",
                job.lost,
            ).format(n=job.lost)
        )
