"""Exercises on their pages: typed, checked, helped, opened by an address; and the class's view on the front page."""

from core import exercises
from core.exercises import HandIn, exercise_of, line, query, solution
from core.words import gettext
from tests.pages.reading import component, grid_with, matrices, query_of, said, sent


def key(page, name):
    return f"{page}.{name}"


def test_a_size_is_typed_checked_helped_and_left(visit):
    page = "cross_correlation"
    lab = visit(page, ask="shape", variant="1", stride_rows="2")
    rows, columns = solution(exercise_of("shape", 1))
    assert not lab.exception
    assert f"{page}.stride_rows" not in [one.key for one in lab.number_input]
    assert "Nothing to check" not in said(lab)
    lab.button(key=key(page, "exercise check")).click().run()
    assert "Nothing to check yet" in said(lab) and "of 2**" not in said(lab)
    lab.text_input(key=key(page, "exercise box 0")).set_value(f" {rows} ").run()
    lab.text_input(key=key(page, "exercise box 1")).set_value("seven").run()
    assert any("“seven” is not a number" in one.value for one in lab.error)
    assert lab.text_input(key=key(page, "exercise box 1")).value == "seven"
    assert query_of(lab) == {"ask": "shape", "stride_rows": "2", "answers": f"{rows}_", "unchecked": "10"}
    again = visit(page, **query_of(lab))  # as a browser that is reloaded: nothing is marked that was not checked
    assert "correct" not in said(again) and "of 2**" not in said(again)
    assert again.text_input(key=key(page, "exercise box 0")).value == rows
    assert "Nothing to check" not in said(lab)
    lab.text_input(key=key(page, "exercise box 1")).set_value("99").run()
    assert "✓" not in said(lab) and "✗" not in said(lab)
    assert sent(lab, "before") == []  # the line to hand in would tell how many are right
    lab.button(key=key(page, "exercise check")).click().run()
    assert "**1 of 2** right." in said(lab)
    assert "✓ correct" in said(lab) and "✗ wrong" in said(lab)
    assert "unchecked" not in query_of(lab)
    lab.text_input(key=key(page, "exercise box 1")).set_value(columns).run()
    assert "✗ wrong" not in said(lab) and "of 2**" not in said(lab)
    assert query_of(lab)["unchecked"] == "01"
    again = visit(page, **query_of(lab))
    assert "✓ correct" in said(again) and "✗" not in said(again) and "of 2**" not in said(again)
    lab.button(key=key(page, "exercise check")).click().run()
    assert "**2 of 2** right. Well done!" in said(lab)
    assert lab.button(key=key(page, "exercise answer")).disabled  # there is nothing left to tell
    assert component(lab, "done")["done"] == "ask shape"
    for count in (1, 2):
        lab.button(key=key(page, "exercise hint")).click().run()
        assert len(lab.info) == count
    assert component(lab, "before")["before"] == "Cross-correlation · The output's size · 1 · 2/2 · 2 hints · "
    lab.query_params = {"ask": "shape", "stride_rows": "2", "answers": f"{rows}_{columns}"}  # as Back does
    assert len(lab.run().info) == 2
    assert component(lab, "before")["before"].endswith(" · 2 hints · ")
    for wrong in ("-5", str(10**30), "10^30", "me"):
        lab.text_input(key=key(page, "variant")).set_value(wrong).run()
        (error,) = lab.error
        assert error.value.startswith(f"The variant must be a whole number from 0 to 1000000000000000, got {wrong}")
        assert query_of(lab)["variant"] == lab.text_input(key=key(page, "variant")).value == wrong
    lab.text_input(key=key(page, "variant")).set_value(" ２０231234").run()
    assert not lab.error and not lab.info and query_of(lab)["variant"] == "20231234" and "answers" not in query_of(lab)
    lab.text_input(key=key(page, "variant")).set_value(" ").run()
    assert [one.value for one in lab.error] == ["The variant is empty; type a whole number from 0 to 1000000000000000."]
    lab.text_input(key=key(page, "variant")).set_value("20231234").run()
    lab.button(key=key(page, "exercise answer")).click().run()
    assert "The answer was shown." in said(lab)
    assert component(lab, "done")["done"] is None
    assert component(lab, "query")["query"].endswith("&seen=1")
    lab.button(key=key(page, "exercise another")).click().run()
    assert lab.text_input(key=key(page, "variant")).value == "20231235"
    assert [one.value for one in lab.text_input if "box" in one.key] == ["", ""] and "seen" not in lab.query_params
    lab.button(key=key(page, "close exercise")).click().run()
    assert not lab.exception
    assert dict(lab.query_params.items()) == {"stride_rows": "2"}
    assert grid_with(lab, "Y")["Y"].shape == (1, 2)


def test_an_opened_address_is_marked_and_numbers_sought_are_not_sent(visit):
    right = solution(exercise_of("sign", 4))
    lab = visit("edge_detection", ask="sign", variant="4", answers="_".join([right[0], "", right[2]]), hints="1")
    assert "**2 of 3** right. Answer the rest" in said(lab) and "✗" not in said(lab) and len(lab.info) == 1
    y = next(one for one in matrices(lab) if one["name"] == "Y")
    assert set(y["values"]) == {0} and y["marks"].count("right") == 2 and y["texts"].count("?") == 1
    lab.button_group(key=key("edge_detection", "exercise box 1")).set_value(right[1]).run()
    lab.button(key=key("edge_detection", "exercise check")).click().run()
    assert "**3 of 3** right." in said(lab)

    lab = visit("cross_correlation", ask="Y", variant="３")
    assert not lab.warning and lab.text_input(key=key("cross_correlation", "variant")).value == "3"
    y = next(one for one in matrices(lab) if one["name"] == "Y")
    assert y["editable"] and set(y["values"]) == {0} and set(y["texts"]) == {""}
    assert component(lab, "reading")["reading"] == []

    for answers, says in (("1_2", "The exercise has"), ("1_2_x_4_5_6", "not a number that can be")):
        lab = visit("cross_correlation", ask="Y", variant="1", answers=answers, lang="zh")
        assert not lab.exception
        assert len(lab.warning) == 1 and says.split()[0] not in lab.warning[0].value


