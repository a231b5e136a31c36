"""Page 2: where does the picture change?"""

import streamlit as st

from core.errors import BadInput
from pages.parts.edge_detection import picture
from pages.parts.edge_detection.settings import NAME, experiment_of
from pages.parts.edge_detection.tabs import FIELDS, TOPICS
from pages.shared import address, controls, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

image, kernel = controls.image_of(page), controls.kernel_of(page)
experiment = experiment_of(page, image, kernel)
response = broken = None
try:
    response = None if experiment is None else picture.response_of(experiment)
except BadInput as error:
    broken = error

st.title(_("Edge detection"))
st.write(picture.question(page, experiment))

if experiment is not None and broken is not None:
    st.error(page.sentence(broken))
    picture.inputs(page, experiment)
if experiment is not None and response is not None:
    picture.draw(page, experiment, response)
    picture.share(page, experiment, response)

left, right = st.columns(2)
with left:
    controls.image_picker(page, image)
    st.toggle(_("Transpose the image"), key=page.key("transpose_image"))
with right:
    controls.kernel_picker(page, kernel)
    st.toggle(_("Transpose the kernel"), key=page.key("transpose_kernel"))

if experiment is not None and response is not None:
    picture.draw_transposed(page, experiment)

sections.draw(page, TOPICS, experiment)

address.publish(NAME, FIELDS)
