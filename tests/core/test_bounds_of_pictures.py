"""Bounds of numbers, addresses, pictures, kernels, edges and correlations, each at its last allowed and first refused value."""

import dataclasses
import inspect
from functools import partial

import numpy as np
import pytest

from core import checks, csv_matrix, edges, images, links, numbers, window
from core.conventions import laws
from core.correlation import (
    channels,
    connectivity,
    correlate2d,
    grouping,
    matrix,
    padding,
    pooling,
    signals,
    transposed,
)
from core.correlation.pooling import pooling_trace
from core.correlation.transposed import transposed_trace
from core.edges import directions, operators, scenes
from core.kernels import builders
from core.window import output_size, windows
from tests.core.bounds import SEEDS, ends, holds

X, K, LINE = np.arange(25.0).reshape(5, 5), np.ones((2, 2)), np.ones(40)
PAIR, PAIR_OR_0 = [(1, 0), (16_384, 16_385)], [(0, -1), (16_384, 16_385)]


def recipe(kind, name):
    return lambda value: builders.build(builders.Recipe(kind, **{"sigma2": 20.0, name: value}))


def searched(name):
    return lambda value: edges.EdgeSearch(X, **{name: value})


def matched(tolerance):
    return scenes.match(np.eye(4, dtype=bool), np.eye(4, dtype=np.intp), tolerance)


def pooled(name, **others):
    return lambda value: pooling_trace((9, 9), **{"window": 1, **others, name: value})


