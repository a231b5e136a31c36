"""Bounds of stacks, networks, their readers and of files, each at its last allowed and first refused value."""

import io
import json
import zipfile

import pytest
from PIL import Image

from core import images
from core.learning.recovery import photographs
from core.networks.keras.config import graph_of
from core.networks.keras.reader import read_json, read_model
from core.networks.onnx.wire import Wire
from core.networks.pytorch import modules
from core.networks.reader import read, read_text
from core.receptive_field import axis, description, export
from core.receptive_field.cells import fed, seen
from core.receptive_field.effective.averaging import growth
from core.receptive_field.effective.experiment import EffectiveFieldExperiment
from core.receptive_field.field import table
from core.receptive_field.layer import Layer, image_size
from core.receptive_field.models import solve_config
from core.receptive_field.perturbation.trial import check_steps, trial
from core.receptive_field.regions import regions
from core.receptive_field.text import read as read_stack
from core.receptive_field.verdict import first_to_see
from tests.core.bounds import SEEDS, ends, holds

CONV = Layer("conv1", 3)
NUMBER, PAD = [(1, 0), (10_000, 10_001)], [(0, -1), (10_000, 10_001)]


def keras(*layers, side=99):
    """A Sequential of Conv1D layers on a signal of that many samples."""
    first = {"class_name": "InputLayer", "config": {"name": "x", "batch_shape": [None, side, 1]}}
    given = [{"name": f"a{n}", "kernel_size": [3], **layer} for n, layer in enumerate(layers)]
    return {"layers": [first, *({"class_name": "Conv1D", "config": layer} for layer in given)]}


SOLVED = solve_config(keras({}))


def nested(levels):
    """A model in a model in a model …"""
    model = keras({})
    for level in range(levels):
        inner = {"class_name": "Sequential", "config": {"name": f"m{level}", **model}}
        model = {"layers": [inner]}
    return graph_of(model)


def layer(name):
    return lambda value: Layer("a", **{"kernel": 3, name: value})


def averaged(name, **others):
    return lambda value: EffectiveFieldExperiment((CONV,), 9, (0, 0), **{**others, name: value})


def png(rows, columns):
    file = io.BytesIO()
    Image.new("L", (columns, rows)).save(file, "PNG")
    return file.getvalue()


def entries(count):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("config.json", json.dumps(keras({})))
        for n in range(count - 1):
            packed.writestr(f"{n}", "")
    return file.getvalue()


def sequential(lines):
    """What print(model) shows of a Sequential of so many layers."""
    inside = "".join(f"  ({n}): ReLU()\n" for n in range(lines))
    return modules.tree(f"Sequential(\n{inside})")


def deep(levels):
    return modules.tree("\n".join("Sequential(" if not n else "(0): Sequential(" for n in range(levels)))


