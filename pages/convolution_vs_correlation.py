"""Page 4: what does the flip change?"""

import streamlit as st

from core.errors import BadInput
from pages.parts.convolution_vs_correlation import learn_both, picture
from pages.parts.convolution_vs_correlation.settings import NAME, Experiment
from pages.parts.convolution_vs_correlation.tabs import FIELDS, TOPICS
from pages.shared import address, controls, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

image, kernel = controls.image_of(page), controls.kernel_of(page)
experiment = compared = broken = None
if image.values is not None and kernel.values is not None:
    experiment = Experiment(image.values, kernel.values)
    try:
        compared = picture.compare(experiment)
    except BadInput as error:
        broken = error

st.title(_("Convolution vs correlation"))
st.write(
    _(
        "What does the flip change? A convolution mirrors the kernel left-right and top-bottom, then does what a correlation does."
    )
)
share = st.container()  # filled last: what can be saved depends on the training

if experiment is not None:
    picture.flip(page, experiment)
if broken is not None:
    st.error(page.sentence(broken))
if experiment is not None and compared is not None:
    picture.results(page, experiment, compared)

controls.pickers(page, image, kernel)

shown = experiment if compared is not None else None
if shown is not None and compared is not None:
    learn_both.draw(page, shown)
    with share:
        learn_both.share(page, shown, compared)

sections.draw(page, TOPICS, shown)

address.publish(NAME, FIELDS)
