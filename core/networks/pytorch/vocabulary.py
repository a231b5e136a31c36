"""ATen's operators by name: one vocabulary for archives, exported and symbolic programs.

Signatures: https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/native/native_functions.yaml; functions of
torch.nn.functional and methods of tensors have the same names and order. What is not listed is "unknown".
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.networks.pytorch import aten, sliding
from core.networks.pytorch.arguments import Arguments, sizes_of
from core.networks.pytorch.program import Call
from core.networks.pytorch.work import work_of
from core.networks.tensors import Constant, Draft, Tensor

Handler = Callable[[Arguments], object]


def apply(draft: Draft, call: Call, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
    """The result of a call: a tensor, a list of them, a number, or a constant where no tensor comes in."""
    target = call.target.rstrip("_") or call.target
    parameters, handler = VOCABULARY.get(target, ("", None))
    given = Arguments(
        draft, call.names[0][:200], (call.label or target)[:60], target, parameters.split(), args, kwargs, call.sizes
    )
    if not given.tensors:
        return _as_told(_without_tensors(target, [*args, *kwargs.values()]), call)
    first = len(draft.nodes)
    found: object = given.lost() if handler is None else handler(given)
    if isinstance(found, Tensor) and call.sizes and call.sizes[0] is not None:
        found = told(found, call.sizes[0])
    work = work_of(given, handler is not None) if call.work is None else call.work
    draft.note(first, found if isinstance(found, list) else [found], work)
    return found


def _as_told(found: object, call: Call) -> object:
    """A constant with the dimensions that the program says it has."""
    if isinstance(found, Constant) and call.sizes and call.sizes[0] is not None:
        return replace(found, sizes=call.sizes[0])
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
    if target == "getitem" and len(args) == 2 and isinstance(args[0], list) and isinstance(args[1], int):
        return args[0][args[1]] if -len(args[0]) <= args[1] < len(args[0]) else None
    if target in ("getitem", "sym_size", *ARITHMETIC):
        return None
    if target in ("identity", "contiguous", "clone", "detach", "to", "float") and args:
        return args[0]
    if target in ("t", "transpose", "permute", "view", "reshape"):
        source = args[0] if args and isinstance(args[0], Constant) else Constant()
        turned = target == "t" and source.sizes is not None and len(source.sizes) == 2
        return Constant(source.sizes[::-1] if turned and source.sizes else None, name=source.name)
    return Constant(sizes_of(args[0]) if args and target in ("dropout", "relu", "alias") else None)


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
        aten.pointwise,
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
        aten.first,
    ),
    **_names(
        "_native_batch_norm_legit_no_training _native_batch_norm_legit native_batch_norm native_dropout",
        "self",
        aten.first_of_many,
    ),
    **_names("group_norm instance_norm", "self", aten.normalised),
    **_names("layer_norm native_layer_norm rms_norm", "self normalized_shape", aten.layer_norm),
    **_names("softmax _softmax log_softmax _log_softmax softmin normalize", "self dim", aten.softmax),
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
    **_names(
        "avg_pool1d avg_pool2d avg_pool3d",
        "self kernel_size stride padding ceil_mode count_include_pad divisor_override",
        sliding.pool,
    ),
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
    "permute": ("self dims", aten.permute),
    **_names("transpose swapaxes swapdims t numpy_T", "self dim0 dim1", aten.transpose),
    **_names("view reshape _unsafe_view _reshape_copy view_copy", "self size", aten.view),
    "flatten": ("self start_dim end_dim", aten.flatten),
    "unflatten": ("self dim sizes", aten.unflatten),
    "unsqueeze": ("self dim", aten.insert),
    "squeeze": ("self dim", aten.drop),
    **_names("cat concat concatenate stack", "tensors dim", aten.concatenate),
    **_names("split split_with_sizes chunk", "self parts dim", aten.split),
    "unbind": ("self dim", aten.split),
    **_names("slice narrow", "self dim start end step", aten.sliced),
    "select": ("self dim index", aten.select),
    "getitem": ("self index", aten.getitem),
    **_names(
        """
        mean sum amax amin max min prod norm linalg_vector_norm var std logsumexp argmax argmin median all any nansum
        """,
        "self dim keepdim",
        aten.reduce,
    ),
    "linalg_vector_norm": ("self ord dim keepdim", aten.reduce),
    "linear": ("self weight bias", aten.linear),
    **_names("matmul mm bmm", "self mat2", aten.matmul),
    **_names("addmm baddbmm", "bias self mat2", aten.matmul),
    **_names(
        """
        scaled_dot_product_attention _scaled_dot_product_flash_attention_for_cpu _scaled_dot_product_efficient_attention
        _scaled_dot_product_flash_attention
        """,
        "query key value",
        aten.attention,
    ),
    **_names("lstm gru rnn_tanh rnn_relu multi_head_attention_forward recurrent", "self", aten.global_pool),
    "embedding": ("weight indices", aten.embedding),
    **_names("expand expand_as broadcast_to", "self size", aten.expand),
    "repeat": ("self size", aten.repeat),
    **_names("size sym_size shape", "self dim", aten.size),
    **_names("numel dim ndim sym_numel", "self", aten.count),
}
