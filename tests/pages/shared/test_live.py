"""The driver of live training: what it sends, keeps and stops, on an executor whose answers come when told."""

import time
import weakref
from dataclasses import replace

import numpy as np
import pytest

from core import workers
from core.learning import KernelLearning, TrainingState
from pages.shared import job, live
from pages.shared.live import Run
from tests.pages.executors import Waiting

BAND = np.tile([1.0, 1, 0, 0, 0, 0, 1, 1], (6, 1))
EDGES = np.tile([0.0, 1, 0, 0, 0, -1, 0], (6, 1))
NOTEBOOK = KernelLearning(BAND, EDGES, initial_kernel=np.array([[-0.39838535, 1.15418606]]))


def run_of(epochs, **options):
    return Run((replace(NOTEBOOK, epochs=epochs),), **options)


class Trainer(Waiting):
    """Keeps what is asked of it until it is told to answer."""

    def answer(self, stopped=""):
        """Answer the oldest question as `learning.advance` would: 5,000 updates a second, each lowers the loss by 1."""
        future, _, (_experiment, state, epochs) = self.asked.pop(0)
        losses = 100.0 - np.arange(state.epoch, state.epoch + epochs, dtype=np.float32)
        future.set_result(
            (
                TrainingState(
                    state.epoch + epochs, state.kernel, stopped=stopped, seconds=state.seconds + epochs / 5_000
                ),
                losses,
            )
        )


@pytest.fixture
def waiting(instead):
    return instead(Trainer())


def test_a_short_run_makes_one_small_chunk_a_tick_so_that_it_is_seen_to_move(waiting):
    run = run_of(10)
    for made in range(1, 11):
        run.tick()
        assert [args[2] for *_, args in waiting.asked] == [1]
        waiting.answer()
        if made == 10:
            run.tick()
    assert run.epoch == 10
    assert list(run.losses[0]) == [100.0 - i for i in range(10)]
    assert run.finished and not run.running


def test_a_long_run_goes_on_without_waiting_for_the_page(waiting):
    run = run_of(1_000_000)
    run.tick()
    for _ in range(5):
        waiting.answer()
    assert len(waiting.asked) == 1
    assert run.epoch == 0  # the page has taken over nothing yet
    run.tick()
    assert run.epoch == waiting.asked[0][2][1].epoch > 5


def test_the_next_chunk_is_sent_by_whichever_thread_hears_of_the_last_one_first(waiting, monkeypatch):
    run = run_of(1_000_000)
    run._came = lambda *_: None  # the worker's thread is late
    monkeypatch.setattr(job, "wait", lambda *_, **__: waiting.answer())
    assert run.tick()
    assert run.epoch == 1
    assert [args[1].epoch for *_, args in waiting.asked] == [1]


def test_a_picture_waits_for_a_new_rate_to_be_used(waiting, monkeypatch):
    run = run_of(1_000_000)
    run.tick()
    waiting.answer()
    run.tick()
    run.change(learning_rate=0.005, epochs=1_000_000)
    monkeypatch.setattr(live, "wait", lambda *_, **__: waiting.answer())
    assert run.tick()
    assert run.rates[-1] == (waiting.asked[0][2][1].epoch, 0.005)


def test_chunks_last_as_long_as_they_should(waiting):
    run = run_of(1_000_000)
    run.tick()
    for _ in range(4):
        waiting.answer()
    assert waiting.asked[0][2][2] == pytest.approx(5_000 * live.CHUNK_SECONDS, abs=1)


def test_a_run_that_nobody_looks_at_stops_asking(waiting, monkeypatch):
    run = run_of(1_000_000)
    run.tick()
    waiting.answer()
    now = time.monotonic()
    monkeypatch.setattr(job.time, "monotonic", lambda: now + job.LEFT_SECONDS + 0.1)
    waiting.answer()
    assert waiting.asked == []
    assert run.abandoned


def test_the_chunk_in_flight_still_counts_after_a_stop(waiting):
    run = run_of(1_000_000)
    run.tick()
    run.stop()
    assert run.busy
    waiting.answer()
    run.tick()
    assert run.epoch == 1
    assert not run.busy
    assert waiting.asked == []


def test_a_new_rate_goes_with_the_next_chunk(waiting):
    run = run_of(1_000_000)
    run.tick()
    run.change(learning_rate=0.005, epochs=1_000_000)
    waiting.answer()
    assert waiting.asked[0][2][0].learning_rate == 0.005
    assert run.changed


def test_it_ends_where_the_training_stops_by_itself(waiting):
    run = run_of(1_000_000)
    run.tick()
    waiting.answer(stopped="diverged")
    run.tick()
    assert run.finished and not run.running
    assert waiting.asked == []


