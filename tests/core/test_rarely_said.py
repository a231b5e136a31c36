"""Sentences that no other test comes across: each is provoked once, and names what was wrong."""

import io
import json
import warnings
import zipfile

import numpy as np
import pytest

from core.correlation import correlate, signals, transposed
from core.errors import BadInput
from core.keras_graph import solve_config
from core.kernels.builders import Recipe, build
from core.learning.recovery import pair
from core.learning.recovery.photographs import Photograph
from core.learning.sweeps.sweep import Sweep
from core.links.fields import Flag
from core.links.numbers import MAX_CELLS, read_matrix
from core.networks.graph import Operation
from core.networks.keras.reader import read_model
from core.networks.tensors import Draft
from core.receptive_field import cells
from core.receptive_field import text as stack_text
from core.receptive_field.effective.experiment import EffectiveFieldExperiment
from core.receptive_field.layer import Layer
from core.receptive_field.perturbation.comparison import check_built


def noise(*size):
    return Photograph(np.random.default_rng(0).integers(1, 255, size, dtype=np.uint8))


def layer(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


def stack(*layers, size=(9, 9)):
    first = layer("InputLayer", "in", batch_shape=[None, *size, 1])
    return {"class_name": "Sequential", "config": {"name": "s", "layers": [first, *layers]}}


CONV = layer("Conv2D", "conv", kernel_size=[3, 3])
EVERYTHING = layer("GlobalAveragePooling2D", "all", keepdims=True)


def orphan():
    draft = Draft()
    draft.add("a", "Relu", Operation("pointwise"), ())
    return draft.graph(())


def archive(names, *, locked=False):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that comes twice
        for name in names:
            file.writestr(name, json.dumps(stack(CONV)))
    data = bytearray(buffer.getvalue())
    if locked:  # the flag in each local header and in the directory
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(mark) + at] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: correlate(np.ones((3, 3)), np.ones((2, 2)), padding=16_384), "32771 cells long, more than"),
        (lambda: build(Recipe("dog", sigma2=1e6)), "σ of the wider Gaussian must be from"),
        (lambda: Sweep(np.eye(4), np.ones((2, 2)), (0.1,), (0,), varied="weather"), "not “weather”"),
        (lambda: read_matrix("k", "1_" * MAX_CELLS + "1", (64, 64)), "“k” has more than"),
        (lambda: Flag("flip", False).read("yes"), "“flip” must be 0 or 1, got “yes”"),
        (
            lambda: solve_config(stack(layer("Conv2D", "conv", kernel_size=[3, 3], padding="sideways"))),
            "padding sideways of layer conv is unknown",
        ),
        (lambda: signals.correlate(np.ones(2000), np.ones(64), dilation=1000), "spans 63000 samples"),
        (lambda: transposed.transposed(np.ones((3, 3, 1)), np.ones((2, 2))), "takes matrices here"),
        (lambda: solve_config(stack(CONV, CONV)), "two layers of the model are named conv"),
        (lambda: read_model(archive(["config.json", "config.json"])), "exactly one config.json, this one has 2"),
        (lambda: read_model(archive(["config.json"], locked=True)), "the archive is encrypted"),
        (lambda: cells.seen(solve_config(stack(CONV, EVERYTHING)), "all", (0, 0)), "cannot be drawn as boxes"),
        (
            lambda: cells.seen(solve_config(stack(CONV, size=(100_000, 100_000))), "conv", (0, 0)),
            "for tracing cell by cell",
        ),
        (lambda: solve_config(stack(CONV)).rows[1].field.region(1), "one number for each axis of the field, 2 in all"),
        (lambda: solve_config(stack(layer("Conv1D", "c", kernel_size=[3]))), "slides along 1 axes"),
        (lambda: solve_config(stack(CONV), (9, 9, 9)), "has 2 spatial axes, but the size given has 3"),
        (orphan, "the model has no input: export it"),
        (
            lambda: solve_config(stack(*(layer("Conv2D", f"c{i}", kernel_size=1) for i in range(10_001)))),
            "more than 10000 layers",
        ),
        (lambda: stack_text.read("conv3~" * 400), "longer than 2000 characters"),
        (lambda: stack_text.read("conv3~" * 101), "101 layers exceed the limit of 100"),
        (lambda: EffectiveFieldExperiment((), (9, 9), (3, 3)), "the stack has no layers yet"),
        (lambda: EffectiveFieldExperiment((Layer("a", 1, padding=2),), (5, 5), (0, 0)), "sees nothing of the input"),
        (lambda: check_built(["Conv2D"], ["Dense"], "VGG16"), "this version of Keras builds VGG16 differently"),
        (
            lambda: EffectiveFieldExperiment((Layer("c", 3),), (9, 9), (3, 3), channels=0),
            "channels must be from 1 to",
        ),
        (
            lambda: pair.recover_filter(noise(1100, 1100), noise(3, 1100), (3, 3)),
            "no part of the before picture was found",
        ),
    ],
)
def test_each_is_said_with_what_was_wrong(call, says):
    with pytest.raises(BadInput) as error:
        call()
    assert says in str(error.value)
