"""Receptive fields of Keras models: by hand, by Keras's own gradients, and with every hostile configuration."""

import io
import json
import subprocess
import sys
import zipfile

import pytest

from core import workers
from core.errors import BadInput
from core.keras_graph import receptive_fields, solve_config
from core.networks.keras.reader import read_json, read_model

CONV = {"class_name": "Conv2D", "config": {"name": "a", "kernel_size": [3, 3], "strides": [2, 2], "padding": "valid"}}
POOL = {"class_name": "MaxPooling2D", "config": {"name": "b", "pool_size": [2, 2]}}


def sequential(*layers, size=(None, 32, 32, 3)):
    start = {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": list(size)}}
    return {"class_name": "Sequential", "config": {"name": "s", "layers": [start, *layers]}}


def tensor(name):
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}


def node(*names):
    arguments = [tensor(name) for name in names]
    return [{"args": arguments if len(arguments) == 1 else [arguments], "kwargs": {}}]


def functional(*layers, output):
    start = {
        "class_name": "InputLayer",
        "name": "in",
        "config": {"name": "in", "batch_shape": [None, 32, 32, 3]},
        "inbound_nodes": [],
    }
    return {
        "class_name": "Functional",
        "config": {
            "name": "f",
            "layers": [start, *layers],
            "input_layers": [["in", 0, 0]],
            "output_layers": [[output, 0, 0]],
        },
    }


def layer(kind, name, *inputs, **config):
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": node(*inputs)}


def archive(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in entries.items():
            file.writestr(name.replace("__", "."), text)
    return buffer.getvalue()


def test_a_sequential_model_by_hand():
    fields = receptive_fields(sequential(CONV, POOL))
    assert fields["a"].size == (3, 3)
    assert fields["b"].size == (5, 5)  # 3 + (2 − 1) · 2
    assert fields["b"].stride == (4, 4)


def test_a_branch_takes_the_largest_path_and_says_where_centres_differ():
    model = functional(
        layer("Conv2D", "one", "in", kernel_size=[1, 1], padding="same"),
        layer("Conv2D", "five", "in", kernel_size=[5, 5], padding="same"),
        layer("Add", "sum", "one", "five"),
        output="sum",
    )
    assert receptive_fields(model)["sum"].size == (5, 5)
    assert solve_config(model).notices == ()


def test_paths_of_different_strides_have_no_single_answer_and_the_layer_is_named():
    model = functional(
        layer("Conv2D", "slow", "in", kernel_size=[1, 1], padding="same"),
        layer("Conv2D", "fast", "in", kernel_size=[3, 3], strides=[2, 2], padding="same"),
        layer("UpSampling2D", "up", "fast", size=[1, 1]),
        layer("Concatenate", "join", "slow", "up"),
        output="join",
    )
    notices = solve_config(model).notices
    assert [(notice.topic, notice.layer) for notice in notices] == [("stride", "join")]


def test_dense_and_global_pooling_see_everything():
    fields = receptive_fields(sequential(CONV, {"class_name": "GlobalAveragePooling2D", "config": {"name": "g"}}))
    assert fields["g"].sees == "everything"


def test_what_nobody_knows_is_named_and_can_be_described():
    mystery = {"class_name": "Mystery", "config": {"name": "m"}}
    assert receptive_fields(sequential(CONV, mystery))["m"].sees == "unknown"
    fields = solve_config(sequential(CONV, mystery), described={"m": "pointwise"})
    assert fields.rows[-1].field.size == (3, 3)


def test_a_lambda_layers_code_is_never_looked_at():
    bomb = {"class_name": "Lambda", "config": {"name": "l", "function": ["4wEAAAAA" * 100, None, None]}}
    assert receptive_fields(sequential(CONV, bomb))["l"].sees == "unknown"


def test_channels_first_and_one_and_three_axes_are_answered():
    first = {"class_name": "Conv2D", "config": {"name": "a", "kernel_size": [3, 5], "data_format": "channels_first"}}
    assert receptive_fields(sequential(first, size=(None, 3, 32, 32)))["a"].size == (3, 5)
    one = {"class_name": "Conv1D", "config": {"name": "a", "kernel_size": [7]}}
    assert receptive_fields(sequential(one, size=(None, 100, 2)))["a"].size == (7,)
    three = {"class_name": "Conv3D", "config": {"name": "a", "kernel_size": [3, 5, 7]}}
    assert receptive_fields(sequential(three, size=(None, 9, 9, 9, 1)))["a"].size == (3, 5, 7)


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({}, "not the configuration"),
        ([], "no layers"),
        ({"layers": []}, "no layers"),
        ({"class_name": "Sequential", "config": {"layers": [17]}}, "not a JSON object"),
        (functional(layer("Conv2D", "a", "nowhere", kernel_size=[3, 3]), output="a"), "nowhere"),
        (functional(layer("Add", "a", "in", "b"), layer("Add", "b", "a"), output="b"), "cycle"),
        (functional(output="gone"), "gone"),
        (sequential(dict(CONV, config=dict(CONV["config"], strides=[-1, 1]))), "strides|stride"),
        (sequential(dict(CONV, config=dict(CONV["config"], kernel_size=[10**9, 1]))), "kernel"),
        (sequential(dict(CONV, config=dict(CONV["config"], kernel_size=[40, 40]))), "a .*more are needed"),
        (sequential({"class_name": "Dense", "config": {"name": "d"}}, size=(None, 10)), "spatial axes"),
    ],
)
def test_a_configuration_that_breaks_a_rule_is_a_sentence(config, says):
    with pytest.raises(BadInput, match=says):
        receptive_fields(config)


