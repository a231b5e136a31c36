"""The theory beside the training: limits of every method, bias, mini-batches, how far the prediction reaches; bad input."""

import re

import numpy as np
import pytest

from core import images
from core.correlation import corr2d
from core.words import gettext
from pages.parts.learning_a_kernel.topics import identifiability
from tests.pages.reading import component, grid_with, key_of, matrices, refused, settled

PAGE = "learning_a_kernel"
key = key_of(PAGE)


def told(lab):
    return " ".join(part.value for part in (*lab.caption, *lab.warning, *lab.info, *lab.markdown))


def metric(lab, label):
    return next(m.value for m in lab.metric if m.label == label)


def slider(lab):
    return component(lab, "marks")


def step(lab, times=1):
    for _ in range(times):
        lab.button(key=key("step")).click().run(timeout=300)
    return lab


# The largest stable rate is the method's own


@pytest.mark.parametrize(
    ("asked", "warned"),
    [
        ({"optimizer": "adam", "rate": "0.05"}, False),
        ({"optimizer": "momentum", "rate": "0.05"}, False),
        ({"optimizer": "nesterov", "rate": "0.03"}, True),
        ({"bias": "1", "rate": "0.03"}, True),
        ({"rate": "0.033"}, False),
        ({"rate": "0.033", "weight_decay": "2"}, True),
    ],
)
def test_a_run_that_would_diverge_is_warned_of_and_no_other(visit, asked, warned):
    lab = visit(PAGE, epochs="1500", **asked)
    assert not lab.exception
    assert ("training will diverge" in told(lab)) == warned
    curve = component(lab, "series")["series"][0]
    assert (curve["y"][-1] > curve["y"][0]) == warned


@pytest.mark.parametrize(
    ("asked", "limit"),
    [
        ({}, 1 / 30),
        ({"optimizer": "momentum"}, 3.8 / 60),
        ({"optimizer": "nesterov"}, 3.8 / 168),
        ({"weight_decay": "3"}, 2 / 63),
        ({"optimizer": "adam"}, None),
        ({"optimizer": "rmsprop"}, None),
        ({"optimizer": "adam", "weight_decay": "0.5"}, 4.0),
    ],
)
def test_slider_and_theory_show_the_limit_of_the_chosen_method(visit, asked, limit):
    lab = visit(PAGE, open="theory", **asked)
    assert not lab.exception
    assert slider(lab)["limit"] == (None if limit is None else pytest.approx(limit))
    shown = metric(lab, "Largest stable rate")
    assert shown == "none" if limit is None else float(shown) == pytest.approx(limit, rel=1e-5)
    assert ("have no largest stable rate" in told(lab)) == (limit is None)
    assert (slider(lab)["fastest"] is None) == bool(asked)
    assert slider(lab)["low"] < 0.02 < slider(lab)["high"]


@pytest.mark.slow
def test_after_a_divergence_the_limit_of_the_method_is_told(visit):
    lab = visit(PAGE, optimizer="nesterov", rate="1e20", epochs="5")
    step(lab, 2)
    warned = " ".join(w.value for w in lab.warning)
    assert "method the largest stable rate is 0.02262" in warned
    lab = visit(PAGE, optimizer="adam", rate="1e30", epochs="5")
    step(lab, 2)
    warned = " ".join(w.value for w in lab.warning)
    assert "left the range of float32" in warned and "0.0333" not in warned


def test_a_schedule_and_mini_batches_say_what_the_mark_is_worth(visit):
    assert "schedule only lowers it" in told(visit(PAGE, schedule="step"))
    assert "for as long as the schedule" in told(visit(PAGE, schedule="step", rate="0.04"))
    assert "only a guide" in told(visit(PAGE, batch="7"))
    assert "only a guide" not in told(visit(PAGE, batch="42"))  # all of them


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_the_directions_shrink_as_the_path_does(visit, optimizer):
    lab = visit(PAGE, open="theory", optimizer=optimizer, rate="0.01", momentum="0.3", epochs="200")
    assert not lab.exception
    table = lab.dataframe[0].value
    slowest = table.iloc[:, 1].max()
    y = component(lab, "series")["series"][0]["y"]
    assert (y[150] / y[100]) ** 0.01 == pytest.approx(slowest, rel=1e-3)  # the loss is the error squared


