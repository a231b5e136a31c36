"""Losses read out of whatever a program printed."""

import pytest

from core.errors import BadInput
from core.learning.printed import MAX_CHARACTERS, MAX_LOSSES, read_losses


@pytest.mark.parametrize(
    ("text", "losses", "every"),
    [
        ("epoch 2, loss 22.212\nepoch 4, loss 7.297\nepoch 6, loss 2.434", (22.212, 7.297, 2.434), 2),
        ("Epoch 1/10 - loss: 3.5e-2\nEpoch 2/10 - loss: 1e-2", (0.035, 0.01), 1),
        ("批量 2, 损失 11.542\n批量 4, 损失 3.541", (11.542, 3.541), None),
        ("[22.212, 7.297, 2.434]", (22.212, 7.297, 2.434), None),
        ("1\t9.5\n3\t4.5\n5\t2.5", (9.5, 4.5, 2.5), 2),
        ("5\n4\n3", (5.0, 4.0, 3.0), None),
        ("epoch 1, loss 2\nepoch 3, loss 1\nepoch 4, loss 0.5", (2.0, 1.0, 0.5), None),
    ],
)
def test_losses_in_any_text(text, losses, every):
    found = read_losses(text)
    assert (found.losses, found.every, found.overflowed) == (losses, every, False)


def test_half_a_unit_of_the_last_printed_place():
    assert read_losses("22.212 7.3 1817785728 1.5e3 2e-4").halves == pytest.approx((0.0005, 0.05, 0, 50, 0.5e-4))


@pytest.mark.parametrize("word", ["nan", "inf", "Infinity", "1e999"])
def test_what_follows_the_first_number_that_is_none_is_left_out(word):
    found = read_losses(f"loss 2.0\nloss 9.0\nloss {word}\nloss 3.0")
    assert (found.losses, found.overflowed) == ((2.0, 9.0), True)


def test_as_many_losses_and_letters_as_allowed():
    assert len(read_losses("1 " * MAX_LOSSES).losses) == MAX_LOSSES
    with pytest.raises(BadInput, match="1,001 losses; paste at most 1,000"):
        read_losses("1 " * (MAX_LOSSES + 1))
    assert read_losses("1".ljust(MAX_CHARACTERS)).losses == (1.0,)
    with pytest.raises(BadInput, match="20,001 characters; paste at most 20,000"):
        read_losses("1".ljust(MAX_CHARACTERS + 1))


@pytest.mark.parametrize("text", ["", "no loss at all", "<script>", "import os"])
def test_a_text_without_numbers_is_a_sentence(text):
    with pytest.raises(BadInput, match="no number"):
        read_losses(text)


def test_exponents_and_counts_of_any_length_are_read():
    found = read_losses("3 2 0e400 1e-" + "9" * 1400)
    assert (found.losses, found.halves[2]) == ((3.0, 2.0, 0.0, 0.0), 0.5e300)
    table = read_losses(("1" * 5000 + " 3\n") * 3)
    assert (table.losses, table.every) == ((3.0, 3.0, 3.0), None)


def test_decimal_commas_are_asked_about_and_commas_between_losses_are_none():
    for text in ("22,212 7,297 2,434", " 0,5\n0,25\n"):
        with pytest.raises(BadInput, match=r"commas inside the numbers; write 22\.212"):
            read_losses(text)
    assert read_losses("22,7,2").losses == (22.0, 7.0, 2.0)
    assert read_losses("22.2,7.3 2.4,0.8").losses == (22.2, 7.3, 2.4, 0.8)


def test_losses_are_kept_as_they_were_printed():
    assert read_losses("loss 22.000\nloss 11.040").words == ("22.000", "11.040")
