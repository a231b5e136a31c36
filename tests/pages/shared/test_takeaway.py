"""What is taken away is what the screen shows: its experiment, its training, its address; and a matrix comes back as a file."""

import io
import json
import operator
import zipfile
from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import workers
from core.takeaway import Comparison, Learning, Reader, file, files, written
from core.takeaway.programs.cross_correlation import workshop
from pages.shared import answers, downloads, job, takeaway
from pages.shared.page import Page
from tests.pages.executors import Waiting
from tests.pages.reading import grids, settled
from tests.pictures import packed

PAGE = "cross_correlation"


@pytest.fixture
def subjects(monkeypatch):
    """What each "Save…" of a visit takes away, and for whom."""
    found = []

    def record(page, subject, others, named):
        found.append((subject, takeaway.reader_of(page)))
        return {}

    monkeypatch.setattr(takeaway, "files", record)
    monkeypatch.setattr(downloads, "save", downloads.offer)
    return found


def test_the_experiment_is_the_screens_with_its_settings_and_its_language(visit, subjects, monkeypatch):
    monkeypatch.setattr(takeaway.st.context.__class__, "url", "https://lab.example/cross_correlation", raising=False)
    visit(PAGE, image="step", side="9", padding="same", stride_rows="2", kernel="sobel_x", lang="zh")
    subject, reader = subjects[-1]
    assert subject.result.values.shape == (5, 9)
    assert (subject.stride, subject.sides) == ((2, 1), ((1, 1), (1, 1)))
    assert reader.language == "zh"
    assert reader.title == "互相关"
    address, _, query = reader.address.partition("?")
    assert address == "https://lab.example/cross_correlation"
    assert {"image=step", "side=9", "padding=same", "stride_rows=2", "kernel=sobel_x", "lang=zh"} <= set(
        query.split("&")
    )


@pytest.mark.slow
def test_a_training_is_taken_as_predicted_then_as_far_as_it_has_come(visit, subjects):
    lab = visit("learning_a_kernel")
    predicted = subjects[-1][0]
    assert isinstance(predicted, Learning) and not predicted.measured
    assert predicted.updates == 10 and predicted.path[-1][0] == 10
    # Zhang et al., section 7.2.3, as the notebook prints them: the loss before updates 2, 4 … 10.
    assert np.allclose(predicted.losses[1::2], [22.212, 7.297, 2.434, 0.812, 0.271], atol=6e-4)
    lab.button(key="learning_a_kernel.step").click().run()
    lab.button(key="learning_a_kernel.step").click().run()
    measured = subjects[-1][0]
    assert measured.measured
    assert measured.updates == measured.path[-1][0] == len(measured.losses) == 2
    assert np.allclose(measured.losses, predicted.losses[:2], rtol=1e-5)
    assert np.allclose(measured.kernel, predicted.path[2][1], rtol=1e-5)
    assert measured.rates == ((0, 0.02),)
    reader = Reader("学习卷积核", language="zh")
    assert workers.run(file, "gif", measured, reader, timeout=300) == file("gif", measured, reader)
    assert workers.run(file, "ipynb", measured, reader, timeout=300) == file("ipynb", measured, reader)


def test_a_training_that_nobody_can_predict_and_one_that_diverges_are_taken_from_their_start(visit, subjects):
    visit("learning_a_kernel", batch="7")
    visit("learning_a_kernel", rate="1e9", epochs="1000")
    for subject, _ in subjects:
        assert subject.path[0][0] == 0
        assert all(np.isfinite(kernel).all() for _, kernel in subject.path)
        assert file("gif", subject, Reader("x"))[:3] == b"GIF"
        assert file("ipynb", subject, Reader("x"))


def test_large_experiments_are_made_by_a_worker(monkeypatch):
    monkeypatch.setattr(takeaway, "reader_of", lambda page: Reader("x"))
    large, larger = (Comparison(np.zeros((side, 512)), np.zeros((15, 15))) for side in (512, 500))
    made, other = (
        takeaway.files(Page(PAGE, "en"), one, {"X.csv": lambda: b"1"}, "my {}".format) for one in (large, larger)
    )
    animation = made["animation.gif"]
    assert (animation.function, animation.args) == (file, ("gif", large, Reader("x")))
    assert len({one.of for files in (made, other) for one in files.values()}) == 10  # each is told from all others
    packed = made["everything.zip"].pack({"ipynb": b"n", "py": b"p", "html": b"w", "gif": b"a"})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {
        "my notebook.ipynb": b"n", f"my {PAGE}.py": b"p", "my worksheet.html": b"w", "my animation.gif": b"a", "X.csv": b"1",
    }  # fmt: skip


def saving():
    import operator

    import streamlit as st

    from pages.shared import downloads
    from pages.shared.page import Page
    from pages.shared.workers_files import WorkersFile

    number = st.session_state.setdefault("number", 2)
    made = WorkersFile(operator.mul, (b"ab", number), str(number), lambda found: found + b"!")
    downloads.button(Page("page", "en"), "film.gif", made, "image/gif", "my film.gif")


