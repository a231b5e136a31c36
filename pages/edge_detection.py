"""Page 2: where does the picture change?"""

import streamlit as st

from core.errors import BadInput
from pages.parts.edge_detection import on_photograph, picture, rail
from pages.parts.edge_detection.settings import NAME, experiment_of
from pages.parts.edge_detection.tabs import FIELDS, TOPICS
from pages.shared import controls, exercise, frame, hidden, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate
if exercise.shown(page):
    raise frame.PageEnds

image, kernel = controls.image_of(page), controls.kernel_of(page)
experiment = experiment_of(page, image, kernel)
response = traced = broken = None
if experiment is not None:
    try:
        response = picture.response_of(experiment)
    except BadInput as error:
        broken = error

tools = frame.heading(_("Edge detection"), picture.question(page, experiment))
shown, beside = frame.screen(page)

with shown:
    if experiment is not None and broken is not None:
        st.error(page.sentence(broken))
        picture.inputs(page, experiment)
    if experiment is not None and response is not None:
        picture.draw(page, experiment, response)
    if experiment is not None:  # searched once the picture is on its way
        traced = on_photograph.trace(page, experiment, image.name)
    with st.container(horizontal=True, gap="medium", key="photograph"):
        if traced is not None:
            with st.container(width=on_photograph.WIDTH):
                on_photograph.draw(page, traced)
        with st.container(width="stretch"):
            if experiment is not None and response is not None:
                picture.explain(page, experiment, response)
            if traced is not None and hidden.FACTS not in page.hidden:
                st.markdown(on_photograph.words(page, traced))

with beside:
    rail.draw(page, image, kernel)

if experiment is not None and response is not None and traced is not None:
    with tools:
        picture.share(page, experiment, response, traced)

sections.draw(page, TOPICS, experiment)

frame.end(page)
