"""The deeper tabs of Edge detection: photographs step by step, noise against known edges, what a kernel misses."""

import re

import numpy as np
import pytest

from core import edges, images
from core.edges import detection, scenes
from core.edges.detection import EdgeSearch
from core.words import prose
from pages.parts.edge_detection.settings import STEPS
from tests.pages.reading import component, grids, key_of, query_of, refused, said, sent, settled
from tests.pictures import speckled

PAGE = "edge_detection"
key = key_of(PAGE)


def test_a_link_opens_its_tab_and_the_address_keeps_it(visit):
    lab = visit(PAGE, open="photographs")
    assert not lab.exception
    assert "512 × 512 pixels" in said(lab)
    assert query_of(lab)["open"] == "photographs"


def test_the_strip_shows_the_steps_of_the_method(visit):
    names = [step["name"] for step in component(visit(PAGE, open="photographs", resolution="96"), "steps")["steps"]]
    assert names == ["picture", "smooth", "first", "second", "magnitude", "direction", "thin", "edges", "canny"]
    noisy = component(visit(PAGE, open="photographs", resolution="96", noise="0.1", method="laplacian"), "steps")[
        "steps"
    ]
    assert [step["name"] for step in noisy] == [
        "picture",
        "noisy",
        "smooth",
        "laplacian",
        "crossings",
        "edges",
        "canny",
    ]


def test_the_numbers_beside_the_edges_are_those_of_the_search(visit):
    lab = visit(PAGE, open="photographs", photo="coins", resolution="128", sigma="2", share="0.25")
    search = EdgeSearch(images.photograph("coins", 128), sigma=2.0, share=0.25)
    assert f"**{int(search.edges.sum()):,}** pixels" in said(lab)
    assert f"Canny keeps {int(edges.canny(search.noisy, 2.0, 0.25).sum()):,}" in said(lab)


EXPLAINED = {
    "picture": "The image as processed",
    "noisy": "A random number with the chosen standard deviation",
    "smooth": "a mean of its neighbourhood, weighted by a Gaussian",
    "first": "The change from left to right",
    "second": "The change from top to bottom",
    "magnitude": "The length of the gradient",
    "direction": "The angle of the gradient",
    "thin": "the largest **across** the edge",
    "laplacian": "The sum of both second derivatives",
    "crossings": "Pixels where the Laplacian and that of a neighbour differ in sign",
    "edges": "The pixels above the threshold",
    "canny": "It has **two** thresholds",
}


@pytest.mark.parametrize(
    ("step", "method"),
    [(step, "laplacian" if step in ("laplacian", "crossings") else "sobel") for step in EXPLAINED]
    + [(step, "laplacian") for step in ("noisy", "edges")],
)
def test_every_step_explains_itself(visit, step, method):
    lab = visit(PAGE, open="photographs", resolution="64", step=step, method=method, noise="0.1")
    assert not lab.exception
    assert component(lab, "steps")["chosen"] == step
    shown = re.sub(r'<span class="meaning".*?</span>|</?dfn[^>]*>', "", said(lab))  # terms explain themselves
    assert prose(PAGE, f"step_{step}", "en") in shown
    # its own text, and no other step's
    assert [name for name, text in EXPLAINED.items() if text in shown] == [step]


def test_the_explained_steps_are_all_there_are():
    assert set(EXPLAINED) == set(STEPS)


def test_a_step_that_the_method_does_not_have_gives_way_to_the_edges(visit):
    lab = visit(PAGE, open="photographs", resolution="64", step="thin", method="laplacian")
    assert not lab.exception
    assert component(lab, "steps")["chosen"] == "edges"


def test_a_twelve_megapixel_upload_is_worked_on_at_the_chosen_side_and_the_page_says_so(visit):
    lab = visit(PAGE, open="photographs", photo="uploaded", resolution="256")
    lab.file_uploader(key=key("photo_upload")).upload(
        "large.jpg", speckled(3000, 4000, 3, kind="JPEG"), "image/jpeg"
    ).run()
    lab = settled(lab)  # a worker reads it
    assert not lab.exception
    assert [one.value for one in lab.error] == []
    assert "3000 rows × 4000 columns of pixels; it is processed at 192 × 256" in said(lab)


@pytest.mark.parametrize("data", [b"", b"no picture", speckled(40, 40, 3)[:200]])
def test_an_upload_that_is_no_picture_is_a_sentence(visit, data):
    lab = visit(PAGE, open="photographs", photo="uploaded")
    lab.file_uploader(key=key("photo_upload")).upload("x.png", data, "image/png").run()
    assert not lab.exception
    assert any("PNG, JPEG or WebP" in error.value for error in lab.error)


@pytest.mark.parametrize("side", [0, -5, 63, 2049, 10**9])
def test_a_side_out_of_range_is_a_sentence_and_stays(visit, side):
    lab = visit(PAGE, open="photographs")
    refused(lab, "number_input", key("resolution"), side, "side must be from 64 to 2048")


def test_without_a_webcam_the_page_says_what_to_do(visit):
    lab = visit(PAGE, open="photographs", photo="webcam")
    assert not lab.exception
    assert any("Allow camera access" in info.value for info in lab.info)


