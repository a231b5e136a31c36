"""Each kind of file by its name, and which lessons are long."""

import io
from functools import partial

import nbformat
import numpy as np
from PIL import Image

from core.takeaway import every, file, long, script, written
from core.takeaway.lesson import Cell
from tests.core.takeaway.cases import CORRELATIONS, ENGLISH


def test_a_subject_has_a_file_of_each_kind():
    subject = CORRELATIONS["notebook"]
    files = every(subject, ENGLISH)
    assert list(files) == ["ipynb", "py", "html", "gif"]
    assert all(file(kind, subject, ENGLISH) == data for kind, data in files.items())
    nbformat.validate(nbformat.reads(files["ipynb"].decode(), as_version=4))
    compile(files["py"].decode(), "lesson.py", "exec")
    assert files["html"].startswith(b"<!DOCTYPE html>")
    assert Image.open(io.BytesIO(files["gif"])).n_frames == 4


def test_a_lesson_of_more_than_two_hundred_thousand_numbers_is_long():
    lesson = lambda *given: [Cell("text")]  # noqa: E731
    half = np.zeros((1_000, 100))
    assert not long(partial(lesson, half, "name", 10**9, half)) and long(partial(lesson, half, np.zeros(1), half))
    assert written("py", partial(lesson, half), ENGLISH) == script([Cell("text")]).encode()