NUMBERS = {
    "a seed": (numbers.checked_seed, SEEDS, "the seed must be a whole number from 0 to 2147483647"),
    "rows that are typed": (lambda n: numbers.parse_numbers("1\n" * n), [(64, 65)], "the limit of 64 × 64"),
    "columns": (lambda n: numbers.parse_numbers("1 " * n), [(64, 65)], "the limit of 64 × 64"),
    "characters": (lambda n: numbers.parse_numbers("1".ljust(n)), [(200_000, 200_001)], "longer than 200000"),
    "a typed number": (lambda v: numbers.parse_numbers(repr(v)), ends(-1e100, 1e100), "between −1e100 and 1e100"),
    "its digits": (lambda n: numbers.parse_numbers("1".zfill(n)), [(40, 41)], "not a valid number"),
    "one of two": (lambda n: checks.pair((5, n), "stride"), PAIR, "stride must be a whole number from 1 to 16384"),
    "one of two that may be 0": (lambda n: checks.pair((n, 5), "cut", 0), PAIR_OR_0, "a whole number from 0 to 16384"),
    "padding": (lambda n: checks.explicit(((1, 2), (3, n))), PAIR_OR_0, "whole numbers from 0 to 16384"),
    "a layer's number": (lambda n: checks.whole("kernel", n, 1, "a"), [(1, 0), (10_000, 10_001)], "from 1 to 10000"),
    "a link's whole number": (links.Whole("n", 3, 2, 9).read, [("2", "1"), ("9", "10")], "must be between 2 and 9"),
    "its digits in a link": (
        lambda n: links.Whole("n", 3, 2, 9).read("5".zfill(n)),
        [(20, 21)],
        "must be between 2 and 9",
    ),
    "a link's seed": (lambda n: links.Seed("n").read(str(n)), SEEDS, "must be between 0 and 2147483647"),
    "a link's number": (lambda v: links.Real("n", 0, -2, 9).read(repr(v)), ends(-2, 9), "must be between -2 and 9"),
    "digits of a link's number": (lambda n: links.Real("n", 0, 0, 9).read("5".zfill(n)), [(40, 41)], "a finite number"),
    "a link's rows": (lambda n: links.Numbers("n", "").read("~".join("1" * n)), [(64, 65)], "larger than 64 × 64"),
    "a link's columns": (lambda n: links.Numbers("n", "").read("_".join("1" * n)), [(64, 65)], "larger than 64 × 64"),
    "all its numbers": (
        lambda n: links.Numbers("n", "", (1, 9999)).read("_".join("1" * n)),
        [(4096, 4097)],
        "more than 4096 numbers",
    ),
    "numbers of both": (
        lambda n: links.Numbers("n", "", (9999, 2)).read("~".join(["1_1"] * n)),
        [(2048, 2049)],
        "more than 4096 numbers",
    ),
    "a link's text": (lambda n: links.Text("n", "").read("a" * n), [(2000, 2001)], "longer than 2000 characters"),
    "a cell's row": (lambda n: links.Cell("n", "", ("Y",)).read(f"Y.{n}.0"), [(9999, 10_000)], "a row and a column"),
    "a cell's column": (lambda n: links.Cell("n", "", ("Y",)).read(f"Y.0.{n}"), [(9999, 10_000)], "a row and a column"),
}
CORRELATION = {
    "a window": (lambda k: output_size((5, 7), (k, 1)), [(5, 6)], "does not fit into image"),
    "a window on padding": (lambda k: output_size((5, 7), (1, k), padding=2), [(11, 12)], "does not fit into image"),
    "a dilated window": (lambda d: output_size((5, 7), (3, 3), dilation=(2, d)), [(3, 4)], "does not fit into image"),
    "a stride": (lambda n: windows((3, 3), stride=n), PAIR, "stride must be a whole number from 1"),
    "rows of a kernel": (lambda k: correlate2d.correlate(X, np.ones((k, 2))), [(5, 6)], "does not fit into image"),
    "columns of a kernel": (lambda k: correlate2d.correlate(X, np.ones((2, k))), [(5, 6)], "does not fit into image"),
    "a number": (lambda v: correlate2d.correlate(np.array([[1, v]]), K[:1, :1]), ends(-1e100, 1e100), "than 1e100"),
    "a number of a pool": (lambda v: connectivity.finite(np.array([[1, v]])), ends(-1e100, 1e100), "than 1e100"),
    "a padded image": (lambda n: correlate2d.pad(X, ((n, 0), (0, 0))), [(16_379, 16_380)], "more than 16384"),
    "a border": (
        lambda v: correlate2d.pad(X, ((1, 1), (1, 1)), "constant", v),
        ends(-1e100, 1e100),
        "between −1e100 and 1e100",
    ),
    "channels": (lambda n: channels.parse_stack("1\n\n" * n), [(8, 9)], "the limit of 8"),
    "characters of channels": (lambda n: channels.parse_stack("1".ljust(n)), [(200_000, 200_001)], "than 200000"),
    "output channels": (lambda n: channels.parse_kernels("1\n\n" * n, 1), [(16, 17)], "the limit of 16"),
    "patches": (lambda n: matrix.im2col(np.ones((1, n)), (1, 2000)), [(3999, 4000)], "more than 4000000"),
    "a Toeplitz matrix": (lambda n: matrix.toeplitz(np.ones((1, 1)), (1, n)), [(2000, 2001)], "more than 4000000"),
    "a pooling window": (lambda k: pooling_trace((5, 9), (k, 2)), [(5, 6)], "larger than the image"),
    "the longest one": (lambda k: pooling_trace((20_000, 1), (k, 1)), [(1, 0), (16_384, 16_385)], ""),
    "the longest dilated one": (
        lambda d: pooling_trace((20_000, 1), (2, 1), dilation=(d, 1)),
        [(16_383, 16_384)],
        "larger than the image",
    ),
    "padding of an even window": (pooled("padding", window=4), [(2, 3)], "more than half of the 4 × 4 window"),
    "padding of an odd window": (pooled("padding", window=5), [(2, 3)], "more than half of the 5 × 5 window"),
    "padding that is joined to a pool": (
        lambda n: pooling.max_pool(np.ones((1, 2)), (1, 16_384), padding=((0, 0), (8192, n))),
        [(8191, 8192)],
        "more than 16384",
    ),
    "gaps in which only padding lies": (
        lambda d: pooling_trace((2, 9), (2, 1), stride=1, padding=(1, 0), dilation=(d, 1)),
        [(2, 3)],
        "",
    ),
    "output padding": (
        lambda e: transposed_trace((2, 2), (3, 3), stride=(3, 4), output_padding=(0, e)),
        [(3, 4), (0, -1)],
        "output padding",
    ),
    "what is cut off": (lambda p: transposed_trace((2, 2), (3, 2), padding=p), [(1, 2)], "crops away the whole output"),
    "a transposed output": (lambda n: transposed_trace((n, 2000), (1, 1)), [(2000, 2001)], "more than 4,000,000"),
    "one before its columns are cut": (
        lambda n: transposed_trace((n, 1990), (1, 11), padding=(0, 5)),
        [(2000, 2001)],
        "more than 4,000,000",
    ),
    "one before it is cut": (
        lambda n: transposed_trace((n, 1990), (11, 11), padding=5),
        [(1990, 1991)],
        "more than 4,000,000",
    ),
    "a signal's stride": (lambda n: signals.correlate(LINE, K[0], stride=n), [(1, 0), (1000, 1001)], "from 1 to 1000"),
    "a signal's dilation": (lambda n: signals.padding_of(9, 2, dilation=n), [(1, 0), (1000, 1001)], "from 1 to 1000"),
    "a signal's kernel": (lambda n: signals.padding_of(9, n), [(16_385, 16_386)], "more than the limit of 16384"),
    "a drawn signal": (partial(signals.signal, "ramp"), [(2, 1), (2000, 2001)], "from 2 to 2000 samples"),
    "a drawn kernel": (partial(signals.kernel, "decay"), [(1, 0), (64, 65)], "from 1 to 64 entries"),
    "an averaging kernel": (partial(signals.kernel, "average"), [(1, 0), (64, 65)], "from 1 to 64 entries"),
    "the picture of a law": (
        lambda n: laws.sides("commutativity", "correlation", np.ones((1, n)), K, K),
        [(64, 65)],
        "at most 64 × 64",
    ),
    "a shift": (lambda n: laws.shifted(X, (1, n)), [(0, -1), (64, 65)], "from 0 to 64 cells"),
}
PICTURES = {
    "a CSV file": (
        lambda n: csv_matrix.read((b"1\n" + (b" " * 99_999 + b"\n") * 84)[:n]),
        [(8 * 2**20, 8 * 2**20 + 1)],
        "larger than 8 MB",
    ),
    "columns of a CSV file": (
        lambda n: csv_matrix.read(b",".join([b"1"] * n)),
        [(512, 513)],
        "exceed the limit of 512 × 512",
    ),
    "a built kernel": (recipe("gaussian", "size"), [(1, 0), (15, 16)], "from 1 to 15 entries"),
    "its σ": (recipe("gaussian", "sigma"), ends(0.1, 20.0), "from 0.1 to 20 pixels"),
    "its wider σ": (recipe("dog", "sigma2"), ends(1.1, 20.0)[1:], "from 0.1 to 20 pixels"),
    "its order": (recipe("derivative", "order"), [(1, 0), (6, 7)], "from 1 to 6"),
    "its direction": (recipe("derivative", "angle"), ends(-36_000.0, 36_000.0), "from -36000 to 36000"),
    "its length": (recipe("motion", "length"), [(1, 0), (15, 16)], "from 1 to 15 pixels"),
    "its wavelength": (recipe("gabor", "wavelength"), ends(1.0, 100.0), "from 1 to 100 pixels"),
    "its amount": (recipe("sharpen", "amount"), ends(0.0, 100.0), "from 0 to 100"),
    "noise": (searched("noise"), ends(0.0, 1.0), "from 0 to 1 in brightness"),
    "σ": (searched("sigma"), ends(0.0, 32.0), "from 0 to 32 pixels"),
    "a threshold": (searched("share"), ends(0.0, 1.0), "from 0 to 1"),
    "the noise's seed": (searched("seed"), SEEDS, "the seed must be"),
    "σ alone": (lambda v: operators.smooth(X, v), ends(0.0, 32.0), "from 0 to 32 pixels"),
    "a share of the strongest": (lambda v: operators.above(X, v), ends(0.0, 1.0), "from 0 to 1"),
    "a scene": (partial(scenes.scene, "disc"), [(16, 15), (2048, 2049)], "from 16 to 2048 pixels"),
    "a tolerance": (matched, ends(0.5, 32.0), "from 0.5 to 32 pixels"),
    "an order of differences": (directions.derivative, [(1, 0), (8, 9)], "from 1 to 8"),
    "a drawn image": (partial(images.picture, "step"), [(1, 0), (2048, 2049)], "from 1 to 2048 pixels"),
}
BOUNDS = NUMBERS | CORRELATION | PICTURES


