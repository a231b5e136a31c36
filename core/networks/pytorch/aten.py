"""What each ATen operator does to where things are: one vocabulary for archives, exported and symbolic programs.

Signatures: https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/native/native_functions.yaml; functions of
torch.nn.functional and methods of tensors have the same names and order. What is not listed is "unknown".
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence

from core.networks import shapes
from core.networks.pytorch import sliding
from core.networks.pytorch.arguments import Arguments, sizes_of, tensors_in
from core.networks.pytorch.indexing import getitem
from core.networks.pytorch.program import Call
from core.networks.tensors import FLAT, Constant, Draft, Tensor, everything, join, unknown

Handler = Callable[[Arguments], object]


def apply(draft: Draft, call: Call, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
    """The result of a call: a tensor, a list of them, a number, or a constant where no tensor comes in."""
    target = call.target.rstrip("_") or call.target
    parameters, handler = VOCABULARY.get(target, ("", None))
    given = Arguments(
        draft, call.names[0][:200], (call.label or target)[:60], target, parameters.split(), args, kwargs, call.sizes
    )
    if not given.tensors:
        return _without_tensors(target, [*args, *kwargs.values()])
    found: object = given.lost() if handler is None else handler(given)
    if isinstance(found, Tensor) and call.sizes and call.sizes[0] is not None:
        return told(found, call.sizes[0])
    return found


def told(found: Tensor, sizes: tuple[int | None, ...]) -> Tensor:
    """A tensor with the dimensions that the program says it has, where they fit."""
    if found.sizes is None or len(found.sizes) != len(sizes):
        return Tensor(found.node, sizes, (None,) * len(sizes), found.axes) if found.sizes is None else found
    return Tensor(found.node, sizes, found.places, found.axes, found.origin)


def _without_tensors(target: str, args: Sequence[object]) -> object:
    """Arithmetic on sizes; all else that needs no tensor is a constant."""
    function = ARITHMETIC.get(target)
    if function is not None and len(args) == 2 and all(isinstance(arg, int | float) for arg in args):
        try:
            found = function(*args)
        except ArithmeticError:
            return None
        return found if abs(found) < 2**53 else None
    if target == "getitem" and isinstance(args[0], list) and isinstance(args[1], int):
        return args[0][args[1]] if -len(args[0]) <= args[1] < len(args[0]) else None
    if target in ("getitem", "sym_size", *ARITHMETIC):
        return None
    if target in ("identity", "contiguous", "clone", "detach", "to", "float") and args:
        return args[0]
    if target in ("t", "transpose", "permute", "view", "reshape"):
        return Constant()
    return Constant(sizes_of(args[0]) if args and target in ("dropout", "relu", "alias") else None)


def _pointwise(a: Arguments) -> object:
    return join(a.draft, a.name, a.label, a.tensors, a.constants)


def _first(a: Arguments) -> object:
    return join(a.draft, a.name, a.label, a.tensors[:1])


def _first_of_many(a: Arguments) -> object:
    return [_first(a), None, None]


def _normalised(a: Arguments) -> object:
    return join(a.draft, a.name, a.label, a.tensors[:1], statistics=True)


def _layer_norm(a: Arguments) -> object:
    shape = a.get("normalized_shape")
    count = len(shape) if isinstance(shape, list) else 1
    space = any(place is not None for place in a.tensors[0].places[-count:])
    found = join(a.draft, a.name, a.label, a.tensors[:1], statistics=space)
    return [found, None, None] if a.target.startswith("native") else found


def _softmax(a: Arguments) -> object:
    """Over channels every cell stays alone; over space each looks at all along it, for which there is no box."""
    x, dim = a.tensors[0], a.get("dim")
    if isinstance(dim, int) and -len(x.places) <= dim < len(x.places) and x.places[dim] not in (None, FLAT):
        return a.lost()
    return join(a.draft, a.name, a.label, [x])


def _permute(a: Arguments) -> object:
    dims = a.integers("dims")
    return a.lost() if dims is None else shapes.permute(a.draft, a.name, a.label, a.tensors[0], dims)


def _transpose(a: Arguments) -> object:
    x = a.tensors[0]
    rank = len(x.places)
    first, second = (0, 1) if a.target in ("t", "numpy_T") else (a.get("dim0"), a.get("dim1"))
    if not isinstance(first, int) or not isinstance(second, int) or not all(-rank <= d < rank for d in (first, second)):
        return a.lost()
    order = list(range(rank))
    order[first], order[second] = order[second], order[first]
    return shapes.permute(a.draft, a.name, a.label, x, order)


def _view(a: Arguments) -> object:
    wanted = a.rest("size")
    if a.told is not None:
        return shapes.reshape(a.draft, a.name, a.label, a.tensors[0], a.told)
    sizes = tuple(size if isinstance(size, int) else None for size in wanted)
    return shapes.reshape(a.draft, a.name, a.label, a.tensors[0], sizes) if sizes else a.lost()


def _flatten(a: Arguments) -> object:
    x = a.tensors[0]
    if x.sizes is None or not x.sizes:
        return a.lost()
    rank = len(x.sizes)
    start, end = a.whole("start_dim", 0) % rank, a.whole("end_dim", -1) % rank
    sizes = (*x.sizes[:start], shapes.product(x.sizes[start : end + 1]), *x.sizes[end + 1 :])
    return shapes.reshape(a.draft, a.name, a.label, x, sizes)


def _unflatten(a: Arguments) -> object:
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
    return shapes.reshape(a.draft, a.name, a.label, x, (*x.sizes[:dim], *inner, *x.sizes[dim + 1 :]))


def _insert(a: Arguments) -> object:
    dim = a.get("dim")
    return shapes.insert(a.draft, a.name, a.label, a.tensors[0], [dim]) if isinstance(dim, int) else a.lost()


def _drop(a: Arguments) -> object:
    return shapes.drop(a.draft, a.name, a.label, a.tensors[0], a.integers("dim"))


def _concatenate(a: Arguments) -> object:
    given = a.get("tensors")
    parts = given if isinstance(given, list) else []
    tensors = tensors_in(parts)
    dim = a.whole("dim", 0)
    if not tensors:
        return a.lost()
    if a.target == "stack":
        tensors = [shapes.insert(a.draft, a.name, a.label, tensor, [dim]) for tensor in tensors]
    return shapes.concatenate(a.draft, a.name, a.label, tensors, dim, len(tensors) < len(parts))


def _split(a: Arguments) -> object:
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


def _slice(a: Arguments) -> object:
    start, stop = a.get("start"), a.get("end")
    if not all(bound is None or isinstance(bound, int) for bound in (start, stop)):
        return a.lost()
    first = start if isinstance(start, int) else 0
    end = stop if isinstance(stop, int) else None
    if a.target == "narrow":
        end = first + a.whole("end", 1)
    return shapes.crop(a.draft, a.name, a.label, a.tensors[0], a.whole("dim", 0), first, end, a.whole("step", 1))


def _select(a: Arguments) -> object:
    return shapes.pick(a.draft, a.name, a.label, a.tensors[0], a.whole("dim", 0), None)


def _reduce(a: Arguments) -> object:
    if len(a.tensors) > 1:
        return _pointwise(a)
    dims = a.integers("dim")
    keep = a.get("keepdim") is True
    found = shapes.reduce(a.draft, a.name, a.label, a.tensors[0], dims or None, keep)
    return [found, found] if a.target in ("max", "min", "median", "topk") and dims else found


def _linear(a: Arguments) -> object:
    weight = a.get("weight")
    shape = sizes_of(weight)
    if isinstance(weight, Tensor):
        return a.lost()
    return shapes.contract(a.draft, a.name, a.label, a.tensors[0], -1, shape[0] if shape else None)


def _matmul(a: Arguments) -> object:
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


def _attention(a: Arguments) -> object:
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


def _everything(a: Arguments) -> object:
    found = everything(a.draft, a.name, a.label, a.tensors, a.told or a.tensors[0].sizes)
    return [found] * 4


def _embedding(a: Arguments) -> object:
    return shapes.embed(a.draft, a.name, a.label, a.tensors[0], sizes_of(a.get("weight")))


def _expand(a: Arguments) -> object:
    wanted = tuple(size if isinstance(size, int) and size > 0 else None for size in a.rest("size"))
    return join(a.draft, a.name, a.label, a.tensors[:1], [Constant(a.told or wanted or None)])


def _repeat(a: Arguments) -> object:
    x = a.tensors[0]
    times = [1] * len(x.places) + a.rest("size")
    moved = [place for place, count in zip(x.places, times[-len(x.places) :]) if count != 1]
    return a.lost() if any(place is not None for place in moved) else join(a.draft, a.name, a.label, [x])


def _size(a: Arguments) -> object:
    dim = a.get("dim")
    sizes = list(a.tensors[0].sizes or ())
    if isinstance(dim, int):
        return sizes[dim] if -len(sizes) <= dim < len(sizes) else None
    return sizes


def _count(a: Arguments) -> object:
    sizes = a.tensors[0].sizes
    return None if sizes is None else len(sizes) if a.target in ("dim", "ndim") else shapes.product(sizes)


def _names(text: str, parameters: str, handler: Handler) -> dict[str, tuple[str, Handler]]:
    return dict.fromkeys(text.split(), (parameters, handler))


ARITHMETIC: dict[str, Callable[..., float]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "floordiv": operator.floordiv,
    "truediv": operator.truediv,
    "div": operator.truediv,
    "mod": operator.mod,
    "sym_max": max,
    "sym_min": min,
}
VOCABULARY: dict[str, tuple[str, Handler | None]] = {
    **_names(
        """
        add sub rsub mul div truediv floordiv floor_divide pow maximum minimum fmax fmin where eq ne lt le gt ge
        logical_and logical_or logical_xor lerp addcmul addcdiv atan2 remainder fmod mod prelu masked_fill
        """,
        "self",
        _pointwise,
    ),
    **_names(
        """
        relu relu6 leaky_relu elu selu celu gelu silu mish hardtanh hardsigmoid hardswish sigmoid logsigmoid tanh softplus
        softsign tanhshrink softshrink hardshrink threshold rrelu glu_pointwise clamp clamp_min clamp_max clip abs neg exp
        exp2 expm1 log log2 log10 log1p sqrt rsqrt square reciprocal floor ceil round trunc sign sin cos tan asin acos atan
        sinh cosh erf logical_not isnan isfinite nan_to_num dropout alpha_dropout feature_dropout feature_alpha_dropout
        dropout1d dropout2d dropout3d contiguous clone detach alias identity to _to_copy float half double type type_as
        bfloat16 cpu cuda lift_fresh_copy batch_norm cudnn_batch_norm local_response_norm pointwise _assert_tensor_metadata
        requires_grad channel_shuffle native_channel_shuffle fake_quantize_per_tensor_affine quantize_per_tensor
        dequantize_per_tensor dequantize native_dropout_pointwise bernoulli
        """,
        "self",
        _first,
    ),
    **_names(
        "_native_batch_norm_legit_no_training _native_batch_norm_legit native_batch_norm native_dropout",
        "self",
        _first_of_many,
    ),
    **_names("group_norm instance_norm", "self", _normalised),
    **_names("layer_norm native_layer_norm rms_norm", "self normalized_shape", _layer_norm),
    **_names("softmax _softmax log_softmax _log_softmax softmin normalize", "self dim", _softmax),
    **_names("conv1d conv2d conv3d", "self weight bias stride padding dilation groups", sliding.convolution),
    **_names(
        "convolution _convolution",
        "self weight bias stride padding dilation transposed output_padding groups",
        sliding.convolution,
    ),
    **_names(
        "conv_transpose1d conv_transpose2d conv_transpose3d",
        "self weight bias stride padding output_padding groups dilation",
        sliding.convolution,
    ),
    **_names(
        """
        max_pool1d max_pool2d max_pool3d max_pool2d_with_indices max_pool3d_with_indices max_pool1d_with_indices
        boolean_dispatch
        """,
        "self kernel_size stride padding dilation ceil_mode",
        sliding.pool,
    ),
    **_names("avg_pool1d avg_pool2d avg_pool3d", "self kernel_size stride padding ceil_mode", sliding.pool),
    **_names("lp_pool1d lp_pool2d", "self norm_type kernel_size stride ceil_mode", sliding.pool),
    **_names(
        """
        adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d _adaptive_avg_pool2d _adaptive_avg_pool3d
        adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d
        """,
        "self output_size",
        sliding.adaptive,
    ),
    **_names("interpolate", "self size scale_factor mode align_corners", sliding.resize),
    **_names(
        "upsample_nearest1d upsample_nearest2d upsample_nearest3d _upsample_nearest_exact2d _upsample_nearest_exact1d",
        "self size scale_factor",
        sliding.resize,
    ),
    **_names(
        "upsample_bilinear2d upsample_linear1d upsample_trilinear3d",
        "self size align_corners scale_factor",
        sliding.resize,
    ),
    **_names(
        """
        pad constant_pad_nd reflection_pad1d reflection_pad2d reflection_pad3d replication_pad1d replication_pad2d
        replication_pad3d
        """,
        "self pad mode",
        sliding.pad,
    ),
    "pixel_shuffle": ("self factor", sliding.shuffle),
    "pixel_unshuffle": ("self factor", sliding.shuffle),
    "permute": ("self dims", _permute),
    **_names("transpose swapaxes swapdims t numpy_T", "self dim0 dim1", _transpose),
    **_names("view reshape _unsafe_view _reshape_copy view_copy", "self size", _view),
    "flatten": ("self start_dim end_dim", _flatten),
    "unflatten": ("self dim sizes", _unflatten),
    "unsqueeze": ("self dim", _insert),
    "squeeze": ("self dim", _drop),
    **_names("cat concat concatenate stack", "tensors dim", _concatenate),
    **_names("split split_with_sizes chunk", "self parts dim", _split),
    "unbind": ("self dim", _split),
    **_names("slice narrow", "self dim start end step", _slice),
    "select": ("self dim index", _select),
    "getitem": ("self index", getitem),
    **_names(
        """
        mean sum amax amin max min prod norm linalg_vector_norm var std logsumexp argmax argmin median all any nansum
        """,
        "self dim keepdim",
        _reduce,
    ),
    "linalg_vector_norm": ("self ord dim keepdim", _reduce),
    "linear": ("self weight bias", _linear),
    **_names("matmul mm bmm", "self mat2", _matmul),
    **_names("addmm baddbmm", "bias self mat2", _matmul),
    **_names(
        """
        scaled_dot_product_attention _scaled_dot_product_flash_attention_for_cpu _scaled_dot_product_efficient_attention
        _scaled_dot_product_flash_attention
        """,
        "query key value",
        _attention,
    ),
    **_names("lstm gru rnn_tanh rnn_relu multi_head_attention_forward recurrent", "self", _everything),
    "embedding": ("weight indices", _embedding),
    **_names("expand expand_as broadcast_to", "self size", _expand),
    "repeat": ("self size", _repeat),
    **_names("size sym_size shape", "self dim", _size),
    **_names("numel dim ndim sym_numel", "self", _count),
}
