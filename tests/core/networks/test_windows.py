"""Windows from a file's numbers: resizing against its definition in whole fractions, settings of each axis by hand."""

from fractions import Fraction
from math import ceil, floor

import pytest

from core.checks import MAX_CELLS
from core.errors import BadInput
from core.networks import windows
from core.window import Window


def seen(o, scale, size, linear, centred):
    """The cells that output o is made of (ONNX, Resize: half_pixel or asymmetric; linear, or nearest and the lower of two)."""
    place = (o + Fraction(1, 2)) / scale - Fraction(1, 2) if centred else o / scale
    if not linear:
        return {min(max(ceil(place - Fraction(1, 2)) if centred else floor(place), 0), size - 1)}
    return {min(max(cell, 0), size - 1) for cell in (floor(place), ceil(place))}


@pytest.mark.parametrize("centred", [True, False])
@pytest.mark.parametrize("linear", [True, False])
@pytest.mark.parametrize("factor", range(1, 8))
def test_a_resized_map_sees_what_its_definition_says(factor, linear, centred):
    for scale, size in ((Fraction(factor), 5), (Fraction(1, factor), 5 * factor)):
        outputs = int(size * scale)
        by_size, by_scale = (
            windows.resized(size, outputs, None, linear, centred),
            windows.resized(None, None, float(scale), linear, centred),
        )
        assert by_size == by_scale and by_size.output(size) == outputs
        assert [set(by_size.sees(o, size)) for o in range(outputs)] == [
            seen(o, scale, size, linear, centred) for o in range(outputs)
        ]


def test_factors_that_are_not_whole_or_too_large_are_not_answered():
    most = MAX_CELLS
    for scale in (2.5, 0.4, 2 + 2e-6, 1 / (3 + 3e-6), 0.0, -2.0, most + 1.0, 1 / (most + 1.0)):
        assert windows.resized(None, None, scale, True, True) is None
    for scale in (2 + 5e-7, 1 / (3 + 5e-7), float(most), 1 / most):
        assert windows.resized(None, None, scale, True, True) is not None
    assert windows.resized(None, 8, None, True, True) is windows.resized(4, None, None, True, True) is None
    assert windows.resized(4, 8, 3.0, False, True) == windows.resized(4, 12, None, False, True)


def test_each_axis_has_its_number_and_a_single_one_serves_all():
    assert windows.each("stride", 2, 3, 1, "a") == windows.each("stride", [2], 3, 1, "a") == (2, 2, 2)
    assert windows.each("stride", (1, 3), 2, 1, "a") == (1, 3)
    for wrong in ([1, 2], [1, 2, 3, 4], []):
        with pytest.raises(BadInput, match="one for each of its axes, 3 in all"):
            windows.each("stride", wrong, 3, 1, "a")
    with pytest.raises(BadInput):
        windows.each("stride", [1, 0], 2, 1, "a")
    assert "x" * 40 in str(windows.wrong_count("stride", "x" * 41, 2, "a"))
    assert "x" * 41 not in str(windows.wrong_count("stride", "x" * 41, 2, "a"))


def test_windows_have_their_axis_s_numbers():
    assert windows.sliding((3, 2), (2, 1), ((1, 0), (4, 5)), (1, 2), ceil=True) == (
        Window(3, 2, 1, 0, 1, ceil=True),
        Window(2, 1, 4, 5, 2, ceil=True),
    )
    # What an output padding of 1 appends is taken off the padding behind.
    assert windows.transposed((3, 2), (2, 3), ((1, 1), (0, 2)), (1, 2), (1, 0)) == (
        Window(3, 2, 1, 0, 1, transposed=True),
        Window(2, 3, 0, 2, 2, transposed=True),
    )