def test_after_a_lost_worker_it_goes_on_from_the_last_state(waiting):
    run = run_of(1_000_000)
    run.tick()
    waiting.answer()
    waiting.asked.pop(0)[0].set_exception(workers.WorkerLost("the worker ended"))
    run.tick()
    assert isinstance(run.error, workers.WorkerLost)
    assert not run.running and not run.finished
    run.resume()
    run.tick()
    assert run.error is None
    assert waiting.asked[0][2][1].epoch == run.epoch == 1


def test_two_experiments_are_trained_in_step(waiting):
    run = Run((replace(NOTEBOOK, epochs=1_000_000),) * 2)
    run.tick()
    waiting.answer()
    assert len(waiting.asked) == 1  # the other one's part; nothing new before it has come
    waiting.answer()
    assert [args[1].epoch for *_, args in waiting.asked] == [1, 1]


def test_its_trajectory_is_remembered_from_the_start_and_bounded(waiting, monkeypatch):
    monkeypatch.setattr(live, "MAX_KERNELS", 50)
    run = run_of(400, size=1)
    for _ in range(400):
        run.tick()
        waiting.answer()
    run.tick()
    updates = [epoch for epoch, _ in run.trajectory]
    assert updates[0] == 0
    assert updates == sorted(set(updates))
    assert 20 <= len(updates) <= 50
    assert updates[-1] > 350


@pytest.mark.slow
def test_in_real_workers_it_ends_at_the_notebooks_kernel():
    run = run_of(10)
    while run.running:
        run.tick()
        run.tick(patience=60)
    assert np.array_equal(run.states[0].kernel, np.float32([[0.8858046, -0.88580453]]))
    assert np.round(run.losses[0], 3).tolist()[1::2] == [22.212, 7.297, 2.434, 0.812, 0.271]


@pytest.mark.slow
def test_one_step_waits_for_the_chunk_in_flight():
    run = run_of(100)
    run.tick()
    run.stop()
    run.one()
    while run.busy:
        run.tick(patience=60)
    assert run.epoch == run.states[0].epoch == 2
    assert run.losses[0][1] < run.losses[0][0]


def test_a_step_that_takes_long_is_watched_stopped_and_made_again(waiting, monkeypatch):
    monkeypatch.setattr(live, "STEP_SECONDS", 0.0)
    run = run_of(1_000_000)
    run.one()
    assert run.running and [args[2] for *_, args in waiting.asked] == [1]
    waiting.answer()
    run.tick()
    assert (run.epoch, run.busy, waiting.asked) == (1, False, [])
    run.one()
    run.stop()  # what is in flight still counts
    waiting.answer()
    run.tick()
    assert (run.epoch, run.busy) == (2, False)
    run.resume()
    run.tick()
    assert waiting.asked[0][2][2] > 1  # a run, after a step: as many updates as are quick
    run.stop()
    run.one()
    waiting.answer()
    run.tick()
    made = run.epoch
    assert run.running and [args[2] for *_, args in waiting.asked] == [1]
    waiting.answer()
    run.tick()
    assert (run.epoch, run.busy) == (made + 1, False)


def test_pictures_come_more_slowly_the_more_runs_are_watched(waiting, monkeypatch):
    monkeypatch.setattr(live, "_runs", weakref.WeakValueDictionary())
    assert live.pace() == live.TICK
    runs = [run_of(10) for _ in range(3)]
    assert live.pace() == pytest.approx(min(3 * live.TICK, live.SLOWEST_TICK))
    runs[0].stop()
    assert live.pace() == pytest.approx(2 * live.TICK)
    del runs
    assert live.pace() == live.TICK


def test_a_run_remembers_which_updates_were_made_with_which_rate(waiting):
    run = run_of(100, size=10)
    run.tick()
    run.change(learning_rate=0.005, epochs=100)  # the chunk in flight was sent with the experiment's own
    waiting.answer()
    run.tick()
    waiting.answer()
    run.tick()
    assert run.epoch == 20
    assert run.rates == [(0, NOTEBOOK.learning_rate), (10, 0.005)]
    assert run.changed


def test_an_error_of_any_kind_is_a_sentence_and_is_not_sent_again(waiting):
    run = run_of(100)
    run.tick()
    future = waiting.asked.pop()[0]
    future.set_exception(MemoryError("no room"))
    run.tick()
    assert "MemoryError: no room" in str(run.error)
    assert not run.running
    assert waiting.asked == []
    run.resume()
    run.tick()
    assert len(waiting.asked) == 1  # going on is the visitor's choice
