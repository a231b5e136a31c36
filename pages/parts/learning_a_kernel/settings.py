"""What the page's address carries, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import correlation, links, quadratic
from core.errors import BadInput
from core.learning import KernelLearning
from core.numbers import parse_numbers
from pages.shared import cache, controls
from pages.shared.frame import Page

NAME = "learning_a_kernel"
NOTEBOOK_START = "-0.39838535 1.15418606"
NOTEBOOK_LOSSES = {2: 22.212, 4: 7.297, 6: 2.434, 8: 0.812, 10: 0.271}  # as the notebook prints them
STARTS = ("typed", "random")
MOST_SIDE = 512
MOST_EPOCHS = 1_000_000
FIELDS: tuple[links.Field, ...] = (
    *controls.image_fields("band", most=MOST_SIDE),
    *controls.kernel_fields("difference"),
    links.Real("rate", 0.02, 0.0, 1e30),
    links.Whole("epochs", 10, 1, MOST_EPOCHS),
    links.Whole("h", 1, 1, 15),
    links.Whole("w", 2, 1, 15),
    links.Choice("start", "typed", STARTS),
    links.Numbers("init", NOTEBOOK_START, max_shape=(15, 15)),
    links.Whole("start_seed", 0, 0, 2**31 - 1),
    links.Choice("loss", "sum", ("sum", "mean")),
    links.Flag("log", True),
)
PRESETS: dict[str, dict[str, object]] = {
    "notebook": {field.name: field.default for field in FIELDS},
    "random": {field.name: field.default for field in FIELDS} | {"start": "random", "rate": 0.03, "start_seed": 1},
}


@dataclass(frozen=True, eq=False)
class Experiment:
    """What is trained, and the loss as the quadratic form that predicts it.

    `true` is the kernel that made the target, (h, w) like the learned one.
    """

    learning: KernelLearning
    form: quadratic.QuadraticLoss
    true: controls.Array
    start: controls.Array
    digest: str

    @property
    def rate(self) -> float:
        return self.learning.learning_rate

    @property
    def stable(self) -> bool:
        return self.rate < self.form.max_learning_rate


def experiment_of(page: Page, image: controls.Array, true: controls.Array) -> Experiment:
    """The experiment that the page's settings name; raises BadInput with the rule that is broken."""
    setting = {field.name: st.session_state[page.key(field.name)] for field in FIELDS}
    size = (int(setting["h"]), int(setting["w"]))
    padded = grown(true, size)
    target = correlation.correlate(image, padded)
    start = start_of(setting, size)
    learning = KernelLearning(
        image,
        target,
        kernel_size=size,
        learning_rate=float(setting["rate"]),
        epochs=int(setting["epochs"]),
        loss=setting["loss"],
        initial_kernel=start,
    )
    form = cache.quadratic(image, target, size, setting["loss"])
    digest = f"{cache.digest(image)} {cache.digest(padded)} {cache.digest(start)} {setting['loss']}"
    return Experiment(learning, form, padded, start, digest)


def start_of(setting: dict[str, object], size: tuple[int, int]) -> controls.Array:
    """Where training begins: typed numbers, or standard normal ones from a seed."""
    if setting["start"] == "typed":
        kernel = parse_numbers(str(setting["init"]), max_shape=(15, 15))
        if kernel.shape != size:
            raise BadInput(
                "the initial kernel has the size {initial}, the kernel to learn {kernel}; type one of that size or"
                " start from random numbers",
                initial=kernel.shape,
                kernel=size,
            )
        return kernel
    seed = int(setting["start_seed"])  # type: ignore[call-overload]
    if seed < 0:
        raise BadInput("the seed must be 0 or a larger whole number, got {seed}", seed=seed)
    return np.random.default_rng(seed).normal(size=size)


def grown(true: controls.Array, size: tuple[int, int]) -> controls.Array:
    """The true kernel with zeros below and to the right up to `size`, so that both see the same windows."""
    if not all(1 <= side <= 15 for side in size):
        raise BadInput(
            "the kernel to learn must be from 1 × 1 to 15 × 15, got {rows} × {columns}", rows=size[0], columns=size[1]
        )
    if true.shape[0] > size[0] or true.shape[1] > size[1]:
        raise BadInput(
            "a {size} kernel cannot learn what the true kernel of size {true} does; learn one at least as large",
            size=size,
            true=true.shape,
        )
    return np.pad(true, ((0, size[0] - true.shape[0]), (0, size[1] - true.shape[1])))