@pytest.mark.parametrize("optimizer", ["momentum", "rmsprop"])
def test_the_mean_with_the_rate_that_is_offered_makes_the_same_updates(visit, optimizer):
    lab = visit(PAGE, open="theory", optimizer=optimizer, rate="0.01", weight_decay="0.5")
    before = grid_with(lab, "D")["K"]
    lab.button(key=key("swap")).click().run()
    assert not lab.exception
    assert lab.session_state[key("loss")] == "mean"
    np.testing.assert_allclose(grid_with(lab, "D")["K"], before, atol=2e-5)


# Bias


@pytest.mark.slow
def test_a_run_with_a_bias_is_predicted_and_its_bias_shown(visit):
    lab = visit(PAGE, bias="1", rate="0.01", epochs="3")
    assert not lab.exception
    before = told(lab)
    predicted = float(re.search(r"Bias: (\S+)\. ", before)[1])
    assert predicted != 0
    step(lab, 3)
    after = told(lab)
    apart = float(re.search(r"from the prediction: (\S+) of", after)[1])
    assert apart < 1e-5
    assert float(re.search(r"Bias: (\S+)\. ", after)[1]) == pytest.approx(predicted, rel=1e-4)
    assert "Bias:" not in told(visit(PAGE))


def test_rank_goal_and_surface_know_the_bias(visit):
    lab = visit(PAGE, open="theory", bias="1", rate="0.01", goal="0.3")
    assert not lab.exception
    assert metric(lab, "Rank (identifiable directions)") == "3 / 3"
    assert "and the bias:** the patches" in told(lab)
    assert re.search(r"\*\*\d+\*\* updates", told(lab))
    lab = visit(PAGE, open="surface", bias="1", rate="0.01")
    assert not lab.exception
    assert "with the best bias for each kernel" in told(lab)
    assert "plane of kernels" not in told(lab)


@pytest.mark.slow
def test_weight_decay_with_a_bias_is_predicted_too(visit):
    lab = step(visit(PAGE, bias="1", weight_decay="0.5", optimizer="momentum", rate="0.005", epochs="3"), 3)
    assert not lab.exception
    assert float(re.search(r"from the prediction: (\S+) of", told(lab))[1]) < 1e-5


@pytest.mark.parametrize("asked", [{"bias": "1"}, {"weight_decay": "1"}, {"batch": "7"}, {"schedule": "cosine"}])
def test_the_notebooks_printed_losses_are_drawn_for_its_own_run_only(visit, asked):
    assert "dots" in [one["style"] for one in component(visit(PAGE), "series")["series"]]
    assert "dots" not in [one["style"] for one in component(visit(PAGE, **asked), "series")["series"]]


# What is predicted, and how far


def test_with_mini_batches_nothing_is_said_to_be_predicted(visit):
    lab = visit(PAGE, batch="7", open="theory")
    assert not lab.exception
    assert "Mini-batch training cannot be predicted; the kernel shown is the initial one." in told(lab)
    assert "the theory's prediction" not in told(lab)
    assert "Mini-batch training cannot be predicted; start it to see." in told(lab)
    assert not [one for one in component(lab, "series")["series"] if one["style"] == "dashed"]
    np.testing.assert_allclose(grid_with(lab, "D")["K"], [[-0.39838535, 1.15418606]], rtol=1e-6)


@pytest.mark.parametrize(
    "asked",
    [
        {"optimizer": "momentum"},
        {"optimizer": "adam"},
        {"optimizer": "rmsprop"},
        {"schedule": "cosine", "epochs": "5000"},
        {"weight_decay": "0.001", "rate": "0.02"},
        {"optimizer": "nesterov", "schedule": "exponential"},
    ],
)
def test_updates_to_a_loss_are_read_from_the_path_of_any_method(visit, asked):
    lab = visit(PAGE, open="theory", goal="0.5", **({"rate": "0.01"} | asked))
    assert not lab.exception
    needed = int(re.search(r"\*\*([\d,]+)\*\* updates", told(lab))[1].replace(",", ""))
    lab = visit(PAGE, open="epochs", **({"rate": "0.01", "epochs": str(needed + 2)} | asked))
    losses = lab.dataframe[0].value["loss, predicted"]
    if "schedule" not in asked or asked["schedule"] != "cosine":  # which spans the epochs
        assert losses[needed] <= 0.5 < losses[:needed].min()


