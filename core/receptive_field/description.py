"""What somebody says of a layer that is not known: ``pointwise``, ``everything``, ``3x3,stride=2`` or ``conv3s2p1``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from core.checks import whole
from core.errors import BadInput
from core.networks.graph import Operation
from core.receptive_field import text as stack_text
from core.receptive_field.layer import SAME, Layer
from core.window import Window

MAX_CHARACTERS = 100
_NUMBERS = re.compile(r"\d{1,6}(?:[x×]\d{1,6}){0,2}")
_FIELDS = {"stride": 1, "padding": 0, "dilation": 1}  # with the least that each may be


def operation_of(what: Layer | str, layer: str = "") -> Operation:
    """What a description says a layer does.

    Parameters
    ----------
    what : Layer or str
        "pointwise", "everything", a kernel such as ``3``, ``3x3`` or ``3x3,stride=2,padding=same,dilation=2`` (one
        number stands for every axis), or a layer as in :mod:`core.receptive_field.text`.
    layer : str
        For errors.

    Raises
    ------
    BadInput
        If it is none of these.
    """
    if isinstance(what, Layer):
        rows, columns = what.windows
        return Operation("window", (rows,), alike=True) if rows == columns else Operation("window", (rows, columns))
    text = what.strip() if isinstance(what, str) else ""
    if text == "pointwise":
        return Operation("pointwise")
    if text == "everything":
        return Operation("everything")
    kernel, *fields = text.split(",")
    if len(text) <= MAX_CHARACTERS and _NUMBERS.fullmatch(kernel.strip()):
        return _window(kernel, fields, layer)
    if not isinstance(what, str) or not text or len(text) > MAX_CHARACTERS or fields or "~" in text:
        raise _nonsense(layer, what)
    try:
        (only,) = stack_text.read(text)
    except BadInput:
        raise _nonsense(layer, what) from None
    return operation_of(only, layer)


def descriptions(pairs: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """``name=what`` → what, by the names of a network's layers; raises BadInput where there is no such layer.

    Raises
    ------
    BadInput
        Input that breaks a rule; the sentence says which.
    """
    known, found = tuple(names), {}
    for pair in pairs:
        # A layer's own name may hold “=”.
        name = max((name for name in known if pair.startswith(f"{name}=")), key=len, default=None)
        if name is None:
            raise BadInput(
                "“{text}” does not describe a layer of this network: write name=3x3,stride=2", text=pair[:80]
            )
        found[name] = pair[len(name) + 1 :]
    return found


def operations_of(described: Mapping[str, Layer | str] | None) -> dict[str, Operation]:
    """The operations of a mapping of layers' names to descriptions.

    Raises
    ------
    BadInput
        A description that is not understood.
    """
    return {name: operation_of(what, name) for name, what in (described or {}).items()}


def _window(kernel: str, fields: Iterable[str], layer: str) -> Operation:
    sizes, told = _numbers(kernel, "kernel", 1, layer), {}
    for field in fields:
        name, _, value = (part.strip() for part in field.partition("="))
        wanted = name == "padding" and value in (*SAME, "valid")
        if name not in _FIELDS or name in told or not (wanted or _NUMBERS.fullmatch(value)):
            raise _nonsense(layer, field)
        told[name] = value
    padding = told.get("padding", "0")
    same, lower = padding in SAME, padding == "same_lower"
    given = {
        "stride": told.get("stride", "1"),
        "padding": "0" if padding in (*SAME, "valid") else padding,
        "dilation": told.get("dilation", "1"),
    }
    numbers = {name: _numbers(value, name, _FIELDS[name], layer) for name, value in given.items()}
    axes = max(len(sizes), *map(len, numbers.values()))
    if any(len(values) not in (1, axes) for values in (sizes, *numbers.values())):
        raise _nonsense(layer, kernel)
    each = [values * axes if len(values) == 1 else values for values in (sizes, *numbers.values())]
    windows = tuple(Window(size, step, pad, pad, apart, same, lower=lower) for size, step, pad, apart in zip(*each))
    return Operation("window", windows, alike=axes == 1)


def _numbers(text: str, field: str, least: int, layer: str) -> list[int]:
    return [whole(field, int(part), least, layer) for part in re.split("[x×]", text.strip())]


def _nonsense(layer: str, what: object) -> BadInput:
    return BadInput(
        "layer {layer} cannot be described as {what}: write pointwise, everything, or a kernel such as 3x3,stride=2",
        layer=layer,
        what=repr(what)[:60],
    )
