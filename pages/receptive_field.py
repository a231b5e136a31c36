"""Page 5: how much of the picture does one number know?"""

import streamlit as st

from core import figures
from core.receptive_field import export as field_export
from core.receptive_field import snippets as stack_snippets
from pages.parts.receptive_field import backdrop, editor, growth, picture, table
from pages.parts.receptive_field.settings import FIELDS, NAME, TITLES
from pages.parts.receptive_field.topics import code, formula, on_picture
from pages.parts.receptive_field.topics.check import tab as check
from pages.parts.receptive_field.topics.effective import tab as effective
from pages.parts.receptive_field.topics.networks import tab as networks
from pages.shared import address, downloads, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

st.title(_("Receptive field"))
st.write(
    _(
        "How much of the picture does one number know? Choose a unit: what it depends on lights up in every layer before it."
    )
)
top = st.container()
options = st.container()
figures_of_layers = st.container()
tabs = sections.tabs(page, TITLES)

with options:
    experiment = editor.choose(page)

if experiment is not None:
    with top:
        # Files are made when they are asked for, outside the session: what they show is read here.
        unit, ground = picture.unit_of(page, experiment), backdrop.chosen(page)
        downloads.share(
            page,
            {
                "receptive field": lambda: figures.matrices(picture.parts(experiment, unit)),
                "unit on a picture": lambda: figures.matrices(on_picture.parts(experiment, unit, ground)),
                "growth": lambda: growth.figure(page, experiment),
            },
            {"layers": lambda: table.frame(page, experiment)},
            {
                "layers for programs.csv": lambda: table.csv(experiment),
                "layers.json": lambda: field_export.stack_json(experiment.rows),
                "layers.md": lambda: field_export.stack_markdown(experiment.rows),
                "model_keras.py": lambda: stack_snippets.keras(experiment.rows),
                "model_pytorch.py": lambda: stack_snippets.pytorch(experiment.rows),
            },
        )
        picture.draw(page, experiment)
    with figures_of_layers:
        table.draw(page, experiment)
    if sections.is_open(page, "picture"):
        with tabs["picture"]:
            on_picture.draw(page, experiment)
    if sections.is_open(page, "formula"):
        with tabs["formula"]:
            formula.draw(page, experiment)
    if sections.is_open(page, "check"):
        with tabs["check"]:
            check.draw(page, experiment)
    if sections.is_open(page, "effective"):
        with tabs["effective"]:
            effective.draw(page, experiment)
    if sections.is_open(page, "code"):
        with tabs["code"]:
            code.draw(page, experiment)
if sections.is_open(page, "networks"):
    with tabs["networks"]:
        networks.draw(page)
if sections.is_open(page, "idea"):
    tabs["idea"].markdown(page.prose("idea"))

address.publish(NAME, FIELDS)
