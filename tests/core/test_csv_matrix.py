"""Matrices from CSV files: exact, and a sentence for whatever is none."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core import csv_matrix
from core.errors import BadInput
from pages.shared import downloads

NUMBERS = st.floats(-1e100, 1e100, allow_nan=False, allow_subnormal=True)


@given(arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=NUMBERS))
def test_what_the_lab_saves_comes_back_to_the_last_digit(values):
    assert np.array_equal(csv_matrix.read(downloads.csv(values)), values)


def test_single_precision_and_whole_numbers_come_back_too():
    singles = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)
    assert np.array_equal(csv_matrix.read(downloads.csv(singles)).astype(np.float32), singles)
    assert csv_matrix.read(downloads.csv(np.arange(6).reshape(2, 3))).tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("data", [
    b"1,2.5\n-3,4e2\n", b"1,2.5\r\n-3,4e2", b"\xef\xbb\xbf1,2.5\n-3,400\n", b"1;2.5\n-3;400\n", b"1\t2.5\n-3\t400\n",
    b'"1","2.5"\n"-3","400"\n', b"1, 2.5\n\n-3, 400\n\n",
])  # fmt: skip
def test_other_programs_files_are_read_as_well(data):
    assert csv_matrix.read(data).tolist() == [[1, 2.5], [-3, 400]]


def test_numpys_own_file_is_read():
    values, buffer = np.random.default_rng(1).normal(size=(3, 4)), io.BytesIO()
    np.savetxt(buffer, values, delimiter=",")
    assert np.allclose(csv_matrix.read(buffer.getvalue()), values, rtol=1e-15)


@pytest.mark.parametrize(("data", "says"), [
    (b"", "has no numbers"),
    (b"\n , \n", "has no numbers"),
    (pd.DataFrame({"run": ["A"], "loss": [1.5]}).to_csv(index=False).encode(), "column 1 of the file is “run”, not a number"),
    (b"1,=2+3\n", "“=2\\+3”, not a number"),
    (b"1,\n2,3\n", "row 1, column 2 of the file is “”"),
    (b"1,2\n3\n", "row 2 and row 1 have 1 and 2 numbers"),
    (b"1,nan\n", "not a valid number"),
    (b"1,1e101\n", "not a valid number"),
    (b"1_000,2\n", "not a valid number"),
    (b"1," + b"9" * 41 + b"\n", "not a valid number"),
    (b"1,5;2\n", "commas inside its numbers"),
    (b"\xff\xfe1,2\n", "not a CSV file in UTF-8"),
    (b"\x89PNG\r\n\x1a\n", "not a CSV file in UTF-8"),
    (b"1,2\x00\n", "not a number"),
    (b"1,2\n" * 513, "exceed the limit of 512 × 512"),
    (b"1," * 600 + b"1\n", "exceed the limit of 512 × 512"),
    (b"1" * (csv_matrix.MAX_BYTES + 1), "larger than 8 MB"),
    (b'"' + b"1" * 200_000, "not a CSV file with one matrix"),
], ids=lambda value: repr(value)[:30])  # fmt: skip
def test_what_is_no_matrix_is_a_sentence(data, says):
    with pytest.raises(BadInput, match=says):
        csv_matrix.read(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_matrix_or_a_sentence(data):
    try:
        assert csv_matrix.read(data).ndim == 2
    except BadInput as error:
        assert str(error)


@pytest.mark.parametrize("size", [1, 512])
def test_the_largest_and_the_smallest_are_read(size):
    assert csv_matrix.read(b",".join([b"1"] * size) + b"\n").shape == (1, size)
