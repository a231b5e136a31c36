"""Mistakes read off printed losses: readers' own runs, and runs made here with a known mistake by SciPy's correlation."""

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from core.errors import BadInput
from core.learning import diagnose, learn, read_losses
from core.learning.diagnosis import MAX_EVERY

X = np.ones((6, 8))
X[:, 2:6] = 0
K = np.array([[1.0, -1.0]])
DATA = {"image": X, "target": correlate2d(X, K, "valid")}


def names(found):
    return [cause.name for cause in found.causes]


@pytest.mark.parametrize(
    ("text", "rate", "every", "name", "certain", "limit"),
    [
        # A copy of the chapter without the black band: λ = 168, the limit 1/84.
        ("96.154, 25614.863, 6823660.5, 1817785728, 484248322048", 0.03, 2, "ones", True, 1 / 84),
        # The mean of 42 outputs: a factor of 0.982 from print to print.
        ("31.704, 31.139, 30.585", 0.03, 1, "mean", False, None),
        ("11.542, 3.541, 1.252, 0.479, 0.191", 0.03, 2, "right", True, None),
        # Two curvatures pass through any two losses: three have one to check them by, four have two.
        ("11.542, 3.541, 1.252", 0.03, 2, "right", False, None),
        ("11.542, 3.541, 1.252, 0.479", 0.03, 2, "right", True, None),
        # Printed to one digit, half the gradient lies close enough not to be ruled out beyond doubt.
        ("11.5, 3.5, 1.3, 0.5", 0.03, 2, "right", False, None),
        # The book's own: past the middle |1 − 0.02 · 12| = 0.76 is left of the error with each update.
        ("22.212, 7.297, 2.434, 0.812, 0.271", 0.02, 2, "slow", True, None),
    ],
)
def test_runs_of_readers(text, rate, every, name, certain, limit):
    found = diagnose(read_losses(text), rate, every, **DATA)
    assert names(found) == [name]
    assert found.certain == certain
    if limit is not None:
        assert found.limits[-1] == pytest.approx(limit, rel=1e-6)


def run_with(mistake, rate, prints, every, first, kernel):
    """Printed losses of gradient descent on the image itself."""
    x = np.ones_like(X) if mistake == "ones" else X
    y, bias, out = correlate2d(x, K, "valid"), 0.0, []
    scale = {"mean": 1 / y.size, "half": 0.5}.get(mistake, 1.0)
    velocity, gathered = np.zeros_like(kernel), np.zeros_like(kernel)
    for t in range(first + every * prints):
        error = correlate2d(x, kernel, "valid") + bias - y
        if t >= first and (t - first) % every == 0:
            out.append(scale * (error**2).sum())
        pull = rate * 2 * scale * correlate2d(x, error, "valid")
        if mistake == "bias":
            bias -= rate * 2 * error.sum()
        if mistake == "still":
            continue  # an update of a copy
        if mistake == "accumulated":  # zero_grad is never called
            gathered = gathered + pull
            kernel = kernel - gathered
        elif mistake in ("momentum", "nesterov"):
            velocity = 0.9 * velocity - pull
            kernel = kernel + (0.9 * velocity - pull if mistake == "nesterov" else velocity)
        else:
            kernel = kernel + pull if mistake == "sign" else kernel - pull
    return "\n".join(f"epoch {first + every * i}, loss {loss:.3f}" for i, loss in enumerate(out))


def test_a_known_mistake_is_named_and_a_wrong_one_is_never_called_certain():
    assert np.array_equal(correlate2d(X, K, "valid"), convolve2d(X, K[:, ::-1], "valid"))
    rng = np.random.default_rng(1)
    kinds = (
        "right",
        "rate",
        "mean",
        "half",
        "ones",
        "sign",
        "bias",
        "momentum",
        "nesterov",
        "still",
        "accumulated",
        "told",
    )
    named = told = 0
    for i in range(240):
        mistake = kinds[i % len(kinds)]
        rate = rng.uniform(0.0334, 0.05) if mistake == "rate" else rng.uniform(0.005, 0.033)
        prints, every = int(rng.integers(5, 13)), int(rng.integers(1, 4))
        text = run_with(mistake, rate, prints, every, int(rng.integers(0, every + 1)), rng.normal(size=(1, 2)))
        said = rate * (10.0 ** rng.uniform(-2, 2), 10.0, 0.1, 2.0, 0.5)[i % 5] if mistake == "told" else rate
        try:
            found = diagnose(read_losses(text), said, every, **DATA)
        except BadInput as error:
            assert "at least 3 losses above 0" in str(error)  # it was over before it was printed three times
            continue
        causes = ["right" if name == "slow" else name for name in names(found)]
        told += 1
        # Half the loss prints what half the rate does: the two go by either name, and neither is certain.
        others = [*causes, "told"] if "half" in causes and said == 2 * rate else causes
        named += mistake in others
        if causes == ["told"]:
            assert any(abs(one / rate - 1) < 0.02 for one in found.causes[0].rates) or mistake != "told"
        assert not found.certain or causes == [mistake], (mistake, text)
    assert told > 160
    assert named >= 0.95 * told


