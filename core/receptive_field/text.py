"""A stack of layers as one short line of text, for an address: ``conv3p1~pool2s2~conv3x5psame``.

Each layer is its kind and kernel, then only what is not at its default: ``s`` stride, ``p`` padding, ``d``
dilation; pairs are ``rows x columns``, four sides ``top.bottom.left.right``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.arrays import Pair
from core.errors import BadInput
from core.receptive_field.layer import KINDS, SAME, Layer, both

MAX_CHARACTERS = 2_000
MAX_LAYERS = 100
_LAYER = re.compile(
    rf"({'|'.join(KINDS)})(\d{{1,5}}(?:x\d{{1,5}})?)(?:s(\d{{1,5}}(?:x\d{{1,5}})?))?"
    r"(?:p(same_lower|same|\d{1,5}(?:x\d{1,5}|(?:\.\d{1,5}){3})?))?(?:d(\d{1,5}(?:x\d{1,5})?))?"
)


def write(layers: Sequence[Layer]) -> str:
    """The stack as text; names are left out, `read` gives new ones."""
    return "~".join(_write(layer) for layer in layers)


def read(text: str) -> tuple[Layer, ...]:
    """The stack in `text`, its layers named by kind and place: conv1, pool2 …

    Raises
    ------
    BadInput
        A part that is no layer, more than 100 layers, or numbers that `Layer` refuses.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadInput(
            "the description of the stack is longer than {most} characters; remove layers", most=MAX_CHARACTERS
        )
    parts = [part for part in text.split("~") if part.strip()]
    if len(parts) > MAX_LAYERS:
        raise BadInput(
            "{count} layers exceed the limit of {most} shown here; remove some", count=len(parts), most=MAX_LAYERS
        )
    return tuple(_read(part.strip(), place) for place, part in enumerate(parts, 1))


def _write(layer: Layer) -> str:
    text = f"{layer.kind}{_pair(layer.kernel)}"
    if both(layer.stride) != (1, 1):
        text += f"s{_pair(layer.stride)}"
    if isinstance(layer.padding, str):
        text += f"p{layer.padding}"
    elif isinstance(layer.padding, tuple) and layer.padding != ((0, 0), (0, 0)):
        (top, bottom), (left, right) = layer.padding  # type: ignore[misc]
        text += f"p{_pair((top, left))}" if (top, left) == (bottom, right) else f"p{top}.{bottom}.{left}.{right}"
    if both(layer.dilation) != (1, 1):
        text += f"d{_pair(layer.dilation)}"
    return text


def _read(part: str, place: int) -> Layer:
    found = _LAYER.fullmatch(part)
    if found is None:
        raise BadInput(
            "layer {place}: “{part}” is not a layer; write for example conv3, conv3x5s2p1 or pool2s2",
            place=place,
            part=part[:40],
        )
    kind, kernel, stride, padding, dilation = found.groups()
    return Layer(
        f"{kind}{place}",
        _numbers(kernel),
        _numbers(stride or "1"),
        padding if padding in SAME else _sides(padding or "0"),
        _numbers(dilation or "1"),
        kind,  # type: ignore[arg-type]
    )


def _pair(value: int | Pair) -> str:
    rows, columns = both(value)
    return str(rows) if rows == columns else f"{rows}x{columns}"


def _numbers(text: str) -> Pair:
    numbers = [int(number) for number in text.split("x")]
    return numbers[0], numbers[-1]


def _sides(text: str) -> Pair | tuple[Pair, Pair]:
    if "." in text:
        top, bottom, left, right = (int(number) for number in text.split("."))
        return (top, bottom), (left, right)
    return _numbers(text)
