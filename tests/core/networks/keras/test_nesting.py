"""Which call of a nested model is meant: as Keras 2 and Keras 3 count them."""

import pytest

from core.keras_graph import receptive_fields, solve_config
from core.networks.keras.nesting import Turns
from tests.core.networks.keras.made import base, conv, model, start
from tests.core.networks.keras.test_vocabulary import in_keras


def test_keras_2_counts_a_nested_models_creation_as_its_first_call():
    nested = base(inbound_nodes=[[["in", 0, 0, {}]], [["base", 1, 0, {}]]])
    layers = [start([None, 32, 32, 3], inbound_nodes=[]), nested, conv("after", inbound_nodes=[[["base", 2, 0, {}]]])]
    fields = receptive_fields(model("m", layers, [["in", 0, 0]], [["after", 0, 0], ["base", 1, 0]]))
    assert fields["base/conv"].size == (3, 3)
    assert fields["base#2/conv"].size == (5, 5)
    assert fields["after"].size == (7, 7)
    # The second call alone is referred to: 1 may be it, counted from 0, or the first one; Keras 2 begins at 1.
    layers[2] = conv("after", inbound_nodes=[[["base", 1, 0, {}]]])
    assert receptive_fields(model("m", layers, [["in", 0, 0]], [["after", 0, 0]]))["after"].size == (5, 5)


def test_a_sequential_of_keras_2_counts_so_where_it_was_built_before_it_was_called():
    for first, turn in ((start([None, 32, 32, 3], "s_in"), 1), (conv("s_conv"), 0)):
        inner = {"name": "seq", "layers": [first, conv("last")]}
        nested = {"class_name": "Sequential", "name": "seq", "config": inner, "inbound_nodes": [[["in", 0, 0, {}]]]}
        layers = [start([None, 32, 32, 3], inbound_nodes=[]), nested]
        layers.append(conv("after", inbound_nodes=[[["seq", turn, 0, {}]]]))
        fields = receptive_fields(model("m", layers, [["in", 0, 0]], [["after", 0, 0]]))
        assert fields["after"].size == ((5, 5) if turn else (7, 7))


@pytest.mark.slow
def test_models_of_the_installed_keras_are_read_as_it_loads_them():
    """Oracle: Keras itself builds the model again from its configuration and says what each output depends on."""
    config, boxes = in_keras(
        """
        import tensorflow as tf
        L = keras.layers
        def one(name, kernel, **more):
            a = keras.Input((16, 16, 1))
            return keras.Model(a, L.Conv2D(1, kernel, padding="same", kernel_initializer="ones", name="c" + name)(a), name=name)
        f, g = one("f", 3), one("g", 5)
        s = keras.Sequential([keras.Input((16, 16, 1)), L.Conv2D(1, 3, padding="same", name="cs")], name="s")
        x = keras.Input((16, 16, 1), name="x")
        model = keras.Model(x, [f(x), g(f(f(x))), s(g(x)), f(s(x))])
        config = model.get_config()
        loaded = keras.Model.from_config(model.get_config())  # it empties what it is given
        loaded.set_weights([np.ones_like(w) if w.ndim > 1 else w for w in loaded.get_weights()])
        picture = tf.ones((1, 16, 16, 1))
        boxes = []
        for place in range(4):
            with tf.GradientTape() as tape:
                tape.watch(picture)
                unit = loaded(picture)[place][0, 8, 8, 0]
            touched = np.argwhere(tape.gradient(unit, picture)[0, ..., 0].numpy())
            boxes.append([int(v) for v in (*touched.min(axis=0), *touched.max(axis=0))])
        print(json.dumps([config, boxes]))
        """
    )
    solution = solve_config(config)
    assert len(solution.graph.outputs) == 4
    fields = {row.node.name: row.field for row in solution.rows}
    assert [list(fields[name].region(8, 8)) for name in solution.graph.outputs] == boxes


BUILT = (
    [{"class_name": "InputLayer", "config": {}}],
    [{"class_name": "Dense", "config": {"batch_input_shape": [None, 3]}}],
)
UNBUILT = [{"class_name": "Dense", "config": {}}]


@pytest.mark.parametrize(
    ("kind", "layers", "calls", "inner", "outputs", "first"),
    [
        ("Functional", UNBUILT, 2, [1, 2], [], 1),
        ("Functional", UNBUILT, 2, [1], [0], 0),  # a call 0 is referred to: they are counted from it
        ("Functional", UNBUILT, 2, [1], [], 1),
        ("Model", UNBUILT, 3, [], [1], 1),
        ("Sequential", UNBUILT, 2, [1], [], 0),
        ("Sequential", BUILT[0], 2, [1], [], 1),
        ("Sequential", BUILT[1], 2, [1], [], 1),
        ("Sequential", [], 2, [1], [], 0),
        ("Sequential", UNBUILT, 1, [1], [], 1),  # of one call the second number: the first was its creation
        ("Sequential", UNBUILT, 2, [], [2], 1),
    ],
)
def test_keras_2_begins_at_1_where_a_model_was_built_before_it_was_called(kind, layers, calls, inner, outputs, first):
    nested = {
        "class_name": kind,
        "name": "m",
        "config": {"layers": layers},
        "inbound_nodes": [[["in", 0, 0, {}]]] * calls,
    }
    after = {"class_name": "ReLU", "config": {}, "inbound_nodes": [[["m", turn, 0, {}]] for turn in inner]}
    turns = Turns({"layers": [nested, after], "output_layers": [["m", turn, 0] for turn in outputs]})
    assert (turns.inner("m", 5), turns.output("m", 5)) == (5 - first, 5 - first)
    assert turns.inner("after", 5) == 5


@pytest.mark.parametrize(
    ("kind", "outputs", "first"),
    [("Functional", [1], 1), ("Functional", [0, 1], 0), ("Functional", [], 1), ("Sequential", [1], 0)],
)
def test_keras_3_counts_the_creation_of_a_functional_model_among_the_outputs_alone(kind, outputs, first):
    tensor = {"class_name": "__keras_tensor__", "config": {"keras_history": ["in", 0, 0]}}
    nested = {"class_name": kind, "name": "m", "config": {"layers": []}, "inbound_nodes": [{"args": [tensor]}]}
    turns = Turns({"layers": [nested], "output_layers": [["m", turn, 0] for turn in outputs]})
    assert (turns.inner("m", 5), turns.output("m", 5)) == (5, 5 - first)
