"""Which of Keras's layers are built from a model's configuration, and what each of their arguments may be.

Nothing in a configuration names what is built: its class is looked up in a table here, its module and registered name
must be Keras's own, and of its arguments only those of the table are taken, each checked and bounded. So there is no
Lambda, no custom class and no code; what is not in the table is refused in a sentence.
"""

from __future__ import annotations

import math
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


def activation(field: str, value: object, layer: str) -> Value:
    """A function of Keras by its name; None is the identity.

    Raises
    ------
    BadInput
        The name of another function.
    """
    found = "linear" if value is None else value
    if not isinstance(found, str) or found not in ACTIVATIONS:
        raise _wrong(field, value, layer)
    return found


def units(field: str, value: object, layer: str) -> Value:
    """A whole number of channels.

    Raises
    ------
    BadInput
        A number that is no whole number of channels in range.
    """
    return whole(field, value, 1, layer, MAX_UNITS)


def each(field: str, value: object, layer: str) -> Value:
    """One whole number, or one for each axis; None where Keras has a default of its own.

    Raises
    ------
    BadInput
        A number that is no whole number from 0 on.
    """
    found = plain(value)
    if isinstance(found, tuple) and 1 <= len(found) <= 3:
        return tuple(whole(field, number, 0, layer) for number in found)
    return None if found is None else whole(field, found, 0, layer)


def sides(field: str, value: object, layer: str) -> Value:
    """The same, or (before, after) for each axis.

    Raises
    ------
    BadInput
        A number that is no whole number from 0 on.
    """
    found = plain(value)
    if isinstance(found, tuple) and 1 <= len(found) <= 3:
        return tuple(each(field, one, layer) for one in found)
    return each(field, found, layer)


def axes(field: str, value: object, layer: str) -> Value:
    """An axis, or several; negative ones count from the end.

    Raises
    ------
    BadInput
        A number that is no axis.
    """
    found = plain(value)
    if isinstance(found, tuple) and len(found) <= 5:
        return tuple(whole(field, axis, -5, layer, 5) for axis in found)
    return None if found is None else whole(field, found, -5, layer, 5)


def shape(field: str, value: object, layer: str) -> Value:
    """Sizes of which one may be −1, to be worked out.

    Raises
    ------
    BadInput
        A size that is no whole number from −1 on.
    """
    found = plain(value)
    if not isinstance(found, tuple) or not 1 <= len(found) <= 5:
        raise _wrong(field, value, layer)
    return tuple(whole(field, size, -1, layer, 10**9) for size in found)


def flag(field: str, value: object, layer: str) -> Value:
    """True or False.

    Raises
    ------
    BadInput
        Anything else.
    """
    if not isinstance(value, bool):
        raise _wrong(field, value, layer)
    return value


def number(field: str, value: object, layer: str) -> Value:
    """A finite number of a size that float32 holds, or None.

    Raises
    ------
    BadInput
        Anything else.
    """
    if value is None:
        return None
    known = isinstance(value, int | float) and not isinstance(value, bool)
    if not known or not math.isfinite(value) or abs(value) > MAX_NUMBER:  # type: ignore[arg-type]
        raise _wrong(field, value, layer)
    return float(value)  # type: ignore[arg-type]


def numbers(field: str, value: object, layer: str) -> Value:
    """A number, or one for each channel.

    Raises
    ------
    BadInput
        Anything else.
    """
    found = plain(value)
    if isinstance(found, tuple) and len(found) <= MAX_NUMBERS:
        return tuple(number(field, one, layer) for one in found)
    return number(field, found, layer)


def one_of(*choices: str) -> Check:
    """One of some texts, in any case.

    Raises
    ------
    BadInput
        By the check: any other value.
    """

    def check(field: str, value: object, layer: str) -> Value:
        if not isinstance(value, str) or value.lower() not in choices:
            raise _wrong(field, value, layer)
        return value.lower()

    return check


_LAST: Mapping[str, Check] = {"data_format": one_of("channels_last")}
_PADDED: Mapping[str, Check] = {**_LAST, "padding": one_of("valid", "same", "causal"), "strides": each}
_SLIDES: Mapping[str, Check] = {
    **_PADDED,
    "kernel_size": each,
    "dilation_rate": each,
    "activation": activation,
    "use_bias": flag,
}
_SMOOTH = one_of("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
_NORM: Mapping[str, Check] = {"epsilon": number, "center": flag, "scale": flag}
_GLOBAL: Mapping[str, Check] = {**_LAST, "keepdims": flag}


def _by_rank(names: str, checks: Mapping[str, Check], ranks: str = "123") -> dict[str, Mapping[str, Check]]:
    """One table for a class and its forms of several ranks and names."""
    return {f"{name}{rank}D": checks for name in names.split() for rank in ranks}


TABLE: Mapping[str, Mapping[str, Check]] = {
    **_by_rank("Conv Convolution", {**_SLIDES, "filters": units, "groups": units}),
    **_by_rank("SeparableConv SeparableConvolution", {**_SLIDES, "filters": units, "depth_multiplier": units}, "12"),
    **_by_rank("DepthwiseConv", {**_SLIDES, "depth_multiplier": units}, "12"),
    **{f"Conv{rank}DTranspose": {**_SLIDES, "filters": units, "output_padding": each} for rank in "123"},
    **_by_rank("MaxPooling AveragePooling MaxPool AvgPool", {**_PADDED, "pool_size": each}),
    **_by_rank("GlobalAveragePooling GlobalMaxPooling GlobalAvgPool GlobalMaxPool", _GLOBAL),
    **_by_rank("ZeroPadding", {**_LAST, "padding": sides}),
    **_by_rank("Cropping", {**_LAST, "cropping": sides}),
    **_by_rank("UpSampling", {"size": each}, "1"),
    **_by_rank("UpSampling", {**_LAST, "size": each}, "3"),
    "UpSampling2D": {**_LAST, "size": each, "interpolation": _SMOOTH},
    "Resizing": {
        **_LAST,
        "height": units,
        "width": units,
        "interpolation": _SMOOTH,
        "crop_to_aspect_ratio": flag,
        "pad_to_aspect_ratio": flag,
        "antialias": flag,
    },
    "Activation": {"activation": activation},
    "ReLU": {"max_value": number, "negative_slope": number, "threshold": number},
    "LeakyReLU": {"negative_slope": number, "alpha": number},
    "PReLU": {"shared_axes": axes},
    "ELU": {"alpha": number},
    "Softmax": {"axis": axes},
    "BatchNormalization": {**_NORM, "axis": axes},
    "LayerNormalization": {**_NORM, "axis": axes},
    "GroupNormalization": {**_NORM, "axis": axes, "groups": units},
    "UnitNormalization": {"axis": axes},
    "Normalization": {"axis": axes, "mean": numbers, "variance": numbers},
    "Rescaling": {"scale": numbers, "offset": numbers},
    "LayerScale": {"projection_dim": units},
    "CustomScaleLayer": {"scale": number},
    "Dense": {"units": units, "activation": activation, "use_bias": flag},
    "Flatten": dict(_LAST),
    "Reshape": {"target_shape": shape},
    "Permute": {"dims": axes},
    "Concatenate": {"axis": axes},
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
