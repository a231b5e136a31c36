"""What ATen's operators do to where things are, each from its arguments."""

from __future__ import annotations

from dataclasses import replace

from core.networks import reshaping, shapes
from core.networks.pytorch.arguments import Arguments, sizes_of, tensors_in
from core.networks.pytorch.program import Part
from core.networks.tensors import FLAT, Constant, Tensor, everything, join, unknown


def pointwise(a: Arguments) -> object:
    return join(a.draft, a.name, a.label, a.tensors, a.constants)


def first(a: Arguments) -> object:
    return join(a.draft, a.name, a.label, a.tensors[:1])


def first_of_many(a: Arguments) -> object:
    return [first(a), None, None]


def normalised(a: Arguments) -> object:
    return join(a.draft, a.name, a.label, a.tensors[:1], statistics=True)


def layer_norm(a: Arguments) -> object:
    shape = a.get("normalized_shape")
    count = len(shape) if isinstance(shape, list) else 1
    space = any(place is not None for place in a.tensors[0].places[-count:])
    found = join(a.draft, a.name, a.label, a.tensors[:1], statistics=space)
    return [found, None, None] if a.target.startswith("native") else found


def softmax(a: Arguments) -> object:
    """Over channels every cell stays alone; over space each looks at all along it, for which there is no box."""
    x, dim = a.tensors[0], a.get("dim")
    if isinstance(dim, int) and -len(x.places) <= dim < len(x.places) and x.places[dim] not in (None, FLAT):
        return a.lost()
    return join(a.draft, a.name, a.label, [x])


def permute(a: Arguments) -> object:
    dims = a.integers("dims")
    return a.lost() if dims is None else shapes.permute(a.draft, a.name, a.label, a.tensors[0], dims)


def transpose(a: Arguments) -> object:
    x = a.tensors[0]
    rank = len(x.places)
    first, second = (0, 1) if a.target in ("t", "numpy_T") else (a.get("dim0"), a.get("dim1"))
    if not isinstance(first, int) or not isinstance(second, int) or not all(-rank <= d < rank for d in (first, second)):
        return a.lost()
    order = list(range(rank))
    order[first], order[second] = order[second], order[first]
    return shapes.permute(a.draft, a.name, a.label, x, order)


def view(a: Arguments) -> object:
    wanted = a.rest("size")
    if a.told is not None:
        return reshaping.reshape(a.draft, a.name, a.label, a.tensors[0], a.told)
    sizes = tuple(size if isinstance(size, int) else None for size in wanted)
    return reshaping.reshape(a.draft, a.name, a.label, a.tensors[0], sizes) if sizes else a.lost()


def flatten(a: Arguments) -> object:
    x = a.tensors[0]
    if x.sizes is None or not x.sizes:
        return a.lost()
    rank = len(x.sizes)
    start, end = a.whole("start_dim", 0) % rank, a.whole("end_dim", -1) % rank
    sizes = (*x.sizes[:start], reshaping.product(x.sizes[start : end + 1]), *x.sizes[end + 1 :])
    return reshaping.reshape(a.draft, a.name, a.label, x, sizes)


def unflatten(a: Arguments) -> object:
    x, dim, parts = a.tensors[0], a.get("dim"), a.get("sizes")
    if (
        x.sizes is None
        or not isinstance(dim, int)
        or not isinstance(parts, list)
        or not -len(x.sizes) <= dim < len(x.sizes)
    ):
        return a.lost()
    dim %= len(x.sizes)
    inner = tuple(size if isinstance(size, int) else None for size in parts)
    return reshaping.reshape(a.draft, a.name, a.label, x, (*x.sizes[:dim], *inner, *x.sizes[dim + 1 :]))


def insert(a: Arguments) -> object:
    dim = a.get("dim")
    return shapes.insert(a.draft, a.name, a.label, a.tensors[0], [dim]) if isinstance(dim, int) else a.lost()


def drop(a: Arguments) -> object:
    return shapes.drop(a.draft, a.name, a.label, a.tensors[0], a.integers("dim"))


def concatenate(a: Arguments) -> object:
    given = a.get("tensors")
    parts = given if isinstance(given, list) else []
    tensors = tensors_in(parts)
    dim = a.whole("dim", 0)
    if not tensors:
        return a.lost()
    if a.target == "stack":
        tensors = [shapes.insert(a.draft, a.name, a.label, tensor, [dim]) for tensor in tensors]
    return shapes.concatenate(a.draft, a.name, a.label, tensors, dim, len(tensors) < len(parts))


