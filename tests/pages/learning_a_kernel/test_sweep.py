"""The tab "Sweep": what is typed, what is drawn, and what happens when a worker is lost."""

import json
from concurrent.futures import BrokenExecutor

import numpy as np
import pytest

from core import images, workers
from core.errors import BadInput
from core.learning.sweeps import runs as sweep_runs
from core.learning.sweeps.sweep import Sweep
from core.takeaway import Reader, script
from core.words import gettext
from pages.parts.learning_a_kernel.topics.sweep import charts as sweep_charts
from pages.parts.learning_a_kernel.topics.sweep.job import SweepJob
from pages.shared import downloads
from pages.shared.page import Page
from tests.pages.executors import Here, Waiting, ended
from tests.pages.reading import key_of, refused

PAGE = "learning_a_kernel"
key = key_of(PAGE)
EDGE = np.array([[1.0, -1.0]])
RATES = (0.002, 0.01, 0.02)
SMALL = Sweep(images.band(), EDGE, rates=(0.02, 0.033, 0.034), seeds=(0, 1, 2))
EN = Page(PAGE, "en")


def open_sweep(visit, **query):
    lab = visit(PAGE, open="sweep", **query)
    assert not lab.exception
    return lab


def click(lab, name):
    lab.button(key=key(name)).click().run()
    assert not lab.exception
    return lab


def charts(lab):
    """The specifications of the sweep's pictures."""
    return [json.loads(chart.proto.spec) for chart in lab.get("vega_lite_chart")]


@pytest.fixture
def here(instead):
    return instead(Here())


def half_done(sweep):
    """The state in which some runs are made and others are not."""
    state = sweep_runs.start(sweep)
    while not state.done:
        state = sweep_runs.advance(sweep, state, 1e-4)
    return state


def test_a_sweep_can_be_started_and_every_bad_number_is_a_sentence(visit):
    lab = open_sweep(visit)
    for name, value in (
        ("sweep_low", 0.0),
        ("sweep_high", 1e-9),
        ("sweep_rates", 0),
        ("sweep_seeds", 10**6),
        ("sweep_epochs", 0),
    ):
        field = lab.number_input(key=key(name))
        before = field.value
        field.set_value(value).run()
        assert not lab.exception
        assert lab.error, name
        lab.number_input(key=key(name)).set_value(before).run()
        assert not lab.error
    lab.selectbox(key=key("sweep_varied")).set_value("kernel_size").run()
    lab.text_input(key=key("sweep_sizes")).set_value("2x2 banana").run()
    assert not lab.exception
    assert any("banana" in error.value for error in lab.error)
    lab.text_input(key=key("sweep_sizes")).set_value("1x2 3x3").run()
    lab.button(key=key("sweep go")).click().run()
    assert not lab.exception


@pytest.mark.parametrize(
    "text",
    [
        "²x2",
        "2x²",
        "２x２",
        "٢x٢",
        "1x",
        "x",
        "x2",
        "1x2x3",
        "999x999",
        "0x1",
        "16x2",
        "-1x2",
        "1.5x2",
        "+1x2",
        "9" * 100 + "x1",
        "²",
    ],
)
def test_a_size_that_is_none_is_a_sentence_and_stays(visit, text):
    lab = open_sweep(visit, sweep_varied="kernel_size")
    refused(lab, "text_input", key("sweep_sizes"), text, "is not a size from 1x1 to 15x15")
    assert any(text[:40] in error.value for error in lab.error)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("１", "not a number"),
        ("²", "not a number"),
        ("1_0", "not a number"),
        ("much", "not a number"),
        ("nan", "must be from 0"),
        ("inf", "must be from 0"),
        ("-1", "must be from 0"),
        ("0.1 0.1", "without duplicates"),
        ("", "without duplicates"),
    ],
)
def test_a_noise_that_is_none_is_a_sentence_and_stays(visit, text, says):
    lab = open_sweep(visit, sweep_varied="noise")
    refused(lab, "text_input", key("sweep_noises"), text, says)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"sweep_rates": "500", "sweep_seeds": "500"}, "250,000 runs, over the limit of 20,000"),
        ({"batch": "10", "sweep_epochs": "100000"}, "take too long"),
        ({"bias": "1", "batch": "10", "sweep_epochs": "100000"}, "take too long"),
        (
            {"optimizer": "adam", "sweep_optimizers": "adam", "sweep_epochs": "1000000", "sweep_seeds": "400"},
            "take too long",
        ),
        ({"batch": "42", "sweep_varied": "kernel_size"}, "The batch size must be between 1 and 35"),
    ],
)
def test_a_sweep_that_is_too_large_is_a_sentence(visit, query, says):
    lab = open_sweep(visit, **query)
    assert any(says in error.value for error in lab.error)
    assert not any(button.key == key("sweep go") for button in lab.button)


