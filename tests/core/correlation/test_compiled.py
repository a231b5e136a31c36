"""The compiled loops against SciPy, and beside them what NumPy computes as long as nothing is compiled."""

import numpy as np
import pytest
import scipy.signal

from core.correlation import correlate, fast


def random(*shape, seed=0, dtype=np.float64):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize(
    ("stride", "dilation"), [((1, 1), (1, 1)), ((2, 1), (1, 1)), ((1, 3), (1, 2)), ((2, 2), (3, 1))]
)
@pytest.mark.parametrize("channels", [1, 2, 3, 5])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_compiled_loops_and_those_of_numpy_agree_with_scipy(
    monkeypatch, dtype, channels, stride, dilation, compiled
):
    """A server that has just started computes with NumPy what it computes with compiled loops a moment later."""
    fast.prepare().result()
    if not compiled:
        monkeypatch.setattr(fast, "_loops", None)
    image = random(23, 600, channels, dtype=dtype)
    image.flags.writeable = False
    for h, w in ((1, 1), (3, 2), (2, 3), (3, 4), (4, 8), (3, 11), (2, 13)):
        kernel = random(h, w, channels, seed=1, dtype=dtype)
        wide = np.zeros(((h - 1) * dilation[0] + 1, (w - 1) * dilation[1] + 1, channels))
        wide[:: dilation[0], :: dilation[1]] = kernel
        exact = sum(
            scipy.signal.correlate2d(image[..., c].astype(float), wide[..., c], "valid") for c in range(channels)
        )
        result = correlate(image, kernel, stride=stride, dilation=dilation)
        assert result.dtype == dtype
        tolerance = (1e-5 if dtype == np.float32 else 1e-12) * np.abs(exact).max()
        assert np.abs(result - exact[:: stride[0], :: stride[1]]).max() <= tolerance
