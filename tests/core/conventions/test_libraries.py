"""What each library means by a kernel: our rules against the libraries themselves."""

import importlib.util

import numpy as np
import pytest
from scipy import ndimage, signal

from core import conventions, workers
from core.conventions import libraries
from core.errors import BadInput

X = np.random.default_rng(0).normal(size=(7, 9))
SHAPES = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 3), (2, 3), (4, 5), (6, 2)]
BY_CALL = {convention.call: convention for convention in conventions.CONVENTIONS}


def kernel(shape):
    return np.random.default_rng(1).normal(size=shape)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("name", ["correlate2d", "convolve2d"])
def test_the_rules_for_scipy_signal_hold(name, mode, shape):
    ending = "" if mode == "full" else f", mode='{mode}'"
    found = conventions.by_rule(BY_CALL[f"scipy.signal.{name}(X, K{ending})"], X, kernel(shape))
    assert np.allclose(found, getattr(signal, name)(X, kernel(shape), mode))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["correlate", "convolve"])
def test_the_rules_for_scipy_ndimage_hold(name, shape):
    found = conventions.by_rule(BY_CALL[f"scipy.ndimage.{name}(X, K)"], X, kernel(shape))
    assert np.allclose(found, getattr(ndimage, name)(X, kernel(shape)))


NUMPY = [call for call in BY_CALL if call.startswith("numpy.")]


@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize("length", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("call", NUMPY)
def test_the_rules_for_numpy_hold_along_one_line(call, length, upright):
    x, k = X[:1], kernel((1, length))
    mode = "same" if "same" in call else "valid" if "correlate" in call else "full"
    expected = getattr(np, "correlate" if "correlate" in call else "convolve")(x[0], k[0], mode)[None]
    if upright:
        x, k, expected = x.T, k.T, expected.T
    assert np.allclose(conventions.by_rule(BY_CALL[call], x, k), expected)
    assert np.allclose(conventions.computed([call], x, k)[call], expected)
    assert [a.convention.call for a in conventions.compare(x, k, {})] == list(BY_CALL)


@pytest.mark.parametrize("shape", [(2, 3), (1, 3), (3, 1)])
def test_numpy_has_no_answer_in_two_dimensions(shape):
    assert conventions.computed(NUMPY, X, kernel(shape)) == {}
    assert not set(NUMPY) & {answer.convention.call for answer in conventions.compare(X, kernel(shape), {})}


def test_a_row_under_a_column_is_not_one_line():
    assert not BY_CALL[NUMPY[0]].takes(np.ones((1, 5)), np.ones((2, 1)))
    assert not BY_CALL[NUMPY[0]].takes(np.ones((5, 1)), np.ones((1, 2)))
    assert BY_CALL[NUMPY[0]].takes(np.ones((5, 1)), np.ones((1, 1)))


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_the_rules_for_tensorflow_hold(shape):
    calls = [call for call in BY_CALL if call.startswith("tf.")]
    found = workers.run(conventions.computed, calls, X, kernel(shape), timeout=300)
    for call in calls:
        assert np.allclose(found[call], conventions.by_rule(BY_CALL[call], X, kernel(shape)), atol=1e-5)


@pytest.mark.peers
@pytest.mark.parametrize("shape", [(1, 2), (3, 3), (2, 3), (4, 5)])
@pytest.mark.parametrize("package", ["torch", "jax", "cv2"])
def test_the_rules_for_pytorch_jax_and_opencv_hold(package, shape):
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed (benchmarks/requirements.txt)")
    calls = [c.call for c in conventions.CONVENTIONS if c.package == package]
    found = conventions.computed(calls, X, kernel(shape))
    assert set(found) == set(calls)
    for call in calls:
        assert np.allclose(found[call], conventions.by_rule(BY_CALL[call], X, kernel(shape)), atol=1e-5)


def test_a_library_that_does_not_answer_is_left_out(monkeypatch):
    monkeypatch.setattr(libraries.sys, "executable", "/nowhere/python")
    assert libraries._in_own_process(["torch.conv2d(X, K)"], X, kernel((2, 2))) == {}


def test_a_call_answers_the_same_in_a_process_of_its_own():
    call = "scipy.ndimage.correlate(X, K)"
    found = libraries._in_own_process([call], X, kernel((2, 3)))
    assert np.allclose(found[call], ndimage.correlate(X, kernel((2, 3))))


def test_matlabs_rules_by_hand():
    x, k = np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 10.0]])
    # conv2: each number of x spreads k: 1·[1, 10], 2·[1, 10], 3·[1, 10], one place further each.
    assert conventions.by_rule(BY_CALL["conv2(X, K)"], x, k).tolist() == [[1, 12, 23, 30]]
    # 'same': the middle of the full one, from its second number on (MATLAB: ceil((size(K) + 1) / 2)).
    assert conventions.by_rule(BY_CALL["conv2(X, K, 'same')"], x, k).tolist() == [[12, 23, 30]]
    # imfilter: correlation, the middle of K is its first number (floor((size(K) + 1) / 2)), zeros outside.
    assert conventions.by_rule(BY_CALL["imfilter(X, K)"], x, k).tolist() == [[21, 32, 3]]


