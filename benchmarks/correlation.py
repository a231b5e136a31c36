"""One correlation: `core.correlation.correlate` beside SciPy, TensorFlow, PyTorch and OpenCV, float32, valid."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import scipy.ndimage
import scipy.signal

from benchmarks.timing import side_by_side, table
from core.correlation import correlate, fast

IMAGES = (8, 28, 64, 256, 512, 1024, 2048)
KERNELS = (2, 3, 5, 7, 15, 31)
RIVALS = ("scipy correlate2d", "scipy fftconvolve", "scipy ndimage", "tensorflow", "pytorch")

Call = Callable[[], Any]


def main() -> None:
    """Print the table; the last lines sum it up."""
    missing = [name for name in ("tensorflow", "torch", "cv2") if importlib.util.find_spec(name) is None]
    for name in missing:
        print(f"missing: {name} is not installed; see benchmarks/requirements.txt")
    fast.prepare().result()  # once a machine; the table is about calls
    rows, slower, ahead, opencv, cells = [], [], 0, [], 0
    for channels in (1, 3):
        for side in IMAGES:
            for kernel in KERNELS:
                if kernel > side:
                    continue
                image, weights = _pair(side, kernel, channels)
                calls = {"lab": partial(correlate, image, weights), **peers(image, weights)}
                error = _error(image, weights)
                times = side_by_side(calls, seconds=0.2 if side < 1024 else 0.6, rounds=3)
                lab = times["lab"]
                best = min((times[name], name) for name in RIVALS if name in times)
                ratio = lab / best[0]
                cells += 1
                ahead += ratio <= 1
                if ratio > 1.2:
                    slower.append(f"{side}², {kernel}², {channels}: {ratio:.2f}× {best[1]}")
                if "opencv" in times:
                    opencv.append((lab / times["opencv"], f"{side}², {kernel}², {channels}"))
                others = [f"{times[name] / lab:.2f}" if name in times else "–" for name in (*RIVALS, "opencv")]
                rows.append([f"{side}²", f"{kernel}²", str(channels), f"{1e6 * lab:,.0f}", *others, f"{error:.0e}"])
                print(rows[-1], flush=True)
    print()
    print(
        table(
            ["image", "kernel", "channels", "lab, µs", *(f"{name} ÷ lab" for name in (*RIVALS, "opencv")), "error"],
            rows,
        )
    )
    print(f"\nahead of SciPy, TensorFlow and PyTorch in {ahead} of {cells} cells")
    print("more than 1.2× behind the best of them: " + ("; ".join(slower) or "nowhere"))
    if opencv:
        print(f"slowest against OpenCV: {max(opencv)[0]:.1f}× at {max(opencv)[1]}")


def peers(image: np.ndarray, weights: np.ndarray) -> dict[str, Call]:
    """Each installed peer on the same numbers, giving the same valid output."""
    calls: dict[str, Call] = {}
    channels = 1 if image.ndim == 2 else image.shape[2]
    planes = [image] if channels == 1 else [np.ascontiguousarray(image[..., c]) for c in range(channels)]
    parts = [weights] if channels == 1 else [np.ascontiguousarray(weights[..., c]) for c in range(channels)]
    flipped = [part[::-1, ::-1] for part in parts]
    if image.size * weights.size < 3e8:
        calls["scipy correlate2d"] = lambda: sum(
            scipy.signal.correlate2d(x, k, "valid") for x, k in zip(planes, parts, strict=True)
        )
        calls["scipy ndimage"] = lambda: sum(scipy.ndimage.correlate(x, k) for x, k in zip(planes, parts, strict=True))
    calls["scipy fftconvolve"] = lambda: sum(
        scipy.signal.fftconvolve(x, k, "valid") for x, k in zip(planes, flipped, strict=True)
    )
    if importlib.util.find_spec("tensorflow"):
        import tensorflow as tf

        x4 = tf.constant(image.reshape(1, *image.shape[:2], channels))
        k4 = tf.constant(weights.reshape(*weights.shape[:2], channels, 1))
        calls["tensorflow"] = lambda: tf.nn.conv2d(x4, k4, 1, "VALID").numpy()
    if importlib.util.find_spec("torch"):
        import torch

        xt = torch.from_numpy(np.stack(planes)[None])
        kt = torch.from_numpy(np.stack(parts)[None])
        calls["pytorch"] = lambda: torch.nn.functional.conv2d(xt, kt)
    if importlib.util.find_spec("cv2"):
        import cv2

        calls["opencv"] = lambda: sum(cv2.filter2D(x, -1, k) for x, k in zip(planes, parts, strict=True))
    return calls


def _pair(side: int, kernel: int, channels: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(side * kernel)
    more = () if channels == 1 else (channels,)
    return rng.random((side, side, *more), dtype=np.float32), rng.random((kernel, kernel, *more), dtype=np.float32)


def _error(image: np.ndarray, weights: np.ndarray) -> float:
    """Largest relative difference to SciPy in float64, by its Fourier way, which is exact to 1e-14."""
    planes, parts = np.atleast_3d(image).astype(float), np.atleast_3d(weights).astype(float)
    exact = sum(scipy.signal.fftconvolve(planes[..., c], parts[::-1, ::-1, c], "valid") for c in range(planes.shape[2]))
    return float(np.abs(correlate(image, weights) - exact).max() / np.abs(exact).max())


if __name__ == "__main__":
    main()
