"""Page 2: where does the picture change?"""

import numpy as np
import streamlit as st

from core import figures
from core.errors import BadInput
from pages.parts.edge_detection import missed, noise, photographs, picture
from pages.parts.edge_detection.settings import FIELDS, NAME, TABS, Experiment
from pages.shared import address, cache, controls, downloads, frame

page = frame.begin(NAME, FIELDS)
_ = page.translate

st.title(_("Edge detection"))
st.write(
    _(
        "Where does the picture change? The kernel answers +1 at one side of the band, −1 at the other, and 0 where nothing happens."
    )
)
top = st.container()
options = st.container()
second = st.container()
labels = [_("The idea"), _("Photographs"), _("Noise and smoothing"), _("Which edges does this kernel miss?")]
tabs = st.tabs(
    labels,
    default=labels[TABS.index(st.session_state[page.key("open")])],
    key=page.key(f"tab {page.language}"),
    on_change="rerun",
)
for name, tab in zip(TABS, tabs, strict=True):
    if tab.open:
        st.session_state[page.key("open")] = name

with options:
    left, right = st.columns(2)
    with left:
        image = controls.image_picker(page)
        st.toggle(_("Transpose the image"), key=page.key("transpose_image"))
    with right:
        kernel = controls.kernel_picker(page)
        st.toggle(_("Transpose the kernel"), key=page.key("transpose_kernel"))

experiment = None
if image.values is not None and kernel.values is not None:
    experiment = Experiment(
        image.values,
        kernel.values,
        st.session_state[page.key("transpose_image")],
        st.session_state[page.key("transpose_kernel")],
    )
    try:
        response = cache.correlate(experiment.x, experiment.k)
    except BadInput as error:
        with top:
            st.error(page.sentence(error))
            picture.inputs(page, experiment)
    else:
        with top:
            downloads.share(
                page,
                {"edges": lambda: figures.matrices(picture.parts(experiment, response))},
                {
                    "X": lambda: experiment.x,
                    "K": lambda: experiment.k,
                    "Y": lambda: response,
                    "Y magnitude": lambda: np.abs(response),
                },
            )
            picture.draw(page, experiment, response)
        with second:
            picture.draw_transposed(page, experiment)
if tabs[0].open:
    tabs[0].markdown(page.prose("idea"))
if tabs[1].open:
    with tabs[1]:
        photographs.draw(page)
if tabs[2].open:
    with tabs[2]:
        noise.draw(page)
if tabs[3].open:
    with tabs[3]:
        missed.draw(page, experiment)

address.publish(NAME, FIELDS)
