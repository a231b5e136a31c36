"""What is said of a recovered filter's tones."""

from types import SimpleNamespace

from pages.parts.learning_a_kernel.topics.recover import findings


def test_an_offset_that_rounds_to_zero_has_no_minus():
    page = SimpleNamespace(translate=str)
    found = SimpleNamespace(gain=1.0, gain_half_width=0.001, offset=-1e-6, offset_half_width=0.1 / 255, clipped=0.0)
    (said,) = findings._tones(page, found)
    assert "Offset +0.00 ± 0.1 of 255" in said
    found.offset = -0.01
    assert "Offset -2.55 ±" in findings._tones(page, found)[0]
