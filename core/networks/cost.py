"""What a network costs: parameters, multiply-adds and the memory of activations, layer by layer and in all.

Counted is one example, at the input size that the maps were solved for. A multiply-add is one multiplication and the
addition that follows it: two operations. Convolutions, dense layers, attention and recurrences are made of them, at
the border too, where a factor is padding. A bias is one more operation for each number of the output, a pool one for
each cell of its windows. Normalisation, activations and sums of paths are left out, as published counts leave them out:
they are a small share, and a batch normalisation can be merged into the convolution before it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.networks.forms import Form, counted, follow, read, resolved, told
from core.networks.graph import Graph, Node
from core.networks.work import Weights, Work
from core.window import Window

BYTES = 4
"""Of one number of an activation, as float32."""
Sizes = Sequence[tuple[int, ...] | None]


@dataclass(frozen=True)
class LayerCost:
    """What one layer costs; None where it is not known.

    Attributes
    ----------
    name, label : str
        The layer and its class.
    parameters, trainable : int, optional
        Numbers that the layer keeps and that no layer before it has counted, and how many of them are trained.
    multiply_adds : int, optional
    others : int
        Further operations: additions of biases, comparisons and additions in pools.
    numbers : int, optional
        Of the layer's output, for one example.
    counted : bool
        False where nobody has worked out what such a layer costs.
    formulas : tuple of (str, str)
        ("parameters" | "multiply_adds" | "numbers", the figure with the numbers that it is made from).
    """

    name: str
    label: str
    parameters: int | None
    trainable: int | None
    multiply_adds: int | None
    others: int
    numbers: int | None
    counted: bool
    formulas: tuple[tuple[str, str], ...]

    @property
    def memory(self) -> int | None:
        """Bytes of the output."""
        return None if self.numbers is None else self.numbers * BYTES

    def formula(self, figure: str) -> str:
        """How a figure is made up; empty where it is not known."""
        return dict(self.formulas).get(figure, "")


@dataclass(frozen=True)
class Cost:
    """All layers, and sums over those whose figures are known."""

    layers: tuple[LayerCost, ...]

    @property
    def parameters(self) -> int:
        """Each array once, however many layers use it."""
        return _sum(layer.parameters for layer in self.layers)

    @property
    def trainable(self) -> int:
        """Those that training changes."""
        return _sum(layer.trainable for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        return _sum(layer.multiply_adds for layer in self.layers)

    @property
    def operations(self) -> int:
        """Two for each multiply-add, one for each addition of a bias and each cell in the window of a pool."""
        return 2 * self.multiply_adds + sum(layer.others for layer in self.layers)

    @property
    def memory(self) -> int:
        """Bytes of all outputs together, as training keeps them."""
        return _sum(layer.memory for layer in self.layers)

    @property
    def uncounted(self) -> tuple[LayerCost, ...]:
        """Layers that nobody has worked out, or whose input is not known: they are missing from the sums."""
        return tuple(layer for layer in self.layers if layer.parameters is None)

    @property
    def unsized(self) -> tuple[LayerCost, ...]:
        """Layers whose multiply-adds depend on an input size that is not known."""
        return tuple(layer for layer in self.layers if layer.parameters is not None and layer.multiply_adds is None)


def cost(graph: Graph, sizes: Sizes) -> Cost:
    """The cost of every layer of a graph.

    Parameters
    ----------
    graph : Graph
        The network.
    sizes : sequence of tuple of int or None
        For each node the size of its output along the spatial axes, as the solver found it; None where it is no map
        or is not known.
    """
    seen: set[str] = set()
    forms: list[Form] = []
    layers: list[LayerCost] = []
    asked = _asked(graph, sizes)
    dependent: list[bool] = []
    for node, size in zip(graph.nodes, sizes, strict=True):
        before = [forms[index] for index in node.inputs]
        dependent.append(asked and size is None and (_merged(node) or any(dependent[index] for index in node.inputs)))
        if node.shape is None:
            forms.append(follow(node, size, before))
        else:
            forms.append(read(node.shape, size, _batch(graph), dependent[-1]))
        layers.append(_layer(node, before, forms[-1], seen))
    return Cost(tuple(layers))


def _layer(node: Node, before: Sequence[Form], form: Form, seen: set[str]) -> LayerCost:
    work = node.work
    first, last = (told(node, before[place]) if before else Form() for place in (0, -1))
    kept, trained, sums = _kept(work, first, seen)
    made, times = _made(work, first, last, form)
    if kept is None or not work.counted:
        kept = trained = made = None
    formulas = (
        ("parameters", _said(sums, kept)),
        ("multiply_adds", _said(times, made)),
        ("numbers", _map(form)),
    )
    others = _others(node, first, form) if work.counted else 0
    return LayerCost(node.name, node.label, kept, trained, made, others, form.numbers, work.counted, formulas)


def _kept(work: Work, first: Form, seen: set[str]) -> tuple[int | None, int | None, list[str]]:
    """Parameters, those of them that are trained, and the terms of the sum; arrays that were seen before are left out."""
    kept = trained = 0
    sums = []
    for weights in work.weights:
        count = counted(weights.shape, first, weights.groups)
        if count is None:
            return None, None, []
        if weights.key not in seen:
            seen.add(weights.key)
            kept, trained = kept + count, trained + count * weights.trained
            sums.append(f"{_product(weights, first)} ({weights.role})")
    return kept, trained, sums


def _made(work: Work, first: Form, last: Form, form: Form) -> tuple[int | None, list[str]]:
    """Multiply-adds and the terms of their sum."""
    outputs = _positions(form, counted(work.features, first) if work.features else None)
    inputs = _positions(last, work.inner)
    pairs = None if outputs is None or inputs is None else outputs * inputs
    terms: list[tuple[int | None, int | None, str]] = [
        (
            counted(weights.shape, first, weights.groups),
            inputs if weights.times == "inputs" else outputs,
            _product(weights, first),
        )
        for weights in work.weights
        if weights.times != "never"
    ]
    terms += [(math.prod(each), pairs, "·".join(map(str, each))) for each in work.pairs]
    if work.products:
        terms.append((math.prod(work.products), form.numbers, "·".join(map(str, work.products))))
    total, times = 0, []
    for each, number, text in terms:
        if each is None or number is None:
            return None, []
        total += each * number
        times.append(f"{text} × {number:,}")
    return total, times


def _others(node: Node, first: Form, form: Form) -> int:
    """Additions of biases, and additions or comparisons in pools."""
    found = (form.numbers or 0) * any(weights.added for weights in node.work.weights)
    if node.work.pool:
        windows = node.operation.windows * (len(form.places or ()) if node.operation.alike else 1)
        kernels = [window.kernel for window in windows if isinstance(window, Window)]
        found += (form.numbers or 0) * math.prod(kernels) if windows else first.numbers or 0
    return found


def _positions(form: Form, channels: int | None) -> int | None:
    """Places of a map; where channels hold places too (tokens), how often the channels go into all numbers."""
    if channels and form.numbers is not None and form.numbers % channels == 0:
        return form.numbers // channels
    return form.positions


def _product(weights: Weights, form: Form) -> str:
    text = "·".join(str(resolved(dimension, form)) for dimension in weights.shape) or "1"
    return text if weights.groups == 1 else f"{text}/{weights.groups}"


def _said(parts: Sequence[str], total: int | None) -> str:
    return "" if total is None or not parts else f"{' + '.join(parts)} = {total:,}"


def _map(form: Form) -> str:
    if form.numbers is None:
        return ""
    sizes = "·".join(map(str, (*(form.places or ()), form.channels)))
    return f"{sizes} = {form.numbers:,};  × {BYTES} = {form.numbers * BYTES:,}"


def _sum(numbers: Iterable[int | None]) -> int:
    return sum(number for number in numbers if number is not None)


def _batch(graph: Graph) -> int:
    """Examples in the batch that the file's shapes are for."""
    for node in graph.nodes:
        if node.operation.kind == "input" and node.shape is not None and node.shape.sizes:
            return node.shape.sizes[0] or 1
    return 1


def _asked(graph: Graph, sizes: Sizes) -> bool:
    """Whether another size is asked for than the file's shapes are for."""
    for node, size in zip(graph.nodes, sizes):
        if node.operation.kind == "input" and node.shape is not None and size is not None:
            own = {place: cells for place, cells in zip(node.shape.places, node.shape.sizes) if place is not None}
            if any(own.get(axis) != cells for axis, cells in enumerate(size)):
                return True
    return False


def _merged(node: Node) -> bool:
    return node.shape is not None and any(place == -1 for place in node.shape.places)
