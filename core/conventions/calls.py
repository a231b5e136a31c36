"""The libraries' own calls, by how they are written: an image (H, W) and a kernel (h, w) in, the result out.

Each library is imported by the call that needs it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

import numpy as np

from core.arrays import Floats


def _numpy(name: str, mode: str) -> Callable[[Floats, Floats], Floats]:
    def call(X: Floats, K: Floats) -> Floats:
        line = getattr(np, name)(X.ravel(), K.ravel(), mode)
        return np.asarray(line[None] if X.shape[0] == K.shape[0] == 1 else line[:, None])

    return call


def _scipy_signal(name: str, mode: str) -> Callable[[Floats, Floats], Floats]:
    def call(X: Floats, K: Floats) -> Floats:
        return np.asarray(getattr(importlib.import_module("scipy.signal"), name)(X, K, mode=mode))

    return call


def _ndimage(name: str) -> Callable[[Floats, Floats], Floats]:
    def call(X: Floats, K: Floats) -> Floats:
        return np.asarray(getattr(importlib.import_module("scipy.ndimage"), name)(X, K))

    return call


def _tensorflow(padding: str) -> Callable[[Floats, Floats], Floats]:
    def call(X: Floats, K: Floats) -> Floats:
        tf = importlib.import_module("tensorflow")
        x, k = X[None, :, :, None].astype(np.float32), K[:, :, None, None].astype(np.float32)
        return np.asarray(tf.nn.conv2d(x, k, 1, padding).numpy()[0, :, :, 0])

    return call


def _torch(padding: str) -> Callable[[Floats, Floats], Floats]:
    def call(X: Floats, K: Floats) -> Floats:
        torch = importlib.import_module("torch")
        x, k = (torch.from_numpy(a[None, None].astype(np.float32)) for a in (X, K))
        return np.asarray(torch.conv2d(x, k, padding=padding).numpy()[0, 0])

    return call


def _jax_lax(X: Floats, K: Floats) -> Floats:
    jax = importlib.import_module("jax")
    x, k = (a[None, None].astype(np.float32) for a in (X, K))
    return np.asarray(jax.lax.conv(x, k, (1, 1), "SAME")[0, 0])


def _jax_convolve(X: Floats, K: Floats) -> Floats:
    signal = importlib.import_module("jax.scipy.signal")
    return np.asarray(signal.convolve2d(X.astype(np.float32), K.astype(np.float32), mode="same"))


def _opencv(X: Floats, K: Floats) -> Floats:
    return np.asarray(importlib.import_module("cv2").filter2D(X, -1, K))


CALLS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "numpy.correlate(x, k)": _numpy("correlate", "valid"),
    "numpy.correlate(x, k, mode='same')": _numpy("correlate", "same"),
    "numpy.convolve(x, k)": _numpy("convolve", "full"),
    "numpy.convolve(x, k, mode='same')": _numpy("convolve", "same"),
    **{
        f"scipy.signal.{name}(X, K{mode and f', mode={mode!r}'})": _scipy_signal(name, mode or "full")
        for name in ("correlate2d", "convolve2d")
        for mode in ("", "same", "valid")
    },
    **{f"scipy.ndimage.{name}(X, K)": _ndimage(name) for name in ("correlate", "convolve")},
    **{f"tf.nn.conv2d(X, K, 1, {padding!r})": _tensorflow(padding) for padding in ("VALID", "SAME")},
    "torch.conv2d(X, K)": _torch("valid"),
    "torch.conv2d(X, K, padding='same')": _torch("same"),
    "jax.lax.conv(X, K, (1, 1), 'SAME')": _jax_lax,
    "jax.scipy.signal.convolve2d(X, K, mode='same')": _jax_convolve,
    "cv2.filter2D(X, -1, K)": _opencv,
}
