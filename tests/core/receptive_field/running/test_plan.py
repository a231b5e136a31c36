"""What is built of a model, and what is refused before anything is built: no TensorFlow here."""

import json
import math

import pytest

from core.errors import BadInput
from core.networks import zoo
from core.receptive_field.models import solve_config
from core.receptive_field.running import plan as plan_module
from core.receptive_field.running.plan import MAX_BYTES, plan_of
from tests.core.receptive_field.running.keras_configs import KERAS, conv, layer, model, planned


@pytest.mark.parametrize(
    ("name", "layer", "parameters", "products"),
    [
        # Parameters of keras.applications without their heads; Araujo, Norris & Sim 2019 count a multiply-add as two:
        # 30.71 and 1.14 thousand million with the head (0.124 and 0.001 of it), a mean pool left out.
        ("VGG16", "block5_pool", 14_714_688, (30.71 / 2 - 0.124) * 1e9),
        ("MobileNet", "conv_pw_13_relu", 3_228_864, (1.14 / 2 - 0.001) * 1e9),
        ("ResNet50", "conv5_block3_out", 23_587_712, None),
        ("EfficientNetB0", "top_activation", 4_049_571, None),
        ("InceptionV3", "mixed10", 21_802_784, None),
    ],
)
def test_parameters_and_multiplications_are_the_published_ones(name, layer, parameters, products):
    network = zoo.network(name)
    # Its paper's size at most: a third of it where the network is too large for the lab's bound.
    plan = planned(network["config"], layer, tuple(network["size"]))
    assert plan.parameters == parameters
    assert products is None or plan.products == pytest.approx(products, rel=0.03)


def test_only_what_the_unit_depends_on_is_built():
    config = model(
        conv(),
        layer("Flatten", "flat", ["a"]),
        layer("Dense", "huge", ["flat"], units=10**9),
        layer("Lambda", "code", ["huge"], function="os.system"),
    )
    plan = planned(config)
    assert [step.kind for step in plan.steps] == ["InputLayer", "Conv2D"]
    assert plan.parameters == 3 * 3 * 3 * 4 + 4
    assert plan.steps[-1].outcome.shape == (30, 30, 4)
    # 30² places, 27 products each for 4 channels; a result and one with its bias are remembered.
    assert plan.products == 30 * 30 * 27 * 4
    assert plan.bytes == 80_000_000 + 4 * (112 + 2 * 2 * 30 * 30 * 4)


def test_a_gradient_remembers_one_part_at_a_time_and_a_path_round_layers_is_not_cut():
    same = {"padding": "same", "use_bias": False}
    config = model(conv(**same), conv("b", "a", **same), layer("Add", "sum", ["a", "b"]), conv("c", "sum", **same))
    plan = planned(config, "c")
    assert [plan.steps[end].name for end in plan.parts] == ["a", "sum", "c"]
    # 32² places of 4 channels are a map; between the parts lie those of a and sum, and the middle part makes b and sum.
    cells = 32 * 32 * 4
    assert plan.bytes == 80_000_000 + 4 * (3 * 3 * (3 + 4 + 4) * 4 + 2 * cells + 2 * 2 * cells)


def test_calls_of_one_layer_share_its_variables_and_nested_models_are_walked():
    inner = {"class_name": "Sequential", "name": "s", "config": {"name": "s", "layers": [conv("b", padding="same")]}}
    inner |= {"inbound_nodes": [[["in", 0, 0, {}]], [["s", 0, 0, {}]]], **KERAS}
    inner["config"]["layers"][0]["config"]["filters"] = 3
    config = model(inner)
    config["config"]["output_layers"] = [["s", 1, 0]]
    plan = planned(config, "s#2/b")
    assert [step.layer for step in plan.owners] == [("s", "b")]
    assert plan.owners[0].stored == "layers/sequential/layers/conv2d"
    assert len(plan.steps) == 3


def test_layers_of_a_class_are_counted_as_keras_counts_them():
    plan = planned(model(conv("x"), layer("BatchNormalization", "n", ["x"]), conv("a", "n")))
    assert [step.stored for step in plan.owners] == ["layers/conv2d", "layers/batch_normalization", "layers/conv2d_1"]
    assert [one.name for one in plan.owners[1].outcome.variables] == ["gamma", "beta", "moving_mean", "moving_variance"]