def test_the_median_shows_the_cliff_at_the_stable_rate(here):
    job = ended(SweepJob(SMALL))
    assert job.state.limits == pytest.approx([1 / 30])
    data = sweep_charts.summary(EN, job)
    assert data["rate"].tolist() == list(SMALL.rates)
    shown = np.clip(job.state.losses[0], sweep_charts.SMALLEST, sweep_charts.MAX_VALUE)
    assert data["loss"].tolist() == np.median(shown, axis=0).tolist()
    assert data["loss"][0] < 1e-6 and data["loss"][2] > data["loss"][1]
    assert (data["least"] <= data["loss"]).all() and (data["loss"] <= data["most"]).all()


def test_the_saved_picture_has_the_stability_limit(here):
    figure = sweep_charts.figure(EN, ended(SweepJob(SMALL)))
    axis = figure.axes[0]
    found = {line.get_label(): line.get_xdata() for line in axis.lines}
    assert found["largest stable rate"] == pytest.approx([1 / 30, 1 / 30])
    assert "largest stable rate" in [text.get_text() for text in axis.get_legend().get_texts()]
    assert found["gradient descent"].tolist() == list(SMALL.rates)


def test_a_sweep_of_one_value_has_a_heat_map_of_rate_and_seed(visit, here):
    lab = click(open_sweep(visit, sweep_rates="6", sweep_seeds="4"), "sweep go")
    lab.run()
    curves, heat = charts(lab)
    assert len(curves["layer"]) == 3  # range, median, stability limit
    assert heat["mark"]["type"] == "rect"
    assert (heat["encoding"]["x"]["field"], heat["encoding"]["y"]["field"]) == ("rate", "seed")
    state = lab.session_state[key("sweeping")].state
    cells = sweep_charts.single(lab.session_state[key("sweeping")])
    assert len(cells) == 24
    for cell in cells.itertuples():
        rate = lab.session_state[key("sweeping")].sweep.rates.index(cell.rate)
        assert cell.loss == np.clip(state.losses[0, cell.seed, rate], sweep_charts.SMALLEST, sweep_charts.MAX_VALUE)


def test_a_sweep_of_several_values_has_a_heat_map_of_rate_and_value_and_a_program(visit, here, monkeypatch):
    taken = {}
    monkeypatch.setattr(downloads, "save", lambda *given, lessons=None, **more: taken.update(lessons or {}))
    lab = click(open_sweep(visit, sweep_rates="5", sweep_seeds="3", sweep_varied="noise"), "sweep go")
    lab.run()
    assert charts(lab)[1]["encoding"]["y"]["field"] == "value"
    assert not lab.session_state[key("sweeping")].running
    program = script(taken["sweep"](Reader("Sweep")))
    assert f"LEARNING_RATES = {list(lab.session_state[key('sweeping')].sweep.rates)!r}" in program


