"""Filters hidden in photographs, saved as PNG and read back, against the filters themselves and lstsq."""

import io

import numpy as np
import pytest
from PIL import Image

from core import images, kernels
from core.correlation import correlate
from core.errors import BadInput
from core.learning.recovery.least_squares import hide, pair, psnr, recover, relative_error

BLUR = kernels.gaussian(5, 1.0)
SHARPEN = 2.0 * kernels.identity(5) - BLUR
LOPSIDED = np.random.default_rng(2).dirichlet(np.ones(25)).reshape(5, 5)


def through_png(values):
    """What a picture becomes when it is saved as PNG and opened again."""
    file = io.BytesIO()
    Image.fromarray(np.round(255 * values).astype(np.uint8)).save(file, "PNG")
    return images.load_image(file.getvalue(), colour=values.ndim == 3).values


@pytest.mark.parametrize("name", ["camera", "astronaut", "chelsea", "coins", "page", "rocket", "brick", "moon"])
@pytest.mark.parametrize(
    "kernel", [BLUR, SHARPEN, kernels.box(5), LOPSIDED], ids=["blur", "sharpen", "box", "lopsided"]
)
def test_a_5_by_5_filter_on_a_photograph_saved_as_png_is_recovered_within_two_percent(name, kernel):
    before, after = hide(images.picture(name, side=512), kernel)
    found = recover(through_png(before), through_png(after), (5, 5))
    assert relative_error(found.kernel, kernel) < 0.02
    assert found.psnr > 55


def test_a_colour_pair_gives_one_kernel_for_all_channels():
    picture = images.picture("astronaut", side=256, colour=True)
    before, after = hide(picture, BLUR)
    found = recover(through_png(before), through_png(after), (5, 5))
    assert relative_error(found.kernel, BLUR) < 0.01
    assert found.residual.shape == (252, 252, 3) and found.kernel.shape == (5, 5)
    grey = recover(before[..., 0], after[..., 0], (5, 5))
    assert relative_error(found.kernel, BLUR) < relative_error(grey.kernel, BLUR)


def test_clipped_pixels_left_in_would_spoil_what_leaving_them_out_recovers():
    before, after = hide(images.picture("page", side=256), 3 * SHARPEN)
    good, bad = (recover(before, after, (5, 5), clipped=clipped) for clipped in (True, False))
    assert relative_error(good.kernel, 3 * SHARPEN) < 0.02 < 0.1 < relative_error(bad.kernel, 3 * SHARPEN)
    assert good.used < 0.9 and any("black or white" in str(note) for note in good.notes)
    assert bad.used == 1.0 and not bad.notes


def test_the_kernel_is_that_of_lstsq_on_the_pixels_used():
    rng = np.random.default_rng(7)
    before, after = rng.random((14, 12)), rng.uniform(-0.5, 1.5, size=(14, 12)).clip(0, 1)
    target = after[1:13, 1:11]
    patches = np.array([before[i : i + 3, j : j + 3].ravel() for i in range(12) for j in range(10)])
    used = ((target > 0) & (target < 1)).ravel()
    assert 0.2 < used.mean() < 0.8
    expected = np.linalg.lstsq(patches[used], target.ravel()[used], rcond=None)[0]
    found = recover(before, after, (3, 3))
    np.testing.assert_allclose(found.kernel.ravel(), expected, atol=1e-10)
    residual = (patches @ expected).clip(0, 1) - target.ravel()
    np.testing.assert_allclose(found.residual.ravel(), residual, atol=1e-10)
    assert found.psnr == pytest.approx(10 * np.log10(1 / (residual**2).mean()))
    assert found.form.loss(expected.reshape(3, 3)) == pytest.approx(
        ((patches[used] @ expected - target.ravel()[used]) ** 2).sum()
    )


@pytest.mark.parametrize("padding", ["same", "valid", "full"])
@pytest.mark.parametrize("size", [(3, 3), (2, 4), (1, 5)])
def test_pairs_of_one_size_without_padding_and_with_all_of_it_are_matched_pixel_to_pixel(padding, size):
    rng = np.random.default_rng(8)
    before, kernel = rng.random((20, 17)), rng.normal(size=size)
    after = correlate(before, kernel, padding=padding)
    found = recover(before, after, size, clipped=False)
    np.testing.assert_allclose(found.kernel, kernel, atol=1e-10)


