"""Page 1: what does one output number see?"""

import streamlit as st

from core.errors import BadInput
from pages.parts.cross_correlation import picture
from pages.parts.cross_correlation.settings import FIELDS, NAME, TITLES, Experiment
from pages.parts.cross_correlation.tabs import ALONE, NEEDS
from pages.shared import address, chosen, controls, downloads, frame, geometry, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

image, kernel = controls.image_of(page), controls.kernel_of(page)
experiment = result = broken = None
if image.values is not None and kernel.values is not None:
    try:
        experiment = Experiment(image.values, kernel.values, geometry.chosen(page), image.name, kernel.name)
        result = picture.result_of(experiment)
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
    cell = chosen.now(page, picture.FIRST)
    downloads.share(
        page,
        {"cross-correlation": lambda: picture.saved(experiment, result, cell)},
        {"X": lambda: experiment.image, "K": lambda: experiment.kernel, "Y": lambda: result.values},
    )

left, right = st.columns(2)
with left:
    controls.image_picker(page)
with right:
    controls.kernel_picker(page)
geometry.picker(page)

tabs = sections.tabs(page, TITLES)
for name, tab in tabs.items():
    if sections.is_open(page, name):
        with tab:
            if name in ALONE:
                ALONE[name](page)
            elif experiment is not None:
                NEEDS[name](page, experiment)
            else:
                st.info(_("Choose an input and a kernel above first."))

address.publish(NAME, FIELDS)
