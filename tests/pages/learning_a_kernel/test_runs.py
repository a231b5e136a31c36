"""The tab "Runs": what is kept of a run, and what can be done with it."""

import io
import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from core import images
from core.quadratic import quadratic_loss
from core.words import gettext
from pages.parts.learning_a_kernel.settings import METHOD
from pages.parts.learning_a_kernel.tabs import FIELDS
from pages.parts.learning_a_kernel.topics.runs import record as runs_record
from pages.parts.learning_a_kernel.topics.runs import words as runs_words
from pages.parts.learning_a_kernel.topics.runs.record import SETTINGS
from tests.pages.reading import grid_with, key_of
from tests.pictures import packed

PAGE = "learning_a_kernel"
key = key_of(PAGE)


def step(lab, times=1):
    for _ in range(times):
        lab.button(key=key("step")).click().run(timeout=300)
    assert not lab.exception and not lab.error
    return lab


def click(lab, name):
    lab.button(key=key(name)).click().run()
    assert not lab.exception
    return lab


def choose(lab, box, number):
    lab.selectbox(key=key(box)).set_value(number).run()
    assert not lab.exception
    return lab


def names(lab):
    return lab.dataframe[0].value["run"].tolist()


def compared(lab):
    """setting → what the two chosen runs have there."""
    return {row.setting: (row.first, row.second) for row in lab.dataframe[1].value.itertuples()}


@pytest.fixture
def three(visit):
    """Three runs: the notebook's, one at another rate, one from a random start with Adam."""
    lab = step(visit(PAGE, open="runs"), 2)
    click(lab, "reset")
    lab.number_input(key=key("rate")).set_value(0.01).run()
    step(lab)
    lab.session_state[key("start")] = "random"
    lab.session_state[key("optimizer")] = "adam"
    return step(lab.run())


def test_the_table_says_in_words_what_was_trained(three):
    table = three.dataframe[0].value
    assert table["run"].tolist() == ["run 1", "run 2", "run 3"]
    assert table["optimizer"].tolist() == ["gradient descent", "gradient descent", "Adam"]
    assert table["learning rate"].tolist() == ["0.02", "0.01", "0.01"]
    assert table["updates"].tolist() == [2, 1, 1]
    assert table["final loss"].iloc[0] == pytest.approx(22.212, abs=1e-3)  # the notebook prints it
    assert table["why it stopped"].tolist() == ["paused"] * 3


@pytest.mark.slow
def test_any_two_runs_are_compared_in_words_the_last_two_to_begin_with(three):
    assert compared(three) == {
        "Initialize with": ("typed numbers", "random, from a seed"),
        "Optimizer": ("gradient descent", "Adam"),
    }
    choose(three, "compared first", 1)
    assert compared(three)["Learning rate"] == ("0.02", "0.01")
    choose(three, "compared second", 2)
    assert compared(three) == {"Learning rate": ("0.02", "0.01")}
    choose(three, "compared second", 1)
    assert any("the same run" in info.value for info in three.info)
    # What was chosen stays chosen when another run comes; what is gone is the last two again.
    choose(three, "compared second", 2)
    click(three, "reset")
    step(three)
    assert compared(three) == {"Learning rate": ("0.02", "0.01")}
    choose(three, "chosen", 1)
    click(three, "delete")
    assert three.selectbox(key=key("compared first")).value == 3


@pytest.mark.slow
def test_equal_runs_are_said_to_be_equal(visit):
    lab = step(visit(PAGE, open="runs"))
    click(lab, "reset")
    step(lab)
    assert any("All settings are the same" in m.value for m in lab.markdown)


@pytest.mark.slow
def test_in_chinese_no_raw_name_is_left(visit):
    lab = step(visit(PAGE, open="runs"))
    click(lab, "reset")
    lab.session_state[key("start")] = "random"
    lab.session_state[key("bias")] = True
    step(lab.run())
    lab.session_state["lang"] = "zh"
    lab.run()
    _ = gettext("zh")
    assert lab.dataframe[0].value[_("optimizer")].tolist() == ["梯度下降"] * 2
    assert compared(lab) == {
        _("Initialize with"): (_("typed numbers"), _("random, from a seed")),
        _("Also learn a bias"): (_("no"), _("yes")),
    }


def test_every_setting_and_every_choice_of_an_experiment_has_words_in_both_languages():
    assert set(runs_words.SETTINGS_SAID) == set(SETTINGS)
    assert {field.name for field in METHOD} < set(SETTINGS)
    assert not {"goal", "log", "open", "plane", "sweep_rates", "recover_h"} & set(SETTINGS)
    for field in FIELDS:
        if field.name in SETTINGS:
            for value in getattr(field, "options", (field.default,)):
                for language in ("en", "zh"):
                    page = SimpleNamespace(translate=gettext(language))
                    assert runs_words.setting_said(page, field.name) != field.name
                    said = runs_words.value_said(page, field.name, value)
                    assert said if hasattr(field, "options") else isinstance(said, str)
                    assert said not in ("sgd", "typed", "sobel_x", "uploaded", "True", "False")


