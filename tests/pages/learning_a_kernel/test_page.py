"""The page Learning a kernel: the notebook's run, theory, TensorFlow's steps, bad input, addresses."""

import re

import numpy as np
import pytest
import scipy.signal

from core import images, learning, workers
from core.words import gettext
from tests.pages.executors import ended
from tests.pages.reading import component, grids, key_of, percent, query_of, refused, settled

PAGE = "learning_a_kernel"
key = key_of(PAGE)


def open_tab(lab, name):
    lab.session_state[key("open")] = name
    return lab.run()


def test_it_opens_on_the_notebooks_run_already_computed(visit):
    lab = open_tab(visit(PAGE), "epochs")
    assert not lab.exception
    losses = lab.dataframe[0].value["loss, predicted"]
    assert np.round(losses[1::2], 3).tolist() == [22.212, 7.297, 2.434, 0.812, 0.271]


@pytest.mark.slow
def test_a_step_is_one_update_by_tensorflow(visit):
    lab = visit(PAGE)
    lab.button(key=key("step")).click().run(timeout=300)
    lab.button(key=key("step")).click().run(timeout=300)
    open_tab(lab, "epochs")
    trained = lab.dataframe[0].value["loss, TensorFlow"].dropna()
    assert not lab.exception
    assert trained.to_numpy() == pytest.approx([46.43081, 22.212], abs=5e-5)


def test_the_largest_stable_rate_is_told_for_a_rate_above_it(visit):
    lab = visit(PAGE, rate="0.034")
    assert not lab.exception
    assert any("0.03333" in caption.value for caption in lab.caption)


@pytest.mark.parametrize(
    ("query", "title", "kernel"),
    [
        ({"kernel": "sobel_x"}, "Learn a 3 × 3 kernel", (3, 3, "random")),
        ({"kernel": "sobel_x", "w": "5"}, "Learn a 3 × 5 kernel", (3, 5, "random")),
        ({"kernel": "sobel_x", "init": "1_2_3~4_5_6~7_8_9"}, "Learn a 3 × 3 kernel", (3, 3, "typed")),
        ({"h": "2", "w": "2"}, "Start from random numbers", (2, 2, "random")),
    ],
)
def test_a_kernel_that_does_not_fit_is_mended_by_one_button(visit, query, title, kernel):
    lab = visit(PAGE, **query)
    assert lab.error
    [button] = [one for one in lab.button if one.key == key("fit")]
    assert button.label == title
    button.click().run()
    assert not lab.exception and not lab.error
    assert tuple(lab.session_state[key(name)] for name in ("h", "w", "start")) == kernel
    assert not [one for one in lab.button if one.key == key("fit")]


@pytest.mark.parametrize(("setting", "value"), [("rate", 0.0), ("w", 99)])
def test_what_another_size_would_not_mend_has_no_such_button(visit, setting, value):
    lab = visit(PAGE)
    lab.session_state[key(setting)] = value
    lab.run()
    assert lab.error and not [one for one in lab.button if one.key == key("fit")]


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("rate", 0.0, "learning rate"),
        ("rate", -1.0, "learning rate"),
        ("epochs", 0, "Epochs"),
        ("epochs", 10**9, "Epochs"),
        ("h", 0, "1 × 1 to 15 × 15"),
        ("w", 99, "1 × 1 to 15 × 15"),
        ("w", 1, "at least as large"),
        ("h", 7, "does not fit"),
    ],
)
def test_a_number_that_breaks_a_rule_is_a_sentence_and_stays(visit, setting, value, says):
    lab = visit(PAGE, open="data")
    refused(lab, "number_input", key(setting), value, says)


@pytest.mark.slow
def test_a_rate_of_a_billion_is_allowed_marked_and_its_divergence_explained(visit):
    lab = visit(PAGE)
    lab.number_input(key=key("rate")).set_value(1e9).run()
    assert not lab.exception
    assert any("diverge" in caption.value for caption in lab.caption)
    for _ in range(4):
        if lab.button(key=key("step")).disabled:
            break
        lab.button(key=key("step")).click().run(timeout=300)
    assert any("largest stable rate is 0.03333" in warning.value for warning in lab.warning)


@pytest.mark.parametrize("text", ["", "1 x", "nan 1", "inf 1", "1e308 1", "1 2 3"])
def test_an_initial_kernel_that_cannot_be_used_is_a_sentence_and_stays(visit, text):
    lab = visit(PAGE, open="data")
    refused(lab, "text_area", key("init"), text)


