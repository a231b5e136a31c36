"""Named networks, lit cell by cell in Keras, beside what the arithmetic names."""

import re

import numpy as np
import pytest

from core import workers
from core.errors import BadInput
from core.networks import zoo
from core.receptive_field.perturbation import keras_networks


def changed(mask):
    return {(int(row), int(column)) for row, column in np.argwhere(mask)}


@pytest.fixture(scope="module")
def experiments():
    """All begun at once. The deeper ones of a family are lit from the cells alone: to light all cells for a unit takes seconds."""
    begun, families = {}, set()
    for name in zoo.names():
        size = keras_networks.small_size(name)
        cells, units = keras_networks.places(size)
        family = re.sub(r"\d+", "", name)  # ResNet50 and ResNet152 are of one, ResNet50V2 is not
        begun[name] = workers.submit(keras_networks.check, name, size, cells, () if family in families else units)
        families.add(family)
    yield begun
    for future in begun.values():
        future.cancel()


@pytest.mark.slow
@pytest.mark.parametrize("name", zoo.names())
def test_a_named_network_lights_exactly_the_cells_that_the_arithmetic_names(experiments, name):
    found = experiments[name].result(300)
    assert found.differing == ()
    assert found.compared > 1000
    assert found.layers >= 5


@pytest.mark.slow
def test_what_lights_up_in_lenet_and_wavenet_is_known_by_hand():
    (corner, third) = workers.run(keras_networks.lit, "LeNet", (32, 32), ((0, 0), (0, 2)))
    assert [changed(mask) for mask in corner.values()] == [{(0, 0)}] * 5
    # Column 2 is in the windows 0, 1, 2 of C1, so in units 0 and 1 of the pool S2, in 0 and 1 of C3, 0 of S4.
    assert [sorted(j for _, j in changed(mask)) for mask in third.values()] == [[0, 1, 2], [0, 1], [0, 1], [0], [0]]
    (first,) = workers.run(keras_networks.lit, "WaveNet", (1100,), ((10,),))
    # Causal, 1024 steps: step 10 is heard from step 10 to step 1033.
    assert np.flatnonzero(first["classes"]).tolist() == list(range(10, 1034))
    assert np.flatnonzero(first["dilated4"]).tolist() == [10, 11, 12, 13, 14, 15, 16, 17]


def weights_made(name):
    """How many numbers Keras's variables hold, in the worker, while a network's copy is there."""
    import gc

    import keras

    gc.collect()
    there = {id(one) for one in gc.get_objects() if isinstance(one, keras.Variable)}
    lights = keras_networks._prepared(name, keras_networks.small_size(name))[1]
    made = [one for one in gc.get_objects() if isinstance(one, keras.Variable) and id(one) not in there]
    assert lights.names
    return sum(int(np.prod(one.shape)) for one in made if one._value is not None)


@pytest.mark.slow
def test_the_network_that_is_copied_never_gets_its_weights():
    # VGG16 has 13 convolutions of 3 x 3: with one channel each 13 * (9 + 1) numbers; its own are 14.7 million.
    assert workers.run(weights_made, "VGG16") == 130


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("NoNet", (32, 32), (), ()), "no network"),
        (("LeNet", (2000, 2000), (), ()), "at most 128"),
        (("LeNet", (8, 8), (), ()), "missing|does not fit"),
        (("LeNet", (32, 32), ((32, 0),), ()), "is outside"),
        (("LeNet", (32, 32), ((0,),), ()), "is outside"),
        (("LeNet", (32, 32), (), ((9, 9),)), "is outside"),
    ],
)
def test_what_cannot_be_tried_in_a_network_is_a_sentence(arguments, says):
    with pytest.raises(BadInput, match=says):
        workers.run(keras_networks.check, *arguments)