@pytest.mark.slow
def test_a_rate_that_was_changed_in_mid_run_is_told_and_exported(visit, offered):
    lab = step(visit(PAGE, open="runs"), 2)
    lab.number_input(key=key("rate")).set_value(0.005).run()
    step(lab)
    assert lab.dataframe[0].value["learning rate"].tolist() == ["0.02 → 0.005"]
    (run,) = json.loads(offered["runs.json"]())
    assert run["rates"] == [[0, 0.02], [2, 0.005]]
    assert pd.read_csv(io.BytesIO(offered["runs.csv"]()))["rates"].tolist() == ["0:0.02 2:0.005"]
    # A run at the first of these rates alone differs from it in the rate.
    click(lab, "reset")
    step(lab)
    assert compared(lab) == {"Learning rate": ("0.02 → 0.005", "0.005")}


def test_many_rates_are_told_by_the_first_and_the_last_ones():
    assert runs_words.rates_said([(i, float(i + 1)) for i in range(9)]) == "1 → … → 8 → 9"


@pytest.mark.slow
def test_the_exported_files_hold_the_runs(visit, offered):
    lab = visit(PAGE, open="runs", bias="1", optimizer="momentum", target_noise="0.5", seconds="9", start="random")
    step(lab, 3)
    click(lab, "reset")
    lab.number_input(key=key("rate")).set_value(0.001).run()
    step(lab)
    kept = lab.session_state[key("runs")]
    table = pd.read_csv(io.BytesIO(offered["runs.csv"]()), keep_default_na=False)
    records = json.loads(offered["runs.json"]())
    program = offered["runs.py"]().decode()
    assert (
        all(f"results[{one.name!r}]" in program for one in kept) and program.count("losses, kernel, bias = learn(") == 2
    )
    assert len(table) == len(records) == 2
    for i, one in enumerate(kept):
        row, record, state = table.iloc[i], records[i], one.run.states[0]
        assert row["run"] == record["name"] == one.name
        assert record["settings"] == one.settings and set(record["settings"]) == set(SETTINGS)
        # The two numbers of "init" begin with a sign: an apostrophe keeps a spreadsheet from running them.
        assert {name: str(row[name]).removeprefix("'") for name in SETTINGS} == {
            name: str(one.settings[name]) for name in SETTINGS
        }
        assert record["losses"] == list(one.run.losses[0])
        assert len(record["losses"]) == record["updates"] == row["updates"] == one.run.epoch
        assert record["kernel"] == state.kernel.tolist()
        assert record["final_loss"] == row["final_loss"] == record["losses"][-1]
        assert record["learned_bias"] == row["learned_bias"] == state.bias != 0
        assert record["seconds_computed"] == row["seconds_computed"] == state.seconds > 0
        assert record["distance"] == pytest.approx(np.linalg.norm(np.array(record["kernel"]) - [[1, -1]]))
        assert record["stopped"] == row["stopped"] == "paused"


def test_a_run_is_renamed_and_a_name_that_is_taken_or_empty_is_refused_in_a_sentence(three):
    choose(three, "chosen", 2)
    three.text_input(key=key("name 2")).set_value("  small rate ").run()
    assert names(three) == ["run 1", "small rate", "run 3"] and not three.error
    for name, says in (("run 3", "Another run already has the name “run 3”"), ("  ", "A run needs a name")):
        three.text_input(key=key("name 2")).set_value(name).run()
        assert not three.exception
        assert any(says in error.value and "“small rate”" in error.value for error in three.error)
        assert names(three) == ["run 1", "small rate", "run 3"]
        assert three.text_input(key=key("name 2")).value == name
    three.text_input(key=key("name 2")).set_value("setting").run()  # also the head of a column
    assert names(three) == ["run 1", "setting", "run 3"] and not three.error and not three.exception


@pytest.mark.slow
def test_a_new_run_does_not_get_a_name_that_was_given_by_hand(visit):
    lab = step(visit(PAGE, open="runs"))
    lab.text_input(key=key("name 1")).set_value("run 2").run()
    click(lab, "reset")
    step(lab)
    assert names(lab) == ["run 2", "run 3"]


