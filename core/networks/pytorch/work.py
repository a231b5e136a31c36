"""What each ATen operator computes with: the parameters and buffers that it is given."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.networks.pytorch.arguments import Arguments
from core.networks.tensors import Constant, Tensor, known
from core.networks.work import UNCOUNTED, Weights, Work

NORMALISED: dict[str, tuple[tuple[str, int, bool], ...]] = {
    **dict.fromkeys(
        (
            "batch_norm",
            "cudnn_batch_norm",
            "native_batch_norm",
            "_native_batch_norm_legit",
            "_native_batch_norm_legit_no_training",
        ),
        (("weight", 1, True), ("bias", 2, True), ("running_mean", 3, False), ("running_var", 4, False)),
    ),
    "instance_norm": (("weight", 1, True), ("bias", 2, True)),
    "group_norm": (("weight", 2, True), ("bias", 3, True)),
    "layer_norm": (("weight", 2, True), ("bias", 3, True)),
    "native_layer_norm": (("weight", 2, True), ("bias", 3, True)),
    "rms_norm": (("weight", 2, True),),
    "prelu": (("weight", 1, True),),
}
ELEMENTWISE = ("add", "sub", "mul", "div", "truediv", "rsub")


def work_of(a: Arguments, listed: bool) -> Work:
    """What a call computes with; `listed`: the vocabulary has the operator."""
    target = a.target
    if not listed or "multi_head_attention" in target or target == "recurrent":
        return UNCOUNTED
    if target.startswith("conv") or target == "_convolution":
        return _convolution(a)
    if target in ("linear", "matmul", "mm", "bmm", "addmm", "baddbmm"):
        return _product(a)
    if "scaled_dot_product" in target:
        return _attention(a)
    if target in ("lstm", "gru", "rnn_tanh", "rnn_relu"):
        return _recurrent(a)
    if target == "embedding":
        return Work(tuple(_arrays(a, [("weight", a.get("weight"), "never", True)])))
    if target in NORMALISED:
        values = [(role, _named(a, role, place), "never", trained) for role, place, trained in NORMALISED[target]]
        return Work(tuple(_arrays(a, values)))
    if target in ELEMENTWISE:
        named = [constant for constant in a.constants if constant.name and math.prod(known(constant.sizes) or ()) > 1]
        return Work(tuple(_arrays(a, [(target, constant, "never", True) for constant in named])))
    return Work(pool="pool" in target or (target == "mean" and bool(a.tensors)))


def _convolution(a: Arguments) -> Work:
    weight = a.get("weight")
    if not isinstance(weight, Constant) or weight.sizes is None or len(weight.sizes) < 2 or None in weight.sizes[:2]:
        return UNCOUNTED
    back = "transpose" in a.target or a.get("transposed") is True
    groups = max(1, a.whole("groups", 1))
    out = (weight.sizes[1] or 0) * groups if back else weight.sizes[0] or 0
    found = _arrays(
        a,
        [("weight", weight, "inputs" if back else "outputs", True), ("bias", a.get("bias"), "never", True)],
    )
    return Work(tuple(found), features=(out,), inner=weight.sizes[0] if back else None)


def _product(a: Arguments) -> Work:
    left, right = a.get("self"), a.get("weight" if a.target == "linear" else "mat2")
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        inner = left.size(-1)
        along = left.places[-1] if left.places else None
        return UNCOUNTED if inner is None or along is not None else Work(products=(inner,))
    matrix = right if isinstance(right, Constant) else left
    if not isinstance(matrix, Constant) or not matrix.sizes or len(matrix.sizes) != 2 or None in matrix.sizes:
        return UNCOUNTED
    out = matrix.sizes[-1 if isinstance(right, Constant) and a.target != "linear" else 0] or 0
    found = _arrays(a, [("weight", matrix, "outputs", True), ("bias", a.get("bias"), "never", True)])
    return Work(tuple(found), features=(out,))


def _attention(a: Arguments) -> Work:
    """Scores and sums: for each number that comes out two products along all keys, where heads are as wide as values."""
    query, key, value = a.get("query"), a.get("key"), a.get("value")
    if not isinstance(query, Tensor) or not isinstance(key, Tensor) or not isinstance(value, Tensor):
        return UNCOUNTED
    keys = key.size(-2)
    if keys is None or query.size(-1) is None or query.size(-1) != value.size(-1):
        return UNCOUNTED
    return Work(products=(2, keys))


def _recurrent(a: Arguments) -> Work:
    """aten.lstm and its relatives get all parameters in one list: two matrices for each layer and direction."""
    lists = [value for value in (*a.args, *a.kwargs.values()) if isinstance(value, list)]
    arrays = [item for items in lists for item in items if isinstance(item, Constant) and item.sizes and item.name]
    width = a.tensors[0].size(-1)
    if not arrays or width is None:
        return UNCOUNTED
    matrices = {id(item) for item in arrays if len(item.sizes or ()) == 2}
    wanted = [
        ("weight" if id(i) in matrices else "bias", i, "inputs" if id(i) in matrices else "never", True) for i in arrays
    ]
    return Work(tuple(_arrays(a, wanted)), inner=width)


def _named(a: Arguments, role: str, place: int) -> object:
    """An argument by its name or its place: what the vocabulary has no name for."""
    return a.kwargs.get(role, a.args[place] if place < len(a.args) else None)


def _arrays(a: Arguments, wanted: Sequence[tuple[str, object, str, bool]]) -> list[Weights]:
    found = []
    for role, value, times, trained in wanted:
        shape = known(value.sizes) if isinstance(value, Constant) else None
        if not isinstance(value, Constant) or shape is None:
            continue
        key = value.name or f"{a.name}/{role}"
        added = role == "bias" and "norm" not in a.target
        found.append(Weights(role, key, shape, times=times, trained=trained, added=added))  # type: ignore[arg-type]
    return found
