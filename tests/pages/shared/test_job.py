"""The rules that every job in the workers follows, on the average of gradients: its chunks run one at a time."""

from concurrent.futures import Executor, Future

import pytest

from core import workers
from core.errors import BadInput, WorkerLost
from core.receptive_field import EffectiveFieldExperiment, Layer
from pages.parts.receptive_field.topics.effective.job import AveragingJob
from pages.shared import job as jobs


class Waiting(Executor):
    """Keeps what is asked of it."""

    def __init__(self):
        self.futures = []

    def submit(self, function, /, *args, **kwargs):
        self.futures.append(Future())
        return self.futures[-1]


@pytest.fixture
def waiting():
    executor = Waiting()
    workers.set_executor(executor)
    yield executor
    workers.set_executor(None)


@pytest.fixture
def job():
    return AveragingJob((EffectiveFieldExperiment((Layer("conv", 3),), (9, 9), (3, 3)),))


@pytest.mark.parametrize("error", [ValueError("no such thing"), BadInput("a rule is broken"), OSError("disk")])
def test_any_error_is_a_sentence_once_and_the_job_can_be_resumed(waiting, job, error):
    job.tick()
    waiting.futures[0].set_exception(error)
    for _ in range(3):
        job.tick()
    assert str(error) in str(job.error) and isinstance(job.error, BadInput | WorkerLost)
    assert not job.busy and not job.finished
    assert len(waiting.futures) == 1
    job.resume()
    job.tick()
    assert job.error is None and len(waiting.futures) == 2


def test_what_is_cancelled_is_dropped_and_made_again_where_it_goes_on(waiting, job):
    job.tick()
    job.cancel()
    assert waiting.futures[0].cancelled() and not job.busy
    job.tick()
    assert len(waiting.futures) == 1
    job.resume()
    job.tick()
    assert len(waiting.futures) == 2


def test_it_waits_longer_for_a_visitor_whose_connection_broke_than_for_one_who_left_the_page(waiting, job, monkeypatch):
    now, connection = [0.0], ["first"]
    monkeypatch.setattr(jobs, "connection_of", lambda visitor: connection[0])
    monkeypatch.setattr(jobs.time, "monotonic", lambda: now[0])

    def after(seconds, to):
        connection[0] = "first"
        job.tick()
        now[0] += seconds
        connection[0] = to
        return job.abandoned

    assert not after(jobs.LEFT_SECONDS, "first")
    assert after(jobs.LEFT_SECONDS + 1, "first")
    for to in (None, "second"):  # still cut, and connected anew
        assert not after(jobs.BROKEN_SECONDS, to)
        assert after(jobs.BROKEN_SECONDS + 1, to)
    monkeypatch.setattr(jobs, "left", lambda visitor: True)  # the tab was closed
    assert after(jobs.LEFT_SECONDS + 1, None)