@pytest.mark.parametrize("name", BOUNDS)
def test_the_last_value_is_allowed_and_the_next_one_refused(name):
    holds(*BOUNDS[name])


def test_an_address_is_read_whole_up_to_its_last_character():
    fields = [links.Text("a", ""), *(links.Text(f"b{n}", "") for n in range(7))]
    query = {"a": "x" * 1985, **{f"b{n}": "x" * 2000 for n in range(7)}}
    assert sum(map(len, [*query, *query.values()])) == 16_000
    assert not links.decode(fields, query).ignored
    assert len(links.encode(fields, query).query) == 8
    longer = {**query, "a": "x" * 1986}
    assert len(links.decode(fields, longer).ignored) == 1
    assert len(links.encode(fields, longer).left_out) == 1


def test_the_length_of_a_pool_that_cannot_be_is_told():
    for value, words in ((0, "window must be a whole number"), (16_385, "larger than the image")):
        with pytest.raises(ValueError, match=words):
            pooling.max_pool(np.ones((20_000, 1)), (value, 1))


PLAIN = {
    "stride": (1, None),
    "dilation": (1,),
    "groups": (1,),
    "padding": (0, "valid"),
    "output_padding": (0,),
    "before": (0,),
    "after": (0,),
    "value": (0,),
}


def test_what_is_left_out_is_the_plain_operation():
    modules = (channels, connectivity, correlate2d, grouping, matrix, padding, pooling, signals, transposed, window)
    said = [
        (name, part.__name__, parameter.default)
        for module in modules
        for part in vars(module).values()
        if inspect.isfunction(part) or (inspect.isclass(part) and dataclasses.is_dataclass(part))
        for name, parameter in inspect.signature(part).parameters.items()
        if name in PLAIN and parameter.default is not parameter.empty
    ]
    assert len(said) > 40
    assert [one for one in said if one[2] not in PLAIN[one[0]]] == []
