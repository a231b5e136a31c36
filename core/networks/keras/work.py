"""What each kind of Keras layer computes with, read from its configuration: its weights and its output's shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from core.networks.graph import Operation
from core.networks.keras.inputs import Config
from core.networks.keras.sequence_work import (
    GATES,
    MAX_VALUE,
    UNCOUNTED,
    attention,
    bidirectional,
    embedding,
    positive,
    recurrent,
)
from core.networks.keras.vocabulary import POINTWISE
from core.networks.work import IN, PLACES, Dimension, Weights, Work

Found = Work | None
_SLIDING = re.compile(r"(Separable|Depthwise|)Conv(?:olution|)([123])D(Transpose|)")
_POOL = re.compile(r"Global(?:Average|Avg|Max)Pool(?:ing|)([123])D")
_MOVED = re.compile(
    r"(?:Max|Average|Avg)Pool(?:ing|)[123]D|(?:ZeroPadding|Cropping|UpSampling)[123]D|Resizing|CenterCrop|Adaptive\w+"
)


def work_of(
    class_name: str, operation: Operation, config: Config, key: str, first: bool, rank: int | None = None
) -> Work:
    """What a layer computes with.

    Parameters
    ----------
    class_name : str
    operation : Operation
        What it does to places; a layer that is not known there is not counted.
    config : mapping
        Its own configuration.
    key : str
        What tells its weights from every other layer's.
    first : bool
        The model keeps channels before the places.
    rank : int, optional
        Axes of its input, batch and channels counted, where the file tells.
    """
    if operation.kind == "unknown" or not _along_channels(class_name, config, first, rank):
        return UNCOUNTED
    own = config.get("data_format")
    found = _work(class_name, config, key, own == "channels_first" if own else first)
    if found is not None:
        # A cell that stays where it is keeps its channels, whatever the layer does to them.
        return replace(found, form="same") if not found.counted and operation.kind == "pointwise" else found
    # Single operations of keras.ops have no weights; what they do to a shape is told by what they do to places.
    if operation.kind in ("pointwise", "window", "resize"):
        return Work(form="same" if operation.axis is None else "joined", axis=operation.axis or -1)
    return Work(form="pooled", keep=bool(config.get("keepdims"))) if operation.kind == "everything" else UNCOUNTED


def _along_channels(class_name: str, config: Config, first: bool, rank: int | None) -> bool:
    """Whether a normalisation that has one number for each index of an axis has one for each channel."""
    axis = config.get("axis", -1)
    axis = axis[0] if isinstance(axis, list | tuple) and len(axis) == 1 else axis
    if not class_name.endswith(("BatchNormalization", "GroupNormalization")) and class_name != "Normalization":
        return True
    if axis is None or rank is None or not isinstance(axis, int):
        return True
    return axis % rank == (1 if first else rank - 1)


def _work(class_name: str, config: Config, key: str, first: bool) -> Found:
    sliding = _SLIDING.fullmatch(class_name)
    if sliding is not None:
        return _convolution(sliding[1] or sliding[3], int(sliding[2]), config, key)
    if class_name in GATES:
        return recurrent(class_name, config, key)
    pool = _POOL.fullmatch(class_name)
    if pool is not None:
        return Work(form="pooled", target=(1,) * int(pool[1]), keep=bool(config.get("keepdims")), pool=True)
    if class_name in LAYERS:
        return LAYERS[class_name](config, key, first)
    return Work(pool="Pool" in class_name) if class_name in POINTWISE or _MOVED.fullmatch(class_name) else None


def _convolution(kind: str, axes: int, config: Config, key: str) -> Found:
    kernel = _sides(config.get("kernel_size"), axes)
    if kernel is None:
        return UNCOUNTED
    if kind == "Depthwise":
        made: tuple[Dimension, ...] = (IN, positive(config.get("depth_multiplier"), 1))
        weights = [Weights("depthwise", f"{key}/depthwise", (*kernel, *made), times="outputs")]
        return _sum(weights, made, config, key)
    filters = positive(config.get("filters"), 0)
    if not filters:
        return UNCOUNTED
    if kind == "Separable":
        spread = (IN, positive(config.get("depth_multiplier"), 1))
        weights = [
            Weights("depthwise", f"{key}/depthwise", (*kernel, *spread), times="outputs"),
            Weights("pointwise", f"{key}/pointwise", (*spread, filters), times="outputs"),
        ]
    elif kind == "Transpose":
        weights = [Weights("kernel", f"{key}/kernel", (*kernel, filters, IN), times="inputs")]
    else:
        groups = positive(config.get("groups"), 1)
        weights = [Weights("kernel", f"{key}/kernel", (*kernel, IN, filters), groups, "outputs")]
    return _sum(weights, (filters,), config, key)


def _sum(weights: list[Weights], features: tuple[Dimension, ...], config: Config, key: str) -> Work:
    """Sums of products with, unless the layer has none, a bias for each channel that comes out."""
    if config.get("use_bias", True):
        weights = [*weights, Weights("bias", f"{key}/bias", features, added=True)]
    return Work(tuple(weights), "features", features)


def _dense(config: Config, key: str, first: bool) -> Found:
    units = positive(config.get("units"), 0)
    kernel = Weights("kernel", f"{key}/kernel", (IN, units), times="outputs")
    return _sum([kernel], (units,), config, key) if units else UNCOUNTED


def _einsum(config: Config, key: str, first: bool) -> Found:
    """A dense layer along the last axis; one with more letters in its kernel is not counted."""
    found = re.fullmatch(r"[.\w]*(\w),(\w\w)->[.\w]*(\w)", str(config.get("equation", "")).replace(" ", ""))
    sizes = config.get("output_shape")
    units = positive(sizes[-1] if isinstance(sizes, list | tuple) and sizes else sizes, 0)
    bias = config.get("bias_axes")
    if found is None or found[2] != found[1] + found[3] or not units or bias not in (None, found[3]):
        return UNCOUNTED
    kernel = Weights("kernel", f"{key}/kernel", (IN, units), times="outputs")
    return _sum([kernel], (units,), {"use_bias": bias is not None}, key)


def _batch_norm(config: Config, key: str, first: bool) -> Found:
    named = [("gamma", config.get("scale", True)), ("beta", config.get("center", True))]
    weights = [Weights(name, f"{key}/{name}", (IN,)) for name, there in named if there]
    moving = [Weights(name, f"{key}/{name}", (IN,), trained=False) for name in ("moving mean", "moving variance")]
    return Work((*weights, *moving))


def _layer_norm(config: Config, key: str, first: bool) -> Found:
    axis = config.get("axis", -1)
    axes = list(axis) if isinstance(axis, list | tuple) else [axis]
    shape: tuple[Dimension, ...] = (IN,)
    if len(axes) > 1 and not first and all(isinstance(place, int) and 0 < place < 4 for place in axes):
        # They are counted from the batch, and the last of them all are the channels.
        shape = (*(f"axis{place - 1}" for place in axes[:-1]), IN)
    elif axes != [-1]:
        return UNCOUNTED  # which of the axes are the channels depends on how many there are
    root = bool(config.get("rms_scaling"))
    named = [("gamma", config.get("scale", True) or root), ("beta", config.get("center", True) and not root)]
    return Work(tuple(Weights(name, f"{key}/{name}", shape) for name, there in named if there))


def _group_norm(config: Config, key: str, first: bool) -> Found:
    named = [("gamma", config.get("scale", True)), ("beta", config.get("center", True))]
    return Work(tuple(Weights(name, f"{key}/{name}", (IN,)) for name, there in named if there))


def _normalization(config: Config, key: str, first: bool) -> Found:
    """Means and variances of the data, taken by adapt(), and how many batches were seen."""
    if config.get("mean") is not None:
        return Work()
    axis = config.get("axis", -1)
    axes = axis if isinstance(axis, list | tuple) else [] if axis is None else [axis]
    if len(axes) > 1:
        return UNCOUNTED
    shape: tuple[Dimension, ...] = (IN,) if axes else ()
    shapes = (("mean", shape), ("variance", shape), ("count", ()))
    return Work(tuple(Weights(name, f"{key}/{name}", size, trained=False) for name, size in shapes))


def _prelu(config: Config, key: str, first: bool) -> Found:
    """A slope for each number of the map, or for each channel where all its axes share them."""
    shared = config.get("shared_axes")
    axes = list(shared) if isinstance(shared, list | tuple) else []
    if axes and axes != list(range(2 if first else 1, len(axes) + (2 if first else 1))):
        return UNCOUNTED
    return Work((Weights("alpha", f"{key}/alpha", (IN,) if axes else (PLACES, IN)),))


def _distributed(config: Config, key: str, first: bool) -> Found:
    layer = config.get("layer")
    inner = layer.get("config") if isinstance(layer, Mapping) else None
    if not isinstance(layer, Mapping) or not isinstance(inner, Mapping) or "." in str(layer.get("registered_name", "")):
        return UNCOUNTED
    found = _work(str(layer.get("class_name")), inner, key, first)
    return found if found is not None and found.form in ("same", "features") else UNCOUNTED


def _scale(config: Config, key: str, first: bool) -> Found:
    width = positive(config.get("projection_dim"), 0)
    return Work((Weights("gamma", f"{key}/gamma", (width,)),)) if width else UNCOUNTED


def _concatenate(config: Config, key: str, first: bool) -> Found:
    axis = config.get("axis", -1)
    return Work(form="joined", axis=axis if isinstance(axis, int) else -1, channels_first=first)


def _reshape(config: Config, key: str, first: bool) -> Found:
    target = config.get("target_shape")
    sizes = target if isinstance(target, list | tuple) and len(target) < 8 else []
    found = tuple(size if isinstance(size, int) and abs(size) <= MAX_VALUE else None for size in sizes)
    return Work(form="target", target=found, channels_first=first) if found else UNCOUNTED


def _permute(config: Config, key: str, first: bool) -> Found:
    dims = config.get("dims")
    order = tuple(dims) if isinstance(dims, list | tuple) else ()
    right = all(type(place) is int for place in order) and sorted(order) == list(range(1, len(order) + 1))
    return Work(form="permuted", target=order, channels_first=first) if right and order else UNCOUNTED


def _repeat(config: Config, key: str, first: bool) -> Found:
    return Work(form="repeated", target=(positive(config.get("n"), 1),))


def _sides(value: object, axes: int) -> tuple[int, ...] | None:
    values = list(value) if isinstance(value, list | tuple) else [value] * axes
    sides = tuple(positive(side, 0) for side in values)
    return sides if len(sides) == axes and all(sides) else None


LAYERS: Mapping[str, Callable[[Config, str, bool], Found]] = {
    "Dense": _dense,
    "EinsumDense": _einsum,
    "BatchNormalization": _batch_norm,
    "SyncBatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "GroupNormalization": _group_norm,
    "RMSNormalization": lambda config, key, first: _layer_norm({**config, "center": False}, key, first),
    "Normalization": _normalization,
    "PReLU": _prelu,
    "Embedding": embedding,
    "Bidirectional": bidirectional,
    "TimeDistributed": _distributed,
    "SpectralNormalization": lambda config, key, first: UNCOUNTED,
    "MultiHeadAttention": attention,
    "LayerScale": _scale,
    "Concatenate": _concatenate,
    "Flatten": lambda config, key, first: Work(form="flat"),
    "Reshape": _reshape,
    "Permute": _permute,
    "RepeatVector": _repeat,
}
