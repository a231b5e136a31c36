"""Pictures of shapes: what they hold, and that the seed alone decides them."""

import numpy as np
import pytest

from core.feature_maps import drawing


@pytest.fixture(scope="module")
def drawn():
    return drawing.pictures(3, 0.1, part=1)


def test_they_are_bounded_and_every_shape_comes_equally_often(drawn):
    pictures, labels = drawn
    assert pictures.shape == (drawing.UNSEEN, 28, 28)
    assert pictures.dtype == np.float32
    assert 0 <= pictures.min() < pictures.max() <= 1
    assert np.bincount(labels).tolist() == [drawing.UNSEEN // 8] * 8


def test_the_seed_alone_decides_them(drawn):
    again, labels = drawing.pictures(3, 0.1, part=1)
    np.testing.assert_array_equal(again, drawn[0])
    np.testing.assert_array_equal(labels, drawn[1])
    assert not np.array_equal(drawing.pictures(4, 0.1, part=1)[0], drawn[0])


def test_unseen_pictures_are_not_among_those_seen(drawn):
    seen = {picture.tobytes() for picture in drawing.pictures(3, 0.1)[0]}
    assert len(seen) == drawing.SEEN
    assert not any(picture.tobytes() in seen for picture in drawn[0])


def test_without_noise_a_picture_is_its_ground_and_one_shape_inside_the_frame():
    for picture in drawing.pictures(0, 0.0, part=1)[0]:
        border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert np.ptp(border) == 0
        # the least contrast and width, where the line runs half a pixel beside the nearest pixel's centre
        assert np.abs(picture - border[0]).max() >= 0.3 * (1.5 / 2 + 0.5 - 0.5) - 1e-6


def test_rows_and_columns_of_a_shapes_middle_have_nothing_to_do_with_each_other():
    middles = []
    for picture in drawing.pictures(0, 0.0, part=1)[0]:
        ink = picture != picture[0, 0]
        middles.append([np.flatnonzero(ink.any(axis=axis))[[0, -1]].mean() for axis in (1, 0)])
    rows, columns = np.array(middles).T
    assert abs(np.corrcoef(rows, columns)[0, 1]) < 0.1


@pytest.mark.parametrize(
    ("shape", "down", "across", "distance"),
    [  # worked by hand, for a radius of 5
        ("vertical", 0, 3, 3),
        ("vertical", 8, 4, 5),  # 3 beyond its end, 4 beside it
        ("horizontal", 8, 0, 8),
        ("horizontal", 0, 7, 2),
        ("falling", 2, 2, 0),
        ("falling", 1, -1, np.sqrt(2)),
        ("rising", 2, -2, 0),
        ("rising", 1, 1, np.sqrt(2)),
        ("cross", 1, 4, 1),
        ("ring", 4.5, 0, 0),
        ("ring", 0, 0, 4.5),
        ("square", 4, 1, 0),
        ("square", 0, 6, 2),
        ("triangle", -4, 0, 0),  # its upper corner
        ("triangle", 2, 0, 0),  # the middle of its lower side
        ("triangle", 0, 0, 2),
    ],
)
def test_distances_to_a_line(shape, down, across, distance):
    found = drawing.distance_to(shape, np.array([[[float(down)]]]), np.array([[[float(across)]]]), np.array([[[5.0]]]))
    assert found.item() == pytest.approx(distance, abs=1e-12)


def test_an_epoch_sees_every_picture_once_in_an_order_of_its_own():
    epochs = [np.concatenate([drawing.batch(40 * epoch + i, 100, 7) for i in range(40)]) for epoch in (0, 1)]
    for order in epochs:
        assert sorted(order) == list(range(drawing.SEEN))
    assert not np.array_equal(*epochs)
