"""The layer written in three ways, and what TensorFlow says of each."""

import numpy as np
import pytest

from core import workers
from core.errors import BadInput
from core.learning import tape

pytestmark = pytest.mark.slow

IMAGE, KERNEL = np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2)
OUTPUT = [[19.0, 25.0], [37.0, 43.0]]  # Dive into Deep Learning, section 7.2.1


def run(way, image=IMAGE, kernel=KERNEL):
    return workers.run(tape.differentiate, way, image, kernel, timeout=300)


def test_a_tensor_takes_no_items_and_tensorflow_says_so():
    answer = run("tensor")
    assert answer.output is None
    assert answer.gradient is None
    assert "does not support item assignment" in answer.error


def test_a_variable_takes_items_gives_the_right_output_and_has_no_gradient():
    answer = run("variable")
    np.testing.assert_array_equal(answer.output, OUTPUT)
    assert answer.gradient is None
    assert answer.error == ""


def test_sums_of_shifted_images_have_the_same_output_and_the_gradient_by_hand():
    answer = run("sum")
    np.testing.assert_array_equal(answer.output, OUTPUT)
    # Each weight's gradient is the sum of the four cells it meets.
    np.testing.assert_array_equal(answer.gradient, [[0 + 1 + 3 + 4, 1 + 2 + 4 + 5], [3 + 4 + 6 + 7, 4 + 5 + 7 + 8]])


def test_a_kernel_as_large_as_the_image_has_one_output():
    answer = run("sum", IMAGE[:2, :2])
    np.testing.assert_array_equal(answer.output, [[19.0]])
    np.testing.assert_array_equal(answer.gradient, IMAGE[:2, :2])


@pytest.mark.parametrize(
    ("way", "image", "sentence"),
    [
        ("magic", IMAGE, "there is no variant “magic”"),
        ("sum", np.ones((1, 3)), "does not fit into image"),
        ("sum", np.ones((3, 1)), "does not fit into image"),
        ("variable", np.ones((40, 40)), "too many to assign one by one"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_sentence(way, image, sentence):
    with pytest.raises(BadInput, match=sentence):
        run(way, image)