def test_every_kind_opens_on_its_page_in_both_languages_and_one_of_another_page_is_told_of(visit):
    for kind, page, language in (
        ("kernel", "cross_correlation", "zh"),
        ("rate", "learning_a_kernel", "en"),
        ("field", "receptive_field", "zh"),
        ("layers", "receptive_field", "en"),
        ("convention", "convolution_vs_correlation", "en"),
    ):
        lab = visit(page, ask=kind, variant="2", lang=language, tour=page)
        assert not lab.exception and not lab.error and not lab.warning, kind
        assert lab.button(key=key(page, "exercise check")).label == gettext(language)("Check")
        assert lab.button(key=key(page, "tour close"))  # a step of a tour may be an exercise
        lab.button(key=key(page, "exercise answer")).click().run()
        boxes = len(exercise_of(kind, 2).boxes)
        assert f"{boxes} of {boxes}" in said(lab) or f"{boxes}/{boxes}" in said(lab), kind
    lab = visit("edge_detection", ask="Y", variant="9")
    assert not lab.exception
    assert any("is on another page" in one.value for one in lab.info)
    assert "Y" in grid_with(lab, "Y")
    lab = visit("edge_detection", ask="nothing", variant="<1>")
    assert not lab.exception and len(lab.warning) == 2
    lab = visit("edge_detection", ask="sign", variant=str(10**30))
    assert not lab.exception and query_of(lab) == {"ask": "sign", "variant": str(10**30)}
    assert [one.value for one in lab.error] == [
        f"The variant must be a whole number from 0 to 1000000000000000, got {10**30}."
    ]


def test_a_class_is_pasted_on_the_front_page(visit):
    lab = visit("home", open="class")
    box = lab.text_area(key=key("home", "class lines"))
    right = HandIn("shape", 1, solution(exercise_of("shape", 1)), 2)
    lines = [
        "Anna " + line(right, "互相关 · 输出的大小", "2 个提示", "https://lab.example/cross_correlation"),
        "Ben http://localhost/?ask=shape&answers=9_9",
        "Cem http://localhost/?ask=shape&answers=9_9&seen=1",
        "Dear teacher",
        "http://localhost/?ask=shape&answers=9",
        "Eve http://localhost/?ask=shape&hints=1",
    ]
    box.set_value("\n".join(lines)).run()
    assert not lab.exception
    assert "**3 lines** marked. 1 line has no link to an exercise: 4." in said(lab)
    assert "1 line has no answers and counts as not handed in: 6." in said(lab)
    assert [one.value for one in lab.warning] == [
        "Line 5 was not marked: the exercise has 2 boxes, but the number of answers in the link is 1."
        " Its link was changed or cut off; ask for the line again."
    ]
    rows, boxes = (one.value for one in lab.dataframe)
    assert '"box":{"width":"medium"' in lab.dataframe[1].proto.columns.replace(" ", "")
    assert rows["name or note"].tolist() == ["Anna", "Ben", "Cem"]
    assert rows["correct"].tolist() == [2, 0, 0] and rows["hints"].tolist() == [2, 0, 0]
    assert boxes["commonest wrong answer"].tolist() == ["9", "9"] and boxes["times"].tolist() == [2, 2]
    assert not any("answers" in name for name in lab.query_params)
    words = gettext("zh")
    lab = visit("home", open="class", lang="zh")
    lab.text_area(key=key("home", "class lines")).set_value("\n".join(lines)).run()
    translated = [one.value for one in lab.dataframe]
    assert [table.shape for table in translated] == [rows.shape, boxes.shape]
    assert translated[1][words("box")].tolist() == [words(name) for name in boxes["box"]]
    assert words("class results") + ".csv" in [one.proto.label for one in lab.get("download_button")]
    lab.text_area(key=key("home", "class lines")).set_value("x" * (exercises.MAX_CHARACTERS + 1)).run()
    assert not lab.exception
    assert len(lab.error) == 1 and "paste the lines of one class" in lab.error[0].value
    assert not lab.dataframe


def test_the_list_leads_to_pages_that_take_its_settings(visit):
    from pages.parts.home.topics.exercises.tab import places

    lab = visit("home", open="exercises")
    assert not lab.exception
    groups = component(lab, "groups")["groups"]
    names = {one["name"] for group in groups for one in group["entries"]}
    assert names == {name for entries in places().values() for name in entries}
    for entries in places().values():
        for name, place in entries.items():
            if not name.startswith("ask "):
                found = visit(place.page, **place.settings)
                assert not found.exception and not found.error and not found.warning, name
    assert query(HandIn("Y", 1, ("",) * 6)) == "ask=Y"


def test_a_link_that_hides_answers_offers_none_and_only_the_picture_keeps_its_check(visit):
    lab = visit("cross_correlation", ask="Y", hide="1", view="picture")
    assert not lab.exception and not lab.warning
    keys = [one.key for one in lab.button]
    assert key("cross_correlation", "exercise check") in keys
    assert key("cross_correlation", "exercise answer") not in keys
