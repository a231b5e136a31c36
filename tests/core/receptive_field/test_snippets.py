"""The snippets in Keras and PyTorch build models with the stack's sizes that look at the same cells."""

import importlib.util
import io
import itertools
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.receptive_field import regions, table
from core.receptive_field import snippets as stack_snippets
from core.receptive_field.layer import Layer
from core.receptive_field.presets import CHAPTER, VGG16

KINDS = ["conv", "depthwise", "transposed", "pool", "average"]
sides = st.tuples(st.integers(0, 2), st.integers(0, 2))
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
layers = st.builds(
    lambda kernel, stride, padding, dilation, kind: (kernel, stride, padding, dilation, kind),
    pairs,
    pairs,
    st.one_of(st.sampled_from(["same", "same_lower"]), st.just(0), sides, st.tuples(sides, sides)),
    pairs,
    st.sampled_from(KINDS),
)
stacks = st.lists(layers, min_size=1, max_size=2).map(
    lambda parts: [Layer(f"{part[4]}{i}", *part) for i, part in enumerate(parts, 1)]
)


def built(code):
    """The model that a snippet builds; what it prints is thrown away."""
    names = {}
    with redirect_stdout(io.StringIO()):
        exec(code, names)
    return names["model"]


def rows_of(stack, size=(9, 11)):
    try:
        rows = table(stack, size)
    except BadInput:
        return None
    return rows if max(max(row.output_size) for row in rows) <= 60 else None


def at_infinity(size, channels=2):
    """A batch of inputs, each with one cell at infinity: what depends on it is finite no more."""
    H, W = size
    x = np.random.default_rng(0).uniform(1, 2, (H * W, H, W, channels)).astype("float32")
    x.reshape(H * W, H * W, channels)[np.arange(H * W), np.arange(H * W)] = np.inf
    return x


