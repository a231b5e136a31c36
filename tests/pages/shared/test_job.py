"""The rules that every job in the workers follows, on the average of gradients: its chunks run one at a time."""

import pytest

from core.errors import BadInput, WorkerLost
from core.receptive_field import EffectiveFieldExperiment, Layer
from pages.parts.receptive_field.topics.effective.job import AveragingJob
from pages.shared import job as jobs
from tests.pages.executors import Waiting


@pytest.fixture
def waiting(instead):
    return instead(Waiting())


@pytest.fixture
def job():
    return AveragingJob((EffectiveFieldExperiment((Layer("conv", 3),), (9, 9), (3, 3)),))


@pytest.mark.parametrize("error", [ValueError("no such thing"), BadInput("a rule is broken"), OSError("disk")])
def test_any_error_is_a_sentence_once_and_the_job_can_be_resumed(waiting, job, error):
    job.tick()
    waiting.asked[0][0].set_exception(error)
    for _ in range(3):
        job.tick()
    assert str(error) in str(job.error) and isinstance(job.error, BadInput | WorkerLost)
    assert not job.busy and not job.finished
    assert len(waiting.asked) == 1
    job.resume()
    job.tick()
    assert job.error is None and len(waiting.asked) == 2


def test_what_is_cancelled_is_dropped_and_made_again_where_it_goes_on(waiting, job):
    job.tick()
    job.cancel()
    assert waiting.asked[0][0].cancelled() and not job.busy
    job.tick()
    assert len(waiting.asked) == 1
    job.resume()
    job.tick()
    assert len(waiting.asked) == 2


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
