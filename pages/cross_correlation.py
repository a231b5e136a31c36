"""Page 1: what does one output number see?"""

import streamlit as st

from core.errors import BadInput
from pages.parts.cross_correlation import own_data, picture, presets
from pages.parts.cross_correlation.settings import NAME, experiment_of
from pages.parts.cross_correlation.tabs import FIELDS, TOPICS
from pages.shared import controls, exercise, frame, geometry, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate
if exercise.shown(page):
    raise frame.PageEnds

image, kernel = controls.image_of(page), controls.kernel_of(page)
experiment = result = broken = None
try:
    experiment = experiment_of(page, image, kernel)
    result = None if experiment is None else picture.result_of(experiment)
except BadInput as error:
    broken = error

tools = frame.heading(_("Cross-correlation"), _("What does one output number see?"))
screen, rail = frame.screen(page)
with screen:
    if broken is not None:
        st.error(page.sentence(broken))
        if experiment is not None:
            picture.inputs(page, experiment)
    if experiment is not None and result is not None:
        picture.draw(page, experiment, result)
with rail:
    controls.image_picker(page, image)
    controls.kernel_picker(page, kernel)
    geometry.picker(page)
    if experiment is not None and result is not None:
        picture.size(page, experiment, result)
    own_data.draw(page)
with screen:
    presets.draw(page)
if experiment is not None and result is not None:
    with tools:
        picture.share(page, experiment, result)

sections.draw(page, TOPICS, experiment)

frame.end(page)
