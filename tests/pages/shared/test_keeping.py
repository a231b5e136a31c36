"""What an address cannot hold is kept and opens again as it was; whatever somebody forges or breaks ends in a sentence."""

import dataclasses
import importlib

import numpy as np
import pytest

from core import csv_matrix, images, links
from core.errors import Unavailable
from core.keeping import Kept, database, open_store, plain_picture
from pages.shared import uploads
from tests.pages import reading
from tests.pictures import packed, speckled

PAGES = ("cross_correlation", "edge_detection", "learning_a_kernel", "convolution_vs_correlation", "receptive_field")
PHOTO = speckled(40, 30, 3, kind="JPEG")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A folder of one's own to keep things in."""
    monkeypatch.setenv("CONVOLUTION_LAB_DATA", str(tmp_path / "kept"))
    monkeypatch.setenv("CONVOLUTION_LAB_OPERATOR", "School of <b>Data</b>")
    return tmp_path / "kept"


def uploaded(lab, file, name="a.jpg"):
    return lab.file_uploader[0].set_value((name, file, "image/jpeg")).run()


def keep(lab, page, title="", note=""):
    """Press "Keep…" and what is behind it; gives the new identity."""
    lab.session_state[f"{page}.keep menu"] = True
    lab.run()
    lab.text_input(key=f"{page}.keep title").set_value(title)
    lab.text_area(key=f"{page}.keep note").set_value(note)
    lab.button(key=f"{page}.keep now").click().run()
    assert not lab.exception
    return reading.query_of(lab).get("kept")


def query(lab):
    return {name: value for name, value in reading.query_of(lab).items() if name != "v"}


def said(lab):
    return " ".join(each.value for each in (*lab.warning, *lab.error, *lab.success))


def offered(lab, page):
    """Whether "Keep…" is there."""
    lab.session_state[f"{page}.keep menu"] = True
    lab.run()
    return any(button.key == f"{page}.keep now" for button in lab.button)


def test_a_kept_picture_opens_elsewhere_with_the_same_numbers_and_the_address_counts_from_it(visit):
    name = "cross_correlation"
    lab = uploaded(visit(name, image="uploaded", side="16", kernel="sobel_x"), PHOTO)
    X = reading.grids(lab)["X"]
    id = keep(lab, name, "*Our* <i>picture</i>", "look at the edges")
    assert query(lab) == {"kept": id} and np.array_equal(reading.grids(lab)["X"], X)
    assert not offered(lab, name)  # it is kept: nothing more to keep

    other = visit("home", kept=id)  # also from another page's address
    assert np.array_equal(reading.grids(other)["X"], X)
    assert query(other) == {"kept": id} and not said(other)
    assert "`*Our* <i>picture</i>`" in reading.said(other) and "look at the edges" in reading.said(other)
    assert "by `School of <b>Data</b>`" in reading.said(other)
    other.selectbox(key=f"{name}.kernel").set_value("identity").run()
    assert query(other) == {"kept": id, "kernel": "identity"}
    third = visit(name, kept=id, kernel="identity")
    assert np.array_equal(reading.grids(third)["X"], X) and reading.grids(third)["K"].sum() == 1
    assert not offered(third, name)

    uploaded(third, speckled(40, 30, 3, kind="JPEG", seed=1))  # another picture: the old link would show the old one
    assert query(third) == {"image": "uploaded", "side": "16", "kernel": "identity"}
    assert offered(third, name)
    assert query(visit(name, kept=id))["kept"] == id


def test_a_16_bit_picture_keeps_its_numbers_and_its_display_range(visit):
    values = np.linspace(30_000, 30_900, 1200).reshape(40, 30).astype(np.uint16)
    lab = uploaded(visit("cross_correlation", image="uploaded", side="20"), packed(values), "a.png")
    lab.number_input(key="cross_correlation.black_percentile").set_value(10.0).run()
    X = reading.grids(lab)["X"]
    other = visit("cross_correlation", kept=keep(lab, "cross_correlation"))
    assert np.array_equal(reading.grids(other)["X"], X)
    assert other.number_input(key="cross_correlation.black_percentile").value == 10.0
    assert reading.matrices(other)[0]["shown"] == reading.matrices(lab)[0]["shown"]


def test_a_matrix_that_no_link_can_hold_is_kept(visit):
    X = np.random.default_rng(0).normal(size=(40, 40))
    text = "\n".join(" ".join(map(repr, row)) for row in X.tolist())
    lab = visit("cross_correlation", image="typed")
    assert not offered(lab, "cross_correlation")  # the plain link does
    lab.text_area(key="cross_correlation.x").set_value(text).run()
    assert "do not fit in the link" in said(lab)
    id = keep(lab, "cross_correlation")
    assert query(lab) == {"kept": id} and not said(lab)
    other = visit("cross_correlation", kept=id, stride_rows="2")
    assert np.array_equal(reading.grids(other)["X"], X)
    assert query(other) == {"kept": id, "stride_rows": "2"}


