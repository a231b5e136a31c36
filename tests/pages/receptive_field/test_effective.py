"""The tab Effective field: started, watched, stopped, and every number that breaks a rule."""

import pytest

from tests.pages.executors import ended
from tests.pages.reading import key_of, refused

pytestmark = pytest.mark.slow

PAGE = "receptive_field"
key = key_of(PAGE)


def job(lab, name):
    return lab.session_state[key(f"averaging {name}")]


def until_done(lab, name):
    """Ticks as the fragment makes them in a browser."""
    ended(job(lab, name))
    lab.run()
    assert not lab.exception
    assert not lab.error


def test_it_says_what_it_will_take_before_it_starts(visit):
    lab = visit(PAGE, open="effective")
    assert not lab.exception
    assert any("100 TensorFlow steps" in caption.value for caption in lab.caption)


@pytest.mark.parametrize("kind", ["uniform", "linear", "relu"])
def test_the_field_is_averaged_and_its_share_told(visit, kind):
    lab = visit(
        PAGE, open="effective", preset="LeNet", rows="32", columns="32", effective_kind=kind, effective_samples="5"
    )
    lab.button(key=key("averaging field begin")).click().run()
    until_done(lab, "field")
    share = next(metric.value for metric in lab.metric if metric.value.endswith("%"))
    assert 0 < float(share.rstrip("%")) <= 100


def test_growth_is_measured_by_depth(visit):
    lab = visit(PAGE, open="effective", effective_kind="uniform")
    lab.button(key=key("averaging growth begin")).click().run()
    until_done(lab, "growth")
    assert lab.get("vega_lite_chart")


def test_it_is_stopped_and_goes_on(visit):
    lab = visit(PAGE, open="effective", preset="LeNet", rows="32", columns="32", effective_samples="2000")
    lab.button(key=key("averaging field begin")).click().run()
    lab.button(key=key("averaging field stop")).click().run()
    assert not lab.exception
    assert not job(lab, "field").running
    assert lab.button(key=key("averaging field stop")).disabled
    lab.button(key=key("averaging field begin")).click().run()
    assert job(lab, "field").running
    lab.button(key=key("averaging field stop")).click().run()


def test_another_stack_forgets_the_average_of_the_old_one(visit):
    lab = visit(PAGE, open="effective", effective_samples="5")
    lab.button(key=key("averaging field begin")).click().run()
    until_done(lab, "field")
    lab.number_input(key=key("effective_seed")).set_value(7).run()
    assert job(lab, "field") is None


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("effective_channels", 0),
        ("effective_channels", 10**9),
        ("effective_samples", 0),
        ("effective_samples", 10**9),
        ("effective_seed", -1),
        ("effective_kernel", 1),
        ("effective_kernel", 10**6),
    ],
)
def test_numbers_that_break_a_rule_are_a_sentence_and_stay(visit, setting, value):
    lab = visit(PAGE, open="effective")
    refused(lab, "number_input", key(setting), value)


def test_an_input_that_takes_too_long_is_told_before_anything_starts(visit):
    lab = visit(PAGE, open="effective", rows="4096", columns="4096")
    assert not lab.exception
    assert any("smaller input" in error.value for error in lab.error)


def test_it_speaks_chinese(visit):
    lab = visit(PAGE, open="effective", lang="zh")
    assert not lab.exception
