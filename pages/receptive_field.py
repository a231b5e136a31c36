"""Page 5: how much of the picture does one number know?"""

import streamlit as st

from pages.parts.receptive_field import editor, picture, share, table
from pages.parts.receptive_field.settings import NAME
from pages.parts.receptive_field.tabs import FIELDS, MISSING, TOPICS
from pages.shared import address, frame, sections

page = frame.begin(NAME, FIELDS)
_ = page.translate

st.title(_("Receptive field"))
st.write(
    _(
        "How much of the picture does one number know? Choose a unit: what it depends on lights up in every layer before it."
    )
)
top = st.container()

experiment = editor.choose(page)

if experiment is not None:
    with top:
        share.draw(page, experiment)
        picture.draw(page, experiment)
    table.draw(page, experiment)

sections.draw(page, TOPICS, experiment, MISSING)

address.publish(NAME, FIELDS)