def test_an_address_brings_back_the_same_experiment(visit):
    asked = {"start": "random", "start_seed": "7", "rate": "0.01", "epochs": "25", "w": "3", "loss": "mean"}
    first = open_tab(visit(PAGE, **asked), "epochs")
    assert not first.exception
    again = open_tab(visit(PAGE, **asked), "epochs")
    assert first.dataframe[0].value.equals(again.dataframe[0].value)
    assert query_of(first).items() >= asked.items()


def test_the_page_speaks_chinese(visit):
    lab = visit(PAGE, lang="zh")
    assert lab.title[0].value == gettext("zh")("Learning a kernel")
    assert lab.button(key=key("begin")).label == gettext("zh")("Start training")


def test_theory_says_that_the_notebooks_image_cannot_determine_a_3_by_3_kernel(visit):
    lab = open_tab(visit(PAGE, h="3", w="3", start="random"), "theory")
    assert not lab.exception
    assert any("rank 3 of 9" in warning.value for warning in lab.warning)
    lab.button(key=key("cure")).click().run()
    assert not lab.exception
    assert lab.session_state[key("image_noise")] == 0.1
    assert any("rank 9 of 9" in m.value for m in lab.markdown)


def test_theory_gives_the_equivalent_rate_of_the_mean(visit):
    lab = open_tab(visit(PAGE), "theory")
    lab.button(key=key("swap")).click().run()
    assert lab.session_state[key("loss")] == "mean"
    assert lab.session_state[key("rate")] == pytest.approx(0.02 * 42)
    # The same updates: after ten of them the loss is the notebook's, divided by the 42 outputs.
    open_tab(lab, "epochs")
    assert lab.dataframe[0].value["loss, predicted"].iloc[9] * 42 == pytest.approx(0.27092, abs=1e-4)


def test_theory_counts_the_updates_to_a_chosen_loss(visit):
    lab = open_tab(visit(PAGE, goal="0.3"), "theory")
    # The notebook prints 0.271 before update 10 and 0.469 before update 9.
    assert any("**9** updates" in m.value for m in lab.markdown)


@pytest.mark.slow
def test_every_optimizer_trains_as_predicted(visit):
    for optimizer in ("momentum", "nesterov", "rmsprop", "adam"):
        lab = visit(PAGE, optimizer=optimizer, rate="0.005", epochs="3")
        for _ in range(3):
            lab.button(key=key("step")).click().run(timeout=300)
        assert not lab.exception
        told = next(m.value for m in lab.markdown if "largest difference" in m.value)
        assert float(told.split("prediction: ")[1].split(" ")[0]) < 1e-5


@pytest.mark.slow
def test_a_run_stops_at_a_loss_and_says_why(visit):
    lab = visit(PAGE, target_loss="20", epochs="10")
    for _ in range(3):
        lab.button(key=key("step")).click().run(timeout=300)
    assert any("the loss is small enough" in m.value for m in lab.markdown)
    assert lab.button(key=key("step")).disabled


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("batch", -1, "batch size"),
        ("batch", 1000, "batch size"),
        ("weight_decay", -1.0, "Weight decay"),
        ("image_noise", -0.1, "noise on the image"),
        ("target_noise", 1e9, "noise on the target"),
        ("noise_seed", -5, "seed"),
        ("patience", -1, "patience"),
        ("seconds", -1.0, "time limit"),
        ("target_loss", -1.0, "loss to stop at"),
    ],
)
def test_a_method_that_breaks_a_rule_is_a_sentence_and_stays(visit, setting, value, says):
    lab = visit(PAGE, open="method")
    refused(lab, "number_input", key(setting), value, says)


@pytest.mark.slow
def test_tensorflow_says_itself_why_the_hand_written_layer_cannot_learn(visit):
    lab = open_tab(visit(PAGE), "computed")
    settled(lab.button(key=key("ask tensorflow")).click().run(timeout=300))
    assert not lab.exception
    assert len(lab.warning) == 2
    assert len(lab.success) == 1


@pytest.mark.slow
def test_a_hidden_filter_is_recovered_within_two_percent(visit):
    lab = open_tab(visit(PAGE), "recover")
    assert not lab.exception
    for hidden in ("gaussian", "sharpen"):
        lab.selectbox(key=key("recover_filter")).set_value(hidden).run()
        size = 5 if hidden == "gaussian" else 3
        for name in ("recover_h", "recover_w"):
            settled(lab.number_input(key=key(name)).set_value(size).run())
        assert percent(next(m.value for m in lab.metric if m.label.startswith("Relative"))) < 2


