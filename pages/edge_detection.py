"""Page 2: where does the picture change?"""

import numpy as np
import streamlit as st

from core import correlation, figures
from core.errors import BadInput
from pages.parts.edge_detection import missed, noise, photographs, picture
from pages.parts.edge_detection.settings import FIELDS, NAME, TITLES, Experiment
from pages.shared import address, controls, downloads, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

image, kernel = controls.image_of(page), controls.kernel_of(page)

st.title(_("Edge detection"))
st.write(
    _(
        "Where does the picture change? The kernel answers +1 at one side of the band, −1 at the other, and 0 where nothing happens."
    )
)

experiment = response = None
if image.values is not None and kernel.values is not None:
    experiment = Experiment(
        image.values,
        kernel.values,
        st.session_state[page.key("transpose_image")],
        st.session_state[page.key("transpose_kernel")],
    )
    try:
        response = correlation.correlate(experiment.x, experiment.k)
    except BadInput as error:
        st.error(page.sentence(error))
        picture.inputs(page, experiment)
    else:
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
        missed.draw(page, experiment)

address.publish(NAME, FIELDS)
