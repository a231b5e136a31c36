"""The style sheet of all pages, and how it comes to a browser.

Where the lab serves its own page of HTML (`serving`), the sheet stands in it: the browser lays a page out once, as it is to be.
As an element it waits for the code that cleans HTML, and then all that is there is laid out anew, the picture with it.
A tab that was open while the server was upgraded has the older page of HTML: it gets the sheet as an element too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

FILE = Path(__file__).parent / "frame.css"


@dataclass
class Sheet:
    """Whether browsers have it with the page of HTML; a host of scripts alone sends Streamlit's page as it is."""

    in_html: bool = False


sheet = Sheet()  # of this server


def is_back() -> bool:
    """Whether the browser was connected before, perhaps to a server before this one: then it names its session as the third of
    its protocols when it connects, after Streamlit's name and a token.
    """
    return len(st.context.headers.get("Sec-WebSocket-Protocol", "").split(",")) > 2
