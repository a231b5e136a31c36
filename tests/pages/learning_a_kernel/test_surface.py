"""The tab "Loss surface" of the page Learning a kernel."""

import numpy as np
import pytest

from tests.pages.reading import component, key_of, query_of, refused

PAGE = "learning_a_kernel"
key = key_of(PAGE)


@pytest.fixture
def surface(visit):
    """The page with that tab open at an address."""

    def opened(**query):
        lab = visit(PAGE, **query)
        lab.session_state[key("open")] = "surface"
        return lab.run()

    return opened


def drawn(lab):
    return component(lab, "contours")


def test_the_notebooks_bowl_is_five_times_as_steep_along_one_diagonal(surface):
    lab = surface()
    assert not lab.exception
    # H = [[36, 24], [24, 36]]: eigenvalues 12 and 60 along the diagonals.
    assert any("5 times" in caption.value for caption in lab.caption)
    plane = drawn(lab)
    assert plane["curvature"] == [[36, 24], [24, 36]]
    assert plane["words"][:2] == ["K[0,0]", "K[0,1]"]
    assert np.abs(plane["axes"]) == pytest.approx(np.full((2, 2), np.sqrt(0.5)))


def test_the_predicted_way_goes_from_the_notebooks_start_to_its_end(surface):
    trajectories = {one["name"]: one["points"] for one in drawn(surface())["trajectories"]}
    assert trajectories["start"] == [[-0.398385, 1.15419]]
    assert trajectories["true kernel"] == [[1, -1]]
    trajectory = np.array(trajectories["predicted"])
    assert trajectory[0] == pytest.approx([-0.398385, 1.15419])
    assert trajectory[-1] == pytest.approx([0.8858046, -0.88580453], abs=1e-5)
    assert len(trajectory) == 11


def test_every_point_of_a_contour_has_one_loss(surface):
    plane = drawn(surface())
    H = np.array([[36.0, 24], [24, 36]])
    for contour in plane["contours"]:
        away = np.array(contour) - [1, -1]
        losses = 0.5 * np.einsum("ij,jk,ik->i", away, H, away)
        assert losses == pytest.approx(np.full(len(losses), losses[0]), rel=1e-3)


@pytest.mark.slow
def test_steps_by_tensorflow_lie_on_the_predicted_way(surface):
    lab = surface()
    for _ in range(2):
        lab.button(key=key("step")).click().run(timeout=300)
    trajectories = {one["name"]: one["points"] for one in drawn(lab)["trajectories"]}
    assert np.array(trajectories["TensorFlow"])[-1] == pytest.approx(trajectories["predicted"][2], abs=1e-5)


def test_a_direction_that_the_data_leave_open_is_a_valley(surface):
    lab = surface(h="3", w="3", start="random")
    assert not lab.exception
    assert any("is constant along" in caption.value for caption in lab.caption)
    assert not drawn(lab)["closed"]


def test_any_two_numbers_of_a_larger_kernel_span_a_plane(surface):
    lab = surface(image="noise", h="2", w="2", start="random", plane="weights", plane_x="1", plane_y="2")
    assert not lab.exception
    assert drawn(lab)["words"][:2] == ["K[0,1]", "K[1,0]"]
    assert query_of(lab)["plane"] == "weights"


@pytest.mark.parametrize(("setting", "value"), [("plane_x", 99), ("plane_y", -1), ("plane_y", 0)])
def test_a_plane_that_is_none_is_a_sentence_and_the_number_stays(surface, setting, value):
    lab = surface(h="2", w="2", start="random", plane="weights")
    refused(lab, "number_input", key(setting), value, "two different weights")


def test_a_kernel_of_one_number_has_no_plane(surface):
    lab = surface(kernel="typed", k="2", w="1", init="1")
    assert not lab.exception
    assert any("spans no plane" in error.value for error in lab.error)


def test_a_diverging_run_stays_in_finite_numbers(surface):
    lab = surface(rate="1000", epochs="1000")
    assert not lab.exception
    for one in drawn(lab)["trajectories"]:
        assert np.isfinite(np.array(one["points"], dtype=float)).all()
        assert np.abs(np.array(one["points"], dtype=float)).max() < 1e3
