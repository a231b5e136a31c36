"""The program that a visitor saves: run as a reader would run it, it makes the same losses."""

import numpy as np
import pytest

from core import workers
from core.feature_maps import Setting, program, training
from tests.programs import Program, results

pytestmark = pytest.mark.slow


def test_the_program_trains_the_same_network_to_the_same_losses(tmp_path):
    setting = Setting(channels=3, kernel=5, first="sobel", pooling="average", batch=256, seed=4)
    turned = Setting(channels=3, kernel=5, first="sobel", pooling="average", batch=256, seed=4, rate=0.001)
    state, first = workers.run(training.advance, setting, training.start(setting), 6, timeout=120)
    _, second = workers.run(training.advance, turned, state, 4, timeout=120)
    text = program(turned, rates=[(0, 0.005), (6, 0.001)], updates=10)
    (losses,) = results(tmp_path, [Program(text, result="losses")], TF_CPP_MIN_LOG_LEVEL="3")
    np.testing.assert_allclose(losses, np.concatenate([first.losses, second.losses]), rtol=1e-5)


def test_every_setting_has_a_program_without_an_error_of_grammar():
    for first in ("learned", "sobel", "random"):
        text = program(Setting(depth=3, first=first))
        compile(text, "program.py", "exec")
        assert text.count("Conv2D(8, 3") == 3
        assert ("trainable=False" in text) == (first != "learned")
