"""Names of Keras layers and operations, by what they do to where things are."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# A cell stays where it is; with several inputs, cells of one place are joined. Dropout, noise and augmentation do
# nothing at inference, and that is when a network is asked what it sees.
POINTWISE = words(
    """
    Activation ReLU LeakyReLU PReLU ELU ThresholdedReLU Softmax
    Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianNoise GaussianDropout AlphaDropout
    BatchNormalization SyncBatchNormalization Normalization Rescaling LayerScale StochasticDepth
    UnitNormalization ActivityRegularization Masking Identity Discretization
    AugMix CutMix MixUp RandAugment MaxNumBoundingBoxes Solarization
    RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomElasticTransform RandomErasing
    RandomFlip RandomGaussianBlur RandomGrayscale RandomHeight RandomHue RandomInvert RandomPerspective
    RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomWidth
    RandomZoom
    Add Subtract Multiply Average Maximum Minimum
    CustomScaleLayer
    """
)
EVERYTHING = words(
    """
    GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D
    GlobalAvgPool1D GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D
    Attention AdditiveAttention MultiHeadAttention GroupedQueryAttention GroupQueryAttention
    LSTM GRU SimpleRNN RNN Bidirectional CuDNNLSTM CuDNNGRU Dot
    """
)
STATISTICS = words("GroupNormalization LayerNormalization RMSNormalization")
FLATTENING = words("Flatten Reshape Permute RepeatVector")
# Keras's own, whose effect on places is not worked out here yet: their answer is "unknown", and says so.
UNLISTED = words(
    """
    AutoContrast ContrastLimitedAdaptiveHistogramEqualization Equalization RandomCrop Pipeline
    CategoryEncoding HashedCrossing Hashing IntegerLookup StringLookup TextVectorization
    ConvLSTM1D ConvLSTM2D ConvLSTM3D LSTMCell GRUCell SimpleRNNCell StackedRNNCells
    LocallyConnected1D LocallyConnected2D
    MelSpectrogram STFTSpectrogram ReversibleEmbedding
    """
)
# Code that no configuration tells: what they do has to be described.
CODE = words("Lambda FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper")
# Single operations of keras.ops and tf, without underscores and in lower case.
POINTWISE_OPS = words(
    """
    abs absolute add angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwiseand bitwiseinvert
    bitwiseleftshift bitwisenot bitwiseor bitwiserightshift bitwisexor cbrt ceil clip clipbyvalue conj conjugate copy
    cos cosh deg2rad divide dividenonan equal erf erfc erfinv exp exp2 expm1 fabs floor floordivide fmax fmin fmod gcd
    greater greaterequal heaviside hypot i0 identity imag isclose isfinite isinf isnan isneginf isposinf isreal lcm
    ldexp leftshift less lessequal log log10 log1p log2 logaddexp logaddexp2 logicaland logicalnot logicalor logicalxor
    maximum minimum mod multiply nantonum negative nextafter notequal power rad2deg real reciprocal rightshift round
    sign signbit sin sinc sinh sqrt square subtract tan tanh truedivide trunc where
    sub mul div truediv pow rsqrt neg
    cast saturatecast stopgradient converttotensor
    celu elu gelu hardshrink hardsigmoid hardsilu hardtanh leakyrelu logsigmoid relu relu6 selu sigmoid silu
    softshrink softplus softsign sparseplus sparsesigmoid squareplus tanhshrink threshold
    swish hardswish mish biasadd softmax logsoftmax
    hsvtorgb rgbtohsv
    """
)
FLATTENING_OPS = words("reshape ravel transpose moveaxis swapaxes view")
REDUCTIONS = words(
    "all amax amin any max mean median min prod ptp std sum var logsumexp countnonzero"
    " nanmax nanmean nanmin nanprod nanstd nansum nanvar norm"
)
