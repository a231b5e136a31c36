"""Which frames an animation has: fewer where the file were too large, the flip before the window slides."""

import io

import numpy as np
import pytest
from PIL import Image

from core.takeaway import Comparison, Correlation, Edges, animation
from core.takeaway.animations import films
from tests.core.takeaway.cases import COMPARISONS


@pytest.mark.parametrize(
    ("most", "fits", "tried"),
    [(120, 120, [120]), (120, 30, [120, 60, 30]), (120, 0, [120, 60, 30, 15, 7]), (16, 0, [16, 8])],
)
def test_half_as_many_frames_are_tried_until_the_file_is_small_enough_or_they_are_eight(most, fits, tried, monkeypatch):
    asked = []
    monkeypatch.setattr(films, "MAX_FRAMES", most)
    monkeypatch.setattr(films, "MAX_BYTES", 50)
    monkeypatch.setattr(films, "film_of", lambda subject: lambda most: (asked.append(most) or [most], []))
    monkeypatch.setattr(films, "packed", lambda frames, times: bytes(50 if frames[0] <= fits else 51))
    assert len(animation(None)) == (50 if fits else 51) and asked == tried


def test_an_image_is_coloured_by_sign_where_it_has_a_number_below_zero():
    for low, signed in ((0.0, False), (-0.5, True)):
        image, kernel = np.array([[low, 1.0]]), np.ones((1, 1))
        for subject, place in (
            (Correlation(image, kernel), 0),
            (Edges(image, kernel), 0),
            (Comparison(image, kernel), 2),
        ):
            assert films.scene_of(subject).tiles[place].signed == signed
    strength = films.scene_of(Edges(np.array([[-2.0, 1.0]]), np.ones((1, 1)))).tiles[3]
    assert not strength.signed and strength.values.tolist() == [[2, 1]]


def test_while_the_second_kernel_turns_the_first_stays():
    subject = COMPARISONS["notebook"]
    first, second = films.scene_of(subject).places()[0][:2]
    with Image.open(io.BytesIO(animation(subject))) as film:
        times, kept = [], []
        for number in range(film.n_frames):
            film.seek(number)
            times.append(film.info["duration"])
            kept.append(np.asarray(film.convert("RGB"))[:-30, : second.left - 2])
    assert times[:3] == [1_200] * 3 and len(times) == 3 + 4
    assert all(np.array_equal(kept[0], other) for other in kept) and np.ptp(kept[0][:, first.left :]) > 0


def test_no_film_has_more_frames_than_it_is_asked_for():
    subject = Comparison(np.random.default_rng(0).random((12, 12)), np.ones((2, 2)))
    assert (
        len(films.film_of(subject)(20)[0])
        == len(films.film_of(Correlation(subject.image, subject.kernel))(20)[0])
        == 20
    )
