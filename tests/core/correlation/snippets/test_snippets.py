"""Programs for channels, pooling, transposed convolution and signals: each is run and gives what core gives.

One process a library runs all of them: test_channels and the like hold core's numbers to SciPy's and the book's.
"""

import numpy as np
import pytest

from core.correlation import channels, grouping, pooling, signals, transposed
from core.correlation.snippets import channels as channel_snippets
from core.correlation.snippets import pooling as pooling_snippets
from core.correlation.snippets import signals as signal_snippets
from core.correlation.snippets import transposed as transposed_snippets
from core.correlation.snippets.frame import LIBRARIES
from core.errors import BadInput
from pages.shared import downloads
from tests.programs import PEERS, Program, results, skip_without

RNG = np.random.default_rng(6)
SMALL, LARGE = RNG.normal(size=(7, 9)), RNG.normal(size=(24, 31))
CHANNELS = [
    (channels.book_image(), channels.book_kernel(), {}),
    (channels.book_image(), channels.book_kernel(3), {"padding": 1}),
    (RNG.normal(size=(8, 7, 3)), channels.colour_mixing(), {"stride": 2}),
    (RNG.normal(size=(8, 7, 3)), RNG.normal(size=(3, 2, 3, 2)), {"stride": 3, "padding": 2}),
    (RNG.normal(size=(6, 5, 1)), RNG.normal(size=(6, 5, 1, 1)), {}),
    (RNG.normal(size=(20, 16, 3)), channels.edges_of_all(3), {"stride": 2, "padding": 1}),  # from a file
    (RNG.normal(size=(7, 6, 3)), RNG.normal(size=(3, 2, 1, 3)), {"groups": 3, "padding": 1}),  # depthwise
    (RNG.normal(size=(7, 6, 4)), RNG.normal(size=(2, 3, 2, 6)), {"groups": 2, "stride": 2}),
]
POOLS = [
    (SMALL, {"window": (2, 2), "stride": (1, 1)}),
    (SMALL, {"window": (3, 2), "stride": (2, 3)}),
    (SMALL, {"window": (1, 1), "stride": (3, 2)}),
    (SMALL, {"window": (2, 3), "stride": (4, 5)}),
    (SMALL - 5.0, {"window": (3, 3), "stride": (2, 2), "padding": (1, 1)}),
    (-np.ones((2, 2)), {"window": (2, 4), "stride": (1, 1), "padding": (1, 2)}),
    (LARGE, {"window": (5, 4), "stride": (3, 4), "padding": (2, 1)}),
]
TRANSPOSED = [
    (np.arange(4.0).reshape(2, 2), np.arange(4.0).reshape(2, 2), {"stride": (1, 1)}),
    (np.arange(4.0).reshape(2, 2), np.arange(4.0).reshape(2, 2), {"stride": (2, 2)}),
    (np.arange(4.0).reshape(2, 2), np.arange(4.0).reshape(2, 2), {"stride": (1, 1), "padding": (1, 1)}),
    (SMALL, RNG.normal(size=(3, 2)), {"stride": (3, 2), "output_padding": (2, 1)}),  # rows that nothing reaches
    (SMALL, RNG.normal(size=(3, 2)), {"stride": (3, 2), "padding": (1, 2), "output_padding": (2, 1)}),
    (SMALL, RNG.normal(size=(2, 3)), {"stride": (2, 1), "padding": (4, 3), "dilation": 2}),
    (SMALL, RNG.normal(size=(1, 1)), {"stride": (3, 4), "padding": (0, 1), "output_padding": (2, 3)}),
    (SMALL, RNG.normal(size=(1, 4)), {"stride": (1, 5), "padding": (1, 0), "output_padding": (0, 4), "dilation": 3}),
    (LARGE, RNG.normal(size=(4, 5)), {"stride": (2, 2), "padding": (1, 2), "output_padding": (1, 0)}),
]
X, K = RNG.normal(size=14), RNG.normal(size=3)
SIGNALS = [
    *((X, K, {"padding": padding}) for padding in signals.PADDINGS),
    *((X, K, {"padding": padding, "stride": 2, "dilation": 3}) for padding in signals.PADDINGS),
    (X[:2], K, {"padding": "causal", "stride": 5}),
    (X[:2], K, {"padding": "full", "dilation": 4}),
    (X, K[:1], {}),
    (RNG.normal(size=700), RNG.normal(size=64), {"padding": "causal", "dilation": 7}),
]


