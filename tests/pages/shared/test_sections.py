"""The topics of every page: one registry, one way to open them, and addresses that go on working."""

import importlib
import importlib.util
import pkgutil

import pytest

import pages.parts
from pages.shared import everywhere, sections
from tests.pages.reading import query_of

PAGES = ("cross_correlation", "edge_detection", "learning_a_kernel", "convolution_vs_correlation", "receptive_field")
ALIASES = [(page, old) for page, names in sections.RENAMED.items() for old in names]


def registry(page):
    return importlib.import_module(f"pages.parts.{page}.tabs")


@pytest.mark.parametrize("page", PAGES)
def test_topics_of_one_group_stand_together_and_the_idea_comes_first(page):
    topics = registry(page).TOPICS
    groups = [topic.group for topic in topics]
    runs = [group for place, group in enumerate(groups) if place == 0 or groups[place - 1] != group]
    assert len(runs) == len(set(runs)), "a group is torn apart"
    assert topics[0].name == "idea"
    assert len({topic.name for topic in topics}) == len(topics)


@pytest.mark.parametrize("page", [*PAGES, "home"])
def test_no_setting_of_a_page_has_two_fields(page):
    names = [field.name for field in (*registry(page).FIELDS, *everywhere.FIELDS)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("page", [*PAGES, "home"])
def test_every_topic_that_has_a_folder_or_a_file_is_in_the_registry(page):
    package = importlib.import_module(f"pages.parts.{page}.topics")
    drawn = {topic.draw.__module__ for topic in registry(page).TOPICS if topic.name != "idea"}
    folders = {name for _finder, name, is_package in pkgutil.iter_modules(package.__path__) if is_package}
    offered = {module.removeprefix(f"{package.__name__}.").split(".")[0] for module in drawn}
    assert folders - {"plane_chart"} <= offered


def test_every_page_with_parts_has_a_registry():
    with_topics = {
        name
        for _finder, name, _is_package in pkgutil.iter_modules(pages.parts.__path__)
        if importlib.util.find_spec(f"pages.parts.{name}.topics") is not None
    }
    assert with_topics == {*PAGES, "home"}


@pytest.mark.parametrize(
    ("page", "old", "shown"),
    [
        ("edge_detection", "missed", "The kernel above: which edges does it see?"),
        ("cross_correlation", "numbers", "paste a matrix: one row per line"),
    ],
)
def test_a_link_to_a_topic_by_its_old_name_opens_its_new_place(visit, page, old, shown):
    lab = visit(page, open=old)
    assert not lab.exception
    assert not lab.warning
    assert any(shown in text.value for text in lab.markdown)
    for setting, text in sections.RENAMED[page][old].items():
        assert query_of(lab)[setting] == text


def test_every_old_name_has_its_case_above():
    assert set(ALIASES) == {("edge_detection", "missed"), ("cross_correlation", "numbers")}


def test_an_old_name_is_none_on_another_page(visit):
    (warning,) = visit("edge_detection", open="numbers").warning
    assert "has no option “numbers”" in warning.value


@pytest.mark.parametrize(
    ("page", "topic"),
    [(page, topic.name) for page in PAGES[:1] for topic in registry(page).TOPICS if topic.experiment == "needed"],
)
def test_a_topic_that_needs_an_experiment_says_where_to_get_one(visit, page, topic):
    lab = visit(page, open=topic, kernel="typed", image="uploaded")
    assert not lab.exception
    assert any("Choose an input and a kernel above first." in info.value for info in lab.info)
