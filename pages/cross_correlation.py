"""Page 1: what does one output number see?"""

import streamlit as st

from core import figures
from core.errors import BadInput
from pages.parts.cross_correlation import layer, numbers, picture, speed
from pages.parts.cross_correlation.settings import FIELDS, NAME, Experiment
from pages.shared import address, cache, controls, downloads, frame

page = frame.begin(NAME, FIELDS)
_ = page.translate

st.title(_("Cross-correlation"))
st.write(_("What does one output number see? Choose a cell: its window lights up, and its sum is written out."))
top = st.container()
options = st.container()
tabs = st.tabs(
    [_("The idea"), _("Your own numbers and images"), _("As a layer"), _("Loops and speed")],
    key=page.key("tab"),
    on_change="rerun",
)

with options:
    left, right = st.columns(2)
    with left:
        image = controls.image_picker(page)
    with right:
        kernel = controls.kernel_picker(page)
    geometry = controls.geometry_picker(page)

if image.values is not None and kernel.values is not None:
    experiment = Experiment(image.values, kernel.values, geometry)
    with top:
        try:
            result = cache.correlate(experiment.image, experiment.kernel, **geometry.options)
        except BadInput as error:
            st.error(page.sentence(error))
            picture.inputs(page, experiment)
        else:
            picture.draw(page, experiment, result)
            downloads.share(
                page,
                {"cross-correlation": lambda: figures.matrices(picture.parts(experiment, result))},
                {"X": lambda: experiment.image, "K": lambda: experiment.kernel, "Y": lambda: result},
            )
    if tabs[2].open:
        with tabs[2]:
            layer.draw(page, experiment)
    if tabs[3].open:
        with tabs[3]:
            speed.draw(page, experiment)
if tabs[0].open:
    tabs[0].markdown(page.prose("idea"))
if tabs[1].open:
    with tabs[1]:
        numbers.draw(page)

address.publish(NAME, FIELDS)
