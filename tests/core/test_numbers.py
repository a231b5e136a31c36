"""Typed and pasted matrices: what people write, and what cannot be used."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core.errors import BadInput
from core.numbers import parse_numbers


@pytest.mark.parametrize(
    "text",
    [
        "1 2\n3 -4.5",
        "1, 2\n3, -4.5",
        "1\t2\n3\t-4.5\n",
        "[[1, 2], [3, -4.5]]",
        "[1 2; 3 -4.5]",
        "1,2\n3,-4.5",
        "[[1,2],[3,-4.5]]",
        "[[1,2], [3,-4.5]]",
        "1 , 2\n3 ,-4.5",
        "[1,2; 3,-4.5]",
        "1 2\r\n\r\n3 −4.5",
        "１ 2\n3 -4.5",
    ],
)
def test_the_usual_ways_to_write_a_matrix_are_read(text):
    assert parse_numbers(text).tolist() == [[1, 2], [3, -4.5]]


@given(arrays(float, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-1e90, 1e90)))
def test_numbers_come_back_exactly(values):
    text = "\n".join(" ".join(repr(float(value)) for value in row) for row in values)
    assert np.array_equal(parse_numbers(text), values)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no numbers yet"),
        (" \n ,, ", "no numbers yet"),
        ("1 2\n3", "row 2 and row 1 have 1 and 2 numbers"),
        ("1 x", "row 1, column 2: “x”"),
        ("1 2\n3 nan", "row 2, column 2: “nan”"),
        ("inf", "“inf”"),
        ("1,5 2,5", "“1,5” is ambiguous"),
        ("0 1\n0,5\t-2", "“0,5” is ambiguous"),
        ("-1e308", "1e100"),
        ("1_000", "“1_000”"),
        ("0x10", "“0x10”"),
        ("__import__('os')", "not a valid number"),
        ("9" * 500, "not a valid number"),
        ("9" * 200_000, "not a valid number"),
        ("1 " * 65, "1 × 65 numbers exceed the limit of 64 × 64"),
        ("1\n" * 65, "65 × 1 numbers"),
        ("1 " * 200_000, "longer than 200000 characters"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(text, says):
    with pytest.raises(BadInput, match=says.replace("(", r"\(").replace(")", r"\)")):
        parse_numbers(text)


def test_rows_and_columns_have_a_limit_of_their_own():
    assert parse_numbers("1 2 3\n4 5 6", (2, 3)).shape == (2, 3)
    for text in ("1 2\n3 4\n5 6", "1 2 3 4\n5 6 7 8"):
        with pytest.raises(BadInput, match="exceed the limit of 2 × 3"):
            parse_numbers(text, (2, 3))