@pytest.mark.parametrize("mistake", ["momentum", "nesterov"])
def test_the_curve_through_the_losses_remembers_the_updates_before_the_first_one(mistake):
    text = run_with(mistake, 0.004, 6, 3, 2, np.array([[0.4, 0.3]]))
    printed = read_losses(text)
    found = next(cause for cause in diagnose(printed, 0.004, 3, **DATA).causes if cause.name == mistake)
    assert found.first > 0
    assert found.losses(np.arange(0, 18, 3), 0.004) == pytest.approx(printed.losses, abs=0.002)


@pytest.mark.slow
def test_the_lab_runs_what_the_losses_tell():
    """From the kernel that is found TensorFlow prints the losses that were pasted."""
    from core import workers
    from core.learning import KernelLearning

    losses = "22.212, 7.297, 2.434, 0.812, 0.271"
    (cause,) = diagnose(read_losses(losses), 0.02, 2, **DATA).causes
    method = KernelLearning(
        X, DATA["target"], kernel_size=(1, 2), learning_rate=0.02, epochs=9, initial_kernel=cause.start
    )
    trained = workers.run(learn, method, timeout=120).losses[::2]
    assert trained == pytest.approx([22.212, 7.297, 2.434, 0.812, 0.271], abs=0.0006)
    assert cause.losses(np.arange(0, 9, 2), 0.02) == pytest.approx(trained, rel=1e-4)


def test_without_data_the_curvature_is_read_off_and_nothing_is_named():
    found = diagnose(read_losses("100 64 40.96"), 0.1, 1)
    assert found.factor == pytest.approx(0.8)
    assert found.curvatures == pytest.approx((2.0, 18.0))
    assert found.limits == pytest.approx((1.0, 1 / 9))
    assert (found.causes, found.certain) == ((), False)
    # A loss that grows or stays as it is has overshot: no slow direction does that.
    assert diagnose(read_losses("1 4 16"), 0.1, 1).curvatures == pytest.approx((30.0,))
    assert diagnose(read_losses("4 4 4"), 0.1, 1).curvatures == pytest.approx((20.0,))


def test_the_start_is_found_where_no_kernel_makes_the_loss_zero():
    def printed(kernel):
        losses = []
        for _ in range(8):
            error = correlate2d(image, kernel, "valid") - target
            losses.append((error**2).sum())
            kernel = kernel - 0.004 * 2 * correlate2d(image, error, "valid")
        return losses

    rng = np.random.default_rng(2)
    image, target = rng.normal(size=(6, 8)), rng.normal(size=(6, 7))
    losses = printed(np.array([[0.5, 2.0]]))
    text = " ".join(f"{loss:.4f}" for loss in losses)
    causes = diagnose(read_losses(text), 0.004, 1, image=image, target=target).causes
    (right,) = (cause for cause in causes if cause.name == "right")
    assert printed(right.start) == pytest.approx(losses, rel=1e-4)


def test_what_float32_leaves_of_a_loss_that_has_gone_rules_nothing_out():
    kernel, losses = np.array([[90.0, -40.0]]), []
    for _ in range(60):
        error = correlate2d(X, kernel, "valid") - DATA["target"]
        losses.append((error**2).sum())
        kernel = kernel - 0.03 * 2 * correlate2d(X, error, "valid")
    left = [loss + 5e-10 * losses[0] for loss in losses]
    assert losses[-1] < 0.01 * left[-1]
    assert "right" in names(diagnose(read_losses(" ".join(f"{loss:.17g}" for loss in left)), 0.03, 1, **DATA))


def test_losses_of_no_run_here_are_explained_by_nothing():
    assert not diagnose(read_losses("10.0 3.0 9.0 2.0 8.5"), 0.02, 1, **DATA).causes


