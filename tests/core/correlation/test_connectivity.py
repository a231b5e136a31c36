"""What pooling and transposed convolution ask of their numbers, and the cells that belong together, by hand."""

import numpy as np
import pytest

from core.correlation.connectivity import Connections, by, finite
from core.correlation.pooling import average_pool, max_pool
from core.correlation.transposed import transposed
from core.errors import BadInput
from core.window import Window

SMALL = np.array([[0.0, 1.0], [2.0, 3.0]])


def test_the_cells_of_two_windows_by_hand():
    found = Connections.of((Window(2, 2, 1, 0), Window(2, 1, 0, 1, 3)), (5, 6))
    assert (found.input_size, found.output_size, found.spreads) == ((5, 6), (3, 4), False)
    assert (found.kernel_size, found.stride, found.dilation) == ((2, 2), (2, 1), (1, 3))
    assert (found.sides, found.padding) == (((1, 0), (0, 1)), (1, 0))
    assert found.sources(0, 3) == ((0, 3),)  # a row of padding above, a column beyond on the right
    assert found.sources(2, 1) == ((3, 1), (3, 4), (4, 1), (4, 4))
    assert found.targets(4, 4) == ((2, 1),)
    tall = Connections.of((Window(1),) * 2, (5, 2))
    assert tall.targets(4, 1) == tall.sources(4, 1) == ((4, 1),)
    assert Connections.of((Window(2, transposed=True),) * 2, (2, 2)).spreads


@pytest.mark.parametrize(("given", "kept"), [(np.float32, np.float32), (np.float64, np.float64), (int, np.float64)])
def test_float32_stays_and_all_else_is_float64(given, kept):
    for values in (
        finite(SMALL.astype(given)),
        max_pool(SMALL.astype(given), 2),
        transposed(*[SMALL.astype(given)] * 2),
    ):
        assert values.dtype == kept
    assert finite(np.ones((1, 1, 1), bool)).dtype == np.float64
    assert by((3, 4)) == "3 × 4"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308])
def test_numbers_that_cannot_be_used_are_a_sentence(value):
    for operation in (lambda x: max_pool(x, 1), lambda x: average_pool(x, 1), lambda x: transposed(x, SMALL)):
        with pytest.raises(BadInput, match="must be finite"):
            operation(np.array([[value]]))
    with pytest.raises(BadInput, match="the kernel has"):
        transposed(SMALL, np.array([[value]]))


@pytest.mark.parametrize("image", [np.zeros((0, 3)), np.zeros(4), np.zeros((2, 2, 2, 2))])
def test_images_without_rows_and_columns_are_a_sentence(image):
    with pytest.raises(BadInput, match="needs rows and columns"):
        max_pool(image, 1)
    with pytest.raises(BadInput, match=r"needs rows and columns|takes matrices"):
        transposed(image, SMALL)