def nested(depth):
    config = {"name": "c", "layers": [conv("c")]}
    for at in range(depth):
        config = {"name": f"m{at}", "layers": [{"class_name": "Sequential", "config": config}]}
    return {"class_name": "Sequential", "config": config}


@pytest.mark.parametrize(
    ("last", "says"),
    [
        (layer("Lambda", "a", ["in"], function={"class_name": "__lambda__"}), "only Keras's own layers"),
        (layer("Conv2D", "a", ["in"], filters=1, kernel_size=3, module="os"), "only Keras's own layers"),
        (layer("Conv2D", "a", ["in"], filters=1, kernel_size=3, registered_name="evil>Conv2D"), "class evil>Conv2D"),
        (layer("Conv2D", "a", ["in"], filters=1, kernel_size=3, registered_name=["x"]), "only Keras's own layers"),
        (layer("evil>ReLU", "a", ["in"]), "only Keras's own layers"),
        (layer("TFSMLayer", "a", ["in"], filepath="/etc"), "only Keras's own layers"),
        (layer("TimeDistributed", "a", ["in"], layer={"class_name": "Dense", "config": {}}), "only Keras's own layers"),
        (layer("Activation", "a", ["in"], activation="os.system"), "activation of layer a is 'os.system'"),
        (conv(groups=2), "cannot be run on a map of the shape 32×32×3"),
        (layer("BatchNormalization", "a", ["in"], axis=0), "cannot be run"),
        (conv(filters=1_000_000, kernel_size=[32, 32]), "MB of memory .* the limit is 600 MB"),
        (conv(filters=50_000, padding="same"), "would take about"),
    ],
)
def test_what_is_not_on_the_list_or_too_large_is_a_sentence(last, says):
    config = json.loads(json.dumps(model(last)))
    solution = solve_config(config)
    with pytest.raises(BadInput, match=says):
        plan_of(config, solution, "a")


def test_too_many_multiplications_and_deep_nesting_are_sentences():
    many = model(*(conv(f"c{at}", f"c{at - 1}" if at else "in", filters=200, padding="same") for at in range(40)))
    with pytest.raises(BadInput, match=r"million multiplications .* the limit is 20,000 million"):
        planned(many, "c39", (48, 48))
    config = nested(29)
    name = solve_config(config, (32, 32)).rows[-1].node.name
    assert planned(config, name, (32, 32)).parameters == 112
    with pytest.raises(BadInput, match="nested more than"):
        solve_config(nested(40), (32, 32))


def test_the_estimate_and_the_bound_are_named():
    config = model(conv(filters=3_000, padding="same"))
    plan_bytes = 80_000_000 + 4 * (27 * 3_000 + 3_000 + 4 * 224 * 224 * 3_000)
    assert plan_bytes > MAX_BYTES
    with pytest.raises(BadInput) as error:
        planned(config, size=(224, 224))
    assert error.value.values["estimate"] == f"{math.ceil(plan_bytes / 10**6):,}"


def test_another_networks_configuration_is_a_sentence():
    with pytest.raises(BadInput, match="not read from a Keras configuration"):
        plan_of(model(conv("other")), solve_config(model(conv())), "a")
    with pytest.raises(BadInput, match="no layer"):
        planned(model(conv()), "nowhere")


def test_a_chain_of_too_many_layers_is_not_run(monkeypatch):
    chain = [layer("ReLU", f"r{i}", ["in" if i == 0 else f"r{i - 1}"]) for i in range(4)]
    monkeypatch.setattr(plan_module, "MAX_STEPS", 5)
    assert len(planned(model(*chain), "r3").steps) == 5
    monkeypatch.setattr(plan_module, "MAX_STEPS", 4)
    with pytest.raises(BadInput, match="5 layers lie between the input and this unit; up to 4 are run"):
        planned(model(*chain), "r3")


def test_an_input_of_no_size_asks_for_one():
    config = model(conv(), shape=(None, None, None, 3))
    assert planned(config, size=(9, 9)).size == (9, 9)
    with pytest.raises(BadInput, match="the size of the input in is not fixed: give one"):
        planned(config)


def test_a_layer_whose_units_have_no_place_is_refused():
    with pytest.raises(BadInput, match="the units of layer f have no fixed position: choose an earlier layer"):
        planned(model(conv(), layer("Flatten", "f", ["a"])), "f")
