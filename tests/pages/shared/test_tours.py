"""Tours on the page: the bar and its ways, short addresses, the wrong page, what does not exist."""

import pytest

from core import tours
from core.words import gettext
from pages.shared import address
from tests.pages.reading import grids, query_of


def said(lab):
    return [one.value.split("\n\n")[1] for one in lab.markdown if 'role="status"' in one.value]


def step(name, number, language="en"):
    return tours.tour(name).steps[number - 1].said[language]


def test_a_tour_is_walked_step_by_step_each_an_address_to_which_back_returns(visit):
    page = "cross_correlation"
    lab = visit(page)
    lab.button(key=f"{page}.tour begin").click().run()
    assert step(page, 1) in said(lab)
    assert lab.button(key=f"{page}.tour previous").disabled
    assert query_of(lab) == {"hide": "output,sum", "tour": page}
    for number in (2, 3, 4):
        lab.button(key=f"{page}.tour next").click().run()
        assert not lab.exception and not lab.warning
        assert step(page, number) in said(lab)
        wanted = {**tours.tour(page).steps[number - 1].query, "tour": f"{page}.{number}"}
        assert query_of(lab) == wanted
    assert grids(lab)["Y"].tolist() == [[19]]
    lab.query_params.clear()
    for name, text in {**tours.tour(page).steps[2].query, "tour": f"{page}.3"}.items():
        lab.query_params[name] = text
    lab.session_state[address._TURNED] = True  # as the browser says when Back is pressed
    lab.run()
    assert step(page, 3) in said(lab) and grids(lab)["Y"].shape == (2, 2)
    lab.button(key=f"{page}.tour close").click().run()
    assert "tour" not in query_of(lab) and query_of(lab)["cell"] == "Y.1.1"  # what was looked at stays
    assert not any("43" in one for one in said(lab))


def test_a_step_keeps_what_the_link_locks_and_begins_without_a_run(visit):
    page = "learning_a_kernel"
    lab = visit(page, tour=f"{page}.3", epochs="40", lock="rate")
    lab.button(key=f"{page}.tour next").click().run()
    assert not lab.exception
    assert lab.session_state[f"{page}.rate"] == 0.02 and lab.session_state[f"{page}.epochs"] == 10
    assert lab.session_state[f"{page}.run"] is None and query_of(lab)["lock"] == "rate"


@pytest.mark.parametrize(("page", "asked", "shown"), [
    ("edge_detection", {"tour": "edge_detection", "step": "3"}, ("edge_detection", 3)),
    ("edge_detection", {"tour": "edge_detection.6", "lang": "zh"}, ("edge_detection", 6)),
    ("home", {"tour": "chapter", "step": "5"}, ("chapter", 5)),
    ("receptive_field", {"tour": "chapter.3", "view": "page"}, ("chapter", 3)),
])  # fmt: skip
def test_a_step_alone_is_enough_of_an_address_from_any_page(visit, page, asked, shown):
    lab = visit(page, **asked)
    assert not lab.exception and not lab.warning
    assert step(*shown, asked.get("lang", "en")) in said(lab)
    found = tours.tour(shown[0]).steps[shown[1] - 1]
    title = {"edge_detection": "Edge detection", "learning_a_kernel": "Learning a kernel"}[found.page]
    assert lab.title[0].value == gettext(asked.get("lang", "en"))(title)
    assert found.query.items() <= query_of(lab).items()
    assert query_of(lab)["tour"] == f"{shown[0]}.{shown[1]}"


@pytest.mark.parametrize(("asked", "says"), [
    ({"tour": "evil"}, "there is no tour “evil”"),
    ({"tour": "chapter", "step": "1" + "0" * 30}, "steps 1 to 9"),
    ({"tour": "chapter.0"}, "there is no step “0”"),
])  # fmt: skip
def test_what_does_not_exist_is_a_sentence_and_the_page_opens(visit, asked, says):
    lab = visit("cross_correlation", **asked)
    assert not lab.exception
    assert any(says in warning.value for warning in lab.warning)
    assert grids(lab)["Y"].tolist() == [[19, 25], [37, 43]]


def test_the_step_of_the_edge_search_is_no_step_of_a_tour(visit):
    lab = visit("edge_detection", tour="edge_detection", step="thin")
    assert not lab.warning and lab.session_state["edge_detection.step"] == "thin"
    assert step("edge_detection", 1) in said(lab)
