"""Page 1: what does one output number see?"""

import streamlit as st

from core.errors import BadInput
from pages.parts.cross_correlation import own_data, picture
from pages.parts.cross_correlation.settings import NAME, experiment_of
from pages.parts.cross_correlation.tabs import FIELDS, TOPICS
from pages.shared import address, controls, frame, geometry, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

image, kernel = controls.image_of(page), controls.kernel_of(page)
experiment = result = broken = None
try:
    experiment = experiment_of(page, image, kernel)
    result = None if experiment is None else picture.result_of(experiment)
except BadInput as error:
    broken = error

st.title(_("Cross-correlation"))
st.write(_("What does one output number see? Choose a cell: its window lights up, and its sum is written out."))

if broken is not None:
    st.error(page.sentence(broken))
    if experiment is not None:
        picture.inputs(page, experiment)
if experiment is not None and result is not None:
    picture.draw(page, experiment, result)
    picture.share(page, experiment, result)

controls.pickers(page, image, kernel)
geometry.picker(page)
own_data.draw(page)

sections.draw(page, TOPICS, experiment)

address.publish(NAME, FIELDS)
