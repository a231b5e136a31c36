"""Page 2: where does the picture change?"""

import streamlit as st

from core import figures
from core.errors import BadInput
from pages.parts.edge_detection import picture
from pages.parts.edge_detection.settings import FIELDS, NAME, TITLES, Experiment
from pages.parts.edge_detection.topics import noise
from pages.parts.edge_detection.topics.blind_spots import tab as blind_spots
from pages.parts.edge_detection.topics.photographs import tab as photographs
from pages.shared import address, controls, downloads, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

image, kernel = controls.image_of(page), controls.kernel_of(page)
experiment = response = broken = None
if image.values is not None and kernel.values is not None:
    experiment = Experiment(
        image.values,
        kernel.values,
        st.session_state[page.key("transpose_image")],
        st.session_state[page.key("transpose_kernel")],
    )
    try:
        response = picture.response_of(experiment)
    except BadInput as error:
        broken = error

st.title(_("Edge detection"))
st.write(picture.question(page, experiment))

if experiment is not None and broken is not None:
    st.error(page.sentence(broken))
    picture.inputs(page, experiment)
if experiment is not None and response is not None:
    picture.draw(page, experiment, response)
    downloads.share(
        page,
        {"edges": lambda: figures.matrices(picture.parts(experiment, response))},
        {
            "X": lambda: experiment.x,
            "K": lambda: experiment.k,
            "Y": lambda: response.values,
            "Y magnitude": lambda: response.magnitude,
        },
    )

left, right = st.columns(2)
with left:
    controls.image_picker(page)
    st.toggle(_("Transpose the image"), key=page.key("transpose_image"))
with right:
    controls.kernel_picker(page)
    st.toggle(_("Transpose the kernel"), key=page.key("transpose_kernel"))

if experiment is not None and response is not None:
    picture.draw_transposed(page, experiment)

tabs = sections.tabs(page, TITLES)
if sections.is_open(page, "idea"):
    tabs["idea"].markdown(page.prose("idea"))
if sections.is_open(page, "photographs"):
    with tabs["photographs"]:
        photographs.draw(page)
if sections.is_open(page, "noise"):
    with tabs["noise"]:
        noise.draw(page)
if sections.is_open(page, "missed"):
    with tabs["missed"]:
        blind_spots.draw(page, experiment)

address.publish(NAME, FIELDS)
