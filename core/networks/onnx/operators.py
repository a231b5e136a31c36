"""What ONNX's operators do to where things are, each from its inputs and attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.networks import reshaping, shapes
from core.networks.onnx.model import Attribute
from core.networks.tensors import FLAT, Constant, Draft, Sizes, Tensor, along, everything, join, unknown

Value = Tensor | Constant


@dataclass(frozen=True)
class Call:
    """One operation with what comes in; ``shapes`` are what the file says of its outputs."""

    draft: Draft
    name: str
    kind: str
    given: Sequence[Value | None]
    attributes: dict[str, Attribute]
    shapes: Sequence[Sizes | None]

    @property
    def tensors(self) -> list[Tensor]:
        """The inputs that depend on the model's input."""
        return [value for value in self.given if isinstance(value, Tensor)]

    @property
    def constants(self) -> list[Constant]:
        """The other inputs."""
        return [value for value in self.given if isinstance(value, Constant)]

    def numbers(self, place: int, attribute: str = "") -> tuple[int | float | None, ...] | None:
        """Numbers given as an input, or as an attribute where older versions have them."""
        value = self.given[place] if place < len(self.given) else None
        if isinstance(value, Constant):
            return value.numbers
        found = self.attributes.get(attribute)
        if isinstance(found, tuple):
            return found
        return (found,) if isinstance(found, int) else None

    def whole(self, attribute: str, default: int) -> int:
        """An attribute that is one integer."""
        value = self.attributes.get(attribute, default)
        return value if isinstance(value, int) else default

    def integers(self, place: int, attribute: str) -> list[int] | None:
        """The same where all of them are known integers."""
        found = self.numbers(place, attribute)
        if found is None or not all(isinstance(number, int) for number in found):
            return None
        return [int(number) for number in found if number is not None]

    def lost(self) -> Tensor:
        """The answer where nothing is known."""
        sizes = self.shapes[0] if self.shapes else None
        return unknown(self.draft, self.name, self.kind, self.tensors, sizes)


def pointwise(call: Call) -> Tensor:
    return join(call.draft, call.name, call.kind, call.tensors, call.constants)


def first(call: Call) -> Tensor:
    """Elementwise on the first input, whatever the parameters are."""
    return join(call.draft, call.name, call.kind, call.tensors[:1])


def normalised(call: Call) -> Tensor:
    """A normalisation over the whole map of each channel, or group of channels."""
    return join(call.draft, call.name, call.kind, call.tensors[:1], statistics=True)


def softmax(call: Call) -> Tensor:
    """Over channels every cell stays alone; over space each looks at all along it, for which there is no box."""
    x = call.tensors[0]
    axis = call.whole("axis", -1)
    if -len(x.places) <= axis < len(x.places) and x.places[axis] not in (None, FLAT):
        return call.lost()
    return join(call.draft, call.name, call.kind, [x])


def layer_norm(call: Call) -> Tensor:
    """A normalisation from an axis on."""
    x = call.tensors[0]
    space = any(place is not None for place in x.places[call.whole("axis", -1) :])
    return join(call.draft, call.name, call.kind, [x], statistics=space)


def mean_variance(call: Call) -> Tensor:
    axes = call.integers(9, "axes") or [0, 2, 3]
    x = call.tensors[0]
    space = any(-len(x.places) <= axis < len(x.places) and x.places[axis] is not None for axis in axes)
    return join(call.draft, call.name, call.kind, [x], statistics=space)


def global_pool(call: Call) -> Tensor | list[Value | None]:
    x = call.tensors[0]
    sizes = call.shapes[0] if call.shapes else None
    if call.kind.startswith("Global") and x.sizes is not None:
        sizes = (*x.sizes[:2], *(1,) * (len(x.sizes) - 2))
    found = everything(call.draft, call.name, call.kind, call.tensors, sizes)
    return [found] * max(1, len(call.shapes))


def reduce(call: Call) -> Tensor:
    axes = call.integers(1, "axes")
    if call.kind in ("ArgMax", "ArgMin"):
        axes = [call.whole("axis", 0)]
    elif axes is None and ("axes" in call.attributes or (len(call.given) > 1 and call.given[1] is not None)):
        return call.lost()
    keep = bool(call.whole("keepdims", 1))
    if not axes and call.whole("noop_with_empty_axes", 0):
        return first(call)
    return shapes.reduce(call.draft, call.name, call.kind, call.tensors[0], axes or None, keep)


def transpose(call: Call) -> Tensor:
    x = call.tensors[0]
    order = call.integers(9, "perm")
    return shapes.permute(call.draft, call.name, call.kind, x, order or list(reversed(range(len(x.places)))))


