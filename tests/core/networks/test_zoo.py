"""Named networks against the published table: Araujo, Norris & Sim, Distill 2019."""

import json

import numpy as np
import pytest

from core import workers
from core.errors import BadInput
from core.keras_graph import receptive_fields, solve_config
from core.networks import zoo

# name: size, effective stride, effective padding of the last feature map in the table's architecture.
PUBLISHED = {
    "AlexNet": (195, 32, 64),
    "VGG16": (212, 32, 90),
    "MobileNet": (315, 32, 126),
    "InceptionV3": (1311, 32, 618),
    "InceptionResNetV2": (3039, 32, 1482),
    "ResNet50": (483, 32, 239),
    "ResNet101": (1027, 32, 511),
    "ResNet152": (1507, 32, 751),
    "ResNet50V2": (483, 32, 239),
    "ResNet101V2": (1027, 32, 511),
    "ResNet152V2": (1507, 32, 751),
}
# The table's ResNets are TF-Slim's: padding "same" throughout, and the stride in the last unit of a block. Keras
# pads the first convolution by 3 and the first pool by 1 explicitly: 2 cells more at the top and left.
OTHER_PADDING = {name: 2 for name in PUBLISHED if name.startswith("ResNet")}


def last(name):
    description = zoo.network(name)
    fields = receptive_fields(description["config"], description["size"])
    return [field for field in fields.values() if field.sees == "box"][-1]


@pytest.mark.parametrize("name", PUBLISHED)
def test_sizes_strides_and_paddings_are_the_published_ones(name):
    size, stride, padding = PUBLISHED[name]
    field = last(name)
    assert field.size == (size, size)
    assert field.stride == (stride, stride)
    assert field.padding == (padding + OTHER_PADDING.get(name, 0),) * 2


def test_vgg19_by_hand():
    # 16 convolutions of 3×3 and five pools: 1 + Σ 2·jump over the convolutions + Σ jump over the pools.
    convolutions = 2 * (2 * 1 + 2 * 2 + 4 * 4 + 4 * 8 + 4 * 16)
    pools = 1 + 2 + 4 + 8 + 16
    assert last("VGG19").size == (1 + convolutions + pools,) * 2


def test_wavenet_sees_1024_steps_back_and_nothing_ahead():
    field = last("WaveNet")
    assert field.size == (1024,)  # 1 + Σ 2^k for k = 0 … 9
    assert field.padding == (1023,)


def test_squeeze_and_excitation_is_named_and_the_size_without_it_given():
    field = last("EfficientNetB0")
    assert field.size == (851, 851)
    assert any("se" in gate for gate in field.gates)


def test_every_network_opens_and_every_unit_is_answered():
    for name in zoo.names():
        description = zoo.network(name)
        solution = solve_config(description["config"], description["size"])
        assert all(row.field.sees in ("box", "everything") for row in solution.rows), name
        assert np.isfinite(last(name).size).all()


def test_an_unknown_network_is_a_sentence():
    with pytest.raises(BadInput, match="no network"):
        zoo.network("../../etc/passwd")


def made():
    """In a worker, which has Keras: the layers of some networks."""
    from core.networks.zoo import make

    builders = {"LeNet": make.lenet, "AlexNet": make.alexnet, "WaveNet": make.wavenet}
    return {name: make.slim(json.loads(build().to_json()))["config"]["layers"] for name, build in builders.items()}


@pytest.mark.slow
def test_the_files_are_what_the_script_makes():
    """The smallest ones are made anew; keras.applications' would take a minute."""
    for name, fresh in workers.run(made, timeout=300).items():
        kept = zoo.network(name)["config"]["config"]["layers"]
        assert [layer["class_name"] for layer in fresh] == [layer["class_name"] for layer in kept]
        assert [layer["config"].get("kernel_size") for layer in fresh] == [
            layer["config"].get("kernel_size") for layer in kept
        ]
