"""The lock, the licences and the audit: what each of them takes for trouble."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

from tests.steps import step

LOCK = """one==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via -r requirements.txt
two==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:cc
"""
LIST = "| package | licence |\n|---|---|\n| one | MIT |\n| two | BSD |\n"


@pytest.fixture
def packages() -> ModuleType:
    return step("packages")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "requirements.txt").write_text("# ours\none==1.0\n")
    (tmp_path / "requirements-postgres.txt").write_text("two[binary]==2.0\n")
    (tmp_path / "requirements-cluster.txt").write_text("")
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / "docs" / "licences.md").write_text(LIST)
    return tmp_path


def test_a_lock_and_a_list_that_are_whole_are_no_trouble(packages: ModuleType, house: Path) -> None:
    assert packages.troubles(house) == []
    assert packages.locked(LOCK)["one"] == ("one", "1.0", 2)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("requirements.txt", "1.0", "1.1", "requirements.lock is behind requirements.txt: one==1.1"),
        ("requirements.txt", "one==1.0", "one==1.0\nthree==3.0", "behind requirements.txt: three==3.0"),
        ("requirements-postgres.txt", "2.0", "2.1", "requirements.lock is behind requirements-postgres.txt: two==2.1"),
        ("requirements.lock", " \\\n    --hash=sha256:cc", "", "two has no hash"),
        ("docs/licences.md", "| two | BSD |\n", "", "the licence of two is missing"),
        ("docs/licences.md", "| one | MIT |", "| one | not known |", "the licence of one is missing"),
    ],
)
def test_what_lacks_is_named(packages: ModuleType, house: Path, file: str, old: str, new: str, said: str) -> None:
    place = house / file
    place.write_text(place.read_text().replace(old, new))
    found = packages.troubles(house)
    assert len(found) == 1 and said in found[0]


def test_a_licence_is_read_from_the_package_and_kept_where_it_cannot_be(packages: ModuleType) -> None:
    assert packages.licence("streamlit") == "Apache-2.0"
    assert packages.licence("no-such-package") == ""
    made = packages.listed(["no-such-package", "streamlit"], "| no-such-package | MIT |\n")
    assert made.endswith("| no-such-package | MIT |\n| streamlit | Apache-2.0 |\n")


@pytest.mark.parametrize(
    ("report", "said", "code"),
    [
        ("", "could not run here", 0),
        ("[]", "could not run here", 0),
        (json.dumps({"dependencies": [{"name": "one", "skip_reason": "not found"}]}), "none of the 1 packages", 0),
        (
            json.dumps({"dependencies": [{"name": "one", "version": "1.0", "vulns": []}]}),
            "No known vulnerability in 1 of 1",
            0,
        ),
        (
            json.dumps({"dependencies": [{"name": "one", "version": "1.0", "vulns": [{"id": "CVE-1"}]}]}),
            "one 1.0: CVE-1",
            1,
        ),
    ],
)
def test_the_audit_says_what_it_found_or_that_it_could_not_look(
    packages: ModuleType, report: str, said: str, code: int
) -> None:
    told, exit_code = packages.verdict(report)
    assert said in told and exit_code == code
