"""The layer's program: it stands alone, and gives the numbers of the layer that the page runs."""

import numpy as np
import pytest

from core import workers
from core.correlation import layer as conv_layer
from core.correlation.snippets import correlate2d as correlation_snippets
from core.correlation.snippets import layer as layer_snippets
from tests.programs import Program, results


@pytest.mark.slow
def test_the_program_gives_the_layers_numbers_whether_the_input_stands_in_it_or_in_a_file(tmp_path):
    small, large = np.arange(12.0).reshape(3, 4) / 7, np.random.default_rng(0).random((25, 25))
    beside = {correlation_snippets.FILE: "\n".join(",".join(map(repr, row)) for row in large.tolist()).encode()}
    programs = [
        Program(layer_snippets.program(small, (2, 3), 5)),
        Program(layer_snippets.program(large, (3, 1), 2**31 - 1), beside),
    ]
    for image, size, seed, made in zip(
        (small, large), ((2, 3), (3, 1)), (5, 2**31 - 1), results(tmp_path, programs), strict=True
    ):
        expected = workers.run(conv_layer.run_layer, image.astype(np.float32), size, seed)
        np.testing.assert_array_equal(made, expected.output)


def test_nothing_of_the_labs_own_ways_is_in_it():
    text = layer_snippets.program(np.eye(3), (2, 2), 0)
    assert text.startswith("from typing import Any\n\nimport keras\n")
    assert "functools" not in text
    assert "type: ignore" not in text
    assert "core" not in text
