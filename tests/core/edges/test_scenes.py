"""Scenes with known edges, and precision and recall against distances counted by hand."""

import numpy as np
import pytest

from core import edges
from core.edges import scenes
from core.errors import BadInput


def brute(found, labels, tolerance):
    """Precision and recall by the definition: every pixel against every side."""
    pixels = np.argwhere(found).astype(float)
    right = np.argwhere(labels[:, 1:] != labels[:, :-1]) + (0.0, 0.5)
    below = np.argwhere(labels[1:] != labels[:-1]) + (0.5, 0.0)
    sides = np.concatenate([right, below])
    away = np.hypot(*(pixels[:, None] - sides[None]).transpose(2, 0, 1))
    return (away.min(axis=1) <= tolerance).mean(), (away.min(axis=0) <= tolerance).mean()


def test_scenes_are_the_shapes_that_they_are_called():
    n = 600
    rows, columns = (np.mgrid[:n, :n] + 0.5) / n - 0.5
    shares = {
        name: np.bincount(draw(rows, columns)[1].ravel(), minlength=5) / n**2 for name, draw in scenes.SCENES.items()
    }
    # A disc of radius 0.17, a square on its corner, a triangle of height and width 0.34, a bar 0.07 / 0.94 wide and 0.36 high.
    expected = [np.pi * 0.17**2, 2 * 0.2**2, 0.34**2 / 2, 0.36 * 0.07 / 0.94]
    np.testing.assert_allclose(shares["shapes"][1:], expected, rtol=0.02)
    # Dark sectors cover half of the ring between radius 0.06 and 0.42; around and inside it is grey.
    ring = np.pi * (0.42**2 - 0.06**2)
    np.testing.assert_allclose(shares["star"][:3], [ring / 2, ring / 2, 1 - ring], rtol=0.02)
    # Bars of widths 0.18, 0.13, 0.08, 0.055, 0.035 and 0.02, each 0.72 high.
    np.testing.assert_allclose(shares["bars"][1], 0.5 * 0.72, rtol=0.02)
    np.testing.assert_allclose(shares["disc"][1], np.pi * 0.33**2, rtol=0.02)
    # Where they lie: row and column from the middle, downwards and to the right.
    values, labels = scenes.SCENES["shapes"](
        *np.array([(-0.22, -0.22), (-0.22, 0.22), (0.3, -0.22), (0.2, 0.22), (0, 0)]).T
    )
    assert labels.tolist() == [1, 2, 3, 4, 0]
    assert len(values) == 5 and len(set(values)) == 5
    tilted = scenes.SCENES["shapes"](
        np.array([0.05, 0.35]), np.array([0.22 + 0.15 * 0.34 / 0.94, 0.22 - 0.15 * 0.34 / 0.94])
    )
    assert tilted[1].tolist() == [4, 4]  # the bar leans: its upper end is at the right


def test_a_perfect_edge_beside_a_step_scores_one():
    labels = np.zeros((5, 6), int)
    labels[:, 3:] = 1
    found = np.zeros((5, 6), bool)
    found[:, 2] = True
    match = scenes.match(found, labels, 0.5)
    assert (match.precision, match.recall, match.f1) == (1.0, 1.0, 1.0)
    assert not match.false.any() and not match.missed.any()


def test_an_edge_two_pixels_off_counts_only_from_its_distance_on():
    labels = np.zeros((5, 8), int)
    labels[:, 3:] = 1
    found = np.zeros((5, 8), bool)
    found[:, 5] = True  # its middle is 2.5 pixels from the side between columns 2 and 3
    near, far = scenes.match(found, labels, 2.4), scenes.match(found, labels, 2.5)
    assert (near.precision, near.recall, near.f1) == (0.0, 0.0, 0.0)
    assert (far.precision, far.recall) == (1.0, 1.0)
    assert np.array_equal(near.false, found)
    assert np.argwhere(near.missed)[:, 1].tolist() == [2] * 5


def test_half_right_by_hand():
    labels = np.zeros((4, 9), int)
    labels[:, 2:] = 1
    found = np.zeros((4, 9), bool)
    found[:2, 1] = True  # half of the edge
    found[0, 7] = True  # and one false alarm
    match = scenes.match(found, labels, 1.0)
    # The side of row 2 is at distance √1.25 > 1 from the pixel in row 1.
    assert match.precision == pytest.approx(2 / 3)
    assert match.recall == pytest.approx(1 / 2)
    assert match.f1 == pytest.approx(4 / 7)


@pytest.mark.parametrize("name", scenes.SCENES)
@pytest.mark.parametrize("tolerance", [0.5, 1.0, 2.3])
def test_scores_are_those_of_the_definition(name, tolerance):
    scene = scenes.scene(name, 32)
    noisy = scene.picture + np.random.default_rng(1).normal(size=(32, 32)) * 0.2
    found = edges.above(edges.thin(*edges.gradient(noisy)), 0.4)
    match = scenes.match(found, scene.labels, tolerance)
    assert (match.precision, match.recall) == pytest.approx(brute(found, scene.labels, tolerance))
    several = scenes.matches(found, scene.labels, (0.7, tolerance, 5.0))
    assert [(one.precision, one.recall) for one in several] == [
        pytest.approx(brute(found, scene.labels, each)) for each in (0.7, tolerance, 5.0)
    ]


def test_nothing_found_is_precise_and_recalls_nothing():
    scene = scenes.scene("disc", 32)
    match = scenes.match(np.zeros((32, 32), bool), scene.labels, 1.0)
    assert (match.precision, match.recall, match.f1) == (1.0, 0.0, 0.0)


@pytest.mark.parametrize("name", scenes.SCENES)
def test_each_scene_has_one_brightness_a_label_and_clean_detection_scores_high(name):
    scene = scenes.scene(name, 128)
    assert scene.picture.shape == scene.labels.shape == (128, 128)
    for label in np.unique(scene.labels):
        assert np.ptp(scene.picture[scene.labels == label]) == 0
    found = edges.above(edges.thin(*edges.gradient(scene.picture)), 0.15)
    assert scenes.match(found, scene.labels, 1.5).f1 > 0.9


@pytest.mark.parametrize("tolerance", [0.0, 33.0, float("nan")])
def test_a_tolerance_that_cannot_be_is_a_sentence(tolerance):
    with pytest.raises(BadInput, match=r"from 0\.5 to 32"):
        scenes.match(np.zeros((4, 4), bool), np.zeros((4, 4), int), tolerance)


def test_an_unknown_scene_and_a_side_out_of_range_are_sentences():
    with pytest.raises(BadInput, match="no image"):
        scenes.scene("lena", 64)
    with pytest.raises(BadInput, match="from 16 to 2048"):
        scenes.scene("disc", 5)
