"""The mistakes that `make mutants` makes, and that it tells tests that notice them from tests that do not."""

import os
import select
from pathlib import Path

import pytest

from tests import mutants

SOURCE = '''LIMIT: tuple[0, 1] = (3, 4)


def middle(low, high):
    """Half way."""
    if not low <= high:
        return 1
    return (low + high) / 2
'''


def test_every_mistake_is_one_change_at_its_line():
    made = [(mutant.line, mutant.before, mutant.after) for mutant in mutants.mutants(SOURCE)]
    assert sorted(made) == [
        (6, "if not low <= high:", "if low <= high:"),
        (6, "if not low <= high:", "if not low < high:"),
        (7, "return 1", "return 2"),
        (8, "return (low + high) / 2", "return (low + high) * 2"),
        (8, "return (low + high) / 2", "return (low + high) / 1"),
        (8, "return (low + high) / 2", "return (low - high) / 2"),
    ]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("a < b < c", ["a <= b < c", "a < b <= c"]),
        ("a == b", ["a != b"]),
        ("a in b", ["a not in b"]),
        ("a and b", ["a or b"]),
        ("a // b % c", ["a // b * c", "a * b % c"]),
        ("x[0]", ["x[1]"]),
        ("2.0", ["1.0"]),
        ("True", []),
        ("'0'", []),
        ("a << 3", []),
    ],
)
def test_the_mistakes_of_an_expression(right, wrong):
    assert sorted(mutant.source.strip() for mutant in mutants.mutants(right)) == sorted(wrong)


def test_the_tests_of_a_module_mirror_it_or_lie_in_one_folder_and_bounds_are_among_them(tmp_path):
    inside, flat = tmp_path / "tests" / "core" / "learning", tmp_path / "tests" / "core"
    inside.mkdir(parents=True)
    for file in (inside / "test_loop.py", flat / "test_loop.py", flat / "test_edges.py", flat / "test_edges_more.py"):
        file.touch()
    bounds = flat / "test_bounds_of_pictures.py"
    bounds.write_text("from core.learning import training\n")

    def found(module):
        return mutants.tests_of(Path(module), tmp_path)

    assert found("core/learning/loop.py") == [inside / "test_loop.py", bounds]
    assert found("core/learning/training.py") == [inside / "test_loop.py", bounds]  # all of the package
    assert found("core/loop.py") == [flat / "test_loop.py"]
    assert found("core/edges/edges.py") == [flat / "test_edges.py", flat / "test_edges_more.py"]
    assert found("core/edges/__init__.py") == [flat / "test_edges.py", flat / "test_edges_more.py"]
    assert found("core/loop/parts/part.py") == [flat / "test_loop.py"]  # of the package
    assert found("core/nothing.py") == found("core/nothing/parts/part.py") == []


def test_a_mistake_is_caught_by_a_test_that_looks_there(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # none is needed here, and they take a second
    (tmp_path / "middle.py").touch()
    tests = tmp_path / "test_middle.py"
    slow = "@pytest.mark.slow\ndef test_slow():\n    assert middle(1, 0) == 1\n"
    tests.write_text(
        f"import pytest\nfrom middle import middle\n\n\ndef test_middle():\n    assert middle(2, 4) == 3\n\n\n{slow}"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\nmarkers =\n  slow\n  browser\n")
    assert not mutants.caught(tmp_path, Path("middle.py"), SOURCE, [tests], 60)
    sources = {mutant.after: mutant.source for mutant in mutants.mutants(SOURCE)}
    for mistake, noticed in (
        ("return (low + high) / 1", True),
        ("return (low - high) / 2", True),
        ("return 2", True),  # by the slow one
        ("if not low < high:", False),
    ):
        assert mutants.caught(tmp_path, Path("middle.py"), sources[mistake], [tests], 60) is noticed, mistake


def test_what_a_mistake_leaves_running_ends_with_its_run(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  slow\n  browser\n")
    os.mkfifo(tmp_path / "held")
    tests = tmp_path / "test_left.py"
    left = 'subprocess.Popen(["tail", "-f", "/dev/null"], stdout=open("held", "w"))'
    tests.write_text(f"import subprocess\n\n\ndef test_left():\n    {left}\n")
    reader = os.open(tmp_path / "held", os.O_RDONLY | os.O_NONBLOCK)
    assert not mutants.caught(tmp_path, Path("middle.py"), "", [tests], 60)
    assert select.select([reader], [], [], 30)[0] and os.read(reader, 1) == b""  # nobody holds it any longer
    os.close(reader)


def test_what_is_no_module_is_a_sentence(capsys):
    for module in ("../x.py", "core", "core/nothing.py", "README.md"):
        with pytest.raises(SystemExit):
            mutants.main([module])
        assert "is no module of this project" in capsys.readouterr().err