def reshape(call: Call) -> Tensor:
    x, wanted = call.tensors[0], call.numbers(1, "shape")
    if wanted is None or x.sizes is None:
        told = call.shapes[0] if call.shapes else None
        return call.lost() if told is None else reshaping.reshape(call.draft, call.name, call.kind, x, told)
    zero = not call.whole("allowzero", 0)
    old = x.sizes
    sizes = tuple(
        old[d] if size == 0 and zero and d < len(old) else int(size) if isinstance(size, int) else None
        for d, size in enumerate(wanted)
    )
    return reshaping.reshape(call.draft, call.name, call.kind, x, sizes)


def flatten(call: Call) -> Tensor:
    x = call.tensors[0]
    if x.sizes is None:
        return call.lost()
    axis = call.whole("axis", 1)
    axis += len(x.sizes) if axis < 0 else 0
    return reshaping.reshape(
        call.draft, call.name, call.kind, x, (reshaping.product(x.sizes[:axis]), reshaping.product(x.sizes[axis:]))
    )


def insert(call: Call) -> Tensor:
    axes = call.integers(1, "axes")
    return call.lost() if axes is None else shapes.insert(call.draft, call.name, call.kind, call.tensors[0], axes)


def drop(call: Call) -> Tensor:
    return shapes.drop(call.draft, call.name, call.kind, call.tensors[0], call.integers(1, "axes"))


def concat(call: Call) -> Tensor:
    axis = call.whole("axis", 1)
    others = len(call.tensors) < len(call.given)
    return shapes.concatenate(call.draft, call.name, call.kind, call.tensors, axis, others)


def split(call: Call) -> list[Value | None]:
    x, axis = call.tensors[0], call.whole("axis", 0)
    count = max(1, len(call.shapes))
    size, lengths = x.size(axis), call.integers(1, "split")
    if lengths is None and size is not None:
        part = -(-size // count)
        lengths = [min(part, size - part * turn) for turn in range(count)]
    if lengths is None or len(lengths) < count:
        inside = x.sizes is not None and -len(x.sizes) <= axis < len(x.sizes)
        if not inside or size is not None or x.places[axis] is not None:
            return [call.lost()] * count
        return [along(call.draft, call.name, call.kind, x, {})] * count
    found: list[Value | None] = []
    start = 0
    for length in lengths[:count]:
        found.append(shapes.crop(call.draft, call.name, call.kind, x, axis, start, start + length))
        start += length
    return found


def sliced(call: Call) -> Tensor:
    x = call.tensors[0]
    starts, stops = call.integers(1, "starts"), call.integers(2, "ends")
    steps = call.integers(4, "steps") or [1] * len(starts or ())
    axes = call.integers(3, "axes") or list(range(len(starts or ())))
    if starts is None or stops is None or not len(starts) == len(stops) == len(axes) == len(steps):
        return call.lost()
    for axis, start, stop, step in zip(axes, starts, stops, steps):
        x = shapes.crop(call.draft, call.name, call.kind, x, axis, start, stop, step)
    return x


def gather(call: Call) -> Tensor:
    data = call.given[0]
    if not isinstance(data, Tensor):
        return shapes.embed(call.draft, call.name, call.kind, call.tensors[0], data.sizes if data else None)
    index = call.given[1] if len(call.given) > 1 else None
    if not isinstance(index, Constant) or index.sizes is None or len(index.sizes) > 1:
        return call.lost()
    many = index.sizes[0] if index.sizes else None
    return shapes.pick(call.draft, call.name, call.kind, data, call.whole("axis", 0), many)


def product(call: Call) -> Tensor:
    """MatMul and Gemm: with weights a dense layer, of two maps a comparison of their units."""
    a, b = call.given[0], call.given[1] if len(call.given) > 1 else None
    turned_a, turned_b = bool(call.whole("transA", 0)), bool(call.whole("transB", 0))
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        if turned_a or turned_b:
            return call.lost()
        return shapes.matmul(call.draft, call.name, call.kind, a, b)
    weights = b if isinstance(a, Tensor) else a
    sizes = (
        weights.sizes if isinstance(weights, Constant) and weights.sizes and len(weights.sizes) > 1 else (None, None)
    )
    if isinstance(a, Tensor):
        features = sizes[-2 if turned_b else -1]
        return shapes.contract(call.draft, call.name, call.kind, a, -2 if turned_a else -1, features)
    features = sizes[-1 if turned_a else -2]
    return shapes.contract(call.draft, call.name, call.kind, call.tensors[0], -1 if turned_b else -2, features)


def expand(call: Call) -> Tensor:
    numbers = call.numbers(1)
    sizes = None if numbers is None else tuple(n if isinstance(n, int) else None for n in numbers)
    return join(call.draft, call.name, call.kind, call.tensors[:1], [Constant(sizes)])
