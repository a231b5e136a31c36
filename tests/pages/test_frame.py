"""The frame round every page: menu, language, and an address that is never a traceback."""

import pytest
from streamlit.testing.v1 import AppTest

from core import words

PAGES = (
    "home", "cross_correlation", "edge_detection", "learning_a_kernel", "convolution_vs_correlation", "receptive_field",
)  # fmt: skip


def visit(page, locale=None, **query):
    lab = AppTest.from_file("streamlit_app.py", default_timeout=60)
    for name, value in query.items():
        lab.query_params[name] = value
    if page != "home":
        lab.switch_page(f"pages/{page}.py")
        for name, value in query.items():
            lab.query_params[name] = value
    return lab.run()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_in_both_languages_without_a_setting(page, language):
    lab = visit(page, lang=language)
    assert not lab.exception
    assert not lab.error
    assert not lab.warning
    chinese = any("\u4e00" <= character <= "\u9fff" for character in lab.title[0].value)
    assert chinese == (language == "zh")


@pytest.mark.parametrize("page", PAGES[1:])
def test_what_an_address_asks_in_vain_is_said_in_a_sentence_and_defaults_stand(page):
    lab = visit(page, nonsense="1", __class__="x")
    assert not lab.exception
    assert any("nonsense" in warning.value for warning in lab.warning)
    plain = visit(page)
    assert {k: v for k, v in lab.session_state.filtered_state.items() if k.startswith(f"kept {page}")} == {
        k: v for k, v in plain.session_state.filtered_state.items() if k.startswith(f"kept {page}")
    }


def test_an_unknown_language_falls_back():
    lab = visit("home", lang="<b>")
    assert not lab.exception
    assert lab.session_state["lang"] in words.LANGUAGES


def test_the_language_can_be_switched_and_stays_in_the_address():
    lab = visit("home")
    lab.session_state["lang"] = "zh"
    lab.run()
    assert lab.query_params["lang"] in ("zh", ["zh"])
    assert lab.title[0].value == words.gettext("zh")("Convolution Lab")