def split(a: Arguments) -> object:
    x, dim, wanted = a.tensors[0], a.whole("dim", 0), a.get("parts")
    size = x.size(dim)
    if size is None or size > 100_000:
        return [a.lost()] * 64 if a.told is None else a.lost()
    if a.target == "unbind":
        return [shapes.pick(a.draft, a.name, a.label, x, dim, None) for _ in range(min(size, 256))]
    if a.target == "chunk":
        wanted = -(-size // max(1, wanted)) if isinstance(wanted, int) else None
    if isinstance(wanted, int) and wanted > 0 and size // wanted <= 4096:
        wanted = [min(wanted, size - start) for start in range(0, size, wanted)]
    if not isinstance(wanted, list) or not all(isinstance(part, int) and part >= 0 for part in wanted):
        return a.lost()
    found, start = [], 0
    for part in wanted:
        found.append(shapes.crop(a.draft, a.name, a.label, x, dim, start, start + part))
        start += part
    return found


def sliced(a: Arguments) -> object:
    start, stop = a.get("start"), a.get("end")
    if not all(bound is None or isinstance(bound, int) for bound in (start, stop)):
        return a.lost()
    first = start if isinstance(start, int) else 0
    end = stop if isinstance(stop, int) else None
    if a.target == "narrow":
        end = first + a.whole("end", 1)
    return shapes.crop(a.draft, a.name, a.label, a.tensors[0], a.whole("dim", 0), first, end, a.whole("step", 1))


def select(a: Arguments) -> object:
    return shapes.pick(a.draft, a.name, a.label, a.tensors[0], a.whole("dim", 0), None)


def reduce(a: Arguments) -> object:
    if len(a.tensors) > 1:
        return pointwise(a)
    dims = a.integers("dim")
    keep = a.get("keepdim") is True
    found = shapes.reduce(a.draft, a.name, a.label, a.tensors[0], dims or None, keep)
    return [found, found] if a.target in ("max", "min", "median", "topk") and dims else found


def linear(a: Arguments) -> object:
    weight = a.get("weight")
    shape = sizes_of(weight)
    if isinstance(weight, Tensor):
        return a.lost()
    return shapes.contract(a.draft, a.name, a.label, a.tensors[0], -1, shape[0] if shape else None)


def matmul(a: Arguments) -> object:
    left, right = a.get("self"), a.get("mat2")
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        return shapes.matmul(a.draft, a.name, a.label, left, right)
    if isinstance(left, Tensor):
        shape = sizes_of(right)
        return shapes.contract(a.draft, a.name, a.label, left, -1, shape[-1] if shape else None)
    if isinstance(right, Tensor) and len(right.places) > 1:
        shape = sizes_of(left)
        return shapes.contract(a.draft, a.name, a.label, right, -2, shape[-2] if shape and len(shape) > 1 else None)
    return a.lost()


def attention(a: Arguments) -> object:
    """Every query looks at all keys: everything, where keys run along space."""
    key = a.get("key")
    x = a.tensors[0]
    if not isinstance(key, Tensor) or len(key.places) < 2:
        return a.lost()
    if key.places[-2] is None:
        found: object = join(a.draft, a.name, a.label, [x])
    elif key.spatial <= {key.places[-2]} and (key.places[-2] == FLAT or key.axes == 1):
        found = everything(a.draft, a.name, a.label, a.tensors, x.sizes)
    else:
        found = unknown(a.draft, a.name, a.label, a.tensors, x.sizes, "flatten")
    return [found, None, None] if a.target.startswith("_") else found


def global_pool(a: Arguments) -> object:
    found = everything(a.draft, a.name, a.label, a.tensors, a.told or a.tensors[0].sizes)
    return [found] * 4


def embedding(a: Arguments) -> object:
    return shapes.embed(a.draft, a.name, a.label, a.tensors[0], sizes_of(a.get("weight")))


def expand(a: Arguments) -> object:
    wanted = tuple(size if isinstance(size, int) and size > 0 else None for size in a.rest("size"))
    return join(a.draft, a.name, a.label, a.tensors[:1], [Constant(a.told or wanted or None)])


def repeat(a: Arguments) -> object:
    x = a.tensors[0]
    times = a.rest("size")
    times = [1] * (len(x.places) - len(times)) + times
    if x.sizes is None or len(times) != len(x.sizes):
        return a.lost()
    if any(place is not None and count != 1 for place, count in zip(x.places, times)):
        return a.lost()
    sizes = [
        size * count if isinstance(count, int) and size is not None else None for size, count in zip(x.sizes, times)
    ]
    return replace(join(a.draft, a.name, a.label, [x]), sizes=tuple(sizes))


def getitem(a: Arguments) -> object:
    """An element, or what slices, integers, None and … leave of a tensor."""
    value, index = a.get("self"), a.get("index")
    if isinstance(value, list):
        return value[index] if isinstance(index, int) and -len(value) <= index < len(value) else None
    if not isinstance(value, Tensor) or value.sizes is None:
        return a.lost()
    items = index if isinstance(index, list) else [index]
    spread = [place for place, item in enumerate(items) if item is Ellipsis]
    if spread:
        missing = len(value.sizes) - sum(item is not Ellipsis and item is not None for item in items)
        items = [*items[: spread[0]], *[Part()] * max(0, missing), *items[spread[0] + 1 :]]
    return _indexed(a, value, items)


def _indexed(a: Arguments, x: Tensor, items: list[object]) -> Tensor:
    dimension = 0
    for item in items:
        if dimension > len(x.places) or (item is not None and dimension == len(x.places)):
            return a.lost()
        if item is None:
            x = shapes.insert(a.draft, a.name, a.label, x, [dimension])
        elif isinstance(item, int):
            x = shapes.pick(a.draft, a.name, a.label, x, dimension, None)
            continue
        elif isinstance(item, Part):
            bounds = (item.start, item.stop, item.step)
            if not all(bound is None or isinstance(bound, int) for bound in bounds):
                return a.lost()
            start, stop, step = (bound if isinstance(bound, int) else None for bound in bounds)
            if bounds != (None, None, None):
                x = shapes.crop(a.draft, a.name, a.label, x, dimension, start or 0, stop, 1 if step is None else step)
        else:
            return a.lost()
        dimension += 1
    return x


def size(a: Arguments) -> object:
    dim = a.get("dim")
    sizes = list(a.tensors[0].sizes or ())
    if isinstance(dim, int):
        return sizes[dim] if -len(sizes) <= dim < len(sizes) else None
    return sizes


def count(a: Arguments) -> object:
    sizes = a.tensors[0].sizes
    return None if sizes is None else len(sizes) if a.target in ("dim", "ndim") else reshaping.product(sizes)
