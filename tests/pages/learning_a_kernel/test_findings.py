"""What is said of a pair: of a window that may be too small, of pictures that no shift makes fit, of its tones."""

from types import SimpleNamespace

import numpy as np

from core.learning.recovery.verdict import Verdict
from pages.parts.learning_a_kernel.topics.recover import findings

PAGE = SimpleNamespace(translate=lambda text: text)


def found(kind, *, preferred=(5, 5), rows=0):
    place = SimpleNamespace(nominal=rows == 0, rows=rows, columns=-2, crop=(3, 0, 0, 0), fraction=(0.0, 0.0))
    return SimpleNamespace(
        alignment=place,
        verdict=Verdict(kind, None),
        kernel=np.zeros((5, 5)),
        preferred=preferred,
        held_errors={(5, 5): 0.01, (7, 7): 0.009},
    )


def test_a_larger_window_that_fits_better_is_named():
    assert "may extend beyond this window" in " ".join(findings._sizes(PAGE, found("determined", preferred=(7, 7))))
    assert "may extend beyond" not in " ".join(findings._sizes(PAGE, found("determined")))
    assert "may extend beyond" not in " ".join(findings._sizes(PAGE, found("determined", preferred=(3, 3))))


def test_a_shift_is_told_where_it_was_found_and_not_where_nothing_fits():
    assert "row −3, column −2" in findings._place(PAGE, found("determined", rows=-3))[0]
    assert findings._place(PAGE, found("nonlinear", rows=-3)) == [
        "No shift makes the two pictures fit well; they may not belong together, or differ in scale."
    ]
    assert "line up as they are" in findings._place(PAGE, found("nonlinear"))[0]


def test_an_offset_that_rounds_to_zero_has_no_minus():
    found = SimpleNamespace(gain=1.0, gain_half_width=0.001, offset=-1e-6, offset_half_width=0.1 / 255, clipped=0.0)
    (said,) = findings._tones(PAGE, found)
    assert "Offset +0.00 ± 0.1 of 255" in said
    found.offset = -0.01
    assert "Offset -2.55 ±" in findings._tones(PAGE, found)[0]
