"""What each ONNX operation computes with: arrays that the file holds, by the places at which an operator takes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from core.networks.tensors import Constant, Tensor, known
from core.networks.work import UNCOUNTED, Weights, Work

if TYPE_CHECKING:
    from core.networks.onnx.operators import Call

NORMALISED = {
    "BatchNormalization": (("scale", "B", "mean", "var"), 2),
    "InstanceNormalization": (("scale", "B"), 2),
    "GroupNormalization": (("scale", "B"), 2),
    "LayerNormalization": (("scale", "B"), 2),
    "RMSNormalization": (("scale",), 1),
    "SimplifiedLayerNormalization": (("scale",), 1),
    "PRelu": (("slope",), 1),
}
UNKNOWN = frozenset(
    """
    Attention MultiHeadAttention QLinearConv QLinearMatMul MatMulInteger ConvInteger FusedMatMul FusedGemm QLinearAdd
    QLinearMul QLinearConcat QLinearAveragePool QLinearGlobalAveragePool
    """.split()
)
ADDING = ("Conv", "FusedConv", "ConvTranspose", "Gemm")
POOLS = ("MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "ReduceMean")


def work_of(call: Call, listed: bool) -> Work:
    """What an operation computes with; `listed`: the vocabulary has it."""
    kind = call.kind
    if not listed or kind in UNKNOWN:
        return UNCOUNTED
    if kind in ("Conv", "FusedConv", "ConvTranspose"):
        return _convolution(call)
    if kind in ("Gemm", "MatMul"):
        return _product(call)
    if kind in ("LSTM", "GRU", "RNN"):
        return _recurrent(call)
    if kind == "Gather":
        table = _constant(call, 0)
        weights = [] if table is None else _arrays(call, [(0, "table", "never", True)])
        return Work(tuple(weights))
    if kind in NORMALISED:
        roles, trained = NORMALISED[kind]
        return Work(
            tuple(_arrays(call, [(place, role, "never", place <= trained) for place, role in enumerate(roles, 1)]))
        )
    if kind in ("Add", "Sub", "Mul", "Div"):
        return Work(tuple(_elementwise(call)))
    return Work(pool=kind in POOLS)


def _convolution(call: Call) -> Work:
    kernel = _constant(call, 1)
    if kernel is None or kernel.sizes is None or len(kernel.sizes) < 2 or None in kernel.sizes[:2]:
        return UNCOUNTED
    back = call.kind == "ConvTranspose"
    weights = _arrays(call, [(1, "W", "inputs" if back else "outputs", True), (2, "B", "never", True)])
    group = max(1, call.whole("group", 1))
    out = (kernel.sizes[1] or 0) * group if back else kernel.sizes[0] or 0
    return Work(tuple(weights), features=(out,), inner=kernel.sizes[0] if back else None)


def _product(call: Call) -> Work:
    """A matrix of weights, or a product of two maps."""
    a, b = call.given[0], call.given[1] if len(call.given) > 1 else None
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        inner = a.size(-1) if not call.whole("transA", 0) else None
        along = a.places[-1] if a.places else None
        # Along a spatial axis the length is another one at another size.
        return UNCOUNTED if inner is None or along is not None else Work(products=(inner,))
    place = 1 if isinstance(a, Tensor) else 0
    matrix = _constant(call, place)
    if matrix is None or not matrix.sizes or len(matrix.sizes) != 2 or None in matrix.sizes:
        return UNCOUNTED
    turned = bool(call.whole("transB" if place else "transA", 0))
    out = matrix.sizes[0 if turned == bool(place) else 1] or 0
    weights = _arrays(call, [(place, "B" if place else "A", "outputs", True), (2, "C", "never", True)])
    return Work(tuple(weights), features=(out,))


def _recurrent(call: Call) -> Work:
    """W and R are used at each step: the first dimension of what comes in, or the second with layout 1."""
    matrix, again = _constant(call, 1), _constant(call, 2)
    x = call.tensors[0]
    if matrix is None or again is None or x.size(-1) is None:
        return UNCOUNTED
    weights = _arrays(call, [(1, "W", "inputs", True), (2, "R", "inputs", True), (3, "B", "never", True)])
    return Work(tuple(weights), inner=x.size(-1))


def _elementwise(call: Call) -> list[Weights]:
    """Biases and scales that are operations of their own; single numbers are part of the formula, not of the model."""
    return [
        weights
        for place, value in enumerate(call.given)
        if isinstance(value, Constant) and math.prod(known(value.sizes) or ()) > 1
        for weights in _arrays(call, [(place, "bias" if call.kind in ("Add", "Sub") else "scale", "never", True)])
    ]


def _arrays(call: Call, wanted: list[tuple[int, str, str, bool]]) -> list[Weights]:
    found = []
    for place, role, times, trained in wanted:
        value = _constant(call, place)
        shape = None if value is None else known(value.sizes)
        if value is None or shape is None:
            continue
        key = value.name or f"{call.name}/{role}"
        added = call.kind in ADDING and role in ("B", "C") and times == "never"
        found.append(Weights(role, key, shape, times=times, trained=trained, added=added))  # type: ignore[arg-type]
    return found


def _constant(call: Call, place: int) -> Constant | None:
    value = call.given[place] if place < len(call.given) else None
    return value if isinstance(value, Constant) else None
