"""Every picture on a page says in words what it shows."""

import ast
from pathlib import Path

import pytest

PAGES = Path(__file__).resolve().parents[3] / "pages"
IMAGES = [
    (path, call)
    for path in sorted(PAGES.rglob("*.py"))
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "image"
    if any(isinstance(name, ast.Name) and name.id in ("st", "column", "place") for name in ast.walk(call.func))
]


@pytest.mark.parametrize(("path", "call"), IMAGES, ids=lambda one: getattr(one, "stem", ""))
def test_a_picture_has_a_text_in_its_place(path, call):
    assert "alt" in {argument.arg for argument in call.keywords}, f"{path}:{call.lineno}"


def test_pictures_are_found_at_all():
    assert {path.stem for path, _ in IMAGES} >= {"home", "pictures"}


def test_no_chart_is_drawn_that_keys_cannot_read():
    drawn = [path for path in PAGES.rglob("*.py") if "st.vega_lite_chart(" in path.read_text(encoding="utf-8")]
    assert [path.name for path in drawn] == ["readable.py"]
