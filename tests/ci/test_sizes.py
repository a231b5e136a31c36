"""The check of sizes finds what is too long, and lets nothing stay on its list without need."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from tests.steps import step


@pytest.fixture
def sizes() -> ModuleType:
    return step("sizes")


def written(root: Path, lines: int) -> None:
    for folder in ("core", "pages", "serving"):
        (root / folder).mkdir()
    (root / "core" / "long.py").write_text("def long():\n" + "    x = 1\n" * (lines - 1))


def test_sixty_lines_are_a_function_and_sixty_one_are_two(sizes: ModuleType, tmp_path: Path) -> None:
    written(tmp_path, 60)
    assert sizes.troubles(tmp_path, frozenset()) == []
    (tmp_path / "core" / "long.py").write_text("@cached\nasync def long():\n" + "    x = 1\n" * 60)
    assert sizes.troubles(tmp_path, frozenset()) == ["core/long.py: long: 61 lines, at most 60"]
    assert sizes.troubles(tmp_path, frozenset({"core/long.py: long"})) == []


def test_a_file_of_281_lines_is_too_long(sizes: ModuleType, tmp_path: Path) -> None:
    written(tmp_path, 10)
    (tmp_path / "pages" / "all.py").write_text("x = 1\n" * 281)
    assert sizes.troubles(tmp_path, frozenset()) == ["pages/all.py: 281 lines, at most 280"]


def test_what_is_short_again_leaves_the_list(sizes: ModuleType, tmp_path: Path) -> None:
    written(tmp_path, 60)
    (found,) = sizes.troubles(tmp_path, frozenset({"core/long.py: long"}))
    assert "take it from the list" in found