def test_a_thousand_layers_are_answered():
    layers = [
        {"class_name": "Conv2D", "config": {"name": f"c{i}", "kernel_size": [3, 3], "padding": "same"}}
        for i in range(1000)
    ]
    fields = receptive_fields(sequential(*layers))
    assert fields["c999"].size == (2001, 2001)


def test_a_keras_archive_is_read_by_its_configuration_alone():
    data = archive(config__json=json.dumps(sequential(CONV)), metadata__json="{}")
    assert receptive_fields(read_model(data))["a"].size == (3, 3)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "JSON"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "HDF5"),
        (b"PK\x03\x04" + bytes(50), "valid"),
        (b"\xff\xfe\x00rubbish", "JSON"),
        (archive(other__json="{}"), "config.json"),
        (archive(**{"../config__json": "{}"}), "config.json"),
        (archive(config__json="{}", **{f"e{i}": "" for i in range(20_001)}), "entries"),
        (archive(config__json=" " * 40_000_000), "larger"),
        (b"[" * 10_000 + b"]" * 10_000, "nested"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested"),
        (b"[" + b"1," * 3_000_000 + b"1]", "values|larger"),
        (b" " * 100_000_000, "larger"),
        (b'"just text"', "JSON"),
        (b"NaN", "configuration|JSON"),
    ],
)
def test_a_hostile_file_is_a_sentence(data, says):
    with pytest.raises(BadInput, match=says):
        receptive_fields(read_model(data))


def test_to_json_twice_encoded_as_keras_2_had_it_is_read():
    assert receptive_fields(read_json(json.dumps(json.dumps(sequential(CONV)))))["a"].size == (3, 3)


def touched_in_a_saved_model(path):
    """In a worker: save a model with kernels of ones; the box of the cells where the gradient of unit (9, 10) is not zero."""
    import keras
    import numpy as np
    import tensorflow as tf

    inputs = x = keras.Input((40, 40, 1))
    one = keras.layers.Conv2D(1, 3, dilation_rate=3, padding="same", kernel_initializer="ones")(x)
    two = keras.layers.AveragePooling2D(3, 1, padding="same")(x)
    x = keras.layers.Add()([one, two])
    x = keras.layers.Conv2D(1, (5, 1), strides=2, kernel_initializer="ones", name="last")(x)
    model = keras.Model(inputs, x)
    model.save(path)
    image = tf.random.uniform((1, 40, 40, 1))
    with tf.GradientTape() as tape:
        tape.watch(image)
        unit = model(image)[0, 9, 10, 0]
    touched = np.argwhere(tape.gradient(unit, image)[0, :, :, 0].numpy())
    return tuple(int(value) for value in (*touched.min(axis=0), *touched.max(axis=0)))


@pytest.mark.slow
def test_real_keras_models_agree_with_what_their_gradients_touch(tmp_path):
    """Oracle: TensorFlow's gradient."""
    path = tmp_path / "model.keras"
    expected = workers.run(touched_in_a_saved_model, path, timeout=300)
    assert receptive_fields(read_model(path))["last"].region(9, 10) == expected


def test_the_terminal_prints_the_table(tmp_path):
    path = tmp_path / "model.json"
    path.write_text(json.dumps(sequential(CONV, POOL)))
    for option, start in ((None, ""), ("--json", "{"), ("--csv", "layer,")):
        done = subprocess.run(
            [sys.executable, "-m", "core.keras_graph", str(path), *([option] if option else [])],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.lstrip().startswith(start) or done.stdout.lstrip().startswith("[")
        assert "MaxPooling2D" in done.stdout
    failed = subprocess.run(
        [sys.executable, "-m", "core.keras_graph", str(tmp_path / "none.keras")], capture_output=True, text=True
    )
    assert failed.returncode == 2
    assert "cannot be read" in failed.stderr
    assert "Traceback" not in failed.stderr
