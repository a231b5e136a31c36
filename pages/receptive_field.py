"""Page 5: how much of the picture does one number know?"""

import streamlit as st

from pages.parts.receptive_field import editor, picture, share, table
from pages.parts.receptive_field.settings import NAME, Experiment
from pages.parts.receptive_field.tabs import FIELDS, MISSING, TOPICS
from pages.parts.receptive_field.topics.networks import tab as networks
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

# A network takes the place of the stack: its own unit is on top, and the stack waits.
shown: networks.Network | Experiment | None
experiment: Experiment | None = None
if sections.is_open(page, "networks"):
    shown = networks.choose(page, top)
else:
    shown = experiment = editor.choose(page)

if experiment is not None:
    with top:
        share.draw(page, experiment)
        picture.draw(page, experiment)
    table.draw(page, experiment)

sections.draw(page, TOPICS, shown, MISSING)

address.publish(NAME, FIELDS)
