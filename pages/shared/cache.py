"""Bounded caches around core, and nothing else: the same question twice is answered once.

Streamlit hashes large arrays by a sample, so arrays go in by a digest of their own. It takes longer than
a correlation with a small kernel or packing a picture: those are not kept.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from core import csv_matrix, figures, images, keeping
from core import quadratic as _quadratic
from core.arrays import Array, Floats
from core.errors import BadInput, WorkerLost
from core.figures import Range
from core.learning.recovery import photographs
from core.memory import is_small, memory
from core.networks import Graph, Model
from core.receptive_field import Solution, operations_of, solve
from pages.shared import admission, answers, uploads
from pages.shared.visitors import asking, waited_for

DECODING_SECONDS = 30.0
QUICK_BYTES = 2**20
QUICK_PIXELS = 2_000_000
PICTURES, PATHS = (6, 2) if is_small(memory()) else (16, 6)  # up to 6 MB each, or some more
NETWORKS, SOLUTIONS = (3, 6) if is_small(memory()) else (8, 24)  # up to 2 MB each


@st.cache_resource(max_entries=PICTURES, show_spinner=False)
def picture(name: str, side: int, seed: int, colour: bool) -> Floats:
    """A drawn image or a photograph by name; see core.images. One for all runs: read-only."""
    values = images.picture(name, side=side, seed=seed, colour=colour)
    values.flags.writeable = False
    return values


def file(values: Floats, shown: Range | None = None) -> bytes:
    """figures.grey_file; of what `picture` hands out it is made once."""
    return figures.grey_file(values, shown) if values.flags.writeable else _file(values, shown)[0]


# What tells one picture from another is which array it is: the entry holds it, so no other one can take its place.
@st.cache_resource(max_entries=PICTURES // 2, show_spinner=False, hash_funcs={np.ndarray: id})
def _file(values: Floats, shown: Range | None) -> tuple[bytes, Floats]:
    return figures.grey_file(values, shown), values


@st.cache_data(max_entries=6, show_spinner=False)
def uploaded(data: bytes, side: int, colour: bool) -> images.Loaded:
    """An uploaded picture; see core.images.load_image."""
    return decoded(data, side, colour)


def decoded(data: bytes, side: int, colour: bool = False) -> images.Loaded:
    """The same, not remembered. A large file is a worker's work, whose memory and time are bounded; the run waits for it,
    unless `reading.picture` has asked for it before.

    Raises
    ------
    BadInput
        As load_image does; or where the worker did not come to an end.
    """
    if not is_large(data):
        return images.load_image(arrived(data), side, colour=colour)
    found = answers.remembered(images.load_image, of_file(data, side, colour))
    loaded: images.Loaded = found or _in_worker(images.load_image, data, side, colour=colour)
    return loaded


def plain(data: bytes, side: int) -> bytes:
    """A picture as it is kept; see core.keeping.plain_picture. Of a large file in a worker, as `decoded`."""
    if not is_large(data):
        return keeping.plain_picture(data, side)
    found = answers.remembered(keeping.plain_picture, of_file(data, side))
    return bytes(found or _in_worker(keeping.plain_picture, data, side))


def with_every_pixel(data: bytes) -> bytes:
    """A picture of a pair as it is kept; see core.learning.recovery.photographs.plain. Of a large file in a worker."""
    if not is_large(data):
        return photographs.plain(data)
    return bytes(answers.remembered(photographs.plain, of_file(data)) or _in_worker(photographs.plain, data))


def model_read(read: Callable[[bytes], Model], data: bytes) -> Model:
    """What core's `read` makes of a model's file; of a large one in a worker, as with pictures."""
    if len(data) <= QUICK_BYTES:
        return read(arrived(data))
    found: Model = answers.remembered(read, of_file(data)) or _in_worker(read, data)
    return found


def of_file(data: bytes, *how: object) -> str:
    """What tells a file, and how it is read, from all others."""
    return f"{hashlib.sha256(data).hexdigest()} {how}"


def arrived(data: bytes) -> bytes:
    """The file as it is.

    Raises
    ------
    BadInput
        The server had no room for it when it came.
    """
    if data == uploads.NO_ROOM:
        raise BadInput(
            "this server has no room for another file at the moment; remove a file of yours, or try again in a minute"
        )
    return data


def _in_worker(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        with admission.line.away():
            return waited_for(asking(), function, *args, seconds=DECODING_SECONDS, long=False, **kwargs)
    except WorkerLost as error:
        raise BadInput(error.rule, **error.values) from error


def is_large(data: bytes) -> bool:
    """Whether a file takes more than a tenth or two of a second to decode, as its length and its header tell."""
    from PIL import Image

    if len(data) > QUICK_BYTES:
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures
            width, height = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")).size
    except Exception:  # whatever `load_image` will say of it
        return False
    return int(width * height) > QUICK_PIXELS


@st.cache_data(max_entries=6, show_spinner=False)
def matrix(data: bytes) -> Floats:
    """A matrix from a CSV file; see core.csv_matrix.read. Of a large file in a worker, as with pictures."""
    if len(data) <= QUICK_BYTES:
        return csv_matrix.read(arrived(data))
    found = answers.remembered(csv_matrix.read, of_file(data))
    values: Floats = _in_worker(csv_matrix.read, data) if found is None else found
    return values


def digest(values: Array) -> str:
    """What tells one array from another: its shape, its type and every one of its bytes."""
    head = f"{values.shape} {values.dtype.str} ".encode()
    known = hashlib.sha256(head)  # processors have instructions of their own for it
    known.update(np.ascontiguousarray(values).data)
    return known.hexdigest()


def quadratic(
    image: Floats, target: Floats, kernel_size: tuple[int, int], loss: str, bias: bool = False
) -> _quadratic.QuadraticLoss:
    """core.quadratic.quadratic_loss."""
    return _form(digest(image), digest(target), image, target, kernel_size, loss, bias)


@st.cache_data(max_entries=64, show_spinner=False)
def _form(
    image: str, target: str, _image: Floats, _target: Floats, kernel_size: tuple[int, int], loss: str, bias: bool
) -> _quadratic.QuadraticLoss:
    return _quadratic.quadratic_loss(_image, _target, kernel_size, loss, bias=bias)


@st.cache_resource(max_entries=PATHS, show_spinner=False)
def path(name: str, _make: Callable[[], tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """The kernels and losses of QuadraticLoss.path; `name` tells all that decides them from another's.

    Long ones are read ten times a second while a run goes: they are handed out as they are, not copied, and read-only.
    """
    kernels, losses = _make()
    for values in (kernels, losses):
        values.flags.writeable = False
    return kernels, losses


@st.cache_resource(max_entries=NETWORKS, show_spinner=False)
def graph(name: str, _make: Callable[[], Graph]) -> Graph:
    """A network's graph; `name` tells the network from every other. Graphs are frozen: handed out as they are."""
    return _make()


@st.cache_resource(max_entries=NETWORKS, show_spinner=False)
def model(name: str, _make: Callable[[], Model]) -> Model:
    """The same for a model that was brought, with the format that it was recognised as."""
    return _make()


@st.cache_resource(max_entries=SOLUTIONS, show_spinner=False)
def solution(
    name: str,
    size: tuple[int, ...] | None,
    source: str | None,
    described: tuple[tuple[str, str], ...],
    _graph: Graph,
) -> Solution:
    """core.receptive_field.solver.solve of that network; `described` has layers' names and descriptions."""
    given = size[0] if size is not None and len(size) == 1 else size
    return solve(_graph, given, source, operations_of(dict(described)))
