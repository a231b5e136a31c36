"""A page with a choice whose value "bad" makes the page, its callback or its fragment fail."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import serving
from core import links
from pages.shared import address

FIELDS = (
    links.Choice("page", "good", ("good", "bad")),
    links.Choice("callback", "good", ("good", "bad")),
    links.Choice("fragment", "good", ("good", "bad")),
)


def fail(name: str) -> None:
    if st.session_state[address.key("p", name)] == "bad":
        raise RuntimeError("what a visitor typed")


@st.fragment
def part() -> None:
    st.selectbox("fragment", ("good", "bad"), key=address.key("p", "fragment"))
    fail("fragment")


def draw() -> None:
    address.restore("p", FIELDS)
    if address.undone():
        st.write("undone")
    st.toggle("always", key="always")
    if st.session_state["always"]:
        raise RuntimeError("what nobody can undo")
    st.selectbox("page", ("good", "bad"), key=address.key("p", "page"))
    st.selectbox("callback", ("good", "bad"), key=address.key("p", "callback"), on_change=fail, args=("callback",))
    fail("page")
    part()
    st.write("the end of the page")
    address.publish("p", FIELDS)


if get_script_run_ctx(suppress_warning=True) is None:
    app = st.App(__file__, lifespan=serving.lifespan, on_script_error=serving.on_script_error)
else:
    draw()