def test_losses_too_small_to_be_printed_do_not_hide_those_before():
    found = diagnose(read_losses("22.212, 7.297, 2.434, 0.812, 0.271, 0.000"), 0.02, 2, **DATA)
    assert found.factor == pytest.approx((0.271 / 0.812) ** 0.25)


@pytest.mark.parametrize(
    ("text", "rate", "every", "rule"),
    [
        ("3 2", 0.02, 1, "at least 3 losses above 0, got 2"),
        ("3 2 0.0 0.0", 0.02, 1, "at least 3 losses above 0, got 2"),
        ("3 2 -1", 0.02, 1, "never below 0, got -1"),
        ("3 2 1", 0.0, 1, "learning rate must be from 1e-30"),
        ("3 2 1", float("nan"), 1, "learning rate must be from 1e-30"),
        ("3 2 1", 0.02, 0, "from 1 to 100,000, got 0"),
        ("3 2 1", 0.02, MAX_EVERY + 1, "from 1 to 100,000, got 100,001"),
    ],
)
def test_bad_input_is_a_sentence(text, rate, every, rule):
    with pytest.raises(BadInput) as error:
        diagnose(read_losses(text), rate, every, **DATA)
    assert rule in str(error.value).replace("100001", "100,001")


@pytest.mark.parametrize("text", ["1e-100 1 1e100", "1e100 1 1e-100", "1e90 1e80 1e70", "1e70 1e80 1e90"])
@pytest.mark.parametrize("rate", [1e-30, 0.02, 1e30])
@pytest.mark.parametrize("every", [1, MAX_EVERY])
def test_the_largest_values_are_finite_and_explained_by_nothing_that_is_all_zero(text, rate, every):
    found = diagnose(read_losses(text), rate, every, **DATA)
    assert np.isfinite([found.factor, *found.curvatures, *found.limits]).all()
    assert all((cause.weights > 0).any() for cause in found.causes)


def test_models_that_grow_beyond_all_numbers_explain_no_losses_that_shrink_to_nothing():
    text = " ".join(f"{0.9**update:.3e}" for update in range(1000))  # a warning here is a line of the server's log
    for rate in (0.01, 0.03, 0.1):
        assert not diagnose(read_losses(text), rate, 1, **DATA).certain


@pytest.mark.parametrize("text", ["1e-101 2 1", "1e101 2 1"])
def test_losses_beyond_what_is_read_are_a_sentence(text):
    with pytest.raises(BadInput, match="losses from 1e-100 to 1e\\+100 are read here"):
        diagnose(read_losses(text), 0.02, 1, **DATA)


def test_losses_that_never_change_are_of_a_kernel_that_never_moves_unless_it_is_at_its_minimum():
    found = diagnose(read_losses("22.212 22.212 22.212 22.212"), 0.02, 1, **DATA)
    assert (names(found), found.certain) == (["still"], True)
    assert "still" not in names(diagnose(read_losses("22.212 22.212 22.212 22.211"), 1e-9, 1, **DATA))
    # At the rate 2 / λ a direction only changes its sign: 1 / 30 for the curvature 60.
    assert names(diagnose(read_losses("5 5 5 5"), 2 / 60, 1, **DATA)) == ["still", "right", "accumulated"]
    noisy = {"image": X, "target": DATA["target"] + np.random.default_rng(3).normal(size=DATA["target"].shape)}
    found = diagnose(read_losses("9.5 9.5 9.5 9.5"), 0.02, 1, **noisy)  # some loss is left at the minimum
    assert names(found)[:2] == ["still", "right"] and not found.certain


def test_gradients_that_add_up_swing_as_the_closed_form_says():
    rate, curvature = 0.02, 12.0
    phi = np.arccos(1 - rate * curvature / 2)
    losses = 40 * (np.cos((np.arange(12) + 0.5) * phi) / np.cos(phi / 2)) ** 2
    found = diagnose(read_losses(" ".join(f"{loss:.5f}" for loss in losses)), rate, 1, **DATA)
    assert (names(found), found.certain) == (["accumulated"], True)


def test_what_needs_no_mistake_comes_first():
    found = diagnose(read_losses("22.212, 7.297, 2.434"), 0.02, 2, **DATA)
    assert names(found)[0] in ("right", "slow") and "bias" in names(found) and not found.certain
