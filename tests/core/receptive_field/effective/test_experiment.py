"""What may be asked of an effective field, and how many steps it takes."""

import pytest

from core.errors import BadInput
from core.receptive_field.effective.averaging import growth
from core.receptive_field.effective.experiment import INPUTS, EffectiveFieldExperiment
from core.receptive_field.effective.training import UPDATES
from core.receptive_field.layer import Layer

THREE = tuple(Layer(f"conv{n}", 3) for n in range(3))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: EffectiveFieldExperiment(THREE, 7, (0, 0), "magic"), "there is no kind of kernel"),
        (lambda: EffectiveFieldExperiment((), 7, (0, 0)), "no layers"),
        (lambda: EffectiveFieldExperiment(THREE, 7, (0, 0), channels=0), "channels"),
        (lambda: EffectiveFieldExperiment(THREE, 7, (0, 0), samples=10**9), "runs to average"),
        (lambda: EffectiveFieldExperiment(THREE, 7, (0, 0), seed=-1), "seed"),
        (lambda: EffectiveFieldExperiment(THREE, 4096, (0, 0)), "smaller input"),
        (lambda: EffectiveFieldExperiment(THREE, 500, (0, 0), channels=32), "smaller input|fewer channels"),
        (lambda: growth(1, "linear"), "between 2 and 15"),
        (lambda: growth(99, "linear"), "between 2 and 15"),
    ],
)
def test_what_breaks_a_rule_is_a_sentence(call, says):
    with pytest.raises(BadInput, match=says):
        call()


def test_a_unit_that_does_not_exist_is_refused():
    with pytest.raises(BadInput):
        EffectiveFieldExperiment(THREE, 7, (5, 5))


def test_a_unit_in_nothing_but_padding_is_refused():
    with pytest.raises(BadInput, match="sees nothing of the input"):
        EffectiveFieldExperiment((Layer("a", 1, padding=1),), 7, (0, 0))


def test_a_single_gradient_is_enough_where_nothing_is_random_and_training_takes_steps_of_its_own():
    def asked(kind, samples, layers=THREE):
        return EffectiveFieldExperiment(layers, 7, (0, 0), kind, samples=samples)

    assert (asked("uniform", 50).runs, asked("uniform", 50).steps, asked("uniform", 50).channels) == (1, 1, 1)
    assert asked("uniform", 50, (*THREE, Layer("pool", 1, kind="pool"))).runs == 50  # which cell is largest is random
    assert (asked("relu", 50).runs, asked("relu", 50).steps, asked("relu", 50).channels) == (50, 50, 8)
    assert [asked("trained", samples).steps - samples for samples in (1, INPUTS, INPUTS + 1)] == [
        UPDATES,
        UPDATES,
        2 * UPDATES,
    ]
