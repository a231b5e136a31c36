"""The lab with one page more, for the browser tests: `?watch=1` says how much training its workers are busy with."""

import streamlit as st

from pages.shared import frame, job, live

job.BROKEN_SECONDS = job.LEFT_SECONDS  # nobody comes back here, and no test waits for them


@st.fragment(run_every=0.2)
def watch() -> None:
    flying = 0
    for run in list(live._runs.values()):
        with run._lock:  # between two chunks of a run that goes on nobody sees none
            flying += len(run._flying)
    st.text(f"chunks in flight: {flying}")


if "watch" in st.query_params:
    watch()
else:
    frame.run()
