"""A search for edges, step by step, and what smoothing does to it."""

import pickle

import numpy as np
import pytest
from scipy import ndimage

from core import edges, images
from core.edges import detection, scenes
from core.edges.detection import EdgeSearch
from core.errors import BadInput

PHOTO = images.photograph("camera", 96)


@pytest.mark.parametrize("method", detection.METHODS)
def test_every_step_of_every_method_is_as_large_as_the_picture(method):
    search = EdgeSearch(PHOTO, method, noise=0.05)
    for name in search.steps:
        assert search.step(name).shape == PHOTO.shape
    assert search.steps[0] == "picture" and search.steps[-2:] == ("edges", "canny")
    assert 50 < search.edges.sum() < PHOTO.size / 4


def test_laplacian_of_the_smoothed_picture_is_scipys():
    search = EdgeSearch(PHOTO, "laplacian", sigma=2.0)
    expected = ndimage.laplace(ndimage.gaussian_filter(PHOTO, 2.0, mode="nearest"), mode="nearest")
    assert np.allclose(search.laplacian, expected, atol=1e-6)


def test_the_slopes_are_those_of_scipys_sobel_across_and_down():
    search = EdgeSearch(PHOTO, "sobel", sigma=0.0)
    across, down = (ndimage.sobel(PHOTO, axis=axis, mode="nearest") for axis in (1, 0))
    ratio = float(search.first.max() / across.max())
    assert ratio > 0
    np.testing.assert_allclose(search.first, ratio * across, atol=1e-5)
    np.testing.assert_allclose(search.second, ratio * down, atol=1e-5)


def test_noise_has_its_spread_and_comes_from_its_seed():
    search = EdgeSearch(np.full((200, 200), 0.5), noise=0.2, seed=3)
    assert (search.noisy - 0.5).std() == pytest.approx(0.2, rel=0.02)
    drawn = np.random.default_rng(3).standard_normal((200, 200), dtype=np.float32)  # a link's seed stays NumPy's
    np.testing.assert_allclose(search.noisy, 0.5 + 0.2 * drawn, atol=1e-6)
    assert np.array_equal(search.noisy, EdgeSearch(np.full((200, 200), 0.5), noise=0.2, seed=3).noisy)
    assert not np.array_equal(search.noisy, EdgeSearch(np.full((200, 200), 0.5), noise=0.2, seed=4).noisy)


def test_without_noise_it_finds_a_scenes_edges_and_with_noise_smoothing_helps():
    scene = scenes.scene("shapes", 128)
    study = detection.study_smoothing(
        scene, EdgeSearch(scene.picture, noise=0.15, share=0.3), 2.0, (0.0, 0.5, 1.0, 1.5, 2.0, 8.0)
    )
    by = {score.sigma: score for score in study.scores}
    assert by[0.0].f1 < 0.6 < 0.8 < study.best.f1
    assert study.best.sigma in (1.0, 1.5, 2.0)
    assert by[8.0].recall < study.best.recall  # too much of it moves the edges and merges them
    assert by[0.0].precision < by[1.5].precision


def test_a_look_brings_only_what_was_asked_for_and_travels():
    search = EdgeSearch(images.photograph("camera", 300))
    seen = pickle.loads(pickle.dumps(detection.look(search, ("noisy", "thin"))))
    assert set(seen.full) == {"noisy", "thin"}
    assert set(seen.small) == set(search.steps)
    assert all(max(small.shape) <= 150 for small in seen.small.values())
    assert seen.found == search.edges.sum() and seen.canny == search.canny.sum()
    assert seen.strongest == search.magnitude.max()


def test_near_canny_counts_what_touches_it():
    search = EdgeSearch(images.photograph("camera", 128), sigma=2.0)
    near = ndimage.binary_dilation(search.canny, np.ones((3, 3))) & search.edges
    assert detection.look(search, ()).near_canny == pytest.approx(near.sum() / search.edges.sum())
    assert detection.look(EdgeSearch(np.zeros((9, 9))), ()).near_canny == 0.0


def test_small_copies_keep_thin_lines_and_signs():
    lines = np.zeros((400, 300), np.float32)
    lines[:, 100], lines[:, 200] = 1.0, -2.0
    small = detection.shrunk(lines, 100)
    assert small.shape == (100, 75)
    assert (small[:, 25] == 1.0).all() and (small[:, 50] == -2.0).all() and np.count_nonzero(small) == 200
    assert detection.shrunk(lines != 0, 100).sum() == 200
    assert detection.shrunk(np.ones((1, 2000)), 100).shape == (1, 100)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"method": "kirsch"}, "no edge operator"),
        ({"noise": -0.1}, "noise must be"),
        ({"noise": float("nan")}, "noise must be"),
        ({"noise": 1e9}, "noise must be"),
        ({"seed": -1}, "seed must be"),
        ({"sigma": float("inf")}, "σ must be"),
        ({"share": 2.0}, "threshold is a fraction"),
    ],
)
def test_settings_that_cannot_be_are_sentences(setting, says):
    with pytest.raises(BadInput, match=says):
        EdgeSearch(PHOTO, **setting)


def test_a_step_of_the_other_method_is_a_sentence():
    with pytest.raises(BadInput, match="no step"):
        EdgeSearch(PHOTO, "laplacian").step("thin")


def test_a_search_leaves_the_picture_alone():
    picture = PHOTO.astype(np.float32)
    before = picture.copy()
    detection.look(EdgeSearch(picture, noise=0.1), ("picture",))
    assert np.array_equal(picture, before)
    assert detection.METHODS[:-1] == edges.OPERATORS
