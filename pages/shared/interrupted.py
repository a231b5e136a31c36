"""What interrupts the work that a page watches, or keeps it waiting, said where it is shown."""

from __future__ import annotations

import streamlit as st

from core import workers
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


def waiting(page: Page) -> None:
    """Why nothing has come yet."""
    jobs = workers.state().waiting
    if jobs:
        told = page.count(
            "TensorFlow is busy: {n} job waits for its turn.", "TensorFlow is busy: {n} jobs wait for their turn.", jobs
        )
        st.caption(told.format(n=jobs))
    else:
        st.caption(
            page.translate("TensorFlow is starting in its own process; the first time, this takes a few seconds.")
        )
