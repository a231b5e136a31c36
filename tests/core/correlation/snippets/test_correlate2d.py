"""Programs to copy: each is run, in a process of its own, and gives what SciPy gives."""

import numpy as np
import pytest
import scipy.signal

from core.correlation import resolve_padding
from core.correlation.snippets import correlate2d as correlation_snippets
from core.errors import BadInput
from pages.shared import downloads
from tests.programs import PEERS, Program, results, skip_without

RNG = np.random.default_rng(5)
SMALL = RNG.normal(size=(7, 9))
CASES = [
    (SMALL, RNG.normal(size=(3, 2)), {}),
    (np.arange(9.0).reshape(3, 3), np.arange(4.0).reshape(2, 2), {"padding": "same"}),
    (SMALL, RNG.normal(size=(2, 3)), {"padding": "full", "dilation": (2, 1)}),
    (SMALL, RNG.normal(size=(3, 3)), {"padding": "same", "stride": 2}),
    (SMALL, RNG.normal(size=(1, 4)), {"padding": ((1, 0), (2, 3)), "stride": (1, 3)}),
    (SMALL, RNG.normal(size=(3, 3)), {"dilation": 2, "stride": (2, 1), "padding": 1}),
    (SMALL, np.array([[2.5]]), {}),
    (RNG.normal(size=(40, 30)), RNG.normal(size=(13, 15)), {"padding": "same"}),
]


def expected(image, kernel, options):
    stride, dilation = (np.broadcast_to(options.get(name, 1), 2) for name in ("stride", "dilation"))
    sides = resolve_padding(
        image.shape, kernel.shape, stride=tuple(map(int, stride)), dilation=tuple(map(int, dilation)),
        padding=options.get("padding", "valid"),
    )  # fmt: skip
    spread = np.zeros([(k - 1) * d + 1 for k, d in zip(kernel.shape, dilation, strict=True)])
    spread[:: dilation[0], :: dilation[1]] = kernel
    return scipy.signal.correlate2d(np.pad(image, sides), spread, "valid")[:: stride[0], :: stride[1]]


def check(folder, library, **environment):
    programs = [
        Program(
            correlation_snippets.snippet(library, image, kernel, **options),
            {correlation_snippets.FILE: downloads.csv(image)},
        )
        for image, kernel, options in CASES
    ]
    for number, (found, case) in enumerate(zip(results(folder, programs, **environment), CASES, strict=True)):
        assert found.dtype == np.float64
        assert np.allclose(found, expected(*case), rtol=1e-9, atol=1e-9), number


@pytest.mark.parametrize("library", ["NumPy", "SciPy", pytest.param("TensorFlow", marks=pytest.mark.slow)])
def test_the_program_gives_scipys_numbers(tmp_path, library):
    # Without oneDNN TensorFlow offers least: what runs so runs on every processor.
    check(tmp_path, library, **({"TF_ENABLE_ONEDNN_OPTS": "0"} if library == "TensorFlow" else {}))


@pytest.mark.peers
@pytest.mark.parametrize("library", PEERS)
def test_the_program_of_a_peer_gives_scipys_numbers(tmp_path, library):
    skip_without(library)
    check(tmp_path, library)


def test_small_images_stand_in_the_program_and_large_ones_in_a_file():
    assert "loadtxt" not in correlation_snippets.snippet("NumPy", SMALL, np.ones((2, 2)))
    assert 'loadtxt("X.csv"' in correlation_snippets.snippet("NumPy", np.ones((21, 20)), np.ones((2, 2)))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: correlation_snippets.snippet("MATLAB", SMALL, np.ones((2, 2))), "there is no library"),
        (lambda: correlation_snippets.snippet("NumPy", SMALL, np.ones((2, 2)), stride=0), "stride"),
        (lambda: correlation_snippets.snippet("NumPy", SMALL, np.ones((2, 2)), padding=-1), "padding"),
        (lambda: correlation_snippets.snippet("NumPy", np.ones((3, 3)), np.ones((5, 5))), "does not fit into image"),
        (lambda: correlation_snippets.snippet("JAX", SMALL, np.ones((3, 3)), dilation=4), "does not fit into image"),
    ],
)
def test_what_breaks_a_rule_is_a_sentence(call, says):
    with pytest.raises(BadInput, match=says):
        call()
