"""Numbers and matrices in an address, at their bounds."""

import pytest

from core.errors import BadInput
from core.links.numbers import MAX_CELLS, parse, read_matrix, write_matrix
from tests.core.bounds import holds


def test_a_number_is_finite_and_of_at_most_forty_characters():
    assert [parse("x", text) for text in ("1e308", "-0.5", ".5", "7", " 7")] == [1e308, -0.5, 0.5, 7, 7]
    holds(
        lambda text: parse("x", text), [("0." + "1" * 38, "0." + "1" * 39), ("1e308", "1e309"), ("10", "1_0")], "finite"
    )
    for text in ("nan", "-inf", "", "0x10", "1,5"):
        with pytest.raises(BadInput, match="“x” must be a finite number, got"):
            parse("x", text)


def test_a_matrix_comes_back_and_its_rows_are_of_one_length():
    rows = [["1", "2.50", "-0"], ["1e3", "0.1", "7"]]
    assert write_matrix(rows) == "1_2.5_0~1000_0.1_7"
    assert read_matrix("k", write_matrix(rows), (2, 3)).tolist() == [[1, 2.5, 0], [1000, 0.1, 7]]
    for text in ("1_2~3", "1~2_3", "1_2~"):
        with pytest.raises(BadInput, match="“k” has rows of different lengths"):
            read_matrix("k", text, (9, 9))
    with pytest.raises(BadInput, match="“cell” must be a finite number"):
        write_matrix([["1", "two"]])


def test_a_matrix_has_so_many_numbers_rows_and_columns():
    holds(
        lambda count: read_matrix("k", "_".join(["1"] * count), (1, 9_999)),
        [(MAX_CELLS, MAX_CELLS + 1)],
        "more than 4096 numbers",
    )
    holds(
        lambda count: read_matrix("k", "~".join(["1"] * count), (9_999, 1)),
        [(MAX_CELLS, MAX_CELLS + 1)],
        "more than 4096 numbers",
    )
    holds(lambda count: read_matrix("k", "_".join(["1"] * count), (1, 5)), [(5, 6)], "“k” is 1 × 6, larger than 1 × 5")
    holds(lambda count: read_matrix("k", "~".join(["1"] * count), (5, 1)), [(5, 6)], "“k” is 6 × 1, larger than 5 × 1")
