"""Page 4: what does the flip change?"""

import streamlit as st

from core.errors import BadInput
from pages.parts.convolution_vs_correlation import learn_both, picture, share
from pages.parts.convolution_vs_correlation.settings import NAME, Experiment
from pages.parts.convolution_vs_correlation.tabs import FIELDS, TOPICS
from pages.shared import controls, exercise, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate
if exercise.shown(page):
    raise frame.PageEnds

image, kernel = controls.image_of(page), controls.kernel_of(page)
experiment = compared = broken = None
if image.values is not None and kernel.values is not None:
    experiment = Experiment(image.values, kernel.values, image.shown)
    try:
        compared = picture.compare(experiment)
    except BadInput as error:
        broken = error

tools = frame.heading(_("Convolution vs correlation"), _("What does the flip change?"))
shown, beside = frame.screen(page)

with shown:
    if broken is not None:
        st.error(page.sentence(broken))
    if experiment is not None:
        picture.draw(page, experiment, compared)
    if experiment is not None and compared is not None and not page.picture_only:
        learn_both.draw(page, experiment)

with beside:
    controls.image_picker(page, image)
    controls.kernel_picker(page, kernel)
    if experiment is not None and compared is not None:
        picture.turn(page, experiment, compared)

if experiment is not None and compared is not None:
    with tools:  # filled last: what can be saved depends on the training
        share.draw(page, experiment, compared)

sections.draw(page, TOPICS, None if compared is None else experiment)

frame.end(page)
