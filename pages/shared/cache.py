"""Bounded caches around core, and nothing else: the same question twice is answered once.

Streamlit hashes large arrays by a sample, so arrays go in by a digest of their own.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import streamlit as st

from core import correlation, figures, images
from core import quadratic as _quadratic

Array = np.ndarray[Any, np.dtype[np.float64]]


@st.cache_data(max_entries=64, show_spinner=False)
def picture(name: str, side: int, seed: int, colour: bool) -> Array:
    """A drawn image or a photograph by name; see core.images."""
    return images.picture(name, side=side, seed=seed, colour=colour)


@st.cache_data(max_entries=16, show_spinner=False)
def uploaded(data: bytes, side: int, colour: bool) -> images.Loaded:
    """An uploaded picture; see core.images.load_image."""
    return images.load_image(data, max_side=side, colour=colour)


def correlate(image: Array, kernel: Array, **options: Any) -> Array:
    """core.correlation.correlate; the options are its own."""
    return _correlate(digest(image), digest(kernel), image, kernel, **options)


def digest(values: Array) -> str:
    """What tells one array from another: its shape, its type and every one of its bytes."""
    head = f"{values.shape} {values.dtype.str} ".encode()
    known = hashlib.sha256(head)  # processors have instructions of their own for it
    known.update(np.ascontiguousarray(values).data)
    return known.hexdigest()


@st.cache_data(max_entries=64, show_spinner=False)
def _correlate(image: str, kernel: str, _image: Array, _kernel: Array, **options: Any) -> Array:
    return correlation.correlate(_image, _kernel, **options)


def quadratic(image: Array, target: Array, kernel_size: tuple[int, int], loss: str) -> _quadratic.QuadraticLoss:
    """core.quadratic.quadratic_loss."""
    return _form(digest(image), digest(target), image, target, kernel_size, loss)


@st.cache_data(max_entries=64, show_spinner=False)
def _form(
    image: str, target: str, _image: Array, _target: Array, kernel_size: tuple[int, int], loss: str
) -> _quadratic.QuadraticLoss:
    return _quadratic.quadratic_loss(_image, _target, kernel_size, loss)


def path(
    form: _quadratic.QuadraticLoss,
    name: str,
    start: Array,
    rates: Array,
    optimizer: str,
    momentum: float,
    weight_decay: float,
) -> tuple[Array, Array]:
    """The kernels and losses of QuadraticLoss.path; `name` tells one form from another."""
    return _path(
        f"{name} {digest(start)} {digest(rates)} {optimizer} {momentum} {weight_decay}",
        form,
        start,
        rates,
        (optimizer, momentum, weight_decay),
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _path(
    name: str, _form: _quadratic.QuadraticLoss, _start: Array, _rates: Array, _method: tuple[str, float, float]
) -> tuple[Array, Array]:
    optimizer, momentum, weight_decay = _method
    return _form.path(_start, _rates, _rates.size, optimizer=optimizer, momentum=momentum, weight_decay=weight_decay)


def grey(values: Array) -> bytes:
    """core.figures.grey_file, for `st.image`: what did not change is not packed again."""
    return _grey(digest(values), values)


def signed(values: Array, limit: float | None = None) -> bytes:
    """core.figures.signed_png, the same way."""
    return _signed(digest(values), values, limit)


@st.cache_data(max_entries=32, show_spinner=False)
def _grey(name: str, _values: Array) -> bytes:
    return figures.grey_file(_values)


@st.cache_data(max_entries=32, show_spinner=False)
def _signed(name: str, _values: Array, limit: float | None) -> bytes:
    return figures.signed_png(_values, limit)
