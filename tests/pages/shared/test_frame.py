"""The frame round every page: menu, language, and an address that is never a traceback."""

import pytest
import streamlit as st

from core import words
from pages.shared import style
from tests.pages.reading import query_of

PAGES = (
    "home", "cross_correlation", "edge_detection", "learning_a_kernel", "convolution_vs_correlation", "receptive_field",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_in_both_languages_without_a_setting(visit, page, language):
    lab = visit(page, lang=language)
    assert not lab.exception
    assert not lab.error
    assert not lab.warning
    chinese = any("\u4e00" <= character <= "\u9fff" for character in lab.title[0].value)
    assert chinese == (language == "zh")


@pytest.mark.parametrize("page", PAGES[1:])
def test_what_an_address_asks_in_vain_is_said_in_a_sentence_and_defaults_stand(visit, page):
    lab = visit(page, nonsense="1", __class__="x")
    assert not lab.exception
    assert any("nonsense" in warning.value for warning in lab.warning)
    plain = visit(page)
    assert lab.session_state[f"kept {page}"] == plain.session_state[f"kept {page}"]


def test_an_unknown_language_falls_back(visit):
    lab = visit("home", lang="<b>")
    assert not lab.exception
    assert lab.session_state["lang"] in words.LANGUAGES


def test_the_style_sheet_is_an_element_where_the_page_of_html_does_not_bring_it(visit, monkeypatch):
    def brought(lab):
        return sum("stMainBlockContainer" in one.proto.body for one in lab.get("html"))

    monkeypatch.setattr(style.sheet, "in_html", False)
    assert brought(visit("home")) == 1
    monkeypatch.setattr(style.sheet, "in_html", True)
    # What a browser sends that had a session: the server behind the same address may be a newer one than its page of HTML.
    for protocols, times in (("streamlit, token", 0), ("streamlit, token, 0a1b-2c", 1)):
        headers = {"Sec-WebSocket-Protocol": protocols}
        monkeypatch.setattr(type(st.context), "headers", property(lambda _, headers=headers: headers))
        assert brought(visit("home")) == times


def test_the_language_can_be_switched_and_stays_in_the_address(visit):
    lab = visit("home")
    lab.session_state["lang"] = "zh"
    lab.run()
    assert query_of(lab)["lang"] == "zh"
    assert lab.title[0].value == words.gettext("zh")("Convolution Lab")
