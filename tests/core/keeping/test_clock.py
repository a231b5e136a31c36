"""A clock that is set while the server runs: nothing that is kept goes earlier for it."""

import runpy
import time
from pathlib import Path

import pytest

from core.keeping import Kept, Store, clock

ROOT = Path(__file__).parents[3]
DAY = 86_400.0


@pytest.mark.parametrize("jump", [-3_600.0, DAY, 100 * DAY, -20_000 * DAY])
def test_a_clock_that_is_set_while_the_server_runs_ends_nothing_earlier(tmp_path, monkeypatch, jump):
    kept = Store(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    real = time.time
    before = kept.save(Kept("home"), "a")
    monkeypatch.setattr(clock.time, "time", lambda: real() + jump)
    during = kept.save(Kept("home"), "a")  # and deletes what has expired
    assert kept.load(before.id) and kept.load(during.id)
    assert kept.expire() == 0
    monkeypatch.setattr(clock.time, "time", real)
    assert kept.load(before.id) and kept.load(during.id)


def test_only_what_is_kept_for_days_goes_by_a_clock_that_can_be_set():
    walls = ("time.time(", "datetime.now(", "datetime.today(", "date.today(", "utcnow(")
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("core", "pages", "serving")
        for path in (ROOT / folder).rglob("*.py")
        if any(wall in path.read_text(encoding="utf-8") for wall in walls)
    ]
    assert found == ["core/keeping/clock.py"]


def test_the_two_clocks_of_a_machine_that_nobody_has_set_agree():
    assert clock.latest() - clock.earliest() < DAY
    assert abs(clock.latest() - time.time()) < DAY


def test_the_clock_that_only_grows_is_as_far_behind_as_it_was_when_the_process_began(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: 1_000.0)
        patch.setattr(time, "monotonic", lambda: 30.0)
        begun = runpy.run_path(clock.__file__)
    assert begun["_AHEAD"] == 970.0


@pytest.mark.parametrize(("wall", "earliest", "latest"), [(1_000.0, 1_000.0, 1_030.0), (1_090.0, 1_030.0, 1_090.0)])
def test_of_two_clocks_the_earlier_ends_things_and_the_later_keeps_them(monkeypatch, wall, earliest, latest):
    monkeypatch.setattr(clock, "_AHEAD", 1_000.0)
    monkeypatch.setattr(clock.time, "monotonic", lambda: 30.0)
    monkeypatch.setattr(clock.time, "time", lambda: wall)
    assert (clock.earliest(), clock.latest()) == (earliest, latest)
