"""Some visitors at once, as `make load` sends them: all are answered, and a run that is watched goes on."""

from benchmarks import load, soak
from tests.serving.looped import run


def test_visitors_at_once_are_all_answered(lab):
    heard, _cores = run(load.rung([lab], 6, 4.0, bare=False))
    assert heard.failed == 0
    assert heard.answers and heard.pictures


def test_what_processes_weigh_and_by_how_much_they_grow(lab):
    assert soak.weight(lab.process.pid) > 10**7
    assert soak.weight(2**30) == 0
    samples = [(float(second), 100 if second < 20 else 200, 100 if second < 90 else 130) for second in range(100)]
    assert soak.growth(samples) == (200 + 130) / (200 + 100) - 1
    assert soak.peak(samples) == 330 / 1e6
