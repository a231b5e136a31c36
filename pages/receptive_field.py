"""Page 5: how much of the picture does one number know?"""

import streamlit as st

from core import figures
from pages.parts.receptive_field import editor, formula, model, on_picture, picture, table
from pages.parts.receptive_field.settings import FIELDS, NAME
from pages.shared import address, downloads, frame

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
tabs = st.tabs(
    [_("The idea"), _("On a picture"), _("The formula with these numbers"), _("Networks and your own model")],
    key=page.key("tab"),
    on_change="rerun",
)

with options:
    experiment = editor.choose(page)

if experiment is not None:
    with top:
        downloads.share(
            page,
            {
                "receptive field": lambda: figures.matrices(
                    picture.parts(experiment, picture.unit_of(page, experiment))
                ),
                "unit on a picture": lambda: figures.matrices(on_picture.parts(page, experiment)),
            },
            {"layers": lambda: table.frame(page, experiment)},
            {"layers for programs.csv": lambda: table.csv(experiment)},
        )
        picture.draw(page, experiment)
    with figures_of_layers:
        table.draw(page, experiment)
    if tabs[1].open:
        with tabs[1]:
            on_picture.draw(page, experiment)
    if tabs[2].open:
        with tabs[2]:
            formula.draw(page, experiment)
if tabs[3].open:
    with tabs[3]:
        model.draw(page)
if tabs[0].open:
    tabs[0].markdown(page.prose("idea"))

address.publish(NAME, FIELDS)