@pytest.mark.parametrize("value", [0, -1, 99])
def test_a_kernel_to_recover_of_no_possible_size_is_a_sentence(visit, value):
    lab = open_tab(visit(PAGE), "recover")
    lab.number_input(key=key("recover_h")).set_value(value).run()
    assert not lab.exception
    assert any("1 × 1 to 15 × 15" in error.value for error in lab.error)


@pytest.mark.slow
def test_the_hidden_filter_can_be_learned_as_well(visit):
    lab = settled(open_tab(visit(PAGE), "recover"))
    settled(lab.button(key=key("recover learn")).click().run(timeout=300))
    assert not lab.exception
    assert not lab.error
    assert any("least-squares one" in m.value for m in lab.markdown)


@pytest.mark.slow
def test_three_colours_are_learned_into_one_output(visit):
    lab = visit(PAGE, image="astronaut", side="48", colour="1", kernel="difference", rate="0.001", epochs="5")
    assert not lab.exception
    kernels = grids(lab, -1)
    weights = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601
    assert np.allclose(kernels["true"], np.concatenate([[w, -w] for w in weights])[None])
    assert kernels["K"].shape == (1, 6)
    lab.button(key=key("step")).click().run(timeout=300)
    assert not lab.exception and not lab.error
    X = images.photograph("astronaut", 48, colour=True)
    start = np.repeat(np.array([[-0.39838535, 1.15418606]])[..., None], 3, axis=2)
    true = np.array([[1.0, -1.0]])[..., None] * weights

    def output(K):
        return sum(scipy.signal.correlate2d(X[..., c], K[..., c], "valid") for c in range(3))

    error = output(start) - output(true)
    slope = np.stack([scipy.signal.correlate2d(X[..., c], error, "valid") for c in range(3)], axis=2)
    once = start - 0.001 * 2 * slope
    expected = np.concatenate([once[..., c] for c in range(3)], axis=1)
    assert np.allclose(grids(lab, -1)["K"], expected, rtol=1e-4, atol=1e-5)


def test_equal_channels_leave_open_how_their_weight_is_spread(visit):
    lab = visit(PAGE, colour="1", open="theory")
    assert not lab.exception
    assert any("have rank 2 of 6" in warning.value for warning in lab.warning)


def test_the_bounds_of_a_run_are_told_before_it_starts(visit):
    lab = visit(PAGE)
    assert any("limited to 1,000,000 updates and 10 minutes" in one.help for one in lab.markdown)


def test_a_kernel_of_another_size_starts_from_random_numbers_by_itself(visit):
    lab = visit(PAGE, open="data")
    lab.number_input(key=key("h")).set_value(2).run()
    assert not lab.exception
    assert not lab.error
    assert grids(lab, 1)["K"].shape == (2, 2)


@pytest.mark.parametrize("tab", ["epochs", "theory", "surface", "sweep", "computed", "runs", "recover"])
def test_without_an_experiment_no_tab_is_empty(visit, tab):
    lab = visit(PAGE, open=tab, h="0")
    assert not lab.exception
    lab = visit(PAGE, open=tab, h="3", w="3", init="1_2")
    assert not lab.exception
    assert lab.error  # on the first screen: which rule is broken
    assert len(lab.info) + len(lab.markdown) >= 1  # and something in the tab


def test_each_random_start_is_another_one_and_leaves_the_view_alone(visit):
    lab = visit(PAGE, log="0", goal="0.5")
    kernels = []
    for _ in range(2):
        lab.button(key=key("preset random")).click().run()
        assert not lab.exception
        setting = {name: lab.session_state[key(name)] for name in ("rate", "start", "log", "goal")}
        assert setting == {"rate": 0.03, "start": "random", "log": False, "goal": 0.5}
        kernels.append(lab.session_state[key("start_seed")])
    assert kernels == [1, 2]


@pytest.mark.slow
def test_a_run_waits_while_the_settings_are_no_experiment(visit):
    lab = visit(PAGE, epochs="1000000", image="camera", side="64", kernel="gaussian", h="5", w="5", start="random")
    lab.button(key=key("begin")).click().run()
    run = lab.session_state[key("run")]
    assert run.running
    lab.number_input(key=key("rate")).set_value(0.0).run()
    assert not lab.exception
    assert any("learning rate must be above 0" in error.value for error in lab.error)
    assert any("paused" in info.value for info in lab.info)
    assert not run.running
    lab.number_input(key=key("rate")).set_value(0.01).run()
    assert lab.session_state[key("run")] is run
    assert not lab.button(key=key("begin")).disabled


