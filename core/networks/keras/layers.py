"""What each kind of Keras layer does to where things are, read from its configuration alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.checks import whole
from core.errors import BadInput
from core.networks.graph import Operation, OperationKind
from core.networks.keras.inputs import Config
from core.networks.keras.operations import is_operation, single
from core.networks.keras.resizing import resizing
from core.networks.keras.vocabulary import (
    CODE,
    EVERYTHING,
    FLATTENING,
    POINTWISE,
    STATISTICS,
    UNLISTED,
)
from core.networks.windows import each, enlarged, wrong_count
from core.window import Window

_KINDS: Mapping[str, OperationKind] = {
    **dict.fromkeys(POINTWISE, "pointwise"),
    **dict.fromkeys(EVERYTHING, "everything"),
    **dict.fromkeys(FLATTENING, "flatten"),
    "Dense": "dense",
    "Embedding": "embedding",
}


def operation(class_name: str, module: str | None, config: Config, name: str, rank: int | None = None) -> Operation:
    """What the layer `name` does; kind "unknown" for custom and Lambda layers and whatever is not listed.

    Parameters
    ----------
    class_name, module : str
        As the configuration has them; ``module`` is None in files of Keras 2.
    config : mapping
        The layer's own configuration.
    name : str
        For errors.
    rank : int, optional
        Axes of its input, batch and channels counted, where the configuration tells.

    Raises
    ------
    BadInput
        If a kernel, stride, padding or dilation is no number that can be.
    """
    if is_operation(class_name, module):
        return single(class_name, config, name, rank)
    if ">" in class_name or class_name in CODE or (module is not None and not _is_keras(module)):
        return Operation("unknown")
    if class_name in ("TimeDistributed", "SpectralNormalization"):
        return _wrapped(class_name, config, name)
    first = config.get("data_format") == "channels_first"
    if class_name == "Concatenate":
        axis = config.get("axis", -1)
        return Operation("pointwise", axis=axis if isinstance(axis, int) else -1, channels_first=first)
    if class_name in STATISTICS:
        return Operation("pointwise", statistics=_over_the_map(class_name, config))
    if class_name == "EinsumDense":
        return _einsum(config)
    if class_name in _KINDS:
        return Operation(_KINDS[class_name])
    found = resizing(class_name, config, name)
    if found is not None:
        return found
    windows = _windows(class_name, config, name)
    if windows:
        return Operation("window", windows, mean="inside" if class_name.startswith(("Average", "Avg")) else "")
    # Files of Keras 2 do not say where a class comes from; its name has to do.
    return Operation("unknown", unlisted=class_name in UNLISTED or module is not None or _slides(class_name))


def _slides(class_name: str) -> bool:
    return class_name.startswith(("Conv", "UpSampling", "ZeroPadding", "Cropping")) and class_name[-1:] == "D"


def _einsum(config: Config) -> Operation:
    """A dense layer along the last axis, as ``abc,cd->abd`` and ``...x,xy->...y`` are; others are not known yet."""
    found = re.fullmatch(r"(\.{3}|)(\w*)(\w),\3?(\w+)->(\.{3}|)(\w*)", str(config.get("equation", "")).replace(" ", ""))
    if found is None:
        return Operation("unknown", unlisted=True)
    dots, kept, last, kernel, dots_out, out = found.groups()
    dense = dots == dots_out and out[:-1] == kept and last not in out and not set(kernel) & set(kept)
    return Operation("dense") if dense and out[-1:] in set(kernel) else Operation("unknown", unlisted=True)


def _wrapped(class_name: str, config: Config, name: str) -> Operation:
    layer = config.get("layer")
    if not isinstance(layer, Mapping) or not isinstance(layer.get("config"), Mapping):
        return Operation("unknown")
    inner_name, module = str(layer.get("class_name")), layer.get("module")
    if inner_name in ("TimeDistributed", "SpectralNormalization"):
        return Operation("unknown", unlisted=True)
    inner = operation(inner_name, module if isinstance(module, str) else None, layer["config"], name)
    if class_name == "TimeDistributed" and inner.kind == "window":
        return Operation("window", (Window(), *inner.windows))
    if class_name == "SpectralNormalization" or inner.kind in ("pointwise", "dense", "unknown"):
        return inner
    return Operation("unknown", unlisted=True)


def _is_keras(module: str) -> bool:
    return module.split(".")[0] in ("keras", "tf_keras", "keras_core") or module.startswith("tensorflow.")


def _over_the_map(class_name: str, config: Config) -> bool:
    if class_name == "GroupNormalization":
        return True
    axis = config.get("axis", -1)
    axes = axis if isinstance(axis, list | tuple) else [axis]
    return len(axes) > 1


def _windows(class_name: str, config: Config, name: str) -> tuple[Window, ...]:
    """One window for each axis, or none if the class is no sliding layer."""
    if class_name in ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"):
        return _transposed(int(class_name[4]), config, name)
    if class_name[-2:] not in ("1D", "2D", "3D"):
        return ()
    axes, kind = int(class_name[-2]), class_name[:-2]
    if kind in ("Conv", "Convolution", "SeparableConv", "SeparableConvolution", "DepthwiseConv"):
        return _convolution(axes, config, name)
    if kind in ("MaxPooling", "AveragePooling", "MaxPool", "AvgPool"):
        pool = _each(axes, config, "pool_size", name, default=2)
        strides = pool if config.get("strides") is None else _each(axes, config, "strides", name)
        return tuple(Window(size, stride, same=_padding(config, name) == "same") for size, stride in zip(pool, strides))
    if kind in ("ZeroPadding", "Cropping"):
        sign = 1 if kind == "ZeroPadding" else -1
        field = "padding" if kind == "ZeroPadding" else "cropping"
        return tuple(
            Window(before=sign * before, after=sign * after)
            for before, after in _sides(axes, config.get(field, 1), field, name)
        )
    if kind == "UpSampling":
        times, how = _each(axes, config, "size", name, default=2), config.get("interpolation", "nearest")
        if how in ("nearest", "bilinear"):
            return tuple(enlarged(factor, how == "bilinear", centred=True) for factor in times)
    return ()


def _transposed(axes: int, config: Config, name: str) -> tuple[Window, ...]:
    """The windows of a ``Conv…DTranspose`` layer.

    Keras' own rule for the size (``compute_conv_transpose_output_length``): "valid" gives
    n · stride + max(span − stride, 0) cells, "same" n · stride, and ``output_padding`` replaces what stands
    beyond the last window.
    """
    same = _padding(config, name) == "same"
    given = config.get("output_padding")
    extra: tuple[int | None, ...] = (
        (None,) * axes if given is None else _each(axes, config, "output_padding", name, least=0)
    )
    windows = []
    for kernel, stride, dilation, more in zip(
        _each(axes, config, "kernel_size", name),
        _each(axes, config, "strides", name, default=1),
        _each(axes, config, "dilation_rate", name, default=1),
        extra,
    ):
        span = (kernel - 1) * dilation + 1
        if more is None:
            plain = Window(kernel, stride, 0, min(0, span - stride), dilation, same=same, transposed=True)
            windows.append(plain)
            continue
        cut = 2 * (span // 2) - more if same else -more
        before = max(0, cut) // 2
        windows.append(Window(kernel, stride, before, cut - before, dilation, transposed=True))
    return tuple(windows)


def _convolution(axes: int, config: Config, name: str) -> tuple[Window, ...]:
    padding = _padding(config, name)
    windows = []
    for kernel, stride, dilation in zip(
        _each(axes, config, "kernel_size", name),
        _each(axes, config, "strides", name, default=1),
        _each(axes, config, "dilation_rate", name, default=1),
    ):
        before = (kernel - 1) * dilation if padding == "causal" else 0
        windows.append(Window(kernel, stride, before, 0, dilation, same=padding == "same"))
    return tuple(windows)


def _padding(config: Config, name: str) -> str:
    padding = str(config.get("padding", "valid")).lower()
    if padding not in ("valid", "same", "causal"):
        raise BadInput("padding {padding} of layer {layer} is unknown", padding=padding[:40], layer=name)
    return padding


def _each(
    axes: int, config: Config, field: str, name: str, *, default: int | None = None, least: int = 1
) -> tuple[int, ...]:
    value = config.get(field)
    return each(field, default if value is None else value, axes, least, name)


def _sides(axes: int, value: Any, field: str, name: str) -> list[tuple[int, int]]:
    if axes == 1 and isinstance(value, list | tuple):
        value = [value]
    values = list(value) if isinstance(value, list | tuple) else [value] * axes
    sides = []
    for side in values:
        before, after = side if isinstance(side, list | tuple) and len(side) == 2 else (side, side)
        sides.append((whole(field, before, 0, name), whole(field, after, 0, name)))
    if len(sides) != axes:
        raise wrong_count(field, value, axes, name)
    return sides
