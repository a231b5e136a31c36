"""What the browser leaves out of an ONNX file: the weights, and nothing that its graph needs. Run in Node."""

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from core.networks.onnx.reader import graph_of
from core.receptive_field.solver import solve
from pages.shared import model_file

onnx = pytest.importorskip("onnx")
node = shutil.which("node")
SCRIPT = (Path(model_file.__file__).parent / "onnx.js").read_text(encoding="utf-8")
PROGRAM = """
import { readFileSync, writeFileSync } from "node:fs";
const [, , from, to] = process.argv;
try {
  const found = await withoutWeights(new Blob([readFileSync(from)]));
  writeFileSync(to, Buffer.from(await found.arrayBuffer()));
} catch (error) {
  console.log(error.name);
}
"""
pytestmark = pytest.mark.skipif(node is None, reason="needs Node")


def stripped(data, folder):
    (folder / "strip.mjs").write_text(SCRIPT + PROGRAM, encoding="utf-8")
    (folder / "whole.onnx").write_bytes(data)
    done = subprocess.run(
        [node, str(folder / "strip.mjs"), str(folder / "whole.onnx"), str(folder / "graph.onnx")],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip() or (folder / "graph.onnx").read_bytes()


def heavy():
    """Two convolutions with 3 MB of weights, one in an initializer, one in a constant, and a shape that is needed."""
    helper, arrays = onnx.helper, onnx.numpy_helper
    weights = np.random.default_rng(0).normal(size=(256, 256, 3, 3)).astype(np.float32)
    constant = helper.make_node("Constant", [], ["v"], value=arrays.from_array(weights[:, :, :1, :], "v"))
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["a"], strides=[2, 2]),
        constant,
        helper.make_node("Conv", ["a", "v"], ["b"]),
        helper.make_node("Reshape", ["b", "s"], ["y"]),
    ]
    x = helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", 256, 33, 33])
    y = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)
    stored = [arrays.from_array(weights, "w"), arrays.from_array(np.array([0, 16, 16, 16, 14]), "s")]
    return helper.make_model(helper.make_graph(nodes, "g", [x], [y], stored)).SerializeToString()


def test_the_graph_comes_without_its_weights_and_with_the_same_answer(tmp_path):
    data = heavy()
    graph = stripped(data, tmp_path)
    assert len(data) > 3_000_000
    assert len(graph) < 2_000
    assert onnx.load_model_from_string(graph).graph.node[0].op_type == "Conv"
    fields = [[row.field for row in solve(graph_of(io.BytesIO(each))).rows] for each in (data, graph)]
    assert fields[0] == fields[1]
    assert fields[0][-1].size == (3, 7)  # 3 + 0 · 2 rows, 3 + 2 · 2 columns


def test_a_small_file_keeps_every_byte_but_large_numbers(tmp_path):
    light = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light" / "light_resnet50.onnx"
    assert stripped(light.read_bytes(), tmp_path) == light.read_bytes()


@pytest.mark.parametrize("end", [10, 5_000, 2_000_000])
def test_a_truncated_file_is_an_error_that_the_component_tells(tmp_path, end):
    assert stripped(heavy()[:end], tmp_path) == "TypeError"
