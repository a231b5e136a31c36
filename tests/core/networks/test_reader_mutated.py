"""Files of every format with bytes, signs and values changed at random: an answer or a sentence, within bounds.

`make test` tries some hundred of each format, `make fuzz` ten thousand of each with another seed.
"""

import io
import json
import os
import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from core.errors import BadInput
from core.networks import reader
from core.receptive_field import cost_of, image_of, verdicts
from core.receptive_field.solver import solve

onnx = pytest.importorskip("onnx")

pytestmark = pytest.mark.hypothesis  # what `make fuzz` runs
TURNS = 10_000 if os.environ.get("CONVLAB_HYPOTHESIS") == "fuzz" else 300
PROGRAMS = Path(__file__).parent / "pytorch" / "programs"
LAYERS = [
    {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, 32, 32, 3]}},
    {"class_name": "Conv2D", "config": {"name": "a", "filters": 4, "kernel_size": [3, 3], "strides": [2, 2], "groups": 1}},
    {"class_name": "BatchNormalization", "config": {"name": "b", "axis": 3, "scale": True}},
    {"class_name": "SeparableConv2D", "config": {"name": "c", "filters": 8, "kernel_size": 3, "padding": "same"}},
    {"class_name": "Conv2DTranspose", "config": {"name": "d", "filters": 8, "kernel_size": 4, "strides": 2}},
    {"class_name": "PReLU", "config": {"name": "e", "shared_axes": [1, 2]}},
    {"class_name": "Permute", "config": {"name": "f", "dims": [2, 1, 3]}},
    {"class_name": "Reshape", "config": {"name": "g", "target_shape": [-1, 8]}},
    {"class_name": "Bidirectional", "config": {"name": "h", "layer": {"class_name": "LSTM", "config": {"units": 5}}}},
    {"class_name": "Dense", "config": {"name": "i", "units": 3}},
]  # fmt: skip
KERAS = json.dumps({"class_name": "Sequential", "config": {"name": "m", "layers": LAYERS}})
SIGNS = ("", " ", "\n", "(", ")", "[", "]", "{", "0", "9", "-", ",", "x", "=", '"', "\x00", "1e9", "None")


def archive(**entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in entries.items():
            file.writestr(name, text)
    return buffer.getvalue()


def small_onnx():
    """A few hundred bytes with a bit of everything."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    nodes = [
        helper.make_node("Conv", ["x", "w"], ["a"], strides=[2, 2], pads=[1, 1, 1, 1], name="first"),
        helper.make_node("Split", ["a", "s"], ["b", "c"], axis=1),
        helper.make_node("Pad", ["b", "p"], ["d"]),
        helper.make_node("Resize", ["c", "", "r"], ["e"], mode="linear"),
        helper.make_node("AveragePool", ["e"], ["f"], kernel_shape=[2, 2], ceil_mode=1, strides=[2, 2]),
        helper.make_node("Add", ["f", "c"], ["g"]),
        helper.make_node("Reshape", ["g", "t"], ["h"]),
        helper.make_node("MatMul", ["h", "m"], ["y"]),
    ]
    stored = {
        "w": np.ones((4, 3, 3, 3), np.float32),
        "s": np.array([2, 2]),
        "p": np.array([0, 0, 1, 1, 0, 0, 1, 1]),
        "r": np.array([1, 1, 2, 2], np.float32),
        "t": np.array([0, -1]),
        "m": np.ones((512, 4), np.float32),
    }
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 32, 32])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in stored.items()],
    )
    return helper.make_model(graph).SerializeToString()


def text(name):
    return (PROGRAMS / name).read_text(encoding="utf-8")


FORMATS = {
    "keras json": KERAS.encode(),
    "keras archive": archive(**{"config.json": KERAS}),
    "onnx": small_onnx(),
    "pt2": archive(**{"m/models/model.json": text("exported.json")}),
    "torch.export": text("exported.txt").encode(),
    "torch.fx": text("symbolic.txt").encode(),
    "print": text("sequential.txt").encode(),
}
DOCUMENTS = {"keras json": json.loads(KERAS), "pt2": json.loads(text("exported.json"))}


def mutated(data, chance):
    """Some bytes replaced, taken out, put in or flipped; of a text some signs."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(found))
        match chance.randrange(5):
            case 0:
                found[place] = chance.randrange(256)
            case 1:
                del found[place : place + chance.choice((1, 1, 4, 50))]
            case 2:
                found[place:place] = bytes(
                    chance.choice((0, 1, 127, 128, 255)) for _ in range(chance.choice((1, 2, 9)))
                )
            case 3:
                found[place : place + 1] = chance.choice(SIGNS).encode()
            case _:
                found[place] ^= 1 << chance.randrange(8)
        if not found:
            return b""
    return bytes(found)


def changed(document, chance):
    """The document with one value replaced by another that stands where it should not."""
    found = json.loads(json.dumps(document))
    node = found.get("graph_module", {}).get("graph", found)
    for _ in range(chance.randrange(2, 9)):
        inner = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not inner:
            break
        key = chance.choice(inner)
        if not isinstance(node[key], dict | list) or not node[key] or chance.random() < 0.15:
            junk = (None, -1, 0, 10**12, 2**70, "x", "conv2d", [], {}, True, 1.5, [[]], {"as_int": -3}, [3, "3"], "1")
            node[key] = chance.choice(junk)
            break
        node = node[key]
    return found


def answer(data, size):
    """All that the lab says of a model."""
    solution = solve(reader.read(data).graph, size)
    cost_of(solution)
    if image_of(solution) is not None:
        verdicts(solution, 5)


def tried(name, turns, seed):
    """How many mutants had an answer; every other one a sentence."""
    chance, answers = random.Random(seed), 0
    for turn in range(turns):
        if name in DOCUMENTS and turn % 2:
            data = json.dumps(changed(DOCUMENTS[name], chance))
            data = archive(**{"m/models/model.json": data}) if name == "pt2" else data.encode()
        else:
            data = mutated(FORMATS[name], chance)
        try:
            answer(data, chance.choice((None, 64, 1)))
            answers += 1
        except BadInput as error:
            assert str(error)
    return answers


@pytest.mark.parametrize("name", FORMATS)
def test_a_mutated_file_is_answered_or_a_sentence(name, request):
    seed = request.config.getoption("--hypothesis-seed", default=None)
    answer(FORMATS[name], 64)
    answers = tried(name, TURNS, f"{seed} {name}")
    # Neither all refused before they are looked at, nor all taken as they are.
    assert 0 < answers < TURNS


@pytest.mark.parametrize("name", FORMATS)
def test_a_mutated_file_takes_little_memory(name):
    tried(name, 5, "warm")
    tracemalloc.start()
    try:
        tried(name, 30, "memory")
        assert tracemalloc.get_traced_memory()[1] < 64 * 2**20
    finally:
        tracemalloc.stop()


def test_a_file_that_is_uploaded_is_not_copied():
    """A model of 24 MB, weights and all, as the upload holds it: it is read where it is."""
    from onnx import TensorProto, helper

    weights = helper.make_tensor("w", TensorProto.FLOAT, [1000, 6000], bytes(24_000_000), raw=True)
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "k"], ["y"]), helper.make_node("MatMul", ["y", "w"], ["z"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 8, 1000])],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, None)],
        [weights, helper.make_tensor("k", TensorProto.FLOAT, [3, 3, 1, 1], [1.0] * 9)],
    )
    data = helper.make_model(graph).SerializeToString()
    held = io.BytesIO(data)
    tracemalloc.start()
    try:
        answer(held.getvalue(), None)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
