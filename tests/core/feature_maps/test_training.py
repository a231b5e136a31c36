"""Training in Keras, held to an implementation in NumPy that shares nothing with it but the start.

Training runs where it runs for visitors: in the workers.
"""

from dataclasses import replace

import numpy as np
import pytest

from core import workers
from core.errors import BadInput
from core.feature_maps import Setting, drawing, network, training

pytestmark = pytest.mark.slow


def advance(setting, state, updates):
    return workers.run(training.advance, setting, state, updates, timeout=120)


def conv(x, kernel):
    """(N, H, W, C) with zeros around, tap by tap."""
    k, half = kernel.shape[0], kernel.shape[0] // 2
    padded = np.pad(x, ((0, 0), (half, half), (half, half), (0, 0)))
    return sum(padded[:, a : a + x.shape[1], b : b + x.shape[2]] @ kernel[a, b] for a in range(k) for b in range(k))


def conv_back(x, kernel, up):
    """Gradients by the input and by the kernel."""
    k, half = kernel.shape[0], kernel.shape[0] // 2
    H, W = x.shape[1:3]
    padded = np.pad(x, ((0, 0), (half, half), (half, half), (0, 0)))
    down, by_kernel = np.zeros_like(padded), np.zeros_like(kernel)
    for a in range(k):
        for b in range(k):
            by_kernel[a, b] = np.einsum("nijc,nijd->cd", padded[:, a : a + H, b : b + W], up)
            down[:, a : a + H, b : b + W] += up @ kernel[a, b].T
    return down[:, half : half + H, half : half + W], by_kernel


