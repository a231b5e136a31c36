"""Keras layers that depend on the size of the map: resizing, cropping the middle, adaptive pooling, smooth enlargement."""

from __future__ import annotations

from typing import Literal

from core.checks import whole
from core.networks.graph import Operation
from core.networks.keras.inputs import Config
from core.networks.resampling import INTERPOLATIONS, Interpolation, Resize


def resizing(class_name: str, config: Config, name: str) -> Operation | None:
    """What the layer does, or None if it is not one of these; raises BadInput if a size cannot be."""
    if class_name == "Resizing":
        return _resize((config.get("height"), config.get("width")), config, name)
    if class_name == "Resize":  # keras.ops.image.resize
        return _resize(config.get("size"), config, name)
    if class_name == "CenterCrop":
        size = _size((config.get("height"), config.get("width")), name)
        return Operation("resize", resize=Resize(size, fit="centre"))
    if class_name.startswith(("AdaptiveAveragePool", "AdaptiveMaxPool")) and class_name[-2:] in ("1D", "2D", "3D"):
        wanted = config.get("output_size")
        sizes = wanted if isinstance(wanted, list | tuple) else [wanted] * int(class_name[-2])
        size = _size(sizes, name)
        return Operation("everything") if set(size) == {1} else Operation("resize", resize=Resize(size, "adaptive"))
    if class_name == "UpSampling2D" and config.get("interpolation") in ("bicubic", "lanczos3", "lanczos5"):
        times = config.get("size", 2)
        sizes = times if isinstance(times, list | tuple) else [times] * 2
        return Operation("resize", resize=Resize(_size(sizes, name), _kind(config), times=True))
    return None


def _resize(size: object, config: Config, name: str) -> Operation:
    fit: Literal["stretch", "crop", "pad"] = "stretch"
    if config.get("crop_to_aspect_ratio"):
        fit = "crop"
    if config.get("pad_to_aspect_ratio"):
        fit = "pad"
    if str(config.get("interpolation", "bilinear")).lower() not in INTERPOLATIONS[:-1]:
        return Operation("unknown", unlisted=True)  # "area", "gaussian" and "mitchellcubic" of Keras 2
    return Operation("resize", resize=Resize(_size(size, name), _kind(config), bool(config.get("antialias")), fit))


def _kind(config: Config) -> Interpolation:
    wanted = str(config.get("interpolation", "bilinear")).lower()
    return next(kind for kind in INTERPOLATIONS if kind == wanted)


def _size(size: object, name: str) -> tuple[int, ...]:
    sizes = size if isinstance(size, list | tuple) else [size]
    return tuple(whole("size", cells, 1, name) for cells in sizes[:3])
