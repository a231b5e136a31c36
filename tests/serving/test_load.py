"""Some visitors at once, as `make load` sends them: all are answered, and a run that is watched goes on."""

from benchmarks import load, soak, visit
from tests.serving.looped import run


def test_visitors_at_once_are_all_answered(lab):
    seconds, heard = 2.0, load.Heard()
    while not (heard.answers and heard.pictures):  # a slow machine needs longer
        seconds *= 2.0
        heard, _cores = run(load.rung([lab], 6, seconds, bare=False))
        assert heard.failed == 0


def test_what_processes_weigh_and_by_how_much_they_grow(lab, tmp_path):
    assert soak.weight(lab.process.pid) > 10**7
    assert soak.weight(2**30) == 0
    samples = [(float(second), 100 if second < 20 else 200, 100 if second < 90 else 130) for second in range(100)]
    assert soak.growth(samples) == (200 + 130) / (200 + 100) - 1
    assert soak.peak(samples) == 330 / 1e6
    soak.draw(samples, tmp_path / "soak.svg")
    assert "</svg>" in (tmp_path / "soak.svg").read_text(encoding="utf-8")


def test_what_visits_need_is_what_each_costs_times_their_number():
    """By hand: 2 × 0.05 + 30 × 0.03 + 0.1 × 10 × 0.2 = 1.2 s of a server, 0.1 × 10 × 0.9 = 0.9 s of a worker."""
    cost = visit.Cost(0.05, 100e3, 0.03, 20e3, 0.2, 0.9, 300e3)
    need = visit.needed(cost, visit.Visit(), 10.0)
    assert [round(value, 6) for value in (need.server, need.workers, need.connected)] == [12.0, 9.0, 6000.0]
    assert round(need.bytes) == 10 * (200_000 + 600_000 + 300_000)