def test_a_loss_that_is_not_reached_comes_with_the_bound(visit):
    lab = visit(PAGE, open="theory", goal="0", optimizer="adam", rate="1e-9")
    assert re.search(r"Not within the [\d,]+ updates that can be predicted", told(lab))


def test_where_the_dashed_curve_ends_is_told_if_it_ends_before_the_run(visit):
    lab = visit(PAGE, optimizer="adam", epochs="100000", rate="0.01")
    assert not lab.exception
    end = int(re.search(r"The dashed curve ends after ([\d,]+) updates", told(lab))[1].replace(",", ""))
    assert end > 5_000
    assert component(lab, "series")["series"][0]["x"][-1] == end + 1
    titles = [m["title"] for number in (0, 1) for m in matrices(lab, number)]
    assert any(f"{end:,} updates" in title for title in titles) or f"{end:,} updates" in told(lab)
    for asked in ({"optimizer": "momentum", "epochs": "100000", "rate": "0.01"}, {"epochs": "1000000"}):
        lab = visit(PAGE, **asked)
        assert "The dashed curve ends" not in told(lab)


# What the data cannot tell


def test_all_unknown_combinations_are_shown_or_counted_and_all_are_saved(visit):
    lab = visit(PAGE, open="theory", h="3", w="3", start="random")
    assert "leaves 6 undetermined" in told(lab)
    assert len(grid_with(lab, "N1")) == 6 and " shown; the file" not in told(lab)
    lab = visit(PAGE, open="theory", h="4", w="4", start="random")
    assert not lab.exception
    shown = len(grid_with(lab, "N1"))
    assert f"{shown} of 12 shown" in told(lab)


@pytest.mark.parametrize("bias", [False, True])
def test_the_file_has_every_unknown_combination(bias):
    from core.quadratic import quadratic_loss

    X = images.band()
    target = corr2d(X, np.ones((4, 4)))
    form = quadratic_loss(X, target, (4, 4), bias=bias)
    table = identifiability.table(form)
    assert len(table) == form.linear.size - form.rank
    for _number, row in table.iterrows():
        changed = corr2d(X, row.to_numpy()[:16].reshape(4, 4)) + (row["bias"] if bias else 0)
        np.testing.assert_allclose(changed, 0, atol=1e-6)


def test_with_a_bias_the_combinations_name_theirs(visit):
    lab = visit(PAGE, open="theory", h="3", w="3", start="random", bias="1")
    assert not lab.exception
    assert "and the bias that do not change the output" in told(lab)


def test_a_constant_image_is_said_to_have_rank_one(visit):
    lab = visit(PAGE, open="theory", image="typed", x="~".join(["0.5_0.5_0.5"] * 3))
    assert not lab.exception
    assert "rank 1 of 2" in told(lab)


# Bad input


def test_a_nan_typed_into_the_image_is_a_sentence_and_stays(visit):
    lab = visit(PAGE, open="data")
    typed = "1 nan 0\n0 1 0\n1 1 1"
    lab.selectbox(key=key("image")).set_value("typed").run()
    refused(lab, "text_area", key("x"), typed)


@pytest.mark.slow
def test_three_colours_are_answered_by_the_hand_written_layer_on_one_channel(visit):
    lab = visit(PAGE, open="computed", image="astronaut", side="48", colour="1", rate="0.001")
    settled(lab.button(key=key("ask tensorflow")).click().run())
    assert not lab.exception and not lab.error
    assert "one channel only: it gets the red one" in told(lab)
    assert len(lab.success) == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_time_limit_is_said_to_be_the_longest_that_is_allowed(visit, language):
    lab = visit(PAGE, open="method", lang=language)
    said = gettext(language)("0: the maximum of {minutes:g} minutes.").format(minutes=10)
    assert lab.number_input(key=key("seconds")).help == said
    assert language == "en" or "10 分钟" in said


HOSTILE = ["nan", "inf", "1e999", "-1", "<script>alert(1)</script>", "7" * 20_000, "", "unknown"]
FIELDS = ("rate", "epochs", "h", "optimizer", "momentum", "batch", "bias", "weight_decay", "loss", "goal", "seconds")


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:10] or "empty")
def test_a_hostile_value_in_any_field_leaves_a_page_that_works(visit, value):
    lab = visit(PAGE, **dict.fromkeys(FIELDS, value))
    assert not lab.exception
    assert "Ignored part of this link" in told(lab)
    assert lab.number_input(key=key("rate")).value == 0.02 and not lab.error
