"""What a printed module computes with: the numbers in its brackets are those of torch.nn's constructors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.networks.work import UNCOUNTED, Weights, Work

if TYPE_CHECKING:
    from core.networks.pytorch.modules import Module

GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
_MAPPED = re.compile(
    r"(Max|Avg|LP)Pool[123]d|Adaptive(Max|Avg)Pool[123]d|\w*Pad[123]d|Flatten|Unflatten|Upsample\w*|Pixel\w+|ChannelShuffle"
    r"|\w*Dropout\w*|Identity|\w*ReLU6?|C?S?ELU|GELU|SiLU|Mish|\w*[Ss]igmoid|\w*[Tt]anh|Soft\w+|LogSoftmax|Hard\w+|Threshold"
    r"|Tanhshrink|LocalResponseNorm|StochasticDepth|DropPath"
)


def work_of(module: Module, path: str) -> Work:
    """What the module at a path computes with; not counted where its class is not known."""
    kind, args, kwargs = module.kind, module.args, module.kwargs
    numbers = [value for value in args if isinstance(value, int) and not isinstance(value, bool)]
    sliding = re.fullmatch(r"Conv(Transpose|)([123])d", kind)
    if sliding:
        return _convolution(bool(sliding[1]), int(sliding[2]), numbers, kwargs, path)
    if kind == "Linear":
        shape = _whole(kwargs.get("out_features")), _whole(kwargs.get("in_features"))
        kernel = Weights("weight", f"{path}.weight", shape, times="outputs")
        return Work(_with_bias([kernel], shape[0], kwargs, path), features=shape[:1]) if all(shape) else UNCOUNTED
    if re.fullmatch(r"(Sync)?BatchNorm[123]?d?|InstanceNorm[123]d", kind):
        return _norm(kind, numbers[:1], kwargs, path)
    if kind in ("GroupNorm", "LayerNorm", "RMSNorm"):
        listed = args[0] if args and isinstance(args[0], list) else None
        shape_ = [_whole(size) for size in listed] if listed is not None else numbers[-1:]
        return _affine(shape_, kwargs.get("elementwise_affine", kwargs.get("affine", True)), kind != "RMSNorm", path)
    if kind == "Embedding":
        return Work((Weights("weight", f"{path}.weight", tuple(numbers[:2])),)) if len(numbers) > 1 else UNCOUNTED
    if kind == "PReLU":
        return Work((Weights("weight", f"{path}.weight", (_whole(kwargs.get("num_parameters")) or 1,)),))
    if kind in GATES and len(numbers) > 1:
        return _recurrent(kind, numbers[0], numbers[1], kwargs, path)
    return Work(pool="Pool" in kind) if _MAPPED.fullmatch(kind) else UNCOUNTED


def _convolution(back: bool, axes: int, numbers: list[int], kwargs: dict[str, object], path: str) -> Work:
    given, groups = kwargs.get("kernel_size"), _whole(kwargs.get("groups", 1))
    kernel = [_whole(side) for side in (given if isinstance(given, list) else [given] * axes)]
    if len(numbers) < 2 or len(kernel) != axes or not all(kernel) or not groups:
        return UNCOUNTED
    inner, out = numbers[:2]
    shape = (inner, out // groups, *kernel) if back else (out, inner // groups, *kernel)
    weights = [Weights("weight", f"{path}.weight", shape, times="inputs" if back else "outputs")]
    return Work(_with_bias(weights, out, kwargs, path), features=(out,), inner=inner)


def _norm(kind: str, numbers: list[int], kwargs: dict[str, object], path: str) -> Work:
    batch = "Batch" in kind
    found = _affine(numbers, kwargs.get("affine", batch), True, path)
    if kwargs.get("track_running_stats", batch) is not True or not numbers:
        return found
    names = ("running_mean", "running_var")
    moving = [Weights(name, f"{path}.{name}", tuple(numbers), trained=False) for name in names]
    return Work((*found.weights, *moving))


def _affine(shape: list[int], there: object, bias: bool, path: str) -> Work:
    names = ("weight", "bias") if bias else ("weight",)
    if not shape or not all(shape):
        return UNCOUNTED
    return Work(tuple(Weights(name, f"{path}.{name}", tuple(shape)) for name in names if there is True))


def _recurrent(kind: str, inner: int, units: int, kwargs: dict[str, object], path: str) -> Work:
    """Two matrices and two biases for each layer and direction; a layer takes what both directions of the last one give."""
    layers, ways = _whole(kwargs.get("num_layers", 1)) or 1, 2 if kwargs.get("bidirectional") is True else 1
    if layers > 1_000 or kwargs.get("proj_size"):
        return UNCOUNTED
    weights = []
    for layer in range(layers):
        width = inner if layer == 0 else units * ways
        for way in range(ways):
            end = f"l{layer}" + ("_reverse" if way else "")
            gates = GATES[kind] * units
            weights += [
                Weights(f"weight_ih_{end}", f"{path}.weight_ih_{end}", (gates, width), times="inputs"),
                Weights(f"weight_hh_{end}", f"{path}.weight_hh_{end}", (gates, units), times="inputs"),
            ]
            if kwargs.get("bias", True) is True:
                names = (f"bias_ih_{end}", f"bias_hh_{end}")
                weights += [Weights(name, f"{path}.{name}", (gates,)) for name in names]
    return Work(tuple(weights), inner=inner)


def _with_bias(weights: list[Weights], out: int, kwargs: dict[str, object], path: str) -> tuple[Weights, ...]:
    if kwargs.get("bias", True) is True:
        weights = [*weights, Weights("bias", f"{path}.bias", (out,), added=True)]
    return tuple(weights)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31 else 0
