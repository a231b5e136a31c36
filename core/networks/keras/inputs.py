"""What comes into a Keras model and into each of its layers: shapes, channels, references to tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import BadInput
from core.networks.graph import MAX_SIDE, Operation

Config = Mapping[str, Any]


def stores_channels_first(config: Config) -> bool:
    """Whether the model's first layer that says so keeps channels before the spatial axes."""
    pending: list[object] = [config]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(reversed(item))
        elif isinstance(item, Mapping):
            inner = item.get("config")
            if isinstance(inner, Mapping) and inner.get("data_format") in ("channels_first", "channels_last"):
                return bool(inner["data_format"] == "channels_first")
            pending.append(item.get("layers") if "layers" in item else inner)
    return False


def input_operation(layer: Config, channels_first: bool, model: Config | None = None) -> Operation:
    """The input that an ``InputLayer``, or the first layer of a Sequential, describes.

    Where no shape is given anywhere the first layer's name tells how many axes it works on.

    Raises
    ------
    BadInput
        If a shape is no list of sizes, or if there is none and the layer does not tell.
    """
    shape = input_shape(layer, model)
    if shape is None:
        first, _ = _first(layer, model)
        for axes in (1, 2, 3):
            if f"{axes}D" in str(first.get("class_name")):
                return Operation("input", size=(None,) * axes)
        raise BadInput(
            "the configuration does not give the shape of the model's input: begin the model with an Input and save it again"
        )
    if not isinstance(shape, list | tuple) or not all(size is None or _is_side(size) for size in shape):
        raise BadInput(
            "the input's shape {shape} is not a list of sizes from 1 to {most}",
            shape=str(shape)[:80],
            most=MAX_SIDE,
        )
    if len(shape) == 2:
        return Operation("input", length=shape[1])
    return Operation("input", size=tuple(shape[2:] if channels_first else shape[1:-1]))


def input_channels(layer: Config, channels_first: bool, model: Config | None = None) -> int | None:
    """Channels of that input, None where nothing tells; of a vector of features how many there are."""
    shape = input_shape(layer, model)
    place = 1 if channels_first else -1
    found = shape[place] if isinstance(shape, list | tuple) and len(shape) > 1 else None
    return found if _is_side(found) else None


def input_shape(layer: Config, model: Config | None = None) -> Any:
    """The shape that such a layer gives, batch and channels included, unchecked; None where it gives none."""
    layer, model = _first(layer, model)
    config, build = layer["config"], layer.get("build_config")
    shape = config.get("batch_shape") or config.get("batch_input_shape") or (model or {}).get("build_input_shape")
    return shape or (build.get("input_shape") if isinstance(build, Mapping) else None)


def _first(layer: Config, model: Config | None) -> tuple[Config, Config | None]:
    """The layer that tells the input's shape: of a Sequential that begins with a model, that model's own first one."""
    while isinstance(layers := layer["config"].get("layers"), list) and layers:
        model = layer["config"]
        names = {name for name, _, _ in references(model.get("input_layers"))}
        fitting = [item for item in layers if isinstance(item, Mapping) and isinstance(item.get("config"), Mapping)]
        named = [item for item in fitting if (item.get("name") or item["config"].get("name")) in names]
        if not fitting:
            break
        layer = (named or fitting)[0]
    return layer, model


def references(value: object) -> Iterator[tuple[str, int, int]]:
    """(layer, call, output) for every tensor that a piece of configuration refers to, in order.

    Keras 3 marks them ``__keras_tensor__``; in Keras 2 they are lists that begin with a name and two numbers.
    """
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, Mapping):
            history = item.get("config")
            if item.get("class_name") == "__keras_tensor__" and isinstance(history, Mapping):
                pending.append(history.get("keras_history"))
            else:
                pending.extend(reversed(list(item.values())))
        elif isinstance(item, list | tuple):
            match item:
                case [str(name), int(call), int(tensor), *rest]:
                    pending.extend(reversed(rest))
                    if name != "_CONSTANT_VALUE":
                        yield name, call, tensor
                case _:
                    pending.extend(reversed(item))


def told_shape(nodes: object, turn: int) -> list[Any] | None:
    """The shape of the first tensor that a call gets, batch included, as Keras 3 writes it."""
    pending: list[object] = [nodes[turn]] if isinstance(nodes, list) and turn < len(nodes) else []
    while pending:
        item = pending.pop()
        if isinstance(item, Mapping):
            inner = item.get("config")
            if item.get("class_name") == "__keras_tensor__" and isinstance(inner, Mapping):
                shape = inner.get("shape")
                return list(shape) if isinstance(shape, list | tuple) else None
            pending.extend(reversed(list(item.values())))
        elif isinstance(item, list | tuple):
            pending.extend(reversed(item))
    return None


def _is_side(size: object) -> bool:
    return isinstance(size, int) and not isinstance(size, bool) and 0 < size <= MAX_SIDE