BOUNDS = {
    "kernel": (layer("kernel"), NUMBER, "kernel"),
    "stride": (layer("stride"), NUMBER, "stride"),
    "dilation": (layer("dilation"), NUMBER, "dilation"),
    "padding": (layer("padding"), PAD, "padding"),
    "one side": (lambda n: Layer("a", 3, 1, ((0, n), (0, 0))), PAD, "padding"),
    "an input": (image_size, NUMBER, "from 1 to 10000"),
    "a window": (lambda k: Layer("a", (k, 1)).output_size((9, 9)), [(9, 10)], "enlarge the input"),
    "layers": (lambda n: table([Layer("a", 1)] * n), [(2000, 2001)], "exceed the limit of 2000"),
    "layers in a link": (lambda n: read_stack("~".join(["conv3"] * n)), [(100, 101)], "exceed the limit of 100"),
    "characters in a link": (lambda n: read_stack("conv3".ljust(n)), [(2000, 2001)], "longer than 2000 characters"),
    "a field": (
        lambda k: table([Layer("a", 1, 10_000)] * 2 + [Layer("b", k)]),
        [(9999, 10_000)],
        "larger than 1000000000000 cells",
    ),
    "units that repeat": (
        lambda n: axis.merge(
            [axis.AxisField((0,) * 1, (1,), 1), axis.AxisField((0,) * n, tuple(range(1, n + 1)), n)], "a"
        ),
        [(512, 513)],
        "repeat only after 513 units",
    ),
    "depth": (lambda n: regions([CONV], (0, 0), 9, n), [(0, -1), (1, 2)], "the stack has 1"),
    "unit": (lambda n: regions([CONV], (0, n), 9), [(0, -1), (6, 7)], "outside its layer"),
    "unit that is tried": (lambda n: trial([CONV], 9).changes((n, 0)), [(0, -1), (8, 9)], "outside its layer"),
    "depth that is tried": (lambda n: trial([CONV], 9).after((0, 0), n), [(0, -1), (1, 2)], "the stack has 1"),
    "unit of a network": (lambda n: seen(SOLVED, "a0", (n,)), [(0, -1), (96, 97)], "outside its layer"),
    "unit that feeds": (lambda n: fed(SOLVED, "x", (n,)), [(0, -1), (98, 99)], "outside its layer"),
    "an object": (lambda n: first_to_see(SOLVED, n), [(1, 0), (99, 10**8 + 1)], "from 1 to 100000000"),
    "an object in an input": (lambda n: first_to_see(SOLVED, n), [(99, 100)], "larger than the input of 99"),
    "a sample rate": (lambda v: export.check_rate(SOLVED, v), [(5e-324, 0.0), ends(0, 1e9)[1]], "above 0"),
    "a description": (
        lambda n: description.operation_of("3," + "stride=2".rjust(n - 2)),
        [(100, 101)],
        "cannot be described",
    ),
    "channels": (averaged("channels"), [(1, 0), (32, 33)], "channels must be from 1 to 32"),
    "samples": (averaged("samples"), [(1, 0), (2000, 2001)], "from 1 to 2000"),
    "seed": (averaged("seed"), SEEDS, "the seed must be"),
    "cells": (
        lambda n: EffectiveFieldExperiment((Layer("a", 1),), (512, n), (0, 0), "uniform"),
        [(512, 513)],
        "up to 262,144 cells",
    ),
    "a growing kernel": (lambda k: growth(k, "uniform"), [(2, 1), (15, 16)], "between 2 and 15"),
    "steps": (check_steps, [(300_000_000, 300_000_001)], "the limit of 300,000,000"),
    "kernel of a file": (lambda n: graph_of(keras({"kernel_size": [n]})), NUMBER, "kernel_size"),
    "stride of a file": (lambda n: graph_of(keras({"strides": [n]})), NUMBER, "strides"),
    "input of a file": (
        lambda n: graph_of(keras({}, side=n)),
        [(1, 0), (10**8, 10**8 + 1)],
        "is not a list of sizes from 1 to 100000000",
    ),
    "models in models": (nested, [(30, 31)], "nested more than 30 levels deep"),
    "levels of JSON": (lambda n: read_json("[" * n + "]" * n), [(400, 401)], "nested more than 400 levels deep"),
    "levels of print": (deep, [(60, 61)], "nested more than 60 levels deep"),
    "layers of a nested print": (
        lambda n: modules.tree(f"ModuleList(\n  (0-{n - 1}): {n} x ReLU()\n)"),
        [(19_999, 20_000)],
        "more than 20000 layers",
    ),
}
# Limits too large to reach in a test, made smaller: where the limit stands and its value there, then as above.
LOWERED = {
    "bytes of a picture": (
        {"core.picture_files.MAX_BYTES": 2**20},
        lambda n: images.load_image(png(4, 4).ljust(n, b"\0")),
        [(2**20, 2**20 + 1)],
        "over the limit of 1 MB",
    ),
    "pixels of a picture": (
        {"core.images.MAX_PIXELS": 20},
        lambda n: images.load_image(png(n, 4)),
        [(5, 6)],
        "million",
    ),
    "length of a picture": (
        {"core.images.MAX_LENGTH": 20},
        lambda n: images.load_image(png(2, n)),
        [(20, 21)],
        "a side",
    ),
    "pixels of a photograph": (
        {"core.learning.recovery.photographs.MAX_PIXELS": 20},
        lambda n: photographs.read(png(n, 4)),
        [(5, 6)],
        "million",
    ),
    "cells of maps": (
        {"core.receptive_field.cells.MAX_CELLS": 99 + 97},
        lambda n: seen(solve_config(keras({}, side=n)), "a0", (0,)),
        [(99, 100)],
        "tracing cell by cell",
    ),
    "products of a stack": (
        {"core.receptive_field.effective.experiment.MAX_PRODUCTS": 9 * 49},
        lambda n: EffectiveFieldExperiment((CONV,), n, (0, 0), "uniform"),
        [(9, 10)],
        "multiplications",
    ),
    "text": (
        {"core.networks.pytorch.text.MAX_TEXT": 60},
        lambda n: read_text("Sequential(\n  (0): ReLU()\n)".ljust(n)),
        [(60, 61)],
        "longer than 60 characters",
    ),
    "bytes of JSON": (
        {"core.networks.keras.reader.MAX_JSON": 1000},
        lambda n: read_json(json.dumps(keras({})).ljust(n)),
        [(1000, 1001)],
        "larger than",
    ),
    "values of JSON": (
        {"core.networks.keras.reader.MAX_JSON_NODES": 7},
        lambda n: read_json(json.dumps([1] * n)),
        [(7, 8)],
        "more than 7 values",
    ),
    "layers of a file": (
        {"core.networks.keras.draft.MAX_NODES": 5},
        lambda n: graph_of(keras(*[{}] * n)),
        [(4, 5)],
        "more than 5 layers",
    ),
    "files in an archive": (
        {"core.networks.archives.MAX_ENTRIES": 5},
        lambda n: (read(entries(n)), read_model(entries(n))),
        [(5, 6)],
        "more entries than a model can have: 6",
    ),
    "fields of a message": (
        {"core.networks.onnx.wire.MAX_FIELDS": 6},
        lambda n: list(Wire(io.BytesIO(b"\x08\x01" * n)).fields((0, 2 * n))),
        [(6, 7)],
        "more than 6 fields",
    ),
    "a name in a message": ({}, lambda n: Wire(io.BytesIO(bytes(9000))).bytes((0, n)), [(4000, 4001)], "4001 bytes"),
    "a list in a message": (
        {},
        lambda n: Wire(io.BytesIO(b"\x01" * n)).varints((0, n), 16),
        [(16, 17)],
        "over the limit of 16",
    ),
    "layers of print": ({"core.networks.pytorch.modules.MAX_MODULES": 6}, sequential, [(5, 6)], "more than 6 layers"),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_the_last_value_is_allowed_and_the_next_one_refused(name):
    holds(*BOUNDS[name])


@pytest.mark.parametrize("name", LOWERED)
def test_the_limit_itself_is_allowed_and_what_is_beyond_it_refused(name, monkeypatch):
    limits, *bound = LOWERED[name]
    for where, value in limits.items():
        monkeypatch.setattr(where, value)
    holds(*bound)
