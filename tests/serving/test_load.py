"""Some visitors at once, as `make load` sends them: all are answered, and a run that is watched goes on."""

import pytest

from benchmarks import load, soak, visit
from tests.serving.looped import run


def test_visitors_at_once_are_all_answered(lab):
    seconds, heard = 2.0, load.Heard()
    while not (heard.answers and heard.pictures):  # a slow machine needs longer
        seconds *= 2.0
        heard, _cores = run(load.rung([lab], 6, seconds, bare=False))
        assert heard.failed == 0


def test_a_ladder_says_what_it_takes_and_puts_both_apps_beside_each_other():
    assert load.minutes((10, 100), 15.0, 0.0) == pytest.approx((45 + 2 * (2 + 15) + 2 * (11 + 15)) / 60)
    assert load.minutes((10,), 15.0, 60.0) == pytest.approx((45 + 2 * (2 + 15 + 60)) / 60)
    rows = [["100", "lab", "0.20", "0.90", "24"], ["100", "bare", "0.10", "0.60", "25"]]
    assert load.beside(rows) == [["100", "0.20", "0.90", "0.10", "0.60", "1.5"]]


def test_what_processes_weigh_and_by_how_much_they_grow(lab, tmp_path):
    assert soak.weight(lab.process.pid) > 10**7
    # A byte a second more from 200 on, beside a worker of 80 that is away every tenth second.
    samples = [(float(t), 500 if t < 20 else 180 + t, 80 if t % 10 else 0) for t in range(100)]
    assert soak.growth(samples) == pytest.approx((279 + 80) / (200 + 80) - 1)
    assert soak.growth([(t, server) for t, server, _worker in samples]) == pytest.approx(279 / 200 - 1)
    assert soak.peak(samples) == 580 / 1e6
    soak.draw(samples, tmp_path / "soak.svg")
    assert "</svg>" in (tmp_path / "soak.svg").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_short_soak_fails_nobody_and_weighs_server_and_workers(monkeypatch):
    monkeypatch.setattr(soak, "VISITORS", 3)
    monkeypatch.setattr(soak, "SAMPLES", 10)
    samples, met = run(soak.soaked(12.0))
    assert met.failed == {}
    assert sum(met.visits.values()) >= soak.VISITORS
    assert max(server for _second, server, _workers in samples) > 10**8
    assert max(workers for _second, _server, workers in samples) > 10**8


def test_what_visits_need_is_what_each_costs_times_their_number():
    """By hand: 2 × 0.05 + 30 × 0.03 + 0.1 × 10 × 0.2 = 1.2 s of a server, 0.1 × 10 × 0.9 = 0.9 s of a worker."""
    cost = visit.Cost(0.05, 100e3, 0.03, 20e3, 0.2, 0.9, 300e3)
    need = visit.needed(cost, visit.Visit(), 10.0)
    assert [round(value, 6) for value in (need.server, need.workers, need.connected)] == [12.0, 9.0, 6000.0]
    assert round(need.bytes) == 10 * (200_000 + 600_000 + 300_000)
