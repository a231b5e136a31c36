"""Published receptive fields: Araujo, Norris & Sim's table (Distill 2019), and networks whose papers give theirs.

A network with branches stands here as its largest path: all paths of these are centred alike.
"""

import pytest

from core.networks import zoo
from core.receptive_field.layer import Layer
from core.receptive_field.models import receptive_fields
from core.receptive_field.regions import receptive_field


def stack(text):
    """ "3s2 7v": a kernel of 3 with stride 2 and padding "same", one of 7 without padding."""
    layers = []
    for place, word in enumerate(text.split()):
        kernel, _, stride = word.rstrip("v").partition("s")
        padding = "valid" if word.endswith("v") else "same"
        layers.append(Layer(f"{place}", int(kernel), int(stride or 1), padding))
    return layers


def figures(text, size):
    field = receptive_field(stack(text), (size, size))
    assert len(set(field.size)) == 1
    return field.size[0], field.stride[0], field.padding[0]


def vgg(*blocks):
    return " ".join("3 " * count + "2s2v" for count in blocks)


def inception_v2():
    return "7s2 3s2 1 3 3s2 " + "3 3 " * 2 + "3 3s2 " + "3 3 " * 4 + "3 3s2 " + "3 3 " * 2


def inception_v4():
    """Stem; four blocks A, seven B with two 7 × 1 and two 1 × 7, three C; a reduction between them."""
    return "3s2v 3v 3 3s2v 7 3v 3s2v " + "3 3 " * 4 + "3 3s2v " + "7 7 " * 7 + "7 3s2v " + "3 3 " * 3


def mobilenet():
    return "3s2 " + " ".join(f"3s{stride} 1" for stride in (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1))


def resnet(units):
    """TF-Slim's: the stride in the 3 × 3 of a block's last unit, padded by 1 before it; the last block has none."""
    layers = [Layer("conv1", 7, 2, 3), Layer("pool", 3, 2, "same", kind="pool")]
    for block, count in enumerate(units):
        for unit in range(count):
            strided = unit == count - 1 and block < 3
            layers.append(Layer(f"{block}/{unit}", 3, 2 if strided else 1, 1 if strided else "same"))
    return layers


@pytest.mark.parametrize(
    ("text", "size", "expected"),
    [
        (vgg(1, 1, 2, 2, 2), 224, (150, 32, 59)),
        (vgg(2, 2, 3, 3, 3), 224, (212, 32, 90)),
        (inception_v2(), 224, (699, 32, 318)),
        (inception_v4(), 224, (2071, 32, 998)),
        (mobilenet(), 224, (315, 32, 126)),
        (mobilenet(), 321, (315, 32, 157)),
    ],
)
def test_the_last_field_is_the_published_one(text, size, expected):
    assert figures(text, size) == expected


@pytest.mark.parametrize(
    ("units", "size", "expected"),
    [
        ((3, 4, 6, 3), 224, (483, 32, 239)),
        ((3, 4, 6, 3), 321, (483, 32, 241)),
        ((3, 4, 23, 3), 224, (1027, 32, 511)),
        ((3, 8, 36, 3), 224, (1507, 32, 751)),
        ((3, 24, 36, 3), 224, (1763, 32, 879)),
    ],
)
def test_residual_networks_have_their_published_fields(units, size, expected):
    field = receptive_field(resnet(units), (size, size))
    assert (field.size[0], field.stride[0], field.padding[0]) == expected


def test_fields_along_the_way_are_the_published_ones():
    alexnet = "11s4v 3s2v 5 3s2v 3 3 3 3s2v".split()
    found = [figures(" ".join(alexnet[:depth]), 224) for depth in (1, 2, 3, 5, 6, 7, 8)]
    assert found == [
        (11, 4, 0),
        (19, 8, 0),
        (51, 8, 16),
        (99, 16, 32),
        (131, 16, 48),
        (163, 16, 64),
        (195, 32, 64),
    ]
    pools = [figures(vgg(*(2, 2, 3, 3, 3)[:depth]), 224) for depth in range(1, 5)]
    assert pools == [(6, 2, 2), (16, 4, 6), (44, 8, 18), (100, 16, 42)]


def test_a_layer_inside_inception_v3_has_its_published_field():
    field = receptive_fields(zoo.network("InceptionV3")["config"], 224)
    names = [name for name in field if name.startswith("conv2d")]
    # Keras counts its convolutions; the one called conv2d_85 in a fresh process is the 86th that is made.
    first = min(int(name.partition("_")[2] or 0) for name in names)
    found = field[f"conv2d_{85 + first}"]
    assert (found.size[0], found.stride[0], found.padding[0]) == (1183, 32, 554)


def test_the_patches_of_pix2pix_grow_to_70_from_the_last_layer_back():
    layers = "4s2v 4s2v 4s2v 4v 4v".split()
    found = [figures(" ".join(layers[start:]), 256)[0] for start in range(4, -1, -1)]
    assert found == [4, 7, 16, 34, 70]


@pytest.mark.parametrize(("kernel", "cells"), [(2, 253), (3, 505)])
def test_the_vocoder_of_tacotron_2_sees_its_published_samples(kernel, cells):
    layers = [Layer(f"{i}", (1, kernel), dilation=(1, 2 ** (i % 6))) for i in range(24)]  # 1 … 32, four times
    assert receptive_field(layers, (1, 10_000)).size == (1, cells)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "sides"), [(224, 7, 2, (2, 3)), (6, 3, 2, (0, 1)), (6, 3, 1, (1, 1))]
)
def test_same_pads_the_end_first(size, kernel, stride, sides):
    """In all max(0, (k − 1) − (n − 1) mod s)."""
    layer = Layer("a", kernel, stride, "same")
    assert layer.padding_for((size, size)) == (sides, sides)
    assert sum(sides) == max(0, (kernel - 1) - (size - 1) % stride)
