"""One axis: against numpy.correlate and scipy.signal.lfilter, which is causal by its nature."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from core.correlation import signals
from core.errors import BadInput

arrays = st.lists(st.integers(-9, 9), min_size=1, max_size=12).map(lambda v: np.array(v, float))


def test_causal_by_hand():
    x, k = np.array([1.0, 2.0, 3.0, 4.0]), np.array([10.0, 1.0])
    assert signals.correlate(x, k, padding="causal").tolist() == [1, 12, 23, 34]


@given(arrays, arrays)
@settings(deadline=None)
def test_full_and_valid_are_numpys(x, k):
    assert np.allclose(signals.correlate(x, k, padding="full"), np.correlate(x, k, "full"))
    if x.size >= k.size:
        assert np.allclose(signals.correlate(x, k), np.correlate(x, k, "valid"))


@given(arrays, arrays, st.integers(1, 4), st.integers(1, 3))
@settings(deadline=None)
def test_causal_is_what_a_filter_in_time_gives(x, k, dilation, stride):
    spread = np.zeros((k.size - 1) * dilation + 1)
    spread[::dilation] = k
    found = signals.correlate(x, k, padding="causal", dilation=dilation, stride=stride)
    assert np.allclose(found, scipy.signal.lfilter(spread[::-1], 1.0, x)[::stride])


@given(arrays, arrays, st.integers(1, 3), st.data())
@settings(deadline=None)
def test_a_causal_output_knows_nothing_of_the_future(x, k, dilation, data):
    now = data.draw(st.integers(0, x.size - 1))
    changed = x.copy()
    changed[now:] += 5.0
    before, after = (signals.correlate(one, k, padding="causal", dilation=dilation) for one in (x, changed))
    assert np.array_equal(before[:now], after[:now])


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5))
@settings(deadline=None)
def test_same_has_one_output_a_stride(n, k, stride):
    assert signals.correlate(np.ones(n), np.ones(k), padding="same", stride=stride).size == -(-n // stride)


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5))
def test_same_lower_is_same_with_the_odd_zero_before_the_signal(n, k, stride):
    (before, after), (first, last) = (
        signals.padding_of(n, k, stride=stride, padding=name) for name in ("same", "same_lower")
    )
    assert (first, last) == (after, before)
    assert 0 <= first - last <= 1


def test_signals_repeat_with_their_seed():
    assert np.array_equal(signals.signal("walk", 30, 7), signals.signal("walk", 30, 7))
    assert not np.array_equal(signals.signal("walk", 30, 7), signals.signal("walk", 30, 8))
    assert all(signals.signal(name, 20).shape == (20,) for name in signals.SIGNALS)


def test_an_average_and_a_decay_keep_a_constant():
    for name in ("average", "decay"):
        assert signals.kernel(name, 5).sum() == pytest.approx(1.0)
    assert signals.kernel("decay", 3) == pytest.approx([1 / 7, 2 / 7, 4 / 7])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: signals.signal("step", 10**9), "2000"),
        (lambda: signals.signal("step", -1), "samples"),
        (lambda: signals.kernel("average", 0), "entries"),
        (lambda: signals.correlate(np.ones(3), np.ones(4)), "does not fit"),
        (lambda: signals.correlate(np.ones(3), np.ones(1), stride=0), "stride"),
        (lambda: signals.correlate(np.ones(3), np.ones(1), dilation=10**9), "dilation"),
        (lambda: signals.correlate(np.ones(3), np.ones(1), padding="later"), "padding"),
    ],
)
def test_what_breaks_a_rule_is_a_sentence(call, says):
    with pytest.raises(BadInput, match=says):
        call()


@pytest.mark.parametrize(
    ("options", "times"),
    [
        ({}, [1.0, 2.0, 3.0]),  # windows 0 1 2, 1 2 3, 2 3 4
        ({"stride": 2}, [1.0, 3.0]),
        ({"padding": "causal"}, [0.0, 1.0, 2.0, 3.0, 4.0]),
        ({"padding": "causal", "stride": 3, "dilation": 2}, [0.0, 3.0]),
        ({"padding": "same", "dilation": 2}, [0.0, 1.0, 2.0, 3.0, 4.0]),
        ({"padding": "full", "stride": 2}, [-1.0, 1.0, 3.0, 5.0]),
    ],
)
def test_an_output_stands_at_the_middle_of_its_window_or_causal_at_its_latest_sample(options, times):
    x, k = np.arange(5.0), np.ones(3)
    outputs = signals.correlate(x, k, **options).size
    assert signals.times(outputs, x.size, k.size, **options).tolist() == times


def test_signals_and_kernels_are_what_they_are_called():
    assert signals.signal("step", 5).tolist() == [0, 0, 1, 1, 1]
    assert signals.signal("impulse", 5).tolist() == [0, 0, 1, 0, 0]
    assert signals.signal("ramp", 3).tolist() == [0, 1, 2]
    # Waves: a sine of 16 samples a period, under noise of 0.3.
    clean = signals.signal("waves", 64) - 0.3 * np.random.default_rng(0).standard_normal(64)
    np.testing.assert_allclose(clean[[0, 4, 8, 12, 16, 20]], [0, 1, 0, -1, 0, 1], atol=1e-12)
    # The steps of a random walk are independent, with variance 1.
    steps = np.diff(signals.signal("walk", 2000))
    assert abs(steps.std() - 1) < 0.1 and abs(steps.mean()) < 0.1
    assert signals.kernel("difference", 9).tolist() == [-1, 1]
    assert signals.kernel("second", 9).tolist() == [1, -2, 1]
    assert signals.kernel("average", 4).tolist() == [0.25] * 4
    np.testing.assert_allclose(signals.kernel("decay", 3), np.array([1, 2, 4]) / 7)
