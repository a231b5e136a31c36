"""A model of one's own run in TensorFlow from the page: checked, averaged, with its own weights; what cannot be run is said."""

import io
import json
import zipfile

import numpy as np
import pytest

from core.errors import BadInput
from core.networks import zoo
from core.receptive_field.models import solve_config
from core.receptive_field.running.averaging import NetworkFieldExperiment, result
from core.receptive_field.running.plan import plan_of
from pages.parts.receptive_field.topics.networks.job import NetworkJob
from tests.pages.executors import ended
from tests.pages.reading import key_of, settled

pytestmark = pytest.mark.slow
PAGE = "receptive_field"
key = key_of(PAGE)
LENET = json.dumps(zoo.network("LeNet")["config"])


def brought(visit, text, **query):
    lab = visit(PAGE, open="networks", network="upload", **query)
    assert not lab.exception
    assert any("model.save('model.keras')" in said.value for said in lab.info)
    sent = {"name": "m.keras", "size": len(text), "kind": "config", "text": text}
    lab.session_state[key("model file kept")] = sent
    lab.run()
    assert not lab.exception
    return lab


def test_a_model_of_ones_own_is_checked_and_its_gradient_averaged(visit):
    pytest.importorskip("tensorflow")
    lab = brought(visit, LENET, model_samples="3")
    assert not lab.info
    lab.selectbox(key=key("model_layer")).set_value("C3").run()
    lab.button(key=key("own model check")).click().run()
    settled(lab)
    assert any("agree on all" in said.value for said in lab.success)
    # C3 is conv, mean, conv, each 5 × 5, 2 × 2, 5 × 5: 1 + 4 + 1 + 4 · 2.
    lab.button(key=key("model averaging begin")).click().run()
    job = lab.session_state[key("model averaging")]
    ended(job)
    lab.run()
    assert not lab.exception
    assert not lab.error
    assert any(metric.value == "14 × 14" for metric in lab.metric)
    energy = result(job.experiment, job.state.energy).energy
    top, left, bottom, right = job.experiment.clipped
    assert (bottom - top + 1, right - left + 1) == (14, 14)
    assert energy[top : bottom + 1, left : right + 1].sum() == pytest.approx(1, abs=1e-12)
    # Another unit's average is another one: nothing of the old one stays on the screen.
    lab.number_input(key=key("model_row")).set_value(0).run()
    assert not [
        metric for metric in lab.metric if metric.label in ("As a square", "Theoretical field inside the input")
    ]
    assert not lab.exception


@pytest.mark.parametrize(
    ("kind", "says"), [("Lambda", "only Keras's own layers"), ("TFSMLayer", "only Keras's own layers")]
)
def test_code_in_a_model_is_a_sentence(visit, kind, says):
    layers = [
        {
            "class_name": "Conv2D",
            "config": {"name": "a", "kernel_size": 3, "filters": 2, "batch_input_shape": [None, 9, 9, 1]},
        },
        {"class_name": kind, "config": {"name": "code"}},
        {"class_name": "ReLU", "config": {"name": "r"}},
    ]
    config = {"class_name": "Sequential", "config": {"name": "m", "layers": layers}}
    solution = solve_config(config, described={"code": "3x3"})
    assert solution.rows[-1].size == (5, 5)
    with pytest.raises(BadInput, match=says):
        plan_of(config, solution, "r")
    lab = brought(visit, json.dumps(config), lang="zh")
    assert any("code" in said.value for said in lab.warning)
    assert lab.button(key=key("model averaging begin"))
    assert not lab.error


def test_a_graph_without_keras_says_what_running_needs(visit):
    text = "Sequential(\n  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1))\n)"
    lab = visit(PAGE, open="networks", network="paste", model_size="32")
    lab.text_area(key=key("model text")).set_value(text).run()
    assert not lab.exception
    assert any("needs its Keras file" in said.value for said in lab.caption)
    assert "model averaging begin" not in {button.key.split(".", 1)[-1] for button in lab.button}


def archive(kernel, bias):
    h5py = pytest.importorskip("h5py")
    raw, out = io.BytesIO(), io.BytesIO()
    with h5py.File(raw, "w") as file:
        file["layers/conv2d/vars/0"], file["layers/conv2d/vars/1"] = kernel, bias
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("model.weights.h5", raw.getvalue())
    return out.getvalue()


def test_its_own_weights_decide_the_average_and_wrong_ones_are_a_sentence():
    """One convolution: the gradient is its kernel, whatever the picture."""
    pytest.importorskip("tensorflow")
    first = {"name": "a", "kernel_size": 3, "filters": 1, "batch_input_shape": [None, 9, 9, 1]}
    config = {
        "class_name": "Sequential",
        "config": {"name": "m", "layers": [{"class_name": "Conv2D", "config": first}]},
    }
    plan = plan_of(config, solve_config(config), "a")
    experiment = NetworkFieldExperiment(plan, (2, 3), (2, 3, 4, 5), "unit", samples=2)
    kernel = np.arange(9.0).reshape(3, 3, 1, 1)
    done = NetworkJob(("a",), experiment, archive(kernel, np.ones(1)))
    ended(done)
    assert done.error is None
    expected = np.zeros((9, 9))
    expected[2:5, 3:6] = kernel[:, :, 0, 0] ** 2 / (kernel**2).sum()
    np.testing.assert_allclose(result(experiment, done.state.energy).energy, expected, atol=1e-6)
    wrong = NetworkJob(("b",), experiment, archive(kernel[:2], np.ones(1)))
    ended(wrong)
    assert isinstance(wrong.error, BadInput)
    assert "belongs to another model" in str(wrong.error)
