"""Filters learned from photographs saved as PNG, in the workers, against the filters themselves and least squares."""

import io

import numpy as np
import pytest
from PIL import Image

from core import images, kernels, learning, workers
from core.errors import BadInput
from core.learning.recovery.least_squares import hide, relative_error
from core.learning.recovery.training import MAX_UPDATES, task
from tests.core.learning.recovery.made import pair

pytestmark = pytest.mark.slow

BLUR = kernels.gaussian(5, 1.0)
SHARPEN = 2.0 * kernels.identity(5) - BLUR
SOBEL = np.pad(kernels.sobel(), 1)


def through_png(values):
    """What a picture becomes when it is saved as PNG and opened again."""
    file = io.BytesIO()
    Image.fromarray(np.round(255 * values).astype(np.uint8)).save(file, "PNG")
    return images.load_image(file.getvalue(), colour=values.ndim == 3).values


def learned(matched, **bounds):
    """The kernel, and the result that it comes from."""
    result = workers.run(learning.learn, task(matched, **bounds).experiment, timeout=300)
    return result.kernel.reshape(matched.kernel_size), result


@pytest.mark.parametrize("name", ["camera", "astronaut"])
@pytest.mark.parametrize("kernel", [BLUR, SHARPEN, SOBEL], ids=["blur", "sharpen", "sobel"])
def test_the_learned_kernel_is_within_two_percent_of_the_filter(name, kernel):
    before, after = (through_png(values) for values in hide(images.picture(name, side=256), kernel))
    found, result = learned(pair(before, after, (5, 5)))
    assert relative_error(found, kernel) < 0.02
    assert result.stopped_because == "epochs"


def test_fewer_pixels_are_those_with_the_most_contrast_and_tell_as_much():
    before, after = (through_png(values) for values in hide(images.picture("camera", side=256), BLUR))
    matched = pair(before, after, (5, 5))
    todo = task(matched, most=10_000)
    rows = np.asarray(todo.experiment.image)
    assert rows.shape == (10_000, 25) and todo.experiment.target.shape == (10_000, 1)
    windows = np.lib.stride_tricks.sliding_window_view(before, (5, 5)).reshape(-1, 25)[matched.used.reshape(-1)]
    assert rows.var(axis=1).min() == pytest.approx(np.sort(windows.var(axis=1))[-10_000], abs=1e-6)
    assert "10,000 values" in str(todo.notes[0]) and f"{matched.used.sum():,}" in str(todo.notes[0])
    found, _ = learned(matched, most=10_000)
    assert relative_error(found, BLUR) < 0.02


def test_the_channels_of_a_colour_picture_are_more_rows_for_one_kernel():
    before, after = hide(images.picture("astronaut", side=96, colour=True), SHARPEN)
    matched = pair(through_png(before), through_png(after), (5, 5))
    todo = task(matched)
    assert len(todo.experiment.image) == matched.used.sum() > 92 * 92
    assert "All 3 channels" in str(todo.notes[0])
    found, _ = learned(matched)
    assert relative_error(found, SHARPEN) < 0.02


def test_no_value_that_may_be_clipped_is_learned_from():
    before, after = hide(images.picture("camera", side=96), 3 * SHARPEN)
    target = np.asarray(task(pair(before, after, (5, 5))).experiment.target)
    assert target.min() > 0 and target.max() < 1


def test_a_run_that_its_time_ends_says_so():
    before, after = hide(images.picture("moon", side=256), kernels.gaussian(15, 3.0))
    _, result = learned(pair(before, after, (15, 15)), seconds=0.01)
    assert result.stopped_because == "time"


def test_where_the_pictures_determine_one_combination_of_25_descent_finds_the_kernel_of_least_norm():
    found, result = learned(pair(np.full((20, 20), 0.5), np.full((20, 20), 0.25), (5, 5)))
    np.testing.assert_allclose(found, 0.5 / 25, rtol=1e-4)
    assert len(result.losses) < 10


def test_a_black_before_picture_leaves_the_kernel_at_zero():
    found, _ = learned(pair(np.zeros((20, 20)), np.full((20, 20), 0.25), (3, 3)))
    assert not found.any()


def test_pictures_that_would_need_more_updates_than_a_run_makes_say_so():
    smooth = np.add.outer(np.linspace(0.2, 0.5, 60) ** 2, np.linspace(0.1, 0.6, 60) ** 2)
    todo = task(pair(smooth, smooth, (5, 5)))
    assert todo.experiment.epochs == MAX_UPDATES
    assert f"{MAX_UPDATES:,}" in str(todo.notes[-1])


def test_a_pair_without_a_pixel_to_learn_from_is_refused():
    with pytest.raises(BadInput, match="there is nothing to learn from"):
        task(pair(images.noise(9), np.zeros((9, 9)), (3, 3)))
