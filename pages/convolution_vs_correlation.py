"""Page 4: what does the flip change?"""

import streamlit as st

from core import figures
from core.errors import BadInput
from pages.parts.convolution_vs_correlation import learn_both, picture
from pages.parts.convolution_vs_correlation.settings import FIELDS, NAME, TITLES, Experiment
from pages.parts.convolution_vs_correlation.topics import laws, libraries
from pages.shared import address, controls, downloads, frame, sections

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

left, right = st.columns(2)
with left:
    controls.image_picker(page)
with right:
    controls.kernel_picker(page)

if experiment is not None and compared is not None:
    learn_both.draw(page, experiment)
    with share:
        downloads.share(
            page,
            {
                "convolution and correlation": lambda: figures.matrices(picture.parts(experiment, compared)),
                **learn_both.pictures(page),
            },
            {
                **learn_both.tables(page),
                "X": lambda: experiment.image,
                "K": lambda: experiment.kernel,
                "correlation": lambda: compared.correlated,
                "convolution": lambda: compared.convolved,
            },
        )

tabs = sections.tabs(page, TITLES)
if experiment is not None and compared is not None:
    for name, draw in (("libraries", libraries.draw), ("laws", laws.draw), ("impulse", laws.impulse)):
        if sections.is_open(page, name):
            with tabs[name]:
                draw(page, experiment)
if sections.is_open(page, "idea"):
    tabs["idea"].markdown(page.prose("idea"))

address.publish(NAME, FIELDS)
