"""Names of Keras layers and operations, by what they do to where things are."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# A cell stays where it is; with several inputs, cells of one place are joined.
POINTWISE = words(
    """
    Activation ReLU LeakyReLU PReLU ELU ThresholdedReLU Softmax
    Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianNoise GaussianDropout AlphaDropout
    BatchNormalization SyncBatchNormalization Normalization Rescaling LayerScale StochasticDepth
    UnitNormalization ActivityRegularization Masking Identity Discretization
    RandomBrightness RandomContrast RandomSaturation RandomHue RandomGrayscale
    Add Subtract Multiply Average Maximum Minimum
    CustomScaleLayer
    """
)
EVERYTHING = words(
    """
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
    GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D
    AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
    Attention AdditiveAttention MultiHeadAttention GroupedQueryAttention GroupQueryAttention
    LSTM GRU SimpleRNN RNN Bidirectional Dot
    """
)
STATISTICS = words("GroupNormalization LayerNormalization RMSNormalization")
FLATTENING = words("Flatten Reshape Permute RepeatVector")
# Single operations of keras.ops and tf that a functional model records as layers.
POINTWISE_OPS = words(
    """
    add subtract sub multiply mul divide truediv truedivide maximum minimum power pow square sqrt rsqrt exp
    log log1p abs absolute negative neg clip clip_by_value clipbyvalue cast identity relu relu6 leakyrelu
    leaky_relu elu selu gelu silu swish sigmoid tanh softplus softsign hardsigmoid hard_sigmoid hardsilu
    hardswish hardtanh mish biasadd bias_add stop_gradient stopgradient softmax logsoftmax
    """
)