def test_a_worker_s_file_is_asked_for_by_a_click_can_be_cancelled_and_is_then_there_to_be_saved(monkeypatch):
    executor = Waiting()
    monkeypatch.setattr(answers, "QUICK_SECONDS", 0.001)
    monkeypatch.setattr(job, "LEFT_SECONDS", 1e6)
    workers.set_executor(executor)
    try:
        lab = AppTest.from_function(saving, default_timeout=300).run()
        assert not lab.get("download_button") and not executor.asked
        lab.button(key="page make film.gif").click().run()
        [(_, function, args)] = executor.asked
        assert (function, args) == (operator.mul, (b"ab", 2))
        assert lab.caption[0].value == "Making the file …"
        lab.button(key="page.answer file film.gif cancel").click().run()
        assert lab.caption[0].value == "Cancelled." and not lab.get("download_button")
        lab.button(key="page.answer file film.gif again").click().run()
        executor.asked[-1][0].set_result(b"abab")
        assert len(settled(lab).get("download_button")) == 1
        lab.session_state["number"] = 3  # another film: made once it is asked for
        assert not lab.run().get("download_button")
        assert all(args == (b"ab", 2) for _, _, args in executor.asked)
    finally:
        workers.set_executor(None)
        answers._answers.clear()


def test_a_saved_matrix_opens_as_the_image_and_as_the_kernel(visit):
    values = np.random.default_rng(2).normal(scale=30.0, size=(7, 70))
    lab = visit(PAGE, image="uploaded", side="12")
    lab.file_uploader(key=f"{PAGE}.upload").upload("X.csv", downloads.csv(values), "text/csv").run()
    assert not lab.exception
    assert not lab.error
    assert "7 × 70 numbers from the file" in " ".join(caption.value for caption in lab.caption)
    kernel = np.array([[1 / 3, -2.0], [0.1, 1e-17]])
    lab.selectbox(key=f"{PAGE}.kernel").set_value("typed").run()
    lab.session_state[f"{PAGE}.k from"] = True
    lab.run()
    lab.file_uploader(key=f"{PAGE}.k file").upload("K.csv", downloads.csv(kernel), "text/csv").run()
    assert not lab.error
    assert np.array_equal(np.array([row.split() for row in lab.text_area[0].value.splitlines()], float), kernel)
    assert "k" in lab.query_params  # and so it is in the link
    lab.file_uploader(key=f"{PAGE}.k file").upload("runs.csv", b"run,loss\nA,1\n", "text/csv").run()
    assert "“run”, not a number" in lab.error[0].value
    small = np.array([[0.25, -1.0], [3.0, 1e-9]])
    lab.file_uploader(key=f"{PAGE}.upload").upload("small.csv", downloads.csv(small), "text/csv").run()
    assert np.array_equal(grids(lab)["X"], small)


def test_a_table_dropped_as_the_image_is_a_sentence_and_a_picture_still_opens(visit):
    lab = visit("edge_detection", image="uploaded")
    uploader = lab.file_uploader(key="edge_detection.upload")
    uploader.upload("runs.csv", b"run,loss\nA,1\n", "text/csv").run()
    assert "“run”, not a number" in lab.error[0].value
    lab.file_uploader(key="edge_detection.upload").upload(
        "x.png", packed(np.full((9, 9), 128, np.uint8)), "image/png"
    ).run()
    assert not lab.error
    lab.file_uploader(key="edge_detection.upload").upload("X.csv", b"-5,300,0,1\n2,7,1e6,0\n", "text/csv").run()
    assert not lab.error
    assert not lab.exception


def test_feature_maps_program_is_a_notebook_as_well(visit, offered):
    visit("receptive_field", open="maps")
    cells = json.loads(offered["train_shapes.ipynb"]())["cells"]
    program = offered["train_shapes_keras.py"]().decode()
    assert "".join(cells[-1]["source"]).strip() == program.strip()


def test_a_topics_lesson_with_large_matrices_is_written_by_a_worker(monkeypatch):
    monkeypatch.setattr(takeaway, "reader_of", lambda page: Reader("Cross-correlation"))
    monkeypatch.setattr(files, "MAX_NUMBERS", 9)
    small, large = (partial(workshop.cells, np.ones((3, side)), "box") for side in (3, 4))
    made = takeaway.lessons(Page(PAGE, "en"), {"small": small, "large": large, "none": None})
    assert list(made) == ["small.ipynb", "small.py", "large.ipynb", "large.py"]
    assert all(b"screen" in made[f"small.{kind}"]() for kind in ("ipynb", "py"))
    for kind in ("ipynb", "py"):
        asked = made[f"large.{kind}"]
        assert asked.function is written
        assert b"screen" in asked.pack(asked.function(*asked.args))