def tiles(x):
    """(N, H/2, W/2, 4, C): the four cells of each window, in reading order."""
    H, W = (side // 2 * 2 for side in x.shape[1:3])
    return np.stack([x[:, a:H:2, b:W:2] for a in (0, 1) for b in (0, 1)], axis=3)


def pool_back(x, up, pooling):
    down = np.zeros_like(x)
    H, W = (side // 2 * 2 for side in x.shape[1:3])
    largest = tiles(x).argmax(axis=3)
    for place, (a, b) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        down[:, a:H:2, b:W:2] = up * (largest == place) if pooling == "max" else up / 4
    return down


def loss_and_gradients(setting, weights, x, labels):
    kept = []
    for layer in range(setting.depth):
        active = np.maximum(conv(x, weights[2 * layer]) + weights[2 * layer + 1], 0)
        kept.append((x, active))
        x = tiles(active).max(axis=3) if setting.pooling == "max" else tiles(active).mean(axis=3)
    flat = x.reshape(len(x), -1)
    logits = flat @ weights[-2] + weights[-1]
    logits = logits - logits.max(axis=1, keepdims=True)
    likely = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    loss = -np.log(likely[np.arange(len(labels)), labels]).mean()
    up = (likely - np.eye(8)[labels]) / len(labels)
    gradients = [flat.T @ up, up.sum(axis=0)]
    up = (up @ weights[-2].T).reshape(x.shape)
    for layer in reversed(range(setting.depth)):
        before, active = kept[layer]
        up = pool_back(active, up, setting.pooling) * (active > 0)
        bias = up.sum(axis=(0, 1, 2))
        up, kernel = conv_back(before, weights[2 * layer], up)
        gradients = [kernel, bias, *gradients]
    return loss, gradients


def numpy_losses(setting, updates):
    """Adam (Kingma & Ba 2015) with Keras's defaults, in float64."""
    weights = [weight.astype(np.float64) for weight in network.first_weights(setting)]
    pictures, labels = drawing.pictures(setting.seed, setting.noise)
    mean, square = ([np.zeros_like(weight) for weight in weights] for _ in range(2))
    losses = []
    for update in range(updates):
        chosen = drawing.batch(update, setting.batch, setting.seed)
        loss, gradients = loss_and_gradients(
            setting, weights, pictures[chosen][..., None].astype(float), labels[chosen]
        )
        losses.append(loss)
        step = setting.rate * np.sqrt(1 - 0.999 ** (update + 1)) / (1 - 0.9 ** (update + 1))
        for i, gradient in enumerate(gradients):
            if i < 2 and setting.first != "learned":
                continue
            mean[i] += 0.1 * (gradient - mean[i])
            square[i] += 0.001 * (gradient**2 - square[i])
            weights[i] -= step * mean[i] / (np.sqrt(square[i]) + 1e-7)
    return np.array(losses)


@pytest.mark.parametrize(
    "setting",
    [
        Setting(),
        Setting(channels=3, kernel=5, depth=3, pooling="average", first="sobel", rate=0.01, batch=16, seed=5),
    ],
    ids=["default", "deep, averages, Sobel kept"],
)
def test_the_first_losses_are_those_of_numpy(setting):
    _, progress = advance(setting, training.start(setting), 10)
    np.testing.assert_allclose(progress.losses, numpy_losses(setting, 10), rtol=1e-4)


def test_chunks_make_the_run_that_one_call_makes():
    setting = Setting(channels=2, batch=16)
    whole, all_at_once = advance(setting, training.start(setting), 30)
    part, first = advance(setting, training.start(setting), 13)
    part, second = advance(setting, part, 17)
    np.testing.assert_array_equal(np.concatenate([first.losses, second.losses]), all_at_once.losses)
    assert first.checks + second.checks == all_at_once.checks
    assert [check.updates for check in all_at_once.checks] == [0, 25]
    for one, other in zip(part.weights, whole.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_no_update_is_made_beyond_the_last_and_the_rate_may_turn():
    setting = Setting(channels=2, batch=256, epochs=1)
    state, _ = advance(setting, training.start(setting), 10)
    slow, progress = advance(replace(setting, rate=1e-7), state, 1000)
    assert slow.updates == setting.updates == 15
    assert len(progress.losses) == 5
    moved = max(np.abs(a - b).max() for a, b in zip(slow.weights, state.weights, strict=True))
    assert 0 < moved < 1e-5


@pytest.mark.parametrize("first", ["sobel", "random"])
def test_a_kept_first_layer_stays_and_the_others_learn(first):
    setting = Setting(channels=2, batch=16, first=first)
    begun = training.start(setting)
    state, _ = advance(setting, begun, 3)
    np.testing.assert_array_equal(state.weights[0], begun.weights[0])
    np.testing.assert_array_equal(state.weights[1], 0)
    assert np.abs(state.weights[2] - begun.weights[2]).max() > 1e-4


def test_weights_that_outgrow_float32_are_told_as_divergence_and_stay_finite():
    setting = Setting(channels=2, batch=16)
    begun = training.start(setting)
    huge = training.State(0, tuple(weight * np.float32(1e20) for weight in begun.weights))
    state, progress = advance(setting, huge, 5)
    assert state.stopped == "diverged"
    assert all(np.isfinite(weight).all() for weight in state.weights)
    assert np.isfinite(progress.losses).all()
    assert advance(setting, state, 5)[0].updates == state.updates  # it stays where it is


def test_ten_minutes_of_computing_are_the_end():
    setting = Setting(channels=2, batch=16)
    state = replace(training.start(setting), seconds=network.MAX_SECONDS)
    assert advance(setting, state, 1)[0].stopped == "time"


def test_weights_of_another_network_are_refused():
    with pytest.raises(BadInput, match="another network"):
        advance(Setting(channels=3), training.start(Setting(channels=2)), 1)


def test_the_default_tells_95_percent_of_unseen_pictures():
    setting = Setting()
    state, reached = training.start(setting), 0.0
    while state.updates < setting.updates and reached < 0.95:
        state, progress = advance(setting, state, 125)
        reached = progress.checks[-1].unseen_accuracy
    assert reached >= 0.95
    assert not state.stopped
