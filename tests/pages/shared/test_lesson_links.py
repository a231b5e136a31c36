"""Links for lessons: old and new ones open, locked controls stay as they are, hidden answers are not told, the picture stands alone."""

import ast
import importlib
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from core import links
from pages.shared import address, everywhere, hidden, locked, sections
from pages.shared.copy_link import lesson
from tests.pages.reading import component, grid_with, sent
from tests.pages.shared.test_frame import PAGES

ROOT = Path(__file__).parents[3]
FIELDS = {page: importlib.import_module(f"pages.parts.{page}.tabs").FIELDS for page in PAGES}
HANDED_OUT = [
    (line.split()[0], dict(parse_qsl(line.partition(" ")[2])))
    for line in (Path(__file__).with_name("links.txt")).read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
WIDGETS = {
    "number_input", "slider", "selectbox", "toggle", "text_area", "text_input", "segmented_control", "radio", "checkbox",
    "multiselect", "select_slider",
}  # fmt: skip


def test_every_link_that_was_handed_out_opens_without_a_complaint(visit):
    for page, query in HANDED_OUT:
        found = address.understood(everywhere.fields(FIELDS[page]), query, sections.renamed(page))
        assert found.ignored == (), (page, query)
    for page in PAGES:  # and one of each page, the newest, all the way to the screen
        lab = visit(page, **[query for name, query in HANDED_OUT if name == page][-1])
        assert not lab.exception and not lab.warning and not lab.error, page


@pytest.mark.parametrize(("query", "says"), [
    ({"lock": "rate,velocity"}, "“lock” names no control “velocity” of this page; the menu"),
    ({"view": "evil"}, "choose one of page, picture"),
    ({"hide": "everything"}, "choose one of 1, output, sum, facts"),
    ({"v": "99"}, "has version 99"),
    ({"v": "1" + "0" * 30}, "must be between 0 and"),
])  # fmt: skip
def test_what_a_lesson_cannot_have_is_a_sentence(query, says):
    found = address.understood(everywhere.fields(FIELDS["learning_a_kernel"]), query)
    assert not found.values
    (message,) = found.ignored
    assert says in str(message)


def test_names_of_groups_lock_what_their_control_sets_and_nothing_that_is_only_looked_at():
    fields = FIELDS["cross_correlation"]
    assert locked.settings("stride", fields) == {"stride_rows", "stride_columns"}
    assert {"x", "side", "seed"} < locked.settings("image", fields)
    assert not locked.settings("", fields)
    for page in PAGES[1:]:
        everything = locked.settings("1", FIELDS[page])
        cells = {field.name for field in FIELDS[page] if isinstance(field, links.Cell)}
        assert "open" not in everything and not cells & everything
        offered = locked.controls(FIELDS[page])
        assert offered and all(locked.settings(name, FIELDS[page]) <= everything for name in offered)
    names = {field.name for fields in FIELDS.values() for field in fields}
    assert names >= locked.LOOKED_AT
    assert {name for group in locked.GROUPS.values() for name in group} <= names


def test_every_control_of_a_setting_is_one_that_a_link_can_lock():
    found = []
    for path in sorted((ROOT / "pages").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in WIDGETS):
                continue
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            name = given.get("key", "").removeprefix("page.key(").rstrip(")").strip("'")
            known = any(field.name == name for fields in FIELDS.values() for field in fields)
            if known and "disabled" not in given:
                found.append(f"{path.relative_to(ROOT)}:{call.lineno} {name}")
    assert found == []  # write **page.control("name") in place of key=page.key("name")


def test_a_locked_page_keeps_its_values_whatever_the_browser_sends_and_still_lets_one_look(visit):
    page = "learning_a_kernel"
    lab = visit(page, rate="0.03", lock="1")
    assert lab.number_input(key=f"{page}.rate").disabled and lab.number_input(key=f"{page}.epochs").disabled
    assert lab.button(key=f"{page}.preset notebook").disabled and not lab.button(key=f"{page}.begin").disabled
    assert any("locks the disabled controls" in caption.value for caption in lab.caption)
    lab.number_input(key=f"{page}.rate")._value = 0.5  # forged: the browser lets nobody do it
    lab.number_input(key=f"{page}.epochs")._value = 77
    lab.session_state[f"{page}.open"] = "method"  # a topic is opened, in it a preset of values comes
    lab.session_state[f"{page}.momentum"] = 0.1
    lab.run()
    assert not lab.exception
    assert lab.session_state[f"{page}.rate"] == 0.03 and lab.session_state[f"{page}.epochs"] == 10
    assert lab.session_state[f"{page}.momentum"] == 0.9
    assert lab.selectbox(key=f"{page}.optimizer").disabled
    assert dict(lab.query_params.items())["open"] in ("method", ["method"])
    # A run of a fragment does not pass by where pages read their settings: it finds them as they are locked.
    lab.number_input(key=f"{page}.rate")._value = 0.5
    session = lab.session_state._state
    session.on_script_will_rerun(lab._tree.get_widget_states())
    assert session[f"{page}.rate"] == 0.03


def test_a_list_locks_only_what_it_names(visit):
    page = "cross_correlation"
    lab = visit(page, lock="kernel")
    assert lab.selectbox(key=f"{page}.kernel").disabled and not lab.selectbox(key=f"{page}.image").disabled
    editable = {m["name"]: m["editable"] for m in component(lab, "matrices")["matrices"]}
    assert editable == {"X": True, "K": False, "Y": False}
    assert lab.button(key=f"{page}.preset edge").disabled  # it would set the kernel, too
    lab.selectbox(key=f"{page}.image").set_value("band")
    lab.run()
    assert lab.session_state[f"{page}.image"] == "band"


@pytest.mark.parametrize("page", PAGES[1:])
def test_hidden_answers_are_not_sent_and_not_said(visit, page):
    shown = visit(page)
    lab = visit(page, hide="1")
    assert not lab.exception and not lab.warning
    grids = sent(lab, "matrices")
    names = {"Y", "|Y|", "Ŷ", "D", "K₂", "X⋆K", "X∗K", "z"} | ({"K"} if page == "learning_a_kernel" else set())
    hidden_ones = [m for grid in grids for m in grid["matrices"] if m["name"] in names and m["title"] != "Target Y"]
    assert hidden_ones and all(not any(m["values"]) and not any(m["texts"]) for m in hidden_ones)
    assert all(not grid["reading"] for grid in grids)
    told = {one.value for one in (*lab.markdown, *lab.caption)}
    before = {one.value for one in (*shown.markdown, *shown.caption)}
    assert before - told and not any(sign in one for one in told - before for sign in ("+1", "−1"))
    assert not any('role="status"' in one and any(c.isdigit() for c in one) for one in told)
    assert not any(one.proto.popover.label == "Save…" for one in lab.get("popover"))
    assert any(one.proto.label == "Topics" for one in shown.get("button_group"))
    assert not any(one.proto.label == "Topics" for one in lab.get("button_group"))
    assert [one.value for one in lab.caption if "they would show them" in one.value]


def test_the_menu_is_drawn_when_it_is_opened_and_offers_what_the_page_can_lock(visit):
    page = "edge_detection"
    lab = visit(page)
    assert not sent(lab, "locks")
    lab.session_state[f"{page} link menu"] = True
    lab.run()
    data = component(lab, "locks")
    assert list(data["locks"]) == ["image", "transpose_image", "kernel", "transpose_kernel", "threshold"]
    assert set(data["hides"]) == set(hidden.TITLES)
    assert data["limit"] == links.MAX_QR and data["qr"] is None


def test_only_the_picture_draws_no_topic(visit):
    lab = visit("cross_correlation", view="picture", open="matrix")
    assert not lab.exception
    assert not any(one.proto.label == "Topics" for one in lab.get("button_group"))
    assert grid_with(lab, "Y")["Y"].tolist() == [[19, 25], [37, 43]]


@given(st.text("htps:/[]é\n ", max_size=9) | st.none() | st.integers() | st.lists(st.none()) | st.binary(max_size=9))
def test_what_is_no_address_has_no_code(what):
    found = lesson.picture_of(what)
    assert found is None or what.startswith(("http:", "https:"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://[", "https://é.example", "file:///etc/passwd"])
def test_hostile_addresses_have_no_code(address):
    assert lesson.picture_of(address) is None


def test_a_code_holds_its_address_up_to_the_capacity_of_the_standard():
    start = "https://lab.example/?x="
    longest = start + "a" * (links.MAX_QR - len(start))
    found = lesson.picture_of(longest)
    assert found["address"] == longest and found["image"].startswith("data:image/png;base64,")
    assert lesson.picture_of(longest + "a") is None
    with pytest.raises(segno.DataOverflowError):
        segno.make_qr(longest + "a", error="l")
