"""Page 3: can gradient descent find [1 −1] by itself?"""

import streamlit as st

from core.errors import BadInput
from pages.parts.learning_a_kernel import (
    chart,
    computed,
    data,
    epochs,
    method,
    rate,
    recovering,
    runs,
    surface,
    sweeping,
    theory,
    training,
)
from pages.parts.learning_a_kernel.settings import FIELDS, NAME, experiment_of
from pages.shared import address, downloads, frame

page = frame.begin(NAME, FIELDS)
_ = page.translate

st.title(_("Learning a kernel"))
st.write(
    _("Can gradient descent find [1 −1] by itself? TensorFlow sees only the image and the output that it should have.")
)
top = st.container()
tabs = st.tabs(
    [
        _("The idea"),
        _("Every epoch"),
        _("Choose data"),
        _("How to train"),
        _("Theory"),
        _("Loss surface"),
        _("Runs"),
        _("Sweep"),
        _("Recover a filter"),
        _("How it is computed"),
    ],
    key=page.key("tab"),
    on_change="rerun",
)
with tabs[2]:
    image, true = data.choose(page)
with tabs[3]:
    method.choose(page)

experiment = None
with top:
    if image.values is not None and true.values is not None:
        try:
            experiment = experiment_of(page, image.values, true.values)
        except BadInput as error:
            rate.controls(page, None)
            st.error(page.sentence(error))
    else:
        st.info(_("The data are not complete; see “Choose data”."))
    if experiment is not None:
        run = training.run_of(page, experiment)
        losses = () if run is None else run.losses[0]
        downloads.share(
            page,
            {
                "loss": lambda: chart.figure(page, experiment, losses, bool(st.session_state[page.key("log")])),
                **runs.pictures(page),
                **sweeping.pictures(page),
            },
            {
                "losses": lambda: epochs.frame(page, experiment, run),
                "kernel": lambda: training.kernel_of(experiment, run),
                "runs": lambda: runs.table(page, runs.kept(page), training.WHY),
            },
            {"runs.json": lambda: runs.as_json(page)},
        )
        rate.controls(page, experiment)
        training.buttons(page, experiment, run)
        training.live(page, experiment, run)
if experiment is not None:
    for tab, draw in (
        (tabs[1], lambda: epochs.draw(page, experiment, run)),
        (tabs[4], lambda: theory.draw(page, experiment)),
        (tabs[5], lambda: surface.draw(page, experiment, run)),
        (tabs[6], lambda: runs.draw(page, training.WHY)),
        (tabs[7], lambda: sweeping.draw(page, experiment)),
        (tabs[9], lambda: computed.draw(page, experiment)),
    ):
        if tab.open:
            with tab:
                draw()
if tabs[8].open:
    with tabs[8]:
        recovering.draw(page)
if tabs[0].open:
    tabs[0].markdown(page.prose("idea"))

address.publish(NAME, FIELDS)
