"""The numbers of a variant: SHA-256 by hand, ranges to which both ends belong."""

import hashlib

from core.exercises.draws import Draws


def test_a_variant_is_made_of_sha256_and_stays_what_it_is():
    draws = Draws("Y 7")
    for n in range(5):
        by_hand = int(hashlib.sha256(f"Y 7 {n}".encode()).hexdigest()[:16], 16)
        assert draws.whole(-3, 8) == by_hand % 12 - 3


def test_every_value_of_a_range_is_drawn_and_no_other():
    draws = Draws("x")
    assert {draws.whole(-1, 2) for _ in range(60)} == {-1, 0, 1, 2}
    assert {draws.one("abc") for _ in range(60)} == set("abc")
    assert {draws.whole(4, 4) for _ in range(3)} == {4}
    matrix = draws.matrix(9, 5, 0, 3)
    assert matrix.shape == (9, 5) and set(matrix.ravel()) == {0, 1, 2, 3}


def test_some_are_different_ones_in_any_order():
    draws = Draws("x")
    assert {"".join(draws.some("abc", 3)) for _ in range(60)} == {"abc", "acb", "bac", "bca", "cab", "cba"}
    assert {"".join(draws.some("abc", 1)) for _ in range(60)} == set("abc")


def test_a_matrix_of_zeros_is_drawn_again():
    plain, other = Draws("x"), Draws("x")
    drawn = [plain.matrix(1, 2, 0, 1) for _ in range(40)]
    kept = [matrix.tolist() for matrix in drawn if matrix.any()]
    assert 0 < len(kept) < 40
    assert [other.other_than_zero(1, 2, 0, 1).tolist() for _ in kept] == kept