def test_descent_on_the_form_of_the_pair_learns_the_same_kernel():
    before, after = hide(images.picture("coins", side=256), BLUR)
    found = recover(before, after, (5, 5))
    learned, losses = found.form.after(np.zeros((5, 5)), found.form.best_learning_rate, np.array([0, 300_000]))
    assert relative_error(learned[-1], BLUR) < 0.02 and losses[-1] < 1e-4 * losses[0]
    np.testing.assert_allclose(learned[-1], found.kernel, atol=1e-3)


def test_a_smaller_window_than_the_filters_leaves_a_residual_and_a_larger_one_finds_zeros_around_it():
    before, after = hide(images.picture("camera", side=256), BLUR)
    small, exact, large = (recover(before, after, (n, n)) for n in (3, 5, 7))
    assert small.psnr < exact.psnr - 5 and abs(large.psnr - exact.psnr) < 1
    np.testing.assert_allclose(large.kernel, np.pad(BLUR, 1), atol=0.01)


def test_a_constant_picture_says_that_it_determines_one_combination_of_25():
    found = recover(np.full((20, 20), 0.5), np.full((20, 20), 0.25), (5, 5))
    assert found.form.rank == 1 and "1 of 25" in str(found.notes[0])
    np.testing.assert_allclose(found.kernel, 0.5 / 25)


def test_a_ridge_is_the_solution_of_the_lengthened_least_squares_problem():
    rng = np.random.default_rng(9)
    before, after = rng.random((12, 12)), rng.random((10, 10))
    patches = np.array([before[i : i + 3, j : j + 3].ravel() for i in range(10) for j in range(10)])
    weight = 0.3 * (patches**2).sum() / 9
    longer = np.vstack([patches, np.sqrt(weight) * np.eye(9)])
    expected = np.linalg.lstsq(longer, np.append(after.ravel(), np.zeros(9)), rcond=None)[0]
    found = recover(before, after, (3, 3), ridge=0.3)
    np.testing.assert_allclose(found.kernel.ravel(), expected, atol=1e-10)


def test_hidden_pictures_hold_the_steps_that_a_file_of_so_many_bits_has():
    before, after = hide(images.noise(20), SHARPEN, bits=3)
    for values in (before, after):
        assert set(np.unique(values * 7)) <= set(range(8)) and values.shape == (20, 20)
    exact = hide(images.noise(20), kernels.difference(), bits=None)
    np.testing.assert_array_equal(exact[0], images.noise(20))
    assert exact[1].min() < -0.5


def test_psnr_of_a_hundredth_is_40_decibels_and_of_nothing_infinite():
    assert psnr(np.full((4, 4), 0.01)) == pytest.approx(40.0)
    assert psnr(np.zeros((2, 2))) == np.inf
    assert relative_error(np.array([[3.0, 4.0]]), np.array([[3.0, 0.0]])) == pytest.approx(4 / 3)
    assert relative_error(np.ones((1, 1)), np.zeros((1, 1))) == np.inf


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: recover(np.ones((9, 9)), np.ones((9, 9, 3)), (3, 3)), "greyscale and the other in colour"),
        (lambda: recover(np.ones(9), np.ones(9), (3, 3)), "greyscale and the other in colour"),
        (lambda: recover(np.ones((9, 9)), np.ones((9, 10)), (3, 3)), "must be equal, or differ by"),
        (lambda: recover(np.ones((4, 4)), np.ones((4, 4)), (5, 5)), "does not fit into image"),
        (lambda: recover(np.ones((9, 9)), np.zeros((9, 9)), (3, 3)), "there is nothing to learn from"),
        (lambda: recover(np.ones((9, 9)), np.full((9, 9), np.nan), (3, 3)), "not finite"),
        (lambda: recover(images.noise(9), images.noise(9), (3, 3), ridge=-1.0), "ridge coefficient must be from 0"),
        (lambda: recover(images.noise(50), images.noise(50), (40, 40)), "exceeds the limit of 1024"),
        (lambda: hide(images.noise(9), BLUR, bits=0), "1 to 16 bits"),
        (lambda: relative_error(np.ones((1, 2)), np.ones((2, 1))), "compare two of the same size"),
    ],
)
def test_pairs_that_cannot_be_matched_are_refused_with_their_sentence(call, said):
    with pytest.raises(BadInput) as error:
        call()
    assert said in str(error.value)


def test_an_edge_filter_whose_every_other_output_is_clipped_at_black_is_recovered_from_the_rest():
    sobel = np.pad(kernels.sobel(), 1)
    before, after = hide(images.picture("camera", side=512), sobel)
    found = recover(through_png(before), through_png(after), (5, 5))
    assert 0.2 < found.used < 0.6
    assert relative_error(found.kernel, sobel) < 0.02
    assert pair(before, after, (5, 5)).kernel_size == (5, 5)