def test_a_hidden_run_leaves_the_chart_and_comes_back(three):
    def drawn():
        charts = [json.loads(chart.proto.spec) for chart in three.get("vega_lite_chart")]
        return charts[0]["encoding"]["color"]["scale"]["domain"] if charts else []

    choose(three, "chosen", 1)
    assert drawn() == ["run 1", "run 2", "run 3"]
    click(three, "hide run")
    assert drawn() == ["run 2", "run 3"]
    assert names(three) == ["run 1", "run 2", "run 3"]
    assert three.button(key=key("hide run")).label == "Show"
    click(three, "hide run")
    assert drawn() == ["run 1", "run 2", "run 3"]


def test_a_deleted_run_is_gone_and_the_page_no_longer_shows_it(three):
    assert not three.button(key=key("reset")).disabled
    click(three, "delete")  # the newest one, which the page shows
    assert names(three) == ["run 1", "run 2"]
    assert three.session_state[key("run")] is None
    click(three, "delete")
    click(three, "delete")
    assert any("No runs yet" in info.value for info in three.info)


@pytest.mark.slow
def test_reopening_brings_back_the_experiment_and_leaves_the_tools_as_they_are(three):
    three.session_state[key("sweep_rates")] = 77
    three.session_state[key("goal")] = 0.5
    three.session_state[key("log")] = False
    three.run()
    choose(three, "chosen", 1)
    click(three, "reopen")
    assert not three.error
    state = three.session_state
    assert state[key("start")] == "typed" and state[key("optimizer")] == "sgd" and state[key("rate")] == 0.02
    assert state[key("sweep_rates")] == 77 and state[key("goal")] == 0.5 and state[key("log")] is False
    assert state[key("open")] == "runs"
    # It goes on where it was: its third loss is the notebook's.
    step(three)
    assert names(three) == ["run 1", "run 2", "run 3"]
    band = images.band()
    form = quadratic_loss(band, band[:, :-1] - band[:, 1:], (1, 2))
    losses = form.path(np.array([[-0.39838535, 1.15418606]]), 0.02, 3)[1]
    assert three.dataframe[0].value["final loss"].iloc[0] == pytest.approx(losses[2], rel=1e-4)


@pytest.mark.slow
def test_a_run_whose_picture_is_no_longer_here_is_not_reopened_until_it_is_uploaded_again(visit):
    first, second = packed(images.photograph("camera", 32)), packed(images.photograph("coins", 32))

    def upload(lab, data):
        lab.file_uploader(key=key("upload")).upload("mine.png", data, "image/png").run()
        assert not lab.exception
        return lab

    lab = upload(visit(PAGE, open="runs", image="uploaded", rate="0.0001"), first)
    step(lab)
    kernel = grid_with(lab, "D")["K"]
    upload(lab, second)
    lab.number_input(key=key("rate")).set_value(0.00005).run()
    click(lab, "reopen")
    assert any("picture of “run 1” is no longer available" in error.value for error in lab.error)
    assert lab.session_state[key("run")] is None and lab.session_state[key("rate")] == 0.00005
    lab.session_state[key("image")] = "band"  # not even an upload
    click(lab.run(), "reopen")
    assert any("no longer available" in error.value for error in lab.error)
    assert lab.session_state[key("image")] == "band"
    lab.session_state[key("image")] = "uploaded"
    upload(lab.run(), first)
    click(lab, "reopen")
    assert not lab.error
    assert lab.session_state[key("rate")] == 0.0001
    assert np.array_equal(grid_with(lab, "D")["K"], kernel)


@pytest.mark.slow
def test_the_oldest_of_too_many_runs_make_room_and_that_is_said(visit, monkeypatch):
    monkeypatch.setattr(runs_record, "MAX_RUNS", 2)
    lab = visit(PAGE, open="runs")
    for made in range(1, 5):
        step(lab)
        assert any("Removed to make room" in info.value for info in lab.info) == (made > 2)
        click(lab, "reset")
    assert names(lab) == ["run 3", "run 4"]
    assert any("newer runs: 2." in info.value for info in lab.info)


@pytest.mark.slow
def test_too_many_losses_make_room_too(visit, monkeypatch):
    monkeypatch.setattr(runs_record, "MAX_LOSSES", 3)
    lab = visit(PAGE, open="runs")
    for _ in range(3):
        step(lab, 2)
        click(lab, "reset")
    assert names(lab) == ["run 2", "run 3"]
    assert any("newer runs: 1." in info.value for info in lab.info)


@pytest.mark.slow
def test_a_run_begins_after_the_topic_that_holds_its_settings_was_closed(visit):
    lab = visit(PAGE, open="data")
    lab.number_input(key=key("w")).set_value(3).run()
    lab.session_state[key("open")] = "runs"
    step(lab.run())
    assert lab.session_state[key("runs")][0].settings["w"] == 3
