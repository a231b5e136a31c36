"""The front page: what the lab is, and the five questions it answers."""

import numpy as np
import streamlit as st

from core import correlation
from core.words import N_
from pages.parts.home import pictures
from pages.parts.home.tabs import FIELDS, TOPICS
from pages.shared import exercise, frame, sections, tours
from pages.shared.grid import Axis, Link, Matrix, Reading, grid_words, tensor_grid

QUESTIONS = {
    "cross_correlation": N_("What does one output number see?"),
    "edge_detection": N_("Where does the picture change?"),
    "learning_a_kernel": N_("Can gradient descent find [1 −1] by itself?"),
    "convolution_vs_correlation": N_("What does the flip change?"),
    "receptive_field": N_("How much of the picture does one output number see?"),
}
X, K = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)  # the notebook's

page = frame.begin("home", FIELDS)
_ = page.translate
exercise.shown(page)

frame.heading(
    _("Convolution Lab"),
    _("See, try and measure convolutions: every number is computed live."),
)
if page.picture_only or not sections.is_open(page, "class"):  # a class's tables have the first screen to themselves
    screen, rail = frame.screen(page)
    with screen:
        tensor_grid(
            (
                Matrix("X", X, _("Input X")),
                Matrix("K", K, _("Kernel K"), before="⋆"),
                Matrix("Y", correlation.corr2d(X, K), _("Output Y"), before="="),
            ),
            (Link("Y", "X", rows=Axis(1, 0, 1, 2), columns=Axis(1, 0, 1, 2), products="K"),),
            key=page.key("grid"),
            driver="Y",
            reading=Reading("Y", "X", "K"),
            autoplay=True,
            words=grid_words(_),
        )
    with rail, st.container(key="start"):
        st.page_link(
            "pages/cross_correlation.py",
            label=_("Start: slide the window"),
            icon=":material/arrow_forward:",
            width="stretch",
        )
    with rail, st.container(key="begin"):
        tours.begin(page, tours.CHAPTER)

    with st.container(horizontal=True, key="cards"):
        for name, question in QUESTIONS.items():
            title, icon = frame.TITLES[name]
            with st.container(border=True, key=f"card {name}"):
                st.image(pictures.picture(name), alt=_(question), output_format="PNG")
                st.page_link(f"pages/{name}.py", label=f"**{_(title)}**", icon=icon)
                answer = pictures.number(name) or page.pgettext("what the flip does to the kernel", "flipped")
                st.caption(f"{_(question)} → **{answer}**".replace(" −1", "\u00a0−1").replace("→ ", "→\u00a0"))

        with st.container(border=True, key="card feature_maps"):
            question = N_("What does a network look for in a picture when nobody tells it?")
            st.image(pictures.picture("feature_maps"), alt=_(question), output_format="PNG")
            st.page_link(
                "pages/receptive_field.py",
                label=f"**{_('Feature maps')}**",
                icon=":material/neurology:",
                query_params={"open": "maps"},
            )
            st.caption(_(question))

sections.draw(page, TOPICS, None)
frame.end(page)