def region_of_middle(stack, size):
    unit = tuple(cells // 2 for cells in table(stack, size)[-1].output_size)
    return unit, regions(stack, unit, size)[0].mask


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(stacks)
def test_the_keras_snippet_builds_the_stack_and_looks_at_its_cells(stack):
    rows = rows_of(stack)
    if rows is None:
        return
    model = built(stack_snippets.keras(rows, 2))
    assert model.output_shape[1:3] == rows[-1].output_size
    # Positive weights: nothing cancels out.
    model.set_weights([np.abs(weights) + 0.1 for weights in model.get_weights()])
    (row, column), mask = region_of_middle(stack, (9, 11))
    changed = ~np.isfinite(model(at_infinity((9, 11))).numpy()[:, row, column]).all(-1)
    np.testing.assert_array_equal(changed.reshape(9, 11), mask)


IN_KERAS = """
import io, json, sys, contextlib, numpy as np
from keras import backend

def answers(cases):
    for code, (H, W), (row, column) in cases:
        names = {}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, names)
        model = names["model"]
        model.set_weights([np.abs(weights) + 0.1 for weights in model.get_weights()])
        x = np.random.default_rng(0).uniform(1, 2, (H * W, H, W, 2)).astype("float32")
        x.reshape(H * W, H * W, 2)[np.arange(H * W), np.arange(H * W)] = np.inf
        y = model(x).numpy()
        changed = ~np.isfinite(y[:, row, column]).all(-1)
        yield list(y.shape[1:3]), changed.reshape(H, W).astype(int).tolist()
        backend.clear_session()
"""


def answers_here(cases):
    """With what TensorFlow chooses for this processor: oneDNN's kernels where it has them."""
    names = {}
    exec(IN_KERAS, names)
    return list(names["answers"](cases))


def answers_without_onednn(cases):
    found = subprocess.run(
        [sys.executable, "-c", f"{IN_KERAS}\nprint(json.dumps(list(answers(json.load(sys.stdin)))))"],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", "TF_ENABLE_ONEDNN_OPTS": "0"},
    )
    assert found.returncode == 0, found.stderr[-2000:]
    return json.loads(found.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("answered", [answers_here, answers_without_onednn])
def test_the_keras_snippet_runs_with_and_without_the_kernels_of_some_processors(answered):
    settings = itertools.product(KINDS, [(1, 1), (2, 3)], [(1, 1), (2, 3)], ["same", ((5, 0), (1, 2))])
    chosen = []
    for kind, stride, dilation, padding in settings:
        stack = [Layer("a", (3, 2), stride, padding, dilation, kind)]
        if (rows := rows_of(stack)) is not None:
            unit, mask = region_of_middle(stack, (9, 11))
            chosen.append((stack, rows, mask, [stack_snippets.keras(rows, 2), [9, 11], unit]))
    assert len(chosen) > 35
    found = answered([one[3] for one in chosen])
    for (stack, rows, mask, _), (size, seen) in zip(chosen, found, strict=True):
        assert tuple(size) == rows[-1].output_size, stack
        np.testing.assert_array_equal(np.array(seen, bool), mask, str(stack))


IN_TORCH = """
import io, json, sys, contextlib, torch
answers = []
for code, (H, W), (row, column) in json.load(sys.stdin):
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, names)
    model = names["model"]
    for weights in model.parameters():
        weights.data = weights.data.abs() + 0.1
    x = torch.rand(H * W, 2, H, W) + 1
    x.view(H * W, 2, H * W)[torch.arange(H * W), :, torch.arange(H * W)] = float("inf")
    y = model(x)
    changed = ~torch.isfinite(y[:, :, row, column]).all(1)
    answers.append([list(y.shape[2:]), changed.view(H, W).int().tolist()])
print(json.dumps(answers))
"""


@pytest.mark.peers
def test_the_pytorch_snippet_builds_the_stack_and_looks_at_its_cells():
    if importlib.util.find_spec("torch") is None:
        pytest.skip("PyTorch is not installed: benchmarks/requirements.txt")
    rng = np.random.default_rng(0)
    chosen = []
    for kind in KINDS * 12:
        kernel, stride, dilation, before, after = (tuple(map(int, rng.integers(low, 4, 2))) for low in (1, 1, 1, 0, 0))
        padding = [0, "same", before, (before, after)][rng.integers(4)]
        stack = [Layer("a", kernel, stride, padding, dilation, kind), Layer("b", 2)]
        if (rows := rows_of(stack)) is not None:
            unit, _ = region_of_middle(stack, (9, 11))
            chosen.append((stack, rows, [stack_snippets.pytorch(rows, 2), [9, 11], unit]))
    assert len(chosen) > 30
    # PyTorch and TensorFlow do not stand each other in one process.
    found = subprocess.run(
        [sys.executable, "-c", IN_TORCH],
        input=json.dumps([one[2] for one in chosen]),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    for (stack, rows, _), (size, seen) in zip(chosen, json.loads(found.stdout), strict=True):
        assert tuple(size) == rows[-1].output_size
        np.testing.assert_array_equal(np.array(seen, bool), region_of_middle(stack, (9, 11))[1])


def test_the_chapters_stack_is_two_lines_of_keras():
    code = stack_snippets.keras(table(CHAPTER.layers, 3), 1)
    assert 'layers.Conv2D(1, 2, name="conv1")' in code
    assert "keras.Input((3, 3, 1))" in code
    assert code.count("layers.") == 2


def test_vgg_keeps_keras_own_padding_and_pools():
    code = stack_snippets.keras(table(VGG16.layers, 224))
    assert 'layers.Conv2D(8, 3, padding="same", name="conv1_1")' in code
    assert 'layers.MaxPooling2D(2, strides=2, name="pool5")' in code
    assert "ZeroPadding2D" not in code
    assert "nn.MaxPool2d(2, stride=2)" in stack_snippets.pytorch(table(VGG16.layers, 224))
