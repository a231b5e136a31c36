"""Write the named networks' files: ``python -m core.networks.zoo.make`` (needs TensorFlow; takes a minute).

No weights are made or loaded: only configurations are kept, without initialisers and the like.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
DROPPED = (
    "initializer",
    "regularizer",
    "constraint",
    "dtype",
    "registered_name",
    "build_config",
    "compile_config",
    "module",
)
APPLICATIONS = {
    "VGG16": 224,
    "VGG19": 224,
    "ResNet50": 224,
    "ResNet101": 224,
    "ResNet152": 224,
    "ResNet50V2": 224,
    "ResNet101V2": 224,
    "ResNet152V2": 224,
    "InceptionV3": 299,
    "InceptionResNetV2": 299,
    "MobileNet": 224,
    "MobileNetV2": 224,
    "Xception": 299,
    "DenseNet121": 224,
    "EfficientNetB0": 224,
}

COMPLETE = ("UNet", "DeepLab", "WaveNet")  # the others are here without the dense layers at their end


def main() -> None:
    """Write every file and the index."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras

    models: dict[str, tuple[Any, list[int], str]] = {
        "LeNet": (lenet(), [32, 32], "LeCun et al. 1998, LeNet-5"),
        "AlexNet": (alexnet(), [224, 224], "Krizhevsky 2014, alexnet_v2 as in TF-Slim"),
    }
    for name, side in APPLICATIONS.items():
        build: Callable[..., Any] = getattr(keras.applications, name)
        model = build(weights=None, include_top=False, input_shape=(None, None, 3))
        models[name] = (model, [side, side], f"keras.applications.{name}, Keras {keras.__version__}")
    models["UNet"] = (unet(), [256, 256], "Ronneberger et al. 2015, with padding “same”")
    models["DeepLab"] = (deeplab(), [512, 512], "in the style of Chen et al. 2017, atrous rates 6, 12, 18")
    models["WaveNet"] = (wavenet(), [4096], "in the style of van den Oord et al. 2016, dilations 1 … 512")
    for name, (model, size, source) in models.items():
        description = {
            "source": source,
            "size": size,
            "top": name in COMPLETE,
            "config": slim(json.loads(model.to_json())),
        }
        text = plainly_named(json.dumps(description, separators=(",", ":")))
        # No name and no time inside: the same network gives the same bytes.
        (FOLDER / f"{name.lower()}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    (FOLDER / "index.json").write_text(json.dumps(list(models), indent=1) + "\n", encoding="utf-8")


def plainly_named(text: str) -> str:
    """Keras counts the inputs that a process has made: "input_layer_4" is just "input" here."""
    return re.sub(r'"input_layer(_\d+)?"', '"input"', text)


def slim(value: Any) -> Any:
    """The configuration without what says nothing about where a unit looks."""
    if isinstance(value, dict):
        return {
            key: slim(item)
            for key, item in value.items()
            if item is not None and not any(key.endswith(part) for part in DROPPED)
        }
    return [slim(item) for item in value] if isinstance(value, list) else value


def lenet() -> Any:
    """Five layers, without padding."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((32, 32, 1)),
            layers.Conv2D(6, 5, name="C1"),
            layers.AveragePooling2D(2, name="S2"),
            layers.Conv2D(16, 5, name="C3"),
            layers.AveragePooling2D(2, name="S4"),
            layers.Conv2D(120, 5, name="C5"),
        ]
    )


def alexnet() -> Any:
    """alexnet_v2: 11 s4 VALID; pool 3 s2; 5 SAME; pool 3 s2; 3 SAME three times; pool 3 s2; the pools VALID."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((None, None, 3)),
            layers.Conv2D(64, 11, strides=4, name="conv1"),
            layers.MaxPooling2D(3, 2, name="pool1"),
            layers.Conv2D(192, 5, padding="same", name="conv2"),
            layers.MaxPooling2D(3, 2, name="pool2"),
            layers.Conv2D(384, 3, padding="same", name="conv3"),
            layers.Conv2D(384, 3, padding="same", name="conv4"),
            layers.Conv2D(256, 3, padding="same", name="conv5"),
            layers.MaxPooling2D(3, 2, name="pool5"),
        ]
    )


def unet() -> Any:
    """Four levels down and up, two 3×3 convolutions each, concatenated across."""
    from keras import Input, Model, layers

    def block(x: Any, filters: int, name: str) -> Any:
        for number in (1, 2):
            x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"{name}_conv{number}")(x)
        return x

    inputs = x = Input((None, None, 1))
    kept = []
    for level in range(1, 5):
        x = block(x, 64 * 2 ** (level - 1), f"down{level}")
        kept.append(x)
        x = layers.MaxPooling2D(2, name=f"pool{level}")(x)
    x = block(x, 1024, "bottom")
    for level in range(4, 0, -1):
        x = layers.Conv2DTranspose(64 * 2 ** (level - 1), 2, strides=2, name=f"up{level}")(x)
        x = layers.Concatenate(name=f"join{level}")([kept[level - 1], x])
        x = block(x, 64 * 2 ** (level - 1), f"up{level}")
    return Model(inputs, layers.Conv2D(2, 1, name="classes")(x))


def deeplab() -> Any:
    """A strided backbone, then atrous convolutions side by side, joined."""
    from keras import Input, Model, layers

    inputs = x = Input((None, None, 3))
    for number, stride in enumerate((2, 1, 2, 1, 2, 1), 1):
        x = layers.Conv2D(64, 3, strides=stride, padding="same", activation="relu", name=f"conv{number}")(x)
    for number in (1, 2):
        x = layers.Conv2D(64, 3, dilation_rate=2, padding="same", activation="relu", name=f"atrous{number}")(x)
    branches = [layers.Conv2D(64, 1, name="aspp1")(x)]
    branches += [
        layers.Conv2D(64, 3, dilation_rate=rate, padding="same", name=f"aspp{rate}")(x) for rate in (6, 12, 18)
    ]
    x = layers.Concatenate(name="join")(branches)
    return Model(inputs, layers.Conv2D(21, 1, name="classes")(x))


def wavenet() -> Any:
    """One stack of ten causal convolutions of two taps, each with its residual."""
    from keras import Input, Model, layers

    inputs = x = Input((None, 1))
    x = layers.Conv1D(32, 1, name="start")(x)
    for number in range(10):
        y = layers.Conv1D(
            32, 2, dilation_rate=2**number, padding="causal", activation="tanh", name=f"dilated{2**number}"
        )(x)
        x = layers.Add(name=f"residual{2**number}")([x, y])
    return Model(inputs, layers.Conv1D(256, 1, name="classes")(x))


if __name__ == "__main__":
    main()