def cases(library):
    """(what is run, its program, core's numbers)."""
    for image, kernel, options in CHANNELS:
        text = channel_snippets.snippet(library, image, kernel, **options)
        files = {channel_snippets.FILE: downloads.csv(channel_snippets.below_each_other(image))}
        expected = grouping.grouped(image, kernel, **options).transpose(2, 0, 1)
        yield f"channels {image.shape} {kernel.shape} {options}", Program(text, files), expected
    for image, options in POOLS:
        kinds = {
            "max": ("max", pooling.max_pool, {}),
            "counted": ("average", pooling.average_pool, {"count_include_pad": True}),
            "not counted": ("average", pooling.average_pool, {"count_include_pad": False}),
        }
        for name, (kind, pool, extra) in kinds.items():
            text = pooling_snippets.snippet(library, kind, image, **options, **extra)
            files = {pooling_snippets.file_of(kind): downloads.csv(image)}
            yield f"{name} {options}", Program(text, files), pool(image, **options, **extra)
    for image, kernel, options in TRANSPOSED:
        text = transposed_snippets.snippet(library, image, kernel, **options)
        files = {transposed_snippets.FILE: downloads.csv(image)}
        yield (
            f"transposed {kernel.shape} {options}",
            Program(text, files),
            transposed.transposed(image, kernel, **options),
        )
    for signal, kernel, options in SIGNALS:
        text = signal_snippets.snippet(library, signal, kernel, **options)
        files = {signal_snippets.FILE: downloads.csv(signal[None])}
        yield f"signal {options}", Program(text, files, "y"), signals.correlate(signal, kernel, **options)


def check(folder, library, **environment):
    names, programs, expected = zip(*cases(library), strict=True)
    for name, found, numbers in zip(names, results(folder, programs, **environment), expected, strict=True):
        assert found.dtype == np.float64, name
        assert found.shape == numbers.shape, name
        assert np.allclose(found, numbers, rtol=1e-11, atol=1e-11), name


@pytest.mark.parametrize("library", ["NumPy", "SciPy", pytest.param("TensorFlow", marks=pytest.mark.slow)])
def test_the_programs_give_cores_numbers(tmp_path, library):
    # Without oneDNN TensorFlow offers least: what runs so runs on every processor.
    check(tmp_path, library, **({"TF_ENABLE_ONEDNN_OPTS": "0"} if library == "TensorFlow" else {}))


@pytest.mark.peers
@pytest.mark.parametrize("library", PEERS)
def test_the_programs_of_a_peer_give_cores_numbers(tmp_path, library):
    skip_without(library)
    check(tmp_path, library)


def test_whole_numbers_come_out_whole(tmp_path):
    """The book's, digit for digit."""
    text = channel_snippets.snippet("NumPy", channels.book_image(), channels.book_kernel())
    (found,) = results(tmp_path, [Program(text)])
    assert found.tolist() == [[[56, 72], [104, 120]]]


@pytest.mark.parametrize("library", LIBRARIES)
def test_many_numbers_are_read_from_a_file(library):
    stack, wide = np.ones((12, 12, 3)), np.ones((21, 20))
    assert channel_snippets.FILE in channel_snippets.snippet(library, stack, channels.grey_weights())
    assert pooling_snippets.file_of("max") in pooling_snippets.snippet(library, "max", wide, (2, 2), stride=(2, 2))
    assert transposed_snippets.FILE in transposed_snippets.snippet(library, wide, np.ones((2, 2)), stride=(2, 2))
    assert signal_snippets.FILE in signal_snippets.snippet(library, np.ones(401), K)
    assert "loadtxt" not in signal_snippets.snippet(library, np.ones(400), K)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (
            lambda: channel_snippets.snippet("MATLAB", channels.book_image(), channels.book_kernel()),
            "there is no library",
        ),
        (
            lambda: channel_snippets.snippet("NumPy", channels.book_image(), channels.grey_weights()),
            "the two must match",
        ),
        (lambda: channel_snippets.snippet("NumPy", np.ones((2, 2, 1)), np.ones((3, 3, 1, 1))), "does not fit"),
        (
            lambda: channel_snippets.snippet("NumPy", channels.book_image(), channels.book_kernel(), padding=-1),
            "padding",
        ),
        (lambda: pooling_snippets.snippet("MATLAB", "max", SMALL, (2, 2), stride=(1, 1)), "there is no library"),
        (lambda: pooling_snippets.snippet("NumPy", "median", SMALL, (2, 2), stride=(1, 1)), "there is no pooling"),
        (lambda: pooling_snippets.snippet("NumPy", "max", SMALL, (8, 2), stride=(1, 1)), "larger than the image"),
        (
            lambda: pooling_snippets.snippet("PyTorch", "max", SMALL, (2, 2), stride=(1, 1), padding=(2, 0)),
            "more than half",
        ),
        (lambda: transposed_snippets.snippet("MATLAB", SMALL, SMALL, stride=(1, 1)), "there is no library"),
        (
            lambda: transposed_snippets.snippet("JAX", SMALL, SMALL, stride=(2, 1), output_padding=(1, 1)),
            "must be below the stride",
        ),
        (lambda: signal_snippets.snippet("MATLAB", X, K), "there is no library"),
        (lambda: signal_snippets.snippet("NumPy", K, X), "does not fit"),
        (lambda: signal_snippets.snippet("SciPy", X, K, stride=0, padding="causal"), "stride"),
    ],
)
def test_what_breaks_a_rule_is_a_sentence(call, says):
    with pytest.raises(BadInput, match=says):
        call()
