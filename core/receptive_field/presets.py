"""Well-known stacks without branches, as layers, each with the input size it was made for."""

from __future__ import annotations

from dataclasses import dataclass

from core.arrays import Pair
from core.receptive_field.layer import Layer


@dataclass(frozen=True)
class Stack:
    """A stack of layers with its natural input size (rows, columns) and where it comes from."""

    name: str
    layers: tuple[Layer, ...]
    input_size: Pair
    source: str


CHAPTER = Stack(
    "chapter",
    (Layer("conv1", 2), Layer("conv2", 2)),
    (3, 3),
    "Zhang et al., Dive into Deep Learning, section 7.2",
)

LENET = Stack(
    "LeNet",
    (
        Layer("C1", 5),
        Layer("S2", 2, stride=2, kind="pool"),
        Layer("C3", 5),
        Layer("S4", 2, stride=2, kind="pool"),
        Layer("C5", 5),
    ),
    (32, 32),
    "LeCun et al. 1998, LeNet-5",
)

ALEXNET = Stack(
    "AlexNet",
    (
        Layer("conv1", 11, stride=4),
        Layer("pool1", 3, stride=2, kind="pool"),
        Layer("conv2", 5, padding="same"),
        Layer("pool2", 3, stride=2, kind="pool"),
        Layer("conv3", 3, padding="same"),
        Layer("conv4", 3, padding="same"),
        Layer("conv5", 3, padding="same"),
        Layer("pool5", 3, stride=2, kind="pool"),
    ),
    (224, 224),
    "Krizhevsky 2014, alexnet_v2",
)


def _vgg(*convolutions: int) -> tuple[Layer, ...]:
    """Blocks of 3×3 convolutions, each block closed by a 2×2 pool with stride 2."""
    layers: list[Layer] = []
    for block, count in enumerate(convolutions, start=1):
        layers += [Layer(f"conv{block}_{index}", 3, padding="same") for index in range(1, count + 1)]
        layers.append(Layer(f"pool{block}", 2, stride=2, kind="pool"))
    return tuple(layers)


VGG16 = Stack("VGG-16", _vgg(2, 2, 3, 3, 3), (224, 224), "Simonyan & Zisserman 2014, configuration D")

STACKS: dict[str, Stack] = {stack.name: stack for stack in (CHAPTER, LENET, ALEXNET, VGG16)}
"""By name, in the order in which a page offers them."""
