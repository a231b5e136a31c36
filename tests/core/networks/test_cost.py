"""Parameters, multiply-adds and activations: by hand, as published, and as Keras and the onnx package count them."""

import copy
import json
import math
from pathlib import Path

import pytest

from core.networks import graph_of, reader, zoo
from core.networks.cost import cost
from core.receptive_field.solver import solve

PROGRAMS = Path(__file__).parent / "pytorch" / "programs"


def costs(graph, size=None, source=None):
    solution = solve(graph, size, source)
    return cost(graph, [row.size for row in solution.rows])


def by_name(found):
    return {layer.name: layer for layer in found.layers}


def layer(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


def sequential(shape, *layers):
    start = layer("InputLayer", "in", batch_shape=[None, *shape])
    return graph_of({"class_name": "Sequential", "config": {"layers": [start, *layers]}})


def test_lenet_of_the_book_has_its_parameters():
    graph = sequential(
        (28, 28, 1),
        layer("Conv2D", "c1", filters=6, kernel_size=5, padding="same"),
        layer("AveragePooling2D", "p1", pool_size=2, strides=2),
        layer("Conv2D", "c2", filters=16, kernel_size=5),
        layer("AveragePooling2D", "p2", pool_size=2, strides=2),
        layer("Flatten", "flat"),
        layer("Dense", "d1", units=120),
        layer("Dense", "d2", units=84),
        layer("Dense", "d3", units=10),
    )
    found = by_name(costs(graph))
    assert [found[name].parameters for name in ("c1", "c2", "d1", "d2", "d3")] == [156, 2416, 48120, 10164, 850]
    assert found["c1"].multiply_adds == 5 * 5 * 1 * 6 * 28 * 28
    assert found["d1"].formula("parameters") == "400·120 (kernel) + 120 (bias) = 48,120"
    assert found["c2"].formula("multiply_adds") == "5·5·6·16 × 100 = 240,000"
    assert found["p1"].memory == 14 * 14 * 6 * 4


# Araujo, Norris & Sim, Distill 2019: billions of operations up to the last feature map at 224 × 224.
PUBLISHED = {"VGG16": "30.71", "MobileNet": "1.14", "InceptionV3": "5.69", "AlexNet": "1.380"}


@pytest.mark.parametrize("name", PUBLISHED)
def test_operations_are_the_published_ones(name):
    config = copy.deepcopy(zoo.network(name)["config"])
    if name == "InceptionV3":  # the table's was built without normalisation: its convolutions have biases instead
        for one in config["config"]["layers"]:
            if one["class_name"] == "Conv2D":
                one["config"]["use_bias"] = True
    found = costs(graph_of(config), 224)
    digits = len(PUBLISHED[name].split(".")[1])
    assert f"{found.operations / 1e9:.{digits}f}" == PUBLISHED[name]


def slim_resnet_50():
    """TF-Slim's resnet_v1_50: the stride stands in the 3×3 of a block's last unit, a strided shortcut is a pool."""
    layers = [{**layer("InputLayer", "in", batch_shape=[None, 224, 224, 3]), "name": "in", "inbound_nodes": []}]

    def add(kind, name, *sources, **config):
        nodes = [[[source, 0, 0, {}] for source in sources]]
        layers.append({**layer(kind, name, **config), "name": name, "inbound_nodes": nodes})
        return name

    def convolution(x, name, filters, kernel, stride=1):
        if stride > 1 and kernel > 1:  # conv2d_same pads before a strided convolution, whatever the size
            x = add("ZeroPadding2D", f"{name} pad", x, padding=kernel // 2)
        padding = "same" if stride == 1 else "valid"
        config = {"filters": filters, "kernel_size": kernel, "strides": stride, "padding": padding, "use_bias": False}
        return add("BatchNormalization", f"{name} norm", add("Conv2D", name, x, **config))

    x = add("MaxPooling2D", "pool", convolution("in", "conv1", 64, 7, 2), pool_size=3, strides=2, padding="same")
    width = 64
    for block, (depth, units, last) in enumerate(((64, 3, 2), (128, 4, 2), (256, 6, 2), (512, 3, 1))):
        for unit in range(units):
            name, stride = f"{block}/{unit}", last if unit == units - 1 else 1
            shortcut = x
            if width != 4 * depth:
                shortcut = convolution(x, f"{name} shortcut", 4 * depth, 1, stride)
            elif stride > 1:
                shortcut = add("MaxPooling2D", f"{name} shortcut", x, pool_size=1, strides=stride)
            y = convolution(x, f"{name} a", depth, 1)
            y = convolution(convolution(y, f"{name} b", depth, 3, stride), f"{name} c", 4 * depth, 1)
            x, width = add("Add", f"{name} sum", shortcut, y), 4 * depth
    config = {"name": "m", "layers": layers, "input_layers": [["in", 0, 0]], "output_layers": [[x, 0, 0]]}
    return graph_of({"class_name": "Functional", "config": config})


def test_resnet_v1_50_of_slim_has_its_published_field_and_operations():
    graph = slim_resnet_50()
    for size, padding in ((224, 239), (321, 241)):
        last = solve(graph, size).rows[-1].field
        assert (last.size, last.stride, last.padding) == ((483, 483), (32, 32), (padding, padding))
    assert f"{costs(graph).operations / 1e9:.2f}" == "6.96"


@pytest.mark.parametrize(
    ("made", "parameters", "multiply_adds"),
    [
        (layer("Conv2D", "a", filters=8, kernel_size=3, groups=2), 3 * 3 * 2 * 8 + 8, 3 * 3 * 2 * 8 * 64),
        (layer("Conv2D", "a", filters=8, kernel_size=3, dilation_rate=2, use_bias=False), 288, 288 * 36),
        (layer("DepthwiseConv2D", "a", kernel_size=3, depth_multiplier=2), 3 * 3 * 4 * 2 + 8, 72 * 64),
        (layer("SeparableConv2D", "a", filters=8, kernel_size=3), 36 + 32 + 8, (36 + 32) * 64),
        (layer("Conv2DTranspose", "a", filters=8, kernel_size=3, strides=2), 3 * 3 * 8 * 4 + 8, 288 * 100),
        (layer("BatchNormalization", "a"), 16, 0),
        (layer("BatchNormalization", "a", scale=False), 12, 0),
        (layer("LayerNormalization", "a", axis=[1, 2, 3]), 2 * 400, 0),
        (layer("GroupNormalization", "a", groups=2), 8, 0),
        (layer("PReLU", "a", shared_axes=[1, 2]), 4, 0),
        (layer("PReLU", "a"), 400, 0),
        (layer("Dense", "a", units=3), 15, 12 * 100),
        (layer("ReLU", "a"), 0, 0),
        (layer("Resizing", "a", height=5, width=5), 0, 0),
    ],
)
def test_a_layer_by_hand(made, parameters, multiply_adds):
    found = costs(sequential((10, 10, 4), made)).layers[-1]
    assert (found.parameters, found.multiply_adds, found.counted) == (parameters, multiply_adds, True)


def test_attention_and_recurrences_by_hand():
    steps, width, heads, key, units = 12, 10, 3, 4, 7
    attention = layer("MultiHeadAttention", "a", num_heads=heads, key_dim=key)
    nodes = [[["in", 0, 0, {}], ["in", 0, 0, {}]]]
    start = {**layer("InputLayer", "in", batch_shape=[None, steps, width]), "name": "in", "inbound_nodes": []}
    graph = graph_of(
        {
            "class_name": "Functional",
            "config": {
                "layers": [start, {**attention, "name": "a", "inbound_nodes": nodes}],
                "input_layers": [["in", 0, 0]],
                "output_layers": [["a", 0, 0]],
            },
        }
    )
    found = costs(graph).layers[-1]
    projections = 4 * width * heads * key
    assert found.parameters == projections + 3 * heads * key + width
    # Four projections at each step; scores and sums for each pair of steps.
    assert found.multiply_adds == projections * steps + 2 * heads * key * steps**2
    assert found.formula("multiply_adds").count(f"{heads}·{key} × {steps**2}") == 2
    lstm = costs(sequential((steps, width), layer("LSTM", "l", units=units))).layers[-1]
    assert lstm.parameters == 4 * (width * units + units * units + units)
    assert lstm.multiply_adds == 4 * (width + units) * units * steps
    assert lstm.numbers == units


def test_what_nobody_has_worked_out_is_named_and_what_follows_is_still_counted():
    graph = sequential(
        (8, 8, 3),
        layer("Conv2D", "a", filters=4, kernel_size=1),
        layer("SpectralNormalization", "own", layer=layer("Conv2D", "inner", filters=4, kernel_size=1)),
        layer("Lambda", "code"),
        layer("Conv2D", "b", filters=2, kernel_size=1),
    )
    found = costs(graph)
    assert [one.name for one in found.uncounted] == ["own", "code", "b"]
    assert found.parameters == 16  # of the layer whose input is known
    told = {"class_name": "__keras_tensor__", "config": {"shape": [None, 8, 8, 4], "keras_history": ["code", 0, 0]}}
    start = {**layer("InputLayer", "in", batch_shape=[None, 8, 8, 3]), "name": "in", "inbound_nodes": []}
    code = {**layer("Lambda", "code"), "name": "code", "inbound_nodes": [[["in", 0, 0, {}]]]}
    last = {**layer("Conv2D", "b", filters=2, kernel_size=1), "name": "b", "inbound_nodes": [{"args": [told]}]}
    config = {"layers": [start, code, last], "input_layers": [["in", 0, 0]], "output_layers": [["b", 0, 0]]}
    found = costs(graph_of({"class_name": "Functional", "config": config}))
    assert found.layers[-1].parameters == 4 * 2 + 2  # the file says the shape that comes in


def test_without_an_input_size_parameters_are_known_and_the_rest_is_said_to_be_missing():
    graph = sequential((None, None, 3), layer("Conv2D", "a", filters=8, kernel_size=3))
    found = costs(graph)
    assert (found.parameters, found.layers[-1].multiply_adds) == (224, None)
    assert [one.name for one in found.unsized] == ["a"]
    assert not found.uncounted


@pytest.mark.parametrize("form", ["exported.txt", "symbolic.txt", "exported.json"])
def test_every_form_of_a_pytorch_program_has_one_cost(form):
    raw = (PROGRAMS / form).read_bytes()
    graph = (reader.read_program(raw) if form.endswith("json") else reader.read_text(raw.decode())).graph
    found = costs(graph, 64)
    convolutions = (4 * 3 * 49 + 4) + 2 * 4 * 4 * 9 + 2 * (4 * 25 + 4) + (4 * 4 * 16 + 4) + (16 + 4)
    norm, head = 4 * 4, 10 * 4 + 10
    assert (found.parameters, found.trainable) == (convolutions + norm + head, convolutions + 8 + head)
    at_32, at_16 = (4 * 3 * 49 + 4 * 4 * 9 + 4 * 25) * 32**2, (4 * 4 * 9 + 4 * 25 + 4 * 4 * 16) * 16**2
    assert found.multiply_adds == at_32 + at_16 + 16 + 40
    assert not found.uncounted


def test_a_dense_layer_of_torch_acts_at_each_of_all_the_places_before_its_features():
    text = """Net(
  (fc): Linear(in_features=6, out_features=8, bias=True)
)

def forward(self, x : "f32[1, 4, 5, 6]"):
    fc : "f32[1, 4, 5, 8]" = self.fc(x)
    return fc
"""
    assert costs(reader.read_text(text).graph).layers[-1].multiply_adds == 4 * 5 * 6 * 8
    flat = text.replace("4, 5, ", "5, ")
    assert costs(reader.read_text(flat).graph).layers[-1].multiply_adds == 5 * 6 * 8


def test_at_another_size_what_follows_from_a_merged_dimension_is_not_known():
    text = """def forward(self, x : "f32[1, 3, 8, 8]"):
    flat : "f32[1, 192]" = x.flatten(1)
    relu : "f32[1, 192]" = torch.relu(flat)
    return relu
"""
    graph = reader.read_text(text).graph
    for size, numbers in ((None, 192), (8, 192), (16, None)):
        assert [layer.numbers for layer in costs(graph, size).layers[1:]] == [numbers] * 2


def test_a_printed_sequential_is_counted():
    graph = reader.read_text((PROGRAMS / "sequential.txt").read_text()).graph
    found = costs(graph, 64)
    assert found.trainable == (8 * 3 * 49 + 8) + 16 + (8 * 8 * 15 + 8) + 90
    assert found.multiply_adds == 8 * 3 * 49 * 32**2 + 8 * 8 * 15 * 12 * 8 + 80


def test_recurrent_modules_and_shared_ones_are_counted_as_torch_has_them():
    text = """Net(
  (rnn): LSTM(5, 7, num_layers=2, batch_first=True, bidirectional=True)
  (out): Linear(in_features=14, out_features=3, bias=False)
)

def forward(self, x):
    rnn = self.rnn(x)
    getitem = rnn[0]
    out = self.out(getitem)
    out_1 = self.out(getitem)
    add = out + out_1
    return add
"""
    found = by_name(costs(reader.read_text(text.replace("self, x", 'self, x : "f32[1, 20, 5]"')).graph))
    first, second = 2 * 28 * (5 + 7 + 2), 2 * 28 * (14 + 7 + 2)
    assert found["rnn"].parameters == first + second
    assert (found["out"].parameters, found["out_1"].parameters) == (42, 0)


onnx = pytest.importorskip("onnx")
LIGHT = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"


@pytest.mark.parametrize(
    ("name", "trainable"),
    [("bvlc_alexnet", 60_965_224), ("squeezenet", 1_235_496), ("vgg19", 143_667_240), ("resnet50", 25_557_032)],
)
def test_networks_of_the_onnx_wheel_have_their_known_parameters_and_the_multiply_adds_of_their_shapes(name, trainable):
    path = LIGHT / f"light_{name}.onnx"
    found = costs(reader.read(path).graph)
    assert found.trainable == trainable
    model = onnx.shape_inference.infer_shapes(onnx.load(path), data_prop=True)
    graph = model.graph
    shapes = {
        value.name: [size.dim_value for size in value.type.tensor_type.shape.dim]
        for value in (*graph.value_info, *graph.output, *graph.input)
    }
    expected = 0
    for node in graph.node:
        if node.op_type == "Conv":
            expected += math.prod(shapes[node.output[0]]) * math.prod(shapes[node.input[1]][1:])
        elif node.op_type == "Gemm":
            expected += math.prod(shapes[node.input[1]])
    assert found.multiply_adds == expected
    outputs = {one.name: one.numbers for one in found.layers}
    for node in graph.node:
        if node.op_type in ("Conv", "Relu", "MaxPool") and node.name in outputs:
            assert outputs[node.name] == math.prod(shapes[node.output[0]]), node.name


def test_a_thousand_layers_are_counted():
    layers = [layer("Conv2D", f"c{turn}", filters=4, kernel_size=3, padding="same") for turn in range(1000)]
    assert costs(sequential((32, 32, 4), *layers)).parameters == 1000 * (144 + 4)


@pytest.mark.slow
def test_parameters_and_shapes_are_those_that_keras_counts():
    """Networks of keras.applications and one of every other layer, read from their configurations."""
    keras = pytest.importorskip("keras")
    for model in (*applications(keras), sequences(keras), maps(keras), shared(keras)):
        graph = graph_of(json.loads(model.to_json()))
        found = costs(graph, 224 if model.inputs[0].shape[1] is None else None)
        assert found.parameters == model.count_params(), model.name
        assert found.trainable == sum(math.prod(weight.shape) for weight in model.trainable_weights), model.name
        assert not found.uncounted, model.name
        layers = {layer.name: layer for layer in model.layers}
        for one in found.layers:
            if one.name in layers and not isinstance(layers[one.name], keras.Model):
                shape = layers[one.name].output.shape[1:]
                assert None in shape or one.numbers == math.prod(shape), (model.name, one.name)


def applications(keras):
    for name in ("MobileNetV3Small", "ConvNeXtTiny", "EfficientNetV2B0"):
        yield getattr(keras.applications, name)(weights=None)


def sequences(keras):
    L = keras.layers
    x = y = keras.Input((12, 10))
    y = L.LayerNormalization()(L.MultiHeadAttention(3, 4, value_dim=5)(y, y))
    for made in (L.LSTM, L.GRU, L.SimpleRNN):
        y = made(7, return_sequences=True)(y)
    y = L.TimeDistributed(L.Dense(6))(L.Bidirectional(L.LSTM(4, return_sequences=True))(y))
    y = L.EinsumDense("abc,cd->abd", (12, 9), bias_axes="d")(L.PReLU(shared_axes=[1])(y))
    y = L.Conv1D(6, 3, groups=2)(L.Dense(4)(L.Permute((2, 1))(y)))
    y = L.Conv1DTranspose(4, 3, strides=2)(L.SeparableConv1D(5, 3, depth_multiplier=2)(y))
    y = L.GRU(2, reset_after=False)(L.RepeatVector(3)(L.Flatten()(y)))
    return keras.Model(x, L.BatchNormalization(scale=False)(y), name="sequences")


def maps(keras):
    L = keras.layers
    x = keras.Input((16, 16, 6))
    y = L.DepthwiseConv2D(3, depth_multiplier=2, use_bias=False)(x)
    y = L.Conv2DTranspose(4, 4, strides=2, padding="same")(L.Conv2D(8, 3, dilation_rate=2, groups=4)(y))
    y = L.PReLU()(L.LayerNormalization(axis=[1, 2, 3])(L.GroupNormalization(2)(y)))
    y = L.Concatenate(axis=1)([y, L.Cropping2D(1)(L.ZeroPadding2D(1)(y))])
    y = L.Dense(3)(L.Reshape((-1,))(L.RMSNormalization()(y)))
    return keras.Model(x, y, name="maps")


def shared(keras):
    L = keras.layers
    inner = keras.Sequential([keras.Input((8, 8, 3)), L.Conv2D(3, 3, padding="same"), L.BatchNormalization()])
    again = L.Conv2D(3, 1)
    x = keras.Input((8, 8, 3))
    y = L.Concatenate()([inner(x), again(again(inner(x)))])
    return keras.Model(x, L.Dense(2)(keras.ops.mean(y, axis=(1, 2))), name="shared")