def test_what_no_python_package_has_is_not_installed():
    assert [c.installed for c in conventions.CONVENTIONS if c.library == "MATLAB"] == [False] * 3
    assert all(c.installed for c in conventions.CONVENTIONS if c.package in ("numpy", "scipy", "tensorflow"))


def test_every_call_that_can_be_installed_can_be_computed():
    assert set(conventions.CALLS) == {c.call for c in conventions.CONVENTIONS if c.package}


def test_agreeing_answers_form_groups():
    symmetric = np.ones((3, 3))
    calls = [c.call for c in conventions.CONVENTIONS if c.package == "scipy"]
    by_kernel = {}
    for name, k in (("symmetric", symmetric), ("other", kernel((3, 3)))):
        answers = conventions.compare(X, k, conventions.computed(calls, X, k))
        by_kernel[name] = [[answer.convention.call for answer in group] for group in conventions.groups(answers)]
        assert sum(map(len, by_kernel[name])) == sum(c.dimensions == 2 for c in conventions.CONVENTIONS)
    # A symmetric kernel: only size and border tell the calls apart: full, same with zeros, valid, two reflections.
    assert len(by_kernel["symmetric"]) == 5
    assert len(by_kernel["other"]) == 9
    together = next(group for group in by_kernel["other"] if "tf.nn.conv2d(X, K, 1, 'SAME')" in group)
    assert "scipy.signal.correlate2d(X, K, mode='same')" in together


def test_even_kernels_part_what_odd_ones_leave_together():
    answers = conventions.compare(X, kernel((2, 2)), {})
    group = next(
        group
        for group in conventions.groups(answers)
        if any(a.convention.call.startswith("tf.nn.conv2d(X, K, 1, 'SAME')") for a in group)
    )
    calls = {answer.convention.call for answer in group}
    assert "torch.conv2d(X, K, padding='same')" in calls
    assert "imfilter(X, K)" in calls
    # Their border is zero as well, but their middle is another cell.
    assert "scipy.signal.convolve2d(X, K, mode='same')" not in calls


def test_an_answer_says_how_far_rule_and_library_are_apart():
    rule = np.array([[1.0, 2.0]])
    convention = conventions.CONVENTIONS[0]
    assert conventions.Answer(convention, rule).apart is None
    assert conventions.Answer(convention, rule, np.array([[1.0, 2.5]])).apart == 0.2
    assert conventions.Answer(convention, rule, np.ones((2, 2))).apart == np.inf
    assert conventions.Answer(convention, rule * 0, rule * 0).apart == 0.0


def test_a_kernel_that_does_not_fit_is_a_sentence():
    with pytest.raises(BadInput, match="does not fit"):
        conventions.by_rule(BY_CALL["conv2(X, K)"], np.ones((2, 2)), np.ones((3, 3)))
