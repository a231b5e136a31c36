"""Pooling with dilation and with windows that reach over the border, by hand and against PyTorch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.correlation.pooling import average_pool, max_pool, pooling_trace
from core.correlation.snippets import pooling as snippets
from core.errors import BadInput
from core.window import Window

X = np.arange(25.0).reshape(5, 5)


def test_a_last_window_reaches_over_the_border():
    assert max_pool(X, 2, ceil_mode=False).tolist() == [[6, 8], [16, 18]]
    assert max_pool(X, 2, ceil_mode=True).tolist() == [[6, 8, 9], [16, 18, 19], [21, 23, 24]]


def test_what_lies_beyond_the_border_does_not_count_in_a_mean():
    # The last window of a row holds one column: (4 + 9) / 2.
    assert average_pool(X, 2, ceil_mode=True)[0].tolist() == [3, 5, 6.5]


def test_padding_counts_and_what_lies_beyond_it_does_not():
    # Three ones in a row, padding 1, windows of 1 × 2 three apart: 0 1 | 1 0 and nothing beyond.
    row = np.ones((1, 3))
    pooled = average_pool(row, (1, 2), stride=(1, 3), padding=(0, 1), ceil_mode=True)
    assert pooled.tolist() == [[0.5, 0.5]]
    # Four ones: the third window would begin at padded cell 6 behind the input, and is left out.
    assert average_pool(np.ones((1, 4)), (1, 2), stride=(1, 3), padding=(0, 1), ceil_mode=True).shape == (1, 2)


@pytest.mark.parametrize(
    ("size", "span", "stride", "ends", "windows"),
    [
        (5, 2, 2, (0, 0), 3),
        (4, 2, 2, (0, 0), 2),
        (3, 1, 3, (0, 0), 1),  # ⌈2/3⌉ + 1 = 2, and the second would begin at cell 3
        (2, 3, 2, (0, 0), 1),  # larger than the input, and reaching over it
        (6, 3, 2, (1, 1), 4),  # begins at 6 of 7
        (5, 2, 3, (1, 1), 2),  # ⌈5/3⌉ + 1 = 3, and the third would begin at cell 6 of 6
    ],
)
def test_the_last_window_begins_inside_the_input_or_its_padding_before(size, span, stride, ends, windows):
    assert Window(span, stride, *ends, ceil=True).output(size) == windows


def test_windows_with_holes():
    assert max_pool(X, 2, stride=1, dilation=2).tolist() == (X[2:, 2:]).tolist()
    # 0, 3, 15 and 18 have the mean 9.
    assert average_pool(X, 2, stride=1, dilation=3)[0, 0] == 9


@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 4), st.integers(0, 2), st.integers(1, 3), st.booleans())
def test_every_number_is_that_of_the_cells_that_it_is_traced_to(n, window, stride, padding, dilation, ceil_mode):
    image = np.random.default_rng(n).standard_normal((n, n))
    options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    try:
        traced = pooling_trace(image.shape, window, **options)
    except BadInput:
        return
    largest, mean = max_pool(image, window, **options), average_pool(image, window, **options, count_include_pad=False)
    for place in np.ndindex(traced.output_size):
        cells = [image[cell] for cell in traced.sources(*place)]
        assert largest[place] == max(cells)
        assert mean[place] == pytest.approx(np.mean(cells))


def test_windows_of_nothing_but_padding_are_a_sentence():
    with pytest.raises(BadInput, match="only padding"):
        max_pool(np.ones((1, 1)), 2, stride=1, padding=2, dilation=3)


@pytest.mark.parametrize("kind", ["max", "average"])
@pytest.mark.parametrize("counted", [True, False])
def test_the_numpy_program_prints_the_same(kind, counted):
    options = {"stride": (2, 3), "padding": (1, 1), "dilation": (2, 1), "ceil_mode": True}
    text = snippets.snippet("NumPy", kind, X, (2, 3), **options, count_include_pad=counted)
    names = {}
    exec(text.replace("print(Y)", ""), names)
    expected = (
        max_pool(X, (2, 3), **options)
        if kind == "max"
        else average_pool(X, (2, 3), **options, count_include_pad=counted)
    )
    assert names["Y"] == pytest.approx(expected)


def test_a_library_without_such_a_call_is_a_sentence():
    with pytest.raises(BadInput, match="SciPy has no call"):
        snippets.snippet("SciPy", "max", X, (2, 2), stride=(2, 2), ceil_mode=True)


@pytest.mark.peers
@pytest.mark.parametrize("ceil_mode", [True, False])
@pytest.mark.parametrize(
    ("window", "stride", "padding", "dilation"), [(2, 2, 0, 1), (3, 2, 1, 1), (2, 3, 1, 1), (2, 2, 1, 3)]
)
def test_pytorch_gives_the_same(window, stride, padding, dilation, ceil_mode):
    torch = pytest.importorskip("torch")
    pool = torch.nn.functional
    x = torch.from_numpy(X)[None, None]
    options = {"stride": stride, "padding": padding, "ceil_mode": ceil_mode}
    expected = pool.max_pool2d(x, window, **options, dilation=dilation)[0, 0].numpy()
    assert np.array_equal(max_pool(X, window, **options, dilation=dilation), expected)
    for counted in (True, False) if dilation == 1 else ():
        theirs = pool.avg_pool2d(x, window, **options, count_include_pad=counted)[0, 0].numpy()
        assert average_pool(X, window, **options, count_include_pad=counted) == pytest.approx(theirs)
