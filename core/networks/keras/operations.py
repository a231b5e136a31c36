"""Single operations that a functional model records as layers: ``keras.ops`` in Keras 3, TensorFlow's in Keras 2."""

from __future__ import annotations

from core.checks import whole
from core.networks.graph import Operation
from core.networks.keras.inputs import Config
from core.networks.keras.resizing import resizing
from core.networks.keras.vocabulary import FLATTENING_OPS, POINTWISE_OPS, REDUCTIONS
from core.window import Window

UNLISTED = Operation("unknown", unlisted=True)


def is_operation(class_name: str, module: str | None) -> bool:
    """Whether a configuration's layer is a single operation."""
    ours = module is not None and module.split(".")[0] in ("keras", "keras_core")
    return (ours and ".ops" in str(module)) or class_name in ("TFOpLambda", "TensorFlowOpLayer")


def single(class_name: str, config: Config, name: str, rank: int | None) -> Operation:
    """What the operation does; `rank` is the number of axes of its input, batch and channels counted, if known.

    Raises
    ------
    BadInput
        If a window or a size is no number that can be.
    """
    tensorflow = class_name in ("TFOpLambda", "TensorFlowOpLayer")
    function = str(config.get("function", config.get("name", ""))) if tensorflow else class_name
    simple = function.rsplit(".", 1)[-1].replace("_", "").lower()
    if simple in POINTWISE_OPS:
        return Operation("pointwise")
    if tensorflow:
        return UNLISTED  # its arguments stand elsewhere
    first = config.get("data_format") == "channels_first"
    if simple == "concatenate":
        axis = config.get("axis", -1)
        return Operation("pointwise", axis=axis if isinstance(axis, int) else -1, channels_first=first)
    if simple in FLATTENING_OPS:
        return Operation("flatten")
    if simple in REDUCTIONS:
        return _reduction(config, rank)
    if simple in ("maxpool", "averagepool"):
        return _pool(config, name)
    if simple == "pad":
        return _pad(config, name)
    return resizing(class_name, config, name) or UNLISTED


def _reduction(config: Config, rank: int | None) -> Operation:
    """Over all places it sees everything; over the channels alone, which stay an axis, it stays where it is."""
    axis = config.get("axis")
    axes = axis if isinstance(axis, list | tuple) else [axis]
    if axis is None:
        return Operation("everything")
    if rank is None or rank < 3 or not all(isinstance(item, int) and -rank <= item < rank for item in axes):
        return UNLISTED
    over = {item % rank for item in axes if isinstance(item, int)}
    if set(range(1, rank - 1)) <= over:
        return Operation("everything")
    return Operation("pointwise") if over == {rank - 1} and config.get("keepdims") else UNLISTED


def _pool(config: Config, name: str) -> Operation:
    pool, stride = config.get("pool_size"), config.get("strides")
    same = str(config.get("padding", "valid")).lower() == "same"
    stride = pool if stride is None else stride
    pools = pool if isinstance(pool, list | tuple) else [pool]
    strides = stride if isinstance(stride, list | tuple) else [stride] * len(pools)
    pools = pools * len(strides) if len(pools) == 1 else pools
    windows = tuple(
        Window(whole("pool_size", size, 1, name), whole("strides", step, 1, name), same=same)
        for size, step in zip(pools, strides)
    )
    return Operation("window", windows, alike=len(windows) == 1)


def _pad(config: Config, name: str) -> Operation:
    """Padding of the places alone; a padded batch or channels would be another matter."""
    sides = config.get("pad_width")
    if not isinstance(sides, list | tuple) or not 3 <= len(sides) <= 5:
        return UNLISTED
    if not all(isinstance(side, list | tuple) and len(side) == 2 for side in sides):
        return UNLISTED
    pairs = [(whole("pad_width", side[0], 0, name), whole("pad_width", side[1], 0, name)) for side in sides]
    if pairs[0] != (0, 0) or pairs[-1] != (0, 0):
        return UNLISTED
    return Operation("window", tuple(Window(before=before, after=after) for before, after in pairs[1:-1]))
