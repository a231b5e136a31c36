"""The experiment on a model of one's own: what is kept of its layers, and what cannot be tried."""

import pytest

from core.errors import BadInput
from core.receptive_field.models import solve_config
from core.receptive_field.perturbation import own_networks
from tests.core.receptive_field.running.keras_configs import conv, layer, model


@pytest.mark.parametrize(
    ("config", "layer", "says"),
    [
        (model(layer("Lambda", "a", ["in"])), "a", "none of the small inputs"),
        (model(conv(kernel_size=200)), "a", "none of the small inputs"),
        (
            model(*(conv(f"c{i}", f"c{i - 1}" if i else "in", kernel_size=121, padding="same") for i in range(40))),
            "c39",
            "multiplications",
        ),
    ],
)
def test_an_experiment_that_cannot_be_made_is_a_sentence(config, layer, says):
    solution = solve_config(config, (300, 300))
    with pytest.raises(BadInput, match=says):
        own_networks.plan_of(config, solution, layer)


def test_the_experiment_keeps_where_layers_look_and_nothing_else():
    config = model(conv(filters=64, strides=2, activation="gelu"), layer("ReLU", "r", ["a"]), conv("b", "r", groups=4))
    plan = own_networks.plan_of(config, solve_config(config), "b")
    assert plan.size == (32, 45)
    assert [step.kind for step in plan.steps] == ["", "Conv2D", "", "Conv2D"]
    assert dict(plan.steps[1].arguments) == {"activation": "linear", "filters": 1, "kernel_size": 3, "strides": 2}