def test_bias_and_schedule_of_the_page_are_those_of_the_sweep_and_what_is_left_out_is_said(visit, here, instead):
    asked = {"bias": "1", "schedule": "step", "every": "7", "decay": "0.25", "patience": "5"}
    lab = open_sweep(visit, sweep_rates="2", sweep_seeds="1", sweep_epochs="3", **asked)
    waiting = instead(Waiting())
    click(lab, "sweep go")
    sweep = waiting.asked[0][2][0]
    assert (sweep.bias, sweep.schedule, sweep.decay_every, sweep.decay) == (True, "step", 7, 0.25)
    assert any("early stopping does not apply here" in caption.value for caption in lab.caption)
    assert any("learning rate changes over time" in caption.value for caption in lab.caption)


@pytest.mark.parametrize(
    "failure", [BrokenExecutor("killed"), ValueError("no such thing"), BadInput("a rule is broken")]
)
def test_after_an_interruption_a_sweep_stops_with_a_sentence_and_goes_on_with_what_is_done(instead, failure):
    sweep = Sweep(images.band(), EDGE, RATES, (0, 1), varied="noise", values=(0.0, 0.1, 0.2), epochs=50)
    whole = sweep_runs.run(sweep)
    failing = instead(Here(failure))
    job = SweepJob(sweep)
    job.lanes[0].state = half = half_done(sweep)
    ended(job)
    assert job.error is not None and not job.running and not job.finished
    assert job.state.done == half.done > 0
    assert str(failure) in str(job.error) or isinstance(job.error, workers.WorkerLost)
    asked = len(failing.asked)
    job.tick()
    assert len(failing.asked) == asked  # it does not try again by itself
    instead(Here())
    job.resume()
    assert job.error is None
    ended(job)
    assert job.finished and job.error is None
    np.testing.assert_allclose(job.state.losses, whole.losses, rtol=1e-12)


def test_go_on_is_offered_after_a_lost_worker_and_ends_the_sweep(visit, instead):
    instead(Here(BrokenExecutor("killed")))
    lab = click(open_sweep(visit, sweep_rates="4", sweep_seeds="3"), "sweep go")
    lab.run()
    assert any("worker process ended" in error.value for error in lab.error)
    assert lab.button(key=key("sweep on")).label == "Resume the remaining 12"
    instead(Here())
    click(lab, "sweep on")
    lab.run()
    assert not lab.error
    assert lab.session_state[key("sweeping")].finished
    assert not any(button.key == key("sweep on") for button in lab.button)


def test_an_interruption_is_told_in_chinese_too():
    assert "中断" in gettext("zh")("the work was interrupted: {reason}; try again")


def test_mini_batches_keep_all_workers_busy_and_full_batches_one(monkeypatch, instead):
    monkeypatch.setattr(workers, "WORKERS", 2)
    executor = instead(Waiting())
    for settings, lanes in (({"batch_size": 10}, 2), ({"bias": True}, 1), ({}, 1)):
        executor.asked.clear()
        job = SweepJob(Sweep(images.band(), EDGE, RATES, (0, 1, 5), epochs=5, **settings))
        job.tick()
        job.tick()
        assert len(executor.asked) == lanes
        assert sum(args[0].runs for _, _, args in executor.asked) == job.sweep.runs
        job.cancel()
        assert all(future.cancelled() for future, _, _ in executor.asked)
        job.tick()
        assert len(executor.asked) == lanes


@pytest.mark.slow
def test_two_workers_give_what_one_gives(monkeypatch):
    monkeypatch.setattr(workers, "WORKERS", 2)
    sweep = Sweep(images.band(), EDGE, (0.001, 0.004), (1, 2, 3), epochs=20, batch_size=10, bias=True)
    job = ended(SweepJob(sweep))
    assert job.error is None and job.fraction == 1.0
    whole = workers.run(sweep_runs.run, sweep)
    np.testing.assert_allclose(job.state.losses, whole.losses, rtol=1e-6)
    assert sweep_runs.table(sweep, job.state)["seed"] == [1, 1, 2, 2, 3, 3]
