"""Paths without a loop against the loop, and the largest stable rates against the paths."""

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import images
from core.correlation import corr2d
from core.learning import schedules
from core.quadratic import quadratic_loss
from core.quadratic.optimizers import RULES, Rule, run
from core.quadratic.trajectory import loopless, quick_updates, trajectory

BAND = images.band()
EDGES = corr2d(BAND, np.array([[1.0, -1.0]]))
START = np.array([[-0.40625, 1.15625]])
LINEAR = ("sgd", "momentum", "nesterov")


@st.composite
def forms(draw):
    """Small generic problems with or without a bias, some of them without a single answer; and a start."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    h, w = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    image = rng.normal(size=(rows + h - 1, columns + w - 1))
    form = quadratic_loss(image, rng.normal(size=(rows, columns)), (h, w), "mean", bias=draw(st.booleans()))
    return form, rng.normal(size=(h, w))


@settings(max_examples=80, deadline=None)
@given(
    forms(),
    st.sampled_from(LINEAR),
    st.floats(0.0, 1.0),
    st.sampled_from([0.0, 0.01, 0.5]),
    st.sampled_from(schedules.SCHEDULES),
    st.floats(0.01, 1.1),
)
def test_a_path_without_a_loop_is_that_of_the_loop(problem, name, momentum, decay, schedule, share):
    form, start = problem
    rule = Rule(name, momentum, decay)
    first = form._flat(start)
    rates = share * form.stable_rate(rule) * schedules.factors(schedule, np.arange(60), epochs=60, every=20)
    expected = run(form.hessian, form.linear, first, rates, rule, form.decayed)
    found = trajectory(form.hessian, form.linear, first, rates, rule, decayed=form.decayed)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7 * scale)


@settings(max_examples=80, deadline=None)
@given(forms(), st.sampled_from(LINEAR), st.floats(0.0, 0.95), st.sampled_from([0.0, 0.05, 3.0]))
def test_just_below_the_largest_stable_rate_a_path_stays_and_just_above_it_diverges(problem, name, momentum, decay):
    form, start = problem
    rule = Rule(name, momentum, decay)
    limit = form.stable_rate(rule)
    below, above = (
        form.path(start, share * limit, 6000, optimizer=name, momentum=momentum, weight_decay=decay)[1]
        for share in (0.99, 1.02)
    )
    assert below[-1] <= 10 * below[0] + form.min_loss + form.loss(np.zeros(form.kernel_shape))
    assert above[-1] > 1e6 * above[0]


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("name", LINEAR)
def test_on_the_notebooks_image_the_runs_beside_the_limit_settle_and_explode(name, decay, bias):
    form = quadratic_loss(BAND, EDGES, (1, 2), bias=bias)
    limit = form.stable_rate(Rule(name, 0.9, decay))
    kernels, below = form.path(START, 0.99 * limit, 8000, optimizer=name, weight_decay=decay)
    assert np.abs(kernels[-1] - kernels[-2]).max() < 1e-9
    above = form.path(START, 1.01 * limit, 8000, optimizer=name, weight_decay=decay)[1]
    assert above[-1] > 1e9 and below[-1] < below[0]


def test_the_limits_of_the_notebooks_image_are_those_worked_by_hand():
    form = quadratic_loss(BAND, EDGES, (1, 2))  # eigenvalues 12 and 60
    assert form.stable_rate(Rule("sgd")) == pytest.approx(2 / 60)
    assert form.stable_rate(Rule("sgd", weight_decay=3.0)) == pytest.approx(2 / 63)
    assert form.stable_rate(Rule("momentum", 0.9)) == pytest.approx(3.8 / 60)
    assert form.stable_rate(Rule("nesterov", 0.9)) == pytest.approx(3.8 / (2.8 * 60))
    assert form.stable_rate(Rule("momentum", 0.5, 1.0)) == pytest.approx(3 / 61.5)
    assert form.stable_rate(Rule("adam")) is None and form.stable_rate(Rule("rmsprop")) is None
    black = quadratic_loss(np.zeros((4, 4)), np.zeros((4, 3)), (1, 2))
    assert black.stable_rate(Rule("momentum")) == np.inf
    assert black.stable_rate(Rule("momentum", 0.9, 0.5)) == pytest.approx(4.0)


@pytest.mark.parametrize("name", ["rmsprop", "adam"])
def test_with_weight_decay_even_adam_has_a_limit(name):
    form = quadratic_loss(BAND, EDGES, (1, 2))
    limit = form.stable_rate(Rule(name, weight_decay=0.5))
    assert limit == pytest.approx(4.0)
    below, above = (
        form.path(START, share * limit, 3000, optimizer=name, weight_decay=0.5)[1] for share in (0.97, 1.05)
    )
    assert below.max() < 1e8 < 1e12 < above[-1]


@pytest.mark.parametrize("name", LINEAR)
@pytest.mark.parametrize("decay", [0.0, 0.5])
def test_the_contraction_is_the_largest_eigenvalue_of_one_update(name, decay):
    rule, rate = Rule(name, 0.8, decay), 0.02
    for curvature in (0.0, 0.3, 12.0, 60.0, 90.0):
        # One update of (kernel, velocity) is linear: its matrix is what it makes of the unit vectors.
        columns = []
        for w, v in ((1.0, 0.0), (0.0, 1.0)):
            kernel, memory = np.array([w]), rule.memory(np.zeros(1))
            for part in memory:
                part[:] = v
            rule.update(kernel, memory, curvature * kernel, rate, 1)
            columns.append([*kernel, *(part[0] for part in memory)])
        matrix = np.array(columns).T if name != "sgd" else np.array([[columns[0][0]]])
        expected = np.abs(np.linalg.eigvals(matrix)).max()
        assert rule.contraction(rate, np.array([curvature]))[0] == pytest.approx(expected, abs=1e-7)


def test_adam_and_rmsprop_shrink_by_no_fixed_share():
    assert Rule("adam").contraction(0.1, np.ones(2)) is None


def test_what_diverges_is_infinite_from_there_on_and_never_no_number():
    form = quadratic_loss(BAND, EDGES, (1, 2), bias=True)
    for name in RULES:
        kernels, losses = form.path(START, 5.0, 3000, optimizer=name, weight_decay=0.7)
        assert not np.isnan(kernels).any() and not np.isnan(losses).any()
        finite = np.isfinite(kernels).all(axis=1)
        assert finite[: finite.sum()].all()


@pytest.mark.parametrize(
    ("name", "settings"), [("sgd", {"schedule": True}), ("momentum", {}), ("momentum", {"mixed": True}), ("adam", {})]
)
def test_the_updates_called_quick_are_quick(name, settings):
    form = quadratic_loss(BAND, EDGES, (1, 2), bias="mixed" in settings)
    count = quick_updates(Rule(name), form.linear.size, **settings)
    assert count > 9_000
    rates, calls = np.full(count, 0.001), 0

    def counted(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        form.path(START, rates, rates.size, optimizer=name, weight_decay=0.1 if "mixed" in settings else 0.0)
    finally:
        sys.setprofile(None)
    assert 0 < calls < 100_000  # of functions on arrays this small: about a microsecond each


def test_a_loop_is_needed_for_what_has_no_matrix():
    constant, falling = np.full(3, 0.1), np.array([0.1, 0.05, 0.02])
    assert loopless(Rule("sgd", weight_decay=1.0), falling, True)
    assert loopless(Rule("momentum"), constant, False)
    assert not loopless(Rule("momentum"), falling, False)
    assert not loopless(Rule("nesterov", weight_decay=1.0), constant, True)
    assert not loopless(Rule("adam"), constant, False)