def test_scores_are_those_of_the_known_edges_and_the_best_sigma_can_be_taken(visit):
    lab = visit(PAGE, open="noise")
    scene = scenes.scene("shapes", 160)
    search = EdgeSearch(scene.picture, "sobel", 1.0, 0.3, 0.15, 0)
    match = scenes.match(search.edges, scene.labels, 1.5)
    shown = [metric.value for metric in lab.metric]
    assert shown == [f"{match.precision:.2f}", f"{match.recall:.2f}", f"{match.f1:.2f}"]
    lab.button(key=key("best")).click().run()
    assert not lab.exception
    assert float(lab.metric[2].value) > match.f1
    best = lab.slider(key=key("width")).value
    study = detection.study_smoothing(scene, search, 1.5, (best - 0.25, best, best + 0.25))
    assert study.best.sigma == best


@pytest.mark.parametrize("scene", list(scenes.SCENES))
@pytest.mark.parametrize("method", ["laplacian", "roberts"])
def test_every_scene_and_method_can_be_chosen(visit, scene, method):
    lab = visit(PAGE, open="noise", scene=scene, method=method, grain="0")
    assert not lab.exception
    assert not lab.error


def test_a_seed_that_cannot_be_is_a_sentence_and_stays(visit):
    lab = visit(PAGE, open="noise")
    for seed in (-1, 2**40):
        refused(lab, "number_input", key("noise_seed"), seed, "seed must be")
    lab.number_input(key=key("noise_seed")).set_value(10**30).run()  # no browser sends it, and Streamlit would read 0
    assert not lab.exception and lab.number_input(key=key("noise_seed")).value == 2**40


def test_the_notebooks_kernel_misses_level_edges(visit):
    assert "edges that brighten towards 90°, 270°" in said(visit(PAGE, open="missed"))
    assert "towards 0°, 180°" in said(visit(PAGE, open="missed", transpose_kernel="1"))
    assert "It misses no direction" in said(visit(PAGE, open="missed", kernel="laplacian"))
    assert "It sees nothing at all" in said(visit(PAGE, open="missed", kernel="typed", k="0"))


def test_the_diagonal_exercise_shows_its_result_after_a_prediction(visit):
    lab = visit(PAGE, open="missed")
    assert "X ⋆ K" not in grids(lab, 2)
    lab.radio(key=key("guess diagonal en")).set_value("nothing").run()
    assert not lab.exception
    shown = grids(lab, 2)
    # By hand: on the diagonal 1 − 0; transposed, one column further left, 0 − 1.
    assert np.array_equal(shown["X ⋆ K"], np.eye(6, 5))
    assert np.array_equal(shown["Xᵀ ⋆ K"], -np.eye(6, 5, -1))
    assert np.array_equal(shown["X ⋆ Kᵀ"], -np.eye(5, 6, 1))
    assert any("Not quite" in info.value for info in lab.info)
    turned = next(link for data in sent(lab, "matrices") for link in data["links"] if link["source"] == "Xᵀ ⋆ K")
    cells = {tuple(cell): [tuple(seen) for seen in window] for cell, window in turned["pairs"]}
    x, y = shown["X"], shown["Xᵀ ⋆ K"]
    assert set(cells) == set(np.ndindex(*y.shape))
    # Each number is the difference of the two cells of X that it lights, as K = [1, −1] has it.
    assert all(y[cell] == x[first] - x[second] for cell, (first, second) in cells.items())
    lab.radio(key=key("guess diagonal en")).set_value("the same edge with the other sign").run()
    assert any("Right" in success.value for success in lab.success)


@pytest.mark.parametrize(
    ("order", "kernel", "constant"), [(1, [-1, 1], 1), (2, [1, -2, 1], 2), (4, [1, -4, 6, -4, 1], 24)]
)
def test_the_derivative_exercise_gives_d_factorial(visit, order, kernel, constant):
    lab = visit(PAGE, open="missed", order=str(order))
    lab.radio(key=key("guess derivative en")).set_value("3").run()
    shown = next(
        grids(lab, n) for n in range(2, 6) if "Y" in grids(lab, n) and grids(lab, n)["K"].shape[1] == order + 1
    )
    assert shown["K"].tolist() == [kernel]
    assert set(shown["Y"].ravel()) == {constant}


@pytest.mark.parametrize(
    "query",
    [
        {"open": "secret"},
        {"photo": "../../etc/passwd"},
        {"resolution": "100000"},
        {"sigma": "nan"},
        {"noise": "7"},
        {"share": "-1"},
        {"step": "import os"},
        {"order": "9"},
    ],
)
def test_a_hostile_address_opens_the_defaults_with_one_sentence(visit, query):
    lab = visit(PAGE, **query)
    assert not lab.exception
    assert len(lab.warning) == 1


@pytest.mark.parametrize("tab", ["photographs", "noise", "missed"])
def test_the_tabs_speak_chinese(visit, tab):
    lab = visit(PAGE, open=tab, lang="zh", resolution="64")
    assert not lab.exception
    english = {"Photograph", "Scene", "Threshold", "Edge operator"}
    assert not english & {box.label for box in (*lab.selectbox, *lab.slider)}