def test_the_numbers_of_a_file_are_kept_with_every_digit(visit):
    X = np.random.default_rng(0).normal(size=(70, 30))  # more rows than can be typed
    lab = visit("cross_correlation", image="uploaded")
    lab.file_uploader[0].set_value(("X.csv", csv_matrix.written(X), "text/csv")).run()
    kept, _ = open_store().load(keep(lab, "cross_correlation"))
    assert np.array_equal(kept.arrays["upload table"], X) and not kept.pictures
    other = visit("cross_correlation", kept=query(lab)["kept"])
    assert not said(other) and "70 × 30 numbers from the file" in reading.said(other)
    assert not offered(other, "cross_correlation")


def test_the_edit_link_deletes_and_its_secret_leaves_the_address(visit):
    store = open_store()
    receipt = store.save(Kept("edge_detection", {"image": "step"}, "Steps"))
    lab = visit("edge_detection", kept=receipt.id, edit=receipt.secret)
    assert query(lab) == {"kept": receipt.id} and receipt.secret not in str(lab.query_params)
    assert lab.selectbox(key="edge_detection.image").value == "step"
    lab.button(key="edge_detection.delete kept").click().run()
    assert "Deleted: nobody can open it any more" in said(lab) and store.entries() == []
    assert query(lab) == {"image": "step"}  # what is on the screen stays
    again = store.save(Kept("edge_detection", {"image": "step"}, "Steps"))
    forged = visit("edge_detection", kept=again.id, edit="x" * 24)
    assert not any(button.key == "edge_detection.delete kept" for button in forged.button)
    assert "not the edit link of something that is kept here" in said(forged) and len(store.entries()) == 1
    plain = visit("edge_detection", kept=again.id)
    assert not any(button.key == "edge_detection.delete kept" for button in plain.button)


def hostile(**others):
    return Kept(**{"page": "cross_correlation", "settings": {"side": "20"}, **others})


FORGED = {
    "an identity that nobody has": (lambda: "a" * 24, "nothing is kept under this link"),
    "half a link": (lambda: "abc", "must have 24 letters"),
    "SQL": (lambda: "' OR 1=1; DROP TABLE kept; --", "must have 24 letters"),
    "a long one": (lambda: "a" * 20_000, "longer than 16000 characters"),
    "expired": (lambda: open_store().save(hostile(), now=0.0).id, "its 90 days are over"),
    "a page that there is not": (
        lambda: open_store().save(hostile(page="__init__")).id,
        "to a page that this lab does not have",
    ),
    "a setting beyond its bounds": (lambda: open_store().save(hostile(settings={"side": "9" * 30})).id, "must be"),
    "a choice that there is not": (lambda: open_store().save(hostile(settings={"image": "<b>"})).id, "has no option"),
    "a table that is too large": (
        lambda: open_store().save(hostile(arrays={"upload table": np.zeros((513, 2))})).id,
        "exceed the limit of 512",
    ),
    "no picture": (
        lambda: open_store().save(hostile(pictures={"upload": b"\x89PNG\r\n\x1a\n" + bytes(50)})).id,
        "not a complete PNG",
    ),
}


@pytest.mark.parametrize(("forge", "words"), FORGED.values(), ids=FORGED)
def test_what_is_forged_or_expired_is_a_sentence_and_the_page_opens_on_its_own_example(visit, forge, words):
    lab = visit("cross_correlation", kept=forge(), kernel="identity")
    assert words in said(lab) and not lab.exception
    assert reading.grids(lab)["X"].tolist() == images.counting().tolist()
    assert query(lab) == {"kernel": "identity"}


def test_what_somebody_put_beside_the_settings_is_ignored(visit):
    kept = hostile(
        data={"runs": [{}, 3, {"settings": {"image": "band"}}], "shown": "x"},
        arrays={"0 losses": np.ones(3)},
        pictures={"upload stand-in": plain_picture(PHOTO, 8), "nothing": plain_picture(PHOTO, 8)},
        settings={"edit": "x", "lang": "zh", "kept": "y", "nothing": "z", "side": "20"},
    )
    lab = visit("cross_correlation", kept=open_store().save(kept).id)
    assert not said(lab) and not lab.exception
    assert "cross_correlation.upload stand-in kept" not in lab.session_state
    page = visit("learning_a_kernel", kept=open_store().save(dataclasses.replace(kept, page="learning_a_kernel")).id)
    assert not page.exception and "3 kept runs no longer fit their settings" in said(page)


