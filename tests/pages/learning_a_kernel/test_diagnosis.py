"""The topic "What is wrong with my run?": the mistake is named, its run opens, whatever is typed."""

import pytest

from pages.parts.learning_a_kernel.topics.diagnosis.settings import Losses
from tests.pages.reading import component, key_of

PAGE = "learning_a_kernel"
key = key_of(PAGE)


def said(lab):
    return " ".join(part.value for part in (*lab.error, *lab.success, *lab.warning, *lab.info, *lab.caption))


def test_the_missing_band_is_named_and_its_run_opens(visit):
    lab = visit(PAGE, open="diagnosis")
    assert not lab.exception
    assert "The image is all ones: the black band is missing." in said(lab)
    assert [metric.value for metric in lab.metric][:2] == ["4.04", "168"]
    assert "assuming plain gradient descent" not in said(lab)
    lab.button(key=key("reproduce ones")).click().run()
    assert lab.session_state[key("image")] == "typed"
    assert (lab.session_state[key("rate")], lab.session_state[key("epochs")]) == (0.03, 9)
    predicted = component(lab, "watched")["series"][0]["y"]
    assert predicted[::2] == pytest.approx([96.154, 25614.863, 6823660.5, 1817785728, 484248322048], rel=1e-4)


def test_hostile_texts_are_sentences_and_stay(visit):
    lab = visit(PAGE, open="diagnosis", printed="<script>alert(1)</script> loss", printed_every="3")
    assert not lab.exception
    for text, rule in (
        ("", "no number in the text"),
        ("loss -3\nloss 2\nloss 1", "never below 0"),
        ("9 " * 2_000, "2,000 losses; paste at most 1,000"),
        ("loss 8\nloss 7.9\nloss nan", "at least 3 losses above 0"),
    ):
        lab.text_area(key=key("printed")).set_value(text).run()
        assert not lab.exception
        assert rule in said(lab)
        assert lab.text_area(key=key("printed")).value == text
    lab.text_area(key=key("printed")).set_value("10 3 9 2 8.5").run()
    assert "on this page's data, at this rate and interval, never prints these losses" in said(lab)
    assert "assuming plain gradient descent" in said(lab)
    lab.text_area(key=key("printed")).set_value("22.212 22.212 22.212 22.212").run()
    assert not lab.exception and "no update reaches the kernel" in said(lab)
    lab.text_area(key=key("printed")).set_value("22.212 7.297 2.434").run()
    lab.number_input(key=key("printed_rate")).set_value(0.02).run()
    lab.number_input(key=key("printed_every")).set_value(2).run()
    assert "No mistake" in lab.success[0].value and not lab.warning  # others are possible, and no warning
    assert "The layer learns a bias too" in " ".join(one.value for one in lab.info)
    lab.number_input(key=key("printed_rate")).set_value(0.026).run()
    lab.text_area(key=key("printed")).set_value("22.212 7.297 2.434 0.812 0.271").run()
    assert "gives these losses at the rate 0.02." in said(lab) and "the same numbers" in said(lab)
    lab.button(key=key("reproduce told")).click().run()
    assert lab.session_state[key("rate")] == pytest.approx(0.02, rel=1e-3)


def test_in_chinese(visit):
    lab = visit(PAGE, open="diagnosis", lang="zh")
    assert "图像全为 1" in said(lab)


def test_a_link_carries_whole_losses_as_they_were_printed():
    field = Losses("printed")
    assert field.write("epoch 1, loss 22.000") == "epoch 1, loss 22.000"
    assert field.write("损失 22.000 损失 11.040") == "22.000 11.040"
    long = field.write("".join(f"epoch {i}, loss {1234.567 * 0.99**i:.3f}\n" for i in range(250)))
    assert len(long) <= field.max_length
    assert long.split() == [f"{1234.567 * 0.99**i:.3f}" for i in range(len(long.split()))]
    assert field.read(long) == long
