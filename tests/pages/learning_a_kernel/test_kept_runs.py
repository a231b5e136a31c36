"""A trained run is kept with its losses, opens with its kernel, and goes on as if nothing had been in between."""

import numpy as np
import pytest

from core.keeping import Kept, open_store
from tests.pages.reading import query_of
from tests.pictures import speckled

PAGE = "learning_a_kernel"
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVOLUTION_LAB_DATA", str(tmp_path / "kept"))


def step(lab, times=1):
    for _ in range(times):
        lab.button(key=f"{PAGE}.step").click().run()
    assert not lab.exception
    return lab


def keep(lab):
    lab.session_state[f"{PAGE}.keep menu"] = True
    lab.run()
    assert "the runs with their losses" in " ".join(each.value for each in lab.markdown)
    lab.button(key=f"{PAGE}.keep now").click().run()
    assert not lab.exception and not lab.error
    return query_of(lab)["kept"]


def run(lab):
    return lab.session_state[f"{PAGE}.run"]


def same(one, other):
    assert list(one.losses[0]) == list(other.losses[0]) and one.rates == other.rates
    assert np.array_equal(one.states[0].kernel, other.states[0].kernel)
    assert one.epoch == other.epoch and len(one.trajectory) == len(other.trajectory)


def test_runs_are_kept_and_go_on_elsewhere(visit):
    lab = step(visit(PAGE, open="runs", optimizer="adam"), 2)
    lab.session_state[f"{PAGE}.rate"] = 0.01
    step(lab.run(), 2)
    first = run(lab)
    lab.session_state[f"{PAGE}.optimizer"] = "sgd"  # other data or another method: another run
    step(lab.run(), 3)
    id = keep(lab)
    lab.session_state[f"{PAGE}.keep menu"] = True
    lab.run()
    assert not any(button.key == f"{PAGE}.keep now" for button in lab.button)  # nothing new to keep

    other = visit(PAGE, kept=id)
    same(run(other), run(lab))
    names = [one.name for one in other.session_state[f"{PAGE}.runs"]]
    assert names == ["run 1", "run 2"]
    same(other.session_state[f"{PAGE}.runs"][0].run, first)
    assert first.rates == [(0, 0.02), (2, 0.01)]
    same(run(step(other)), run(step(lab)))
    other.button(key=f"{PAGE}.reopen").click().run()
    assert not other.error and not other.exception


def test_a_run_on_an_uploaded_picture_opens_with_the_picture_and_the_same_numbers(visit):
    lab = visit(PAGE, image="uploaded", side="24", kernel="sobel_x", h="3", w="3", start="random", rate="0.001")
    lab.file_uploader[0].set_value(("a.jpg", speckled(70, 50, 3, kind="JPEG"), "image/jpeg")).run()
    step(lab, 2)
    other = visit(PAGE, kept=keep(lab))
    same(run(other), run(lab))
    assert other.session_state[f"{PAGE}.run of"] == lab.session_state[f"{PAGE}.run of"]
    same(run(step(other)), run(step(lab)))
    again, _ = open_store().load(keep(other))  # one more update: another link, with the picture as well
    assert len(again.data["runs"]) == 1 and list(again.pictures) == ["upload"]
    assert again.arrays["0 losses"].size == 3


def test_a_run_that_somebody_changed_is_left_out_and_the_others_stay(visit):
    lab = step(visit(PAGE), 1)
    kept, _ = open_store().load(keep(lab))
    good = kept.data["runs"][0]
    bad = [good | {"settings": good["settings"] | {"h": "2"}}, good | {"run": {}}, {}, None]
    forged = Kept(PAGE, kept.settings, data={"runs": [good, *bad], "shown": 0}, arrays=kept.arrays)
    other = visit(PAGE, kept=open_store().save(forged).id)
    assert not other.exception and len(other.session_state[f"{PAGE}.runs"]) == 1
    assert "4 kept runs no longer fit their settings" in " ".join(each.value for each in other.warning)
    same(run(other), run(lab))
