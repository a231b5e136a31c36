"""One axis of a window, against its definition written out: output o sees o·s + k·d − before for each tap k."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from core.window import Window, axis, centred, output_size, resolve_padding, windows

WINDOWS = st.builds(
    Window,
    kernel=st.integers(1, 5),
    stride=st.integers(1, 4),
    before=st.integers(0, 4),
    after=st.integers(0, 4),
    dilation=st.integers(1, 3),
    same=st.booleans(),
    transposed=st.booleans(),
)
SIZES = st.integers(1, 14)


def met(window, size):
    """(output, tap, input) that belong together, cell by cell, from the definition."""
    before = window.padding(size)[0]
    found = []
    for tap in range(window.kernel):
        for output in range(window.output(size)):
            for cell in range(size):
                fine, coarse = (output, cell) if window.transposed else (cell, output)
                if fine == coarse * window.stride + tap * window.dilation - before:
                    found.append((output, tap, cell))
    return found


@given(WINDOWS, SIZES)
def test_what_an_output_sees_and_an_input_feeds_is_the_definition_cell_by_cell(window, size):
    if window.missing(size):
        return
    pairs = met(window, size)
    outputs = window.output(size)
    for output in range(outputs):
        assert window.sees(output, size) == sorted(cell for o, _, cell in pairs if o == output)
    for cell in range(size):
        assert window.feeds(cell, size, outputs) == sorted(o for o, _, c in pairs if c == cell)


@given(WINDOWS, SIZES)
def test_taps_list_every_pair_that_meets_and_no_other(window, size):
    if window.missing(size):
        return
    outputs = window.output(size)
    listed = [
        (int(o), tap, int(c))
        for tap, to, origin in window.taps(outputs, size)
        for o, c in zip(np.arange(outputs)[to], np.arange(size)[origin], strict=True)
    ]
    assert sorted(listed) == sorted(met(window, size))


@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 3), st.integers(1, 40))
def test_same_gives_as_many_outputs_as_strides_fit_and_never_pads_more_than_needed(kernel, stride, dilation, size):
    window = Window(kernel, stride, dilation=dilation, same=True)
    before, after = window.padding(size)
    assert window.output(size) == -(-size // stride)
    assert after - before in (0, 1)
    assert before + after == max(0, dilation * (kernel - 1) - (size - 1) % stride)  # shared figure of TensorFlow's SAME


@pytest.mark.parametrize(
    ("kernel", "stride", "padding"),
    [(7, 2, (2, 3)), (6, 2, (2, 2)), (3, 2, (0, 1)), (2, 2, (0, 0)), (3, 1, (1, 1)), (4, 1, (1, 2))],
)
def test_same_on_224_cells_as_tensorflow_pads(kernel, stride, padding):
    assert Window(kernel, stride, same=True).padding(224) == padding


@given(WINDOWS, SIZES, st.integers(0, 9), st.integers(0, 9))
def test_outputs_reach_from_the_first_cell_under_the_first_one_to_the_last_under_the_last(window, size, first, more):
    before = window.padding(size)[0]
    last, places = first + more, range(-60, 120)
    if window.transposed:
        # Input i lies under output o where the place o + before is within its span.
        under = [i for i in places if any(0 <= o + before - i * window.stride < window.span for o in (first, last))]
    else:
        under = [o * window.stride - before + step for o in (first, last) for step in range(window.span)]
    if under and (more == 0 or not window.transposed or window.span >= window.stride):
        assert window.reach(first, last, size) == (min(under), max(under))


@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 4), st.integers(0, 4), st.integers(1, 3), SIZES)
def test_rounded_up_the_last_window_begins_inside_and_reaches_over_the_end(
    kernel, stride, before, after, dilation, size
):
    window = Window(kernel, stride, before, after, dilation, ceil=True)
    if window.missing(size) or 2 * max(before, after) > window.span:  # pools take no more padding
        return
    end, outputs = size + before + after, 1
    while outputs * stride < size + before and (outputs - 1) * stride + window.span < end:
        outputs += 1
    assert window.output(size) == outputs
    assert window.beyond(size) == max(0, (outputs - 1) * stride + window.span - end)


@given(st.integers(1, 7), st.integers(1, 5), st.integers(1, 3), st.booleans())
def test_without_a_size_same_is_known_where_every_size_pads_alike(kernel, stride, dilation, lower):
    window = Window(kernel, stride, dilation=dilation, same=True, lower=lower)
    every = [window.padding(size) for size in range(1, 2 * stride + window.span + 1)]
    assert window.padding(None) == tuple(ends[0] if len(set(ends)) == 1 else None for ends in zip(*every))


def test_an_odd_cell_of_same_lies_behind_or_with_onnx_before():
    assert axis(4, padding="same").padding(5) == (1, 2)
    assert axis(4, padding="same_lower").padding(5) == (2, 1)
    assert axis(3) == Window(3)


@pytest.mark.parametrize(
    ("padding", "sides"),
    [("valid", (0, 0)), ("full", (4, 4)), ("causal", (4, 0)), ("symmetric", (2, 2)), ((1, 3), (1, 3))],
)
def test_paddings_by_name(padding, sides):
    window = axis(3, 1, padding, 2)
    assert (window.before, window.after) == sides


def test_symmetric_leaves_out_the_odd_cell():
    assert (axis(4, padding="symmetric").before, axis(4, padding="symmetric").after) == (1, 1)


def test_an_even_kernels_odd_cell_goes_before_or_after():
    assert [centred(4, early=early) for early in (True, False)] == [(2, 1), (1, 2)]
    assert [centred(5, early=early) for early in (True, False)] == [(2, 2), (2, 2)]


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "dilation", "rows"),
    # vdumoulin/conv_arithmetic's pictures: input, kernel, stride, padding, dilation → output
    [
        (4, 3, 1, 0, 1, 2),
        (5, 4, 1, 2, 1, 6),
        (5, 3, 1, 1, 1, 5),
        (5, 3, 1, 2, 1, 7),
        (5, 3, 2, 0, 1, 2),
        (5, 3, 2, 1, 1, 3),
        (6, 3, 2, 1, 1, 3),
        (7, 3, 1, 0, 2, 3),
    ],
)
def test_output_sizes_of_the_guide_to_convolution_arithmetic(size, kernel, stride, padding, dilation, rows):
    found = output_size((size, size), (kernel, kernel), stride=stride, padding=padding, dilation=dilation)
    assert found == (rows, rows)


def test_two_axes_keep_their_own_numbers_rows_first():
    down, across = windows((3, 5), stride=(3, 4), padding=(0, 1))
    assert (down.output(8), across.output(8)) == (2, 2)  # Dive into Deep Learning, section 7.3.2
    assert resolve_padding((8, 8), (3, 5), padding=(0, 1)) == ((0, 0), (1, 1))
    assert resolve_padding((8, 8), (4, 2), padding="same") == ((1, 2), (0, 1))


@pytest.mark.parametrize("value", [0, -1, 1.5, "2", (1, 2, 3), 16_385, None])
def test_a_stride_that_is_none_is_refused(value):
    with pytest.raises(BadInput, match="stride must be a whole number"):
        windows((3, 3), stride=value)


@pytest.mark.parametrize("value", [16_384, np.int64(2), np.array([1, 2]), (np.int32(3), 1), [2, 2]])
def test_whole_numbers_of_every_kind_are_strides(value):
    down, across = windows((3, 3), stride=value)
    assert [down.stride, across.stride] == np.broadcast_to(value, 2).tolist()


def test_a_window_that_may_reach_over_the_border_lacks_cells_only_where_nothing_comes_out():
    # ⌈(n − 3) / 1⌉ + 1 outputs: one of 3 cells, none of 2, which lack one.
    assert [Window(3, ceil=True).missing(size) for size in (4, 3, 2, 1)] == [0, 0, 1, 2]


def test_a_transposed_window_lacks_what_its_padding_cuts_off():
    # (n − 1)·s + span − padding comes out: 3 − 3, 3 − 5, 3 − 2.
    for before, after, lacks in ((2, 1, 1), (2, 3, 3), (1, 1, 0)):
        window = Window(1, 1, before, after, transposed=True)
        assert (window.output(3), window.missing(3)) == (3 - before - after, lacks)


def test_same_of_a_transposed_window_has_its_odd_cell_at_the_end_and_same_lower_before():
    # The convolution that it transposes has 4 − 1 and 3 − 2 cells of padding.
    assert Window(4, 1, same=True, transposed=True).padding(5) == (1, 2)
    assert Window(3, 2, same=True, transposed=True).padding(5) == (0, 1)
    assert Window(4, 1, same=True, transposed=True, lower=True).padding(5) == (2, 1)
