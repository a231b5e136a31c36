"""The front page: what the lab is, and the five questions it answers."""

import streamlit as st

from core.words import N_
from pages.parts.home import pictures
from pages.shared import address, frame

QUESTIONS = {
    "cross_correlation": N_("What does one output number see?"),
    "edge_detection": N_("Where does the picture change?"),
    "learning_a_kernel": N_("Can gradient descent find [1 −1] by itself?"),
    "convolution_vs_correlation": N_("What does the flip change?"),
    "receptive_field": N_("How much of the picture does one number know?"),
}
CARDS_A_ROW = 3

page = frame.begin("home")
_ = page.translate

st.title(_("Convolution Lab"))
st.write(
    _(
        "See, try and measure convolutions: every number on a page is computed as you look, and can be traced to its source."
    )
)
st.page_link(
    "pages/cross_correlation.py", label=_("Start with the notebook's example"), icon=":material/arrow_forward:"
)

names = list(QUESTIONS)
for start in range(0, len(names), CARDS_A_ROW):
    columns = st.columns(CARDS_A_ROW)
    for column, name in zip(columns, names[start : start + CARDS_A_ROW], strict=False):
        title, icon = frame.TITLES[name]
        with column.container(border=True, height="stretch"):
            st.image(pictures.picture(name), alt=_(QUESTIONS[name]))
            st.page_link(f"pages/{name}.py", label=f"**{_(title)}**", icon=icon)
            st.caption(_(QUESTIONS[name]))

st.markdown(page.prose("run"))
address.publish(page.name, ())
