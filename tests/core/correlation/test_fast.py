"""Each way to correlate against SciPy, when it is taken, and when the compiler is called."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import scipy.fft
import scipy.signal

from core.correlation import correlate, fast
from core.errors import BadInput


def random(*shape, seed=0, dtype=np.float64):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


@pytest.mark.parametrize("side", [8, 31, 64, 200])
@pytest.mark.parametrize("kernel", [(1, 1), (2, 2), (3, 5), (7, 7), (12, 3), (15, 15), (31, 31)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_way_it_is_computed_agrees_with_scipy(side, kernel, dtype):
    image, weights = random(side, side + 3, dtype=dtype), random(*kernel, seed=1, dtype=dtype)
    if side < kernel[0]:
        pytest.skip("the kernel does not fit")
    exact = scipy.signal.correlate2d(image.astype(float), weights.astype(float), mode="valid")
    result = correlate(image, weights)
    tolerance = 1e-5 if dtype == np.float32 else 1e-11
    assert result.dtype == dtype
    assert np.abs(result - exact).max() <= tolerance * np.abs(exact).max()


def test_blocks_of_rows_that_threads_share_meet_without_a_gap():
    image, kernel = random(700, 513, 3, dtype=np.float32), random(5, 5, 3, seed=1, dtype=np.float32)
    fast.prepare().result()
    exact = sum(scipy.signal.fftconvolve(image[..., c].astype(float), kernel[::-1, ::-1, c], "valid") for c in range(3))
    for stride in (1, 2):
        result = correlate(image, kernel, stride=stride)
        assert np.abs(result - exact[::stride, ::stride]).max() <= 1e-5 * np.abs(exact).max()


def test_the_compiler_is_called_by_the_first_large_picture_and_by_nothing_smaller(monkeypatch):
    """It costs a server half as much memory again."""
    calls = []
    monkeypatch.setattr(fast, "_loops", None)
    monkeypatch.setattr(fast, "prepare", lambda: calls.append(1))
    for side, kernel in ((8, 3), (512, 3), (512, 7), (1024, 31)):
        correlate(np.ones((side, side), dtype=np.float32), np.ones((kernel, kernel), dtype=np.float32))
    assert calls == []
    correlate(np.ones((1024, 1024), dtype=np.float32), np.ones((5, 5), dtype=np.float32))
    assert calls == [1]


@pytest.mark.parametrize("compiled", [True, False])
def test_numbers_that_are_not_finite_are_found_by_compiled_loops_as_well(monkeypatch, compiled):
    fast.prepare().result()
    if not compiled:
        monkeypatch.setattr(fast, "_loops", None)
    for bad in (np.nan, np.inf, -np.inf, 1e101):
        image = np.ones((40, 40))
        image[7, 9] = bad
        with pytest.raises(BadInput) as caught:
            correlate(image, np.ones((2, 2)))
        assert caught.value.values["place"] == (7, 9)
    assert np.isfinite(correlate(np.full((4, 4), 3e38, dtype=np.float32), np.ones((1, 1), dtype=np.float32))).all()


@pytest.mark.slow
def test_a_folder_that_may_not_be_written_does_not_stop_the_compiler(tmp_path):
    """Numba refuses to cache where it cannot write; the loops are then compiled for the process alone."""
    code = (
        "import numba.core.caching as c\n"
        "c.CacheImpl._locator_classes = []\n"
        "import numpy as np\n"
        "from core.correlation import fast\n"
        "from core.correlation import correlate\n"
        "fast.prepare().result()\n"
        "assert fast.ready() is not None\n"
        "print(correlate(np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)).tolist())\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert out.stdout.strip() == "[[19.0, 25.0], [37.0, 43.0]]", out.stderr


@pytest.mark.parametrize("way", [fast.by_rows, fast.by_fft, fast.dense])
@pytest.mark.parametrize(("kernel", "side"), [((1, 1), 9), ((2, 12), 40), ((3, 23), 40), ((9, 2), 9), ((30, 3), 700)])
def test_each_way_gives_the_sums_of_every_window_whatever_the_blocks(monkeypatch, way, kernel, side):
    """Kernel rows are cut after 11 entries, images into blocks of rows or tiles of 512 cells a side: small ones here."""
    monkeypatch.setattr(fast, "_loops", None)
    monkeypatch.setattr(fast, "BLOCK", 3 * 50)
    monkeypatch.setattr(fast, "TILE", 32)
    image, weights = random(side, 50), random(*kernel, seed=1)
    exact = scipy.signal.fftconvolve(image, weights[::-1, ::-1], "valid")
    np.testing.assert_allclose(way(image, weights), exact, atol=1e-11)
    colours, stack = np.stack([image, image[::-1]], -1), np.stack([weights, weights + 1], -1)
    if way is not fast.by_rows:
        exact += scipy.signal.fftconvolve(image[::-1], weights[::-1, ::-1] + 1, "valid")
        np.testing.assert_allclose(way(colours, stack), exact, atol=1e-11)


def test_threads_share_what_is_large_and_change_nothing(monkeypatch):
    image, weights = random(60, 50), random(3, 3, seed=1)
    alone = [way(image, weights) for way in (fast.by_rows, fast.by_fft)]
    for name, value in {"CORES": 2, "PRODUCTS": 1, "PIXELS": 1, "BLOCK": 200, "TILE": 16}.items():
        monkeypatch.setattr(fast, name, value)
    shared = []
    monkeypatch.setattr(fast, "_threads", lambda: shared.append(1) or SimpleNamespace(map=map))
    for one, way in zip(alone, (fast.by_rows, fast.by_fft), strict=True):
        np.testing.assert_allclose(way(image, weights), one, atol=1e-12)
    assert len(shared) == 2


def test_a_dilated_kernel_has_zeros_between_its_entries():
    kernel = np.arange(1.0, 7.0).reshape(2, 3)
    assert fast.spread(kernel, (1, 1)) is kernel
    assert fast.spread(kernel, (3, 2)).tolist() == [[1, 0, 2, 0, 3], [0] * 5, [0] * 5, [4, 0, 5, 0, 6]]
    assert fast.spread(np.ones((2, 1, 2)), (2, 1)).tolist() == [[[1, 1]], [[0, 0]], [[1, 1]]]


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.parametrize(("stride", "dilation"), [((1, 1), (1, 1)), ((3, 2), (1, 2)), ((1, 2), (3, 1))])
def test_strides_are_taken_before_the_sums_or_after_them(monkeypatch, few, stride, dilation):
    monkeypatch.setattr(fast, "_loops", None)
    monkeypatch.setattr(fast, "_few_products", lambda *shapes: few)
    image, kernel = random(12, 11), random(2, 3, seed=1)
    every = scipy.signal.correlate2d(image, fast.spread(kernel, dilation), "valid")[:: stride[0], :: stride[1]]
    np.testing.assert_allclose(fast.strided(image, kernel, every.shape, stride, dilation), every, atol=1e-12)


def test_few_products_are_a_single_entry_or_a_tenth_of_the_picture_by_the_way():
    one, nine = np.ones((1, 1)), np.ones((3, 3))
    image = np.ones((90, 100))
    assert fast._few_products(image, one, (90, 100))
    # 4 · 9 · outputs against 40 · 9,000: 10,000 outputs are as many as 9,000 pixels stand for.
    assert fast._few_products(image, nine, (99, 101)) and not fast._few_products(image, nine, (100, 100))
    assert not fast._few_products(np.ones((9, 9, 2)), np.ones((1, 1, 2)), (1, 1))


def test_the_cheapest_way_follows_from_the_shapes():
    """Times in microseconds as measured: 1.5 a call of a row of 11 taps, 2.2e-4 a product; 25 a transform, 7.2e-3 a pixel."""
    # 1,000 pixels, one row of w: 1.5 ⌈w / 11⌉ + 0.22 w against 32.2, which 88 and 89 taps lie on either side of.
    assert fast.by_rows_is_cheaper((25, 40), (1, 88)) and not fast.by_rows_is_cheaper((25, 40), (1, 89))
    # 3e-5 a compiled product: 0.03 a tap against 32.2.
    assert fast.compiled_is_cheaper((25, 40, 3), (1, 1073, 3)) and not fast.compiled_is_cheaper((25, 40), (2, 537))


def test_a_tile_is_the_image_or_mostly_output():
    """scipy.fft.next_fast_len of the length itself, of 512, or of four kernels."""
    for (length, taps), size in {
        (512, 3): 512,
        (509, 500): 512,
        (513, 3): 512,
        (5000, 128): 512,
        (5000, 130): 520,
        (600, 400): 600,
    }.items():
        assert fast._transform_size(length, taps) == scipy.fft.next_fast_len(size, real=True)


@pytest.mark.parametrize("size", [5, 9_999, 10_000])
def test_the_sum_of_squares_tells_what_is_not_finite(monkeypatch, size):
    monkeypatch.setattr(fast, "_loops", None)
    values = np.full(size, 3.0)
    assert fast.squares(values) == 9 * size
    for bad in (np.inf, np.nan, 1e200):
        values[size // 2] = bad
        assert not np.isfinite(fast.squares(values))
