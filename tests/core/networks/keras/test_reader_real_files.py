"""Files as people have them: nested models counted as Keras counts, sound, TensorFlow.js, Keras 1, other JSON."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.keras_graph import receptive_fields, solve_config
from core.networks import graph_of
from core.networks.keras.reader import read_json
from tests.core.networks.keras.test_vocabulary import in_keras


def start(shape, name="in", **more):
    return {"class_name": "InputLayer", "name": name, "config": {"name": name, "batch_input_shape": shape}, **more}


def conv(name, kernel=3, **more):
    return {"class_name": "Conv2D", "name": name, "config": {"name": name, "kernel_size": [kernel, kernel]}, **more}


def model(name, layers, inputs, outputs, kind="Functional", **more):
    config = {"name": name, "layers": layers, "input_layers": inputs, "output_layers": outputs}
    return {"class_name": kind, "name": name, "config": config, **more}


def base(kind="Functional", **more):
    layers = [start([None, 32, 32, 3], "b_in", inbound_nodes=[]), conv("conv", inbound_nodes=[[["b_in", 0, 0, {}]]])]
    return model("base", layers, [["b_in", 0, 0]], [["conv", 0, 0]], kind, **more)


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


def test_a_sequential_that_begins_with_a_model_takes_that_models_input():
    layers = [base("Model"), {"class_name": "MaxPooling2D", "config": {"name": "pool", "pool_size": [2, 2]}}]
    solution = solve_config({"class_name": "Sequential", "config": {"name": "s", "layers": layers}})
    assert solution.rows[0].size == (32, 32)
    assert solution.rows[-1].field.size == (4, 4)
    inner = {"class_name": "Sequential", "config": {"name": "i", "layers": [start([None, 9, 8, 1]), conv("a")]}}
    twice = {"class_name": "Sequential", "config": {"name": "o", "layers": [inner, conv("b")]}}
    assert solve_config({"class_name": "Sequential", "config": {"layers": [twice]}}).rows[0].size == (9, 8)


@pytest.mark.parametrize("cells", [16_000, 9_600_000, 100_000_000])
def test_minutes_of_sound_are_answered(cells):
    layer = {"class_name": "Conv1D", "config": {"name": "conv", "kernel_size": [80], "strides": [4], "padding": "same"}}
    layers = [start([None, cells, 1]), layer]
    row = solve_config({"class_name": "Sequential", "config": {"layers": layers}}).rows[-1]
    assert (row.size, row.field.size) == ((cells // 4,), (80,))
    free = [start([None, None, 1]), layer]
    assert solve_config({"layers": free}, cells).rows[-1].size == (cells // 4,)
    with pytest.raises(BadInput, match="100000000"):
        solve_config({"layers": free}, 100_000_001)


def test_a_vector_of_features_is_told_apart_from_a_map():
    layers = [{"class_name": "Dense", "config": {"name": "d", "units": 8, "batch_input_shape": [None, 25_800]}}]
    with pytest.raises(BadInput, match="no spatial axes"):
        receptive_fields({"class_name": "Sequential", "config": {"layers": layers}})
    with pytest.raises(BadInput, match="not a list of sizes from 1 to 100000000"):
        receptive_fields({"layers": [start([None, 0, 4, 1]), conv("a")]})


def test_a_tensorflow_js_model_and_the_attributes_of_a_weight_file_are_answered():
    inner = {"class_name": "Sequential", "config": {"name": "s", "layers": [start([None, 32, 32, 1]), conv("conv")]}}
    topology = {"keras_version": "2.15.0", "backend": "tensorflow", "model_config": inner}
    file = {"format": "layers-model", "modelTopology": topology, "weightsManifest": []}
    for found in (file, topology, {"model_config": json.dumps(inner)}, {"modelTopology": inner}):
        assert receptive_fields(found)["conv"].size == (3, 3)
    with pytest.raises(BadInput, match="graph model"):
        receptive_fields({"format": "graph-model", "modelTopology": {"node": []}})


KERAS_1 = {"name": "conv", "batch_input_shape": [None, 64, 64, 3], "nb_filter": 8, "nb_row": 5, "nb_col": 5}


@pytest.mark.parametrize(
    "found",
    [
        {"class_name": "Sequential", "keras_version": "1.2.1", "config": [{"class_name": "Dense", "config": {}}]},
        {"class_name": "Sequential", "config": [{"class_name": "Convolution2D", "config": KERAS_1}]},
        {"class_name": "Sequential", "config": [{"class_name": "Merge", "config": {"name": "m", "layers": []}}]},
        {"class_name": "Model", "config": {"layers": [{"class_name": "Convolution2D", "config": KERAS_1}]}},
    ],
)
def test_a_file_of_keras_1_is_told_so(found):
    with pytest.raises(BadInput, match="Keras 1"):
        receptive_fields(found)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ({"name": "demo", "version": "1.0.0"}, "no list of “layers”.*name, version"),
        ({"type": "FeatureCollection", "features": []}, "type, features"),
        ({"class_name": "MyNet", "config": {"units": 3}}, "MyNet"),
        ({"class_name": "MyNet", "config": {"layers": []}}, "class, MyNet"),
        ({"class_name": "Functional", "config": {}}, "Functional model has no list of layers"),
        ({"modelTopology": {"modelTopology": {"modelTopology": {"modelTopology": {"modelTopology": 1}}}}}, "layers"),
        ({"model_config": "{"}, "not JSON"),
        ({"model_config": {"model_config": []}}, "layers"),
        ({1: 2}, "layers"),
        ("text", "layers"),
        (None, "layers"),
    ],
)
def test_json_that_is_no_model_gets_a_sentence_that_is_true(found, says):
    with pytest.raises(BadInput, match=says):
        receptive_fields(found)


def test_a_models_inputs_are_a_list_and_commas_in_names_do_not_matter():
    names = ("left, upper", "right")
    layers = [start([None, 8, 8, 1], name, inbound_nodes=[]) for name in names]
    add = {"class_name": "Add", "name": "sum", "config": {"name": "sum"}}
    add["inbound_nodes"] = [[[names[0], 0, 0, {}], [names[1], 0, 0, {}]]]
    found = model("m", [*layers, add], [[name, 0, 0] for name in names], [["sum", 0, 0]])
    assert graph_of(found).inputs == names
    with pytest.raises(BadInput) as raised:
        solve_config(found)
    assert raised.value.values["names"] == names
    assert solve_config(found, source=names[0]).source == names[0]


def test_somebody_s_own_layer_with_an_old_argument_is_not_keras_1():
    layers = [start([None, 9, 9, 1]), {"class_name": "Mine", "config": {"name": "m", "subsample": 2, "border_mode": 1}}]
    assert receptive_fields({"layers": layers})["m"].sees == "unknown"


JUNK = (
    st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats() | st.text(max_size=3) | st.just([]) | st.just({})
)
JUNK |= st.lists(st.integers(-2, 3), max_size=4)
PIECES = {
    "nested": model(
        "m",
        [start([None, 32, 32, 3], inbound_nodes=[]), base(inbound_nodes=[[["in", 0, 0, {}]]])],
        [["in", 0, 0]],
        [["base", 1, 0]],
    ),
    "resized": {
        "class_name": "Sequential",
        "config": {
            "layers": [
                start([None, 12, 9, 3]),
                {
                    "class_name": "Resizing",
                    "config": {"name": "r", "height": 8, "width": 7, "interpolation": "bicubic"},
                },
                {"class_name": "EinsumDense", "config": {"name": "e", "equation": "abcd,de->abce"}},
                {"class_name": "AdaptiveMaxPooling2D", "config": {"name": "p", "output_size": [3, 2]}},
            ]
        },
    },
    "operations": model(
        "m",
        [
            start([None, 12, 9, 3], inbound_nodes=[]),
            {
                "class_name": "Pad",
                "module": "keras.src.ops.numpy",
                "name": "pad",
                "config": {"name": "pad", "pad_width": [[0, 0], [1, 1], [2, 0], [0, 0]]},
                "inbound_nodes": [
                    {
                        "args": [
                            {
                                "class_name": "__keras_tensor__",
                                "config": {"shape": [None, 12, 9, 3], "keras_history": ["in", 0, 0]},
                            }
                        ],
                        "kwargs": {},
                    }
                ],
            },
        ],
        [["in", 0, 0]],
        [["pad", 0, 0]],
    ),
}


def places(value, path=()):
    yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, key))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PIECES)), st.lists(st.tuples(st.integers(0, 10**6), JUNK), min_size=1, max_size=2))
def test_whatever_stands_in_a_configuration_it_is_answered_or_a_sentence(name, changes):
    found = json.loads(json.dumps(PIECES[name]))
    for number, junk in changes:
        everywhere = list(places(found))[1:]
        if not everywhere:
            break
        *way, last = everywhere[number % len(everywhere)]
        inner = found
        for key in way:
            inner = inner[key]
        inner[last] = junk
    try:
        solve_config(found)
        read_json(json.dumps(found))
    except BadInput as error:
        assert str(error)
