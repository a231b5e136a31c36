"""ONNX's operators by name: https://onnx.ai/onnx/operators/. What is not listed is "unknown" and named as such."""

from __future__ import annotations

from collections.abc import Callable

from core.networks.onnx import operators, sliding
from core.networks.onnx.folding import fold, shape_of
from core.networks.onnx.work import work_of
from core.networks.tensors import Constant, Tensor

Value = Tensor | Constant


def apply(call: operators.Call) -> list[Value | None]:
    """The outputs of an operation: constants where nothing that comes in depends on the model's input."""
    outputs = max(1, len(call.shapes))
    if call.kind in ("Shape", "Size"):
        return [shape_of(call.given[0]) if call.kind == "Shape" and call.given else Constant(())]
    if not call.tensors:
        return [fold(call.kind, [v for v in call.given if not isinstance(v, Tensor)], call.attributes)] * outputs
    first = len(call.draft.nodes)
    found = HANDLERS.get(call.kind, operators.Call.lost)(call)
    told = call.shapes[0] if call.shapes else None
    if isinstance(found, Tensor) and found.sizes is None and told is not None:
        found = Tensor(found.node, told, (None,) * len(told), found.axes)
    results: list[Value | None] = list(found) if isinstance(found, list) else [found] * outputs
    call.draft.note(first, results, work_of(call, call.kind in HANDLERS))
    return results


def _words(
    text: str, handler: Callable[[operators.Call], Tensor | list[Value | None]]
) -> dict[str, Callable[[operators.Call], Tensor | list[Value | None]]]:
    return dict.fromkeys(text.split(), handler)


HANDLERS: dict[str, Callable[[operators.Call], Tensor | list[Value | None]]] = {
    **_words(
        """
        Add Sub Mul Div Pow Mod Max Min Mean Sum And Or Xor Not Equal Greater GreaterOrEqual Less LessOrEqual Where
        BitShift BitwiseAnd BitwiseOr BitwiseXor PRelu
        """,
        operators.pointwise,
    ),
    **_words(
        """
        Relu LeakyRelu ThresholdedRelu Elu Selu Celu Gelu Mish HardSigmoid HardSwish Sigmoid Tanh Softplus Softsign Swish
        Identity Cast CastLike Dropout Clip Abs Neg Exp Log Sqrt Reciprocal Floor Ceil Round Sign Erf Sin Cos Tan Asin Acos
        Atan Sinh Cosh Asinh Acosh Atanh IsNaN IsInf Shrink BatchNormalization LRN QuantizeLinear DequantizeLinear
        DynamicQuantizeLinear Bernoulli BitwiseNot QuickGelu FastGelu BiasGelu SimplifiedLayerNormalization ImageScaler
        QLinearLeakyRelu QLinearSigmoid
        """,
        operators.first,
    ),
    **_words("QLinearAdd QLinearMul", operators.pointwise),
    **_words("InstanceNormalization GroupNormalization", operators.normalised),
    **_words("Softmax LogSoftmax Hardmax LpNormalization", operators.softmax),
    **_words("LayerNormalization RMSNormalization", operators.layer_norm),
    "MeanVarianceNormalization": operators.mean_variance,
    **_words(
        "GlobalAveragePool GlobalMaxPool GlobalLpPool QLinearGlobalAveragePool LSTM GRU RNN Attention MultiHeadAttention",
        operators.global_pool,
    ),
    **_words(
        """
        ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp
        ReduceSumSquare ArgMax ArgMin
        """,
        operators.reduce,
    ),
    **_words("Conv ConvInteger QLinearConv FusedConv", sliding.convolution),
    "ConvTranspose": sliding.transposed,
    **_words("MaxPool AveragePool LpPool QLinearAveragePool", sliding.pool),
    "Pad": sliding.pad,
    **_words("Resize Upsample", sliding.resize),
    "DepthToSpace": sliding.depth_to_space,
    "SpaceToDepth": sliding.space_to_depth,
    "Transpose": operators.transpose,
    "Reshape": operators.reshape,
    "Flatten": operators.flatten,
    "Unsqueeze": operators.insert,
    "Squeeze": operators.drop,
    **_words("Concat QLinearConcat", operators.concat),
    "Split": operators.split,
    "Slice": operators.sliced,
    "Gather": operators.gather,
    **_words("MatMul Gemm MatMulInteger QLinearMatMul FusedMatMul FusedGemm", operators.product),
    "Expand": operators.expand,
}
