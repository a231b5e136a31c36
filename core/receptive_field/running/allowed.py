"""Which of Keras's layers are built from a model's configuration, and what each of their arguments may be.

Nothing in a configuration names what is built: its class is looked up in a table here, its module and registered name
must be Keras's own, and of its arguments only those of the table are taken, each checked and bounded. So there is no
Lambda, no custom class and no code; what is not in the table is refused in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.checks import plain, whole
from core.errors import BadInput

Value = Any  # None, a flag, a number, a text, or tuples of them
Arguments = tuple[tuple[str, Value], ...]
Check = Callable[[str, object, str], Value]
MAX_UNITS = 1_000_000
MAX_NUMBER = 1e9
MAX_NUMBERS = 4_096
ACTIVATIONS = frozenset(
    "celu elu exponential gelu hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid log_softmax"
    " mish relu relu6 selu sigmoid silu softmax softplus softsign swish tanh".split()
)


def _activation(field: str, value: object, layer: str) -> Value:
    """A function of Keras by its name; None is the identity."""
    found = "linear" if value is None else value
    if not isinstance(found, str) or found not in ACTIVATIONS:
        raise _wrong(field, value, layer)
    return found


def _units(field: str, value: object, layer: str) -> Value:
    """A whole number of channels."""
    return whole(field, value, 1, layer, MAX_UNITS)


def _each(field: str, value: object, layer: str) -> Value:
    """One whole number, or one for each axis; None where Keras has a default of its own."""
    found = plain(value)
    if isinstance(found, tuple) and 1 <= len(found) <= 3:
        return tuple(whole(field, number, 0, layer) for number in found)
    return None if found is None else whole(field, found, 0, layer)


def _sides(field: str, value: object, layer: str) -> Value:
    """The same, or (before, after) for each axis."""
    found = plain(value)
    if isinstance(found, tuple) and 1 <= len(found) <= 3:
        return tuple(_each(field, one, layer) for one in found)
    return _each(field, found, layer)


def _axes(field: str, value: object, layer: str) -> Value:
    """An axis, or several; negative ones count from the end."""
    found = plain(value)
    if isinstance(found, tuple) and len(found) <= 5:
        return tuple(whole(field, axis, -5, layer, 5) for axis in found)
    return None if found is None else whole(field, found, -5, layer, 5)


def _shape(field: str, value: object, layer: str) -> Value:
    """Sizes of which one may be −1, to be worked out."""
    found = plain(value)
    if not isinstance(found, tuple) or not 1 <= len(found) <= 5:
        raise _wrong(field, value, layer)
    return tuple(whole(field, size, -1, layer, 10**9) for size in found)


def _flag(field: str, value: object, layer: str) -> Value:
    """True or False."""
    if not isinstance(value, bool):
        raise _wrong(field, value, layer)
    return value


def _number(field: str, value: object, layer: str) -> Value:
    """A finite number of a size that float32 holds, or None."""
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= MAX_NUMBER:
        raise _wrong(field, value, layer)
    return float(value)


def _numbers(field: str, value: object, layer: str) -> Value:
    """A number, or one for each channel."""
    found = plain(value)
    if isinstance(found, tuple) and len(found) <= MAX_NUMBERS:
        return tuple(_number(field, one, layer) for one in found)
    return _number(field, found, layer)


def _one_of(*choices: str) -> Check:
    """One of some texts, in any case."""

    def check(field: str, value: object, layer: str) -> Value:
        if not isinstance(value, str) or value.lower() not in choices:
            raise _wrong(field, value, layer)
        return value.lower()

    return check


_LAST: Mapping[str, Check] = {"data_format": _one_of("channels_last")}
_PADDED: Mapping[str, Check] = {**_LAST, "padding": _one_of("valid", "same", "causal"), "strides": _each}
_SLIDES: Mapping[str, Check] = {
    **_PADDED,
    "kernel_size": _each,
    "dilation_rate": _each,
    "activation": _activation,
    "use_bias": _flag,
}
_SMOOTH = _one_of("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
_NORM: Mapping[str, Check] = {"epsilon": _number, "center": _flag, "scale": _flag}
_GLOBAL: Mapping[str, Check] = {**_LAST, "keepdims": _flag}


def _by_rank(names: str, checks: Mapping[str, Check], ranks: str = "123") -> dict[str, Mapping[str, Check]]:
    """One table for a class and its forms of several ranks and names."""
    return {f"{name}{rank}D": checks for name in names.split() for rank in ranks}


TABLE: Mapping[str, Mapping[str, Check]] = {
    **_by_rank("Conv Convolution", {**_SLIDES, "filters": _units, "groups": _units}),
    **_by_rank("SeparableConv SeparableConvolution", {**_SLIDES, "filters": _units, "depth_multiplier": _units}, "12"),
    **_by_rank("DepthwiseConv", {**_SLIDES, "depth_multiplier": _units}, "12"),
    **{f"Conv{rank}DTranspose": {**_SLIDES, "filters": _units, "output_padding": _each} for rank in "123"},
    **_by_rank("MaxPooling AveragePooling MaxPool AvgPool", {**_PADDED, "pool_size": _each}),
    **_by_rank("GlobalAveragePooling GlobalMaxPooling GlobalAvgPool GlobalMaxPool", _GLOBAL),
    **_by_rank("ZeroPadding", {**_LAST, "padding": _sides}),
    **_by_rank("Cropping", {**_LAST, "cropping": _sides}),
    **_by_rank("UpSampling", {"size": _each}, "1"),
    **_by_rank("UpSampling", {**_LAST, "size": _each}, "3"),
    "UpSampling2D": {**_LAST, "size": _each, "interpolation": _SMOOTH},
    "Resizing": {
        **_LAST,
        "height": _units,
        "width": _units,
        "interpolation": _SMOOTH,
        "crop_to_aspect_ratio": _flag,
        "pad_to_aspect_ratio": _flag,
        "antialias": _flag,
    },
    "Activation": {"activation": _activation},
    "ReLU": {"max_value": _number, "negative_slope": _number, "threshold": _number},
    "LeakyReLU": {"negative_slope": _number, "alpha": _number},
    "PReLU": {"shared_axes": _axes},
    "ELU": {"alpha": _number},
    "Softmax": {"axis": _axes},
    "BatchNormalization": {**_NORM, "axis": _axes},
    "LayerNormalization": {**_NORM, "axis": _axes},
    "GroupNormalization": {**_NORM, "axis": _axes, "groups": _units},
    "UnitNormalization": {"axis": _axes},
    "Normalization": {"axis": _axes, "mean": _numbers, "variance": _numbers},
    "Rescaling": {"scale": _numbers, "offset": _numbers},
    "LayerScale": {"projection_dim": _units},
    "CustomScaleLayer": {"scale": _number},
    "Dense": {"units": _units, "activation": _activation, "use_bias": _flag},
    "Flatten": dict(_LAST),
    "Reshape": {"target_shape": _shape},
    "Permute": {"dims": _axes},
    "Concatenate": {"axis": _axes},
    **{name: {} for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")},
}
# At inference these hand on what comes in: they are left out.
PASSED = frozenset(
    """
    InputLayer Identity Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianNoise GaussianDropout
    AlphaDropout StochasticDepth ActivityRegularization RandomBrightness RandomContrast RandomFlip RandomRotation
    RandomTranslation RandomZoom RandomHeight RandomWidth RandomShear RandomHue RandomSaturation RandomSharpness
    """.split()
)


def arguments(layer: Mapping[str, Any], name: str) -> tuple[str, Arguments]:
    """(class, arguments) of a layer's configuration, each argument checked; `name` is for errors.

    Raises
    ------
    BadInput
        If the class is none of those that are built, or an argument is not what it may be.
    """
    kind, module, registered = layer.get("class_name"), layer.get("module"), layer.get("registered_name")
    config = layer.get("config")
    if not isinstance(kind, str) or not isinstance(config, Mapping):
        raise BadInput("a layer of the configuration is not a JSON object with its own “config”")
    ours = module is None or (isinstance(module, str) and module.split(".")[0] in ("keras", "tf_keras", "keras_core"))
    plainly = registered is None or registered == kind
    if not ours or not plainly or (kind not in TABLE and kind not in PASSED):
        raise BadInput(
            "layer {layer} is of the class {kind}: only Keras's own layers without code of their own are run, and not"
            " all of them; choose a layer before it",
            layer=name,
            kind=kind[:60] if plainly else str(registered)[:60],
        )
    checks = TABLE.get(kind, {})
    found = {field: check(field, config[field], name) for field, check in checks.items() if field in config}
    if kind == "LeakyReLU" and "alpha" in found:  # as Keras 2 called it
        found["negative_slope"] = found.pop("alpha")
    return kind, tuple(sorted(found.items()))


def _wrong(field: str, value: object, layer: str) -> BadInput:
    return BadInput(
        "{field} of layer {layer} is {value}, which is not run here: choose a layer before it",
        field=field,
        layer=layer,
        value=repr(value)[:60],
    )
