"""The maps of one picture against SciPy, and the probabilities that come of them."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from core.errors import BadInput
from core.feature_maps import Setting, forward, network, pictures
from core.feature_maps.forward import MAX_PIXEL


def by_scipy(setting, weights, picture):
    """The stages after the picture, map by map."""
    maps, found = [picture], []
    for layer in range(setting.depth):
        kernel, bias = weights[2 * layer], weights[2 * layer + 1]
        maps = [
            np.maximum(
                sum(correlate2d(one, kernel[:, :, c, d], mode="same") for c, one in enumerate(maps)) + bias[d], 0
            )
            for d in range(setting.channels)
        ]
        found.append(np.stack(maps, axis=-1))
        side = maps[0].shape[0] // 2 * 2
        cells = [np.stack([one[a:side:2, b:side:2] for a in (0, 1) for b in (0, 1)]) for one in maps]
        maps = [four.max(axis=0) if setting.pooling == "max" else four.mean(axis=0) for four in cells]
        found.append(np.stack(maps, axis=-1))
    return found


@pytest.mark.parametrize("setting", [Setting(channels=3), Setting(channels=2, kernel=7, depth=3, pooling="average")])
def test_every_map_is_scipys_and_the_probabilities_are_softmax(setting):
    weights = [weight.astype(np.float64) for weight in network.first_weights(setting)]
    weights[1] += 0.1
    weights[-1] += np.linspace(-1.0, 1.0, 8)
    picture = pictures(1, 0.1, 1)[0][0].astype(np.float64)
    answer, expected = forward(setting, weights, picture), by_scipy(setting, weights, picture)
    for stage, maps in zip(answer.stages[1:], expected, strict=True):
        np.testing.assert_allclose(stage.maps, maps, atol=1e-10)
    assert [stage.kind for stage in answer.stages] == ["picture", *["conv", "pool"] * setting.depth]
    logits = expected[-1].ravel() @ weights[-2] + weights[-1]
    np.testing.assert_allclose(answer.probabilities, np.exp(logits) / np.exp(logits).sum(), atol=1e-12)


@pytest.mark.parametrize("picture", [np.zeros((27, 28)), np.full((28, 28), np.nan), np.zeros((28, 28, 1))])
def test_a_picture_that_does_not_fit_is_refused(picture):
    with pytest.raises(BadInput, match="28"):
        forward(Setting(), network.first_weights(Setting()), picture)


def test_numbers_up_to_a_million_are_taken_and_large_answers_stay_probabilities():
    weights = network.first_weights(Setting())
    for sign in (1, -1):
        assert forward(Setting(), weights, np.full((28, 28), sign * MAX_PIXEL)).probabilities.sum() == pytest.approx(1)
        with pytest.raises(BadInput, match="1,000,000"):
            forward(Setting(), weights, np.full((28, 28), sign * np.nextafter(MAX_PIXEL, np.inf)))