def trained(lab):
    """The visit's run, ticked to its end as the fragment does it in a browser."""
    run = ended(lab.session_state[key("run")])
    lab.run()
    assert run.finished and not run.error and not lab.exception
    return run


@pytest.mark.slow
def test_under_a_cosine_another_number_of_epochs_is_another_run_which_ends_as_a_fresh_one_does(visit):
    lab = visit(PAGE, schedule="cosine")
    lab.button(key=key("begin")).click().run()
    short = trained(lab)
    lab.number_input(key=key("epochs")).set_value(40).run()
    assert lab.session_state[key("run")] is None
    assert lab.button(key=key("begin")).label == "Start again"
    lab.button(key=key("begin")).click().run()
    again = trained(lab)
    fresh = learning.KernelLearning(
        again.experiments[0].image,
        again.experiments[0].target,
        initial_kernel=again.experiments[0].initial_kernel,
        epochs=40,
        schedule="cosine",
    )
    np.testing.assert_array_equal(again.losses[0], workers.run(learning.learn, fresh, timeout=300).losses)
    assert again is not short and again.losses[0][-1] < short.losses[0][-1]
    apart = [re.search(r"largest difference from the prediction: (\S+) of the first", m.value) for m in lab.markdown]
    assert [float(found[1]) < 1e-5 for found in apart if found] == [True]


@pytest.mark.slow
def test_a_run_with_a_constant_rate_goes_on_where_epochs_are_raised(visit):
    lab = visit(PAGE)
    lab.button(key=key("begin")).click().run()
    run = trained(lab)
    lab.number_input(key=key("epochs")).set_value(12).run()
    assert lab.session_state[key("run")] is run
    assert lab.button(key=key("begin")).label == "Resume"


@pytest.mark.slow
def test_epochs_lowered_after_a_run_are_told_as_they_are(visit):
    lab = visit(PAGE, epochs="30")
    lab.button(key=key("begin")).click().run()
    trained(lab)
    lab.number_input(key=key("epochs")).set_value(10).run()
    told = [one.value for one in (*lab.markdown, *lab.caption)]
    assert any("30 updates made; the limit is now 10" in text for text in told)
    assert not any("30 of 10" in text for text in told)


def curves(lab):
    """The chart's curves, by name."""
    return {one["name"]: one for one in component(lab, "series")["series"]}


@pytest.mark.slow
def test_a_run_never_passes_for_one_of_settings_that_were_turned_after_it(visit):
    lab = visit(PAGE, epochs="1")
    lab.button(key=key("step")).click().run(timeout=300)
    assert "TensorFlow" in curves(lab)
    lab.number_input(key=key("rate")).set_value(0.01).run()
    assert "TensorFlow" not in curves(lab)
    pale = curves(lab)["TensorFlow, Learning rate 0.02"]
    assert pale["colour"] != curves(visit(PAGE))["predicted"]["colour"]
    assert any("learning rate 0.02" in m.value for m in lab.markdown)


@pytest.mark.slow
def test_the_curve_of_other_data_stays_pale_and_is_named_by_what_differs(visit):
    lab = visit(PAGE, open="data")
    lab.button(key=key("step")).click().run(timeout=300)
    lab.number_input(key=key("w")).set_value(3).run()
    assert not lab.exception
    drawn = curves(lab)
    assert "TensorFlow" not in drawn
    assert any(name.startswith("run 1: Kernel columns to learn 2") for name in drawn)


def test_what_the_data_cannot_determine_is_said_on_the_first_screen(visit):
    lab = visit(PAGE, h="3", w="3", start="random")
    assert any("determine only 3 of the kernel's 9 dimensions" in caption.value for caption in lab.caption)
    assert not any("of the kernel's" in caption.value for caption in visit(PAGE).caption)


def test_a_large_image_is_shown_as_pictures_with_its_output(visit):
    lab = visit(PAGE, image="camera", side="256", kernel="gaussian", h="5", w="5", start="random", rate="1e-7")
    assert not lab.exception
    assert any(element.proto.body.count("data:image/png;base64,") == 3 for element in lab.get("html"))


def test_where_the_prediction_is_not_what_is_computed_the_chart_says_so(visit):
    floor = visit(PAGE, epochs="1000", rate="0.0278")
    assert any("float32" in caption.value for caption in floor.caption)
    clipped = visit(PAGE, epochs="2000", rate="0.05")
    assert any("1e30" in caption.value for caption in clipped.caption)
    assert not any("float32" in caption.value or "1e30" in caption.value for caption in visit(PAGE).caption)
