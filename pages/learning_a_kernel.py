"""Page 3: can gradient descent find [1 −1] by itself?"""

import streamlit as st

from core.errors import BadInput
from pages.parts.learning_a_kernel import chart, rate, training
from pages.parts.learning_a_kernel.settings import FIELDS, NAME, TITLES, experiment_of
from pages.parts.learning_a_kernel.topics import (
    computed,
    data,
    epochs,
    method,
    surface,
    theory,
)
from pages.parts.learning_a_kernel.topics.recover import tab as recover
from pages.parts.learning_a_kernel.topics.runs import chart as runs_chart
from pages.parts.learning_a_kernel.topics.runs import record as runs_record
from pages.parts.learning_a_kernel.topics.runs import tab as runs
from pages.parts.learning_a_kernel.topics.runs import table as runs_table
from pages.parts.learning_a_kernel.topics.sweep import charts as sweep_charts
from pages.parts.learning_a_kernel.topics.sweep import tab as sweep
from pages.shared import address, controls, downloads, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

st.title(_("Learning a kernel"))
st.write(
    _("Can gradient descent find [1 −1] by itself? TensorFlow sees only the image and the output that it should have.")
)
top = st.container()
tabs = sections.tabs(page, TITLES)
if sections.is_open(page, "data") or st.session_state[page.key("image")] == controls.UPLOADED:
    with tabs["data"]:
        image, true = data.choose(page)
else:
    image, true = data.chosen(page)
if sections.is_open(page, "method"):
    with tabs["method"]:
        method.choose(page)

experiment = None
with top:
    if image.values is not None and true.values is not None:
        try:
            experiment = experiment_of(page, image.values, true.values)
        except BadInput as error:
            rate.controls(page, None)
            st.error(page.sentence(error))
            if training.pause(page):
                st.info(_("The run is paused until the settings can be used again."))
    else:
        st.info(_("The data are not complete; see “Choose data”."))
    if experiment is not None:
        run = training.run_of(page, experiment)
        losses = () if run is None else run.losses[0]
        # Files are made when they are asked for, outside the session: what they show is read here.
        log, kept = bool(st.session_state[page.key("log")]), runs_record.kept(page)
        downloads.share(
            page,
            {
                "loss": lambda: chart.figure(page, experiment, losses, log),
                **runs_chart.pictures(page, kept),
                **sweep_charts.pictures(page),
            },
            {
                "losses": lambda: epochs.frame(page, experiment, run),
                "kernel": lambda: training.kernel_of(experiment, run),
                "runs": lambda: runs_table.export(kept),
            },
            {"runs.json": lambda: runs_table.as_json(kept)},
        )
        rate.controls(page, experiment)
        training.buttons(page, experiment, run)
        training.live(page, experiment, run)
if experiment is not None:
    for name, draw in (
        ("epochs", lambda: epochs.draw(page, experiment, run)),
        ("theory", lambda: theory.draw(page, experiment)),
        ("surface", lambda: surface.draw(page, experiment, run)),
        ("sweep", lambda: sweep.draw(page, experiment)),
        ("computed", lambda: computed.draw(page, experiment)),
    ):
        if sections.is_open(page, name):
            with tabs[name]:
                draw()
elif st.session_state[page.key(sections.SETTING)] in ("epochs", "theory", "surface", "sweep", "computed"):
    tabs[st.session_state[page.key(sections.SETTING)]].info(_("The data are not complete; see “Choose data”."))
if sections.is_open(page, "runs"):
    with tabs["runs"]:
        runs.draw(page, training.WHY)
if sections.is_open(page, "recover"):
    with tabs["recover"]:
        recover.draw(page)
if sections.is_open(page, "idea"):
    tabs["idea"].markdown(page.prose("idea"))

address.publish(NAME, FIELDS)
