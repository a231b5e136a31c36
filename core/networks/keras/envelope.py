"""Which part of a JSON text is the model: Keras's own, TensorFlow.js's, a weight file's attribute – or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.errors import BadInput
from core.networks.keras.inputs import Config

MODELS = ("Functional", "Model", "Sequential")
# Arguments and layers that Keras 2 (2017) did away with.
KERAS_1_ARGUMENTS = ("nb_filter", "nb_row", "nb_col", "border_mode", "subsample", "dim_ordering", "filter_length")
KERAS_1_LAYERS = ("Merge", "MaxoutDense", "Highway", "AtrousConvolution2D", "AtrousConvolution1D")
KERAS_1_SLIDING = re.compile(
    r"(Atrous|Separable|De|)[Cc]onvolution\dD|(Global|)(Max|Average)Pooling\dD|(UpSampling|ZeroPadding|Cropping)\dD"
)
MAX_ENVELOPES = 4


def model_of(config: object) -> tuple[str, Config]:
    """(class, configuration) of the model that a JSON value holds.

    Raises
    ------
    BadInput
        If there is none, if it is a model whose joints stand in its code only, or if Keras 1 wrote it.
    """
    found = _opened(config)
    class_name, inner = "Sequential", found
    if isinstance(found, Mapping):
        class_name = str(found.get("class_name", "Functional" if "output_layers" in found else "Sequential"))
        inner = found.get("config", found) if "class_name" in found else found
    if isinstance(inner, list):  # Keras 1 and early Keras 2 wrote a Sequential as a bare list
        inner = {"layers": inner}
    if isinstance(found, Mapping) and str(found.get("keras_version", "")).startswith(("0.", "1.")):
        raise _keras_1()
    if not isinstance(inner, Mapping) or not isinstance(inner.get("layers"), list):
        raise _no_model(found, class_name)
    if class_name not in MODELS:
        raise BadInput(
            "the model's class, {found}, is not part of Keras: how its layers are connected may be defined in its code; save it as a Functional or Sequential model",
            found=class_name[:60],
        )
    if any(_is_keras_1(layer) for layer in _layers(inner)):
        raise _keras_1()
    return class_name, inner


def _opened(config: object) -> object:
    """What is inside a TensorFlow.js ``model.json``, or the attributes of an HDF5 file printed as JSON."""
    found = config
    for _ in range(MAX_ENVELOPES):
        if not isinstance(found, Mapping):
            break
        key = next((key for key in ("modelTopology", "model_config") if found.get(key)), None)
        if key is None:
            break
        found = found[key]
        if isinstance(found, str):
            from core.networks.keras.reader import read_json

            found = read_json(found)
        if isinstance(found, Mapping) and isinstance(found.get("node"), list):
            raise BadInput(
                "this is a TensorFlow.js graph model, which contains operations, not layers; convert the Keras model with --output_format=tfjs_layers_model, or use the text of model.to_json()"
            )
    return found


def _no_model(found: object, class_name: str) -> BadInput:
    if isinstance(found, Mapping) and "class_name" in found:
        if class_name in MODELS:
            return BadInput(
                "the configuration of the {found} model has no list of layers: give the text of model.to_json()",
                found=class_name,
            )
        return BadInput(
            "this is a {found}, not a Functional or Sequential Keras model; subclassed models do not say how their layers are connected: build it with the functional API and save it again",
            found=class_name[:60],
        )
    keys = ", ".join(str(key)[:30] for key in list(found)[:6]) if isinstance(found, Mapping) else ""
    return BadInput(
        "this JSON is not the configuration of a Keras model: it has no list of “layers” (its names: {names}); use the text of model.to_json()",
        names=keys or "–",
    )


def _layers(config: Config) -> Iterator[Config]:
    """All layers, nested ones included."""
    pending: list[object] = [config]
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(reversed(item))
        elif isinstance(item, Mapping):
            if isinstance(item.get("class_name"), str):
                yield item
            pending.append(item.get("layers") if "layers" in item else item.get("config"))


def _is_keras_1(layer: Config) -> bool:
    """By classes that are gone and arguments of Keras's own layers; somebody's own layer may have such names."""
    class_name, config = str(layer.get("class_name")), layer.get("config")
    if "module" in layer or not isinstance(config, Mapping):
        return False
    told = any(name in config for name in KERAS_1_ARGUMENTS)
    return class_name in KERAS_1_LAYERS or (told and KERAS_1_SLIDING.fullmatch(class_name) is not None)


def _keras_1() -> BadInput:
    return BadInput(
        "this model was saved by Keras 1, which describes layers differently: load it with Keras 2.0, which still reads it, and save it again"
    )