def test_without_a_database_all_else_works_and_it_is_tried_again(visit, place, monkeypatch):
    id = open_store().save(Kept("cross_correlation", {"image": "step", "side": "9"})).id
    calls = []

    def gone(url):
        calls.append(url)
        raise Unavailable("kept links cannot be reached at the moment; everything else works; try again in a minute")

    with monkeypatch.context() as without:
        without.setattr(database, "connected", gone)
        lab = visit("cross_correlation", kept=id)
        assert "cannot be reached at the moment; everything else works" in said(lab)
        lab.selectbox(key="cross_correlation.kernel").set_value("identity").run()
        assert len(calls) == 1  # a page that is used does not wait for it again and again
        assert query(lab) == {"kept": id, "kernel": "identity"}  # opened again, it will be there
        mine = uploaded(visit("cross_correlation", image="uploaded", side="9"), PHOTO)
        X = reading.grids(mine)["X"]
        keep(mine, "cross_correlation", "a title that stays")
        assert "cannot be reached" in said(mine) and "kept" not in query(mine)
        assert mine.text_input(key="cross_correlation.keep title").value == "a title that stays"
    again = visit("cross_correlation", kept=id, kernel="identity")
    assert reading.grids(again)["X"].shape == (9, 9) and not said(again)
    mine.button(key="cross_correlation.keep now").click().run()
    with monkeypatch.context() as without:  # gone in mid-visit: what is open stays open
        without.setattr(database, "connected", gone)
        mine.selectbox(key="cross_correlation.kernel").set_value("identity").run()
        assert np.array_equal(reading.grids(mine)["X"], X) and not said(mine)


def test_on_a_disk_that_cannot_be_written_the_button_says_why(visit, place, monkeypatch):
    place.write_text("a file where a folder should be")
    lab = uploaded(visit("edge_detection", image="uploaded", side="16"), PHOTO)
    assert not said(lab)
    assert offered(lab, "edge_detection")
    assert lab.button(key="edge_detection.keep now").disabled
    assert "This server has no folder to write to, so nothing can be kept" in said(lab)


def test_of_a_note_of_ten_megabytes_no_more_is_kept_than_the_field_takes(visit):
    lab = uploaded(visit("convolution_vs_correlation", image="uploaded", side="9"), PHOTO)
    kept, _ = open_store().load(keep(lab, "convolution_vs_correlation", title="t" * 10**6, note="n" * 10**7))
    assert len(kept.title) <= 80 and len(kept.note) <= 1000


def test_every_choice_of_an_upload_has_its_uploader():
    choices = {
        (field.name, option)
        for page in PAGES
        for field in importlib.import_module(f"pages.parts.{page}.tabs").FIELDS
        if isinstance(field, links.Choice)
        for option in {uploads.CHOSEN, uploads.WEBCAM, "upload"} & set(field.options)
    }
    models = {("network", "upload"), ("model_other", "upload")}  # no pictures: of a model only its layers are here
    assert choices - models == set(uploads.UPLOADERS)


def test_a_shot_of_the_camera_is_kept_and_whoever_opens_it_is_not_asked_for_a_camera(visit):
    page = "edge_detection"
    lab = visit(page, open="photographs", photo="webcam", resolution="64")
    assert f"{page}.keep menu" not in lab.session_state
    lab.camera_input(key=f"{page}.webcam").set_value(("shot.jpg", PHOTO, "image/jpeg")).run()
    assert not lab.exception and not lab.error
    assert f"{page}.keep menu" in lab.session_state  # there at once
    kept, _ = open_store().load(keep(lab, page))
    assert list(kept.pictures) == ["webcam"]
    other = visit(page, kept=query(lab)["kept"])
    assert not other.exception and not said(other) and not other.camera_input
    strips = [
        [each.proto.json for each in one.get("bidi_component") if '"steps"' in each.proto.json] for one in (lab, other)
    ]
    assert strips[0] == strips[1] != []
    other.button(key=f"{page}.webcam again").click().run()
    assert other.camera_input and query(other) == {"open": "photographs", "photo": "webcam", "resolution": "64"}


@pytest.mark.parametrize(
    ("page", "settings"),
    [
        (
            "cross_correlation",
            {"open": "channels", "channels_input": "uploaded", "channels_side": "12", "channels_kernel": "grey"},
        ),
        ("edge_detection", {"open": "photographs", "photo": "uploaded", "resolution": "64"}),
        ("receptive_field", {"open": "picture", "picture": "uploaded"}),
    ],
)
def test_a_topics_own_picture_is_kept_as_well(visit, page, settings):
    lab = uploaded(visit(page, **settings), PHOTO)
    assert not lab.exception and not lab.error
    kept, _ = open_store().load(keep(lab, page))
    (setting,) = uploads.UPLOADERS[next(choice for choice in settings.items() if choice[1] == "uploaded")]
    assert list(kept.pictures) == [setting]
    other = visit(page, kept=query(lab)["kept"])
    assert not other.exception and not said(other)
    assert not any(uploads.ASK[:30] in info.value for info in other.info)
