"""What the page's address carries, and the experiment that it names."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import correlation, links, quadratic
from core.arrays import Floats
from core.errors import BadInput
from core.figures import Range
from core.learning import OPTIMIZERS, SCHEDULES, KernelLearning
from core.numbers import checked_seed, parse_numbers
from pages.parts.learning_a_kernel.experiment import Experiment, run_digest
from pages.shared import answers, cache, controls, display
from pages.shared.page import Page

NAME = "learning_a_kernel"
NOTEBOOK_START = "-0.39838535 1.15418606"
NOTEBOOK_LOSSES = {2: 22.212, 4: 7.297, 6: 2.434, 8: 0.812, 10: 0.271}  # as the notebook prints them
HIDDEN = ("gaussian", "box", "sharpen", "sobel_x", "laplacian", "identity")  # filters offered to be recovered
STARTS = ("typed", "random")
MAX_SIDE = 512
MAX_EPOCHS = 1_000_000
MAX_BATCH = 2**31 - 1
MAX_SECONDS = 600.0  # of computing a run
LARGE = 1e9  # products of a quadratic form, about 0.1 s, beyond which a worker computes it
FORM_SECONDS = 60.0
BRIGHTNESS = (0.299, 0.587, 0.114)  # what red, green and blue count for: ITU-R BT.601, as Pillow and OpenCV have it
METHOD: tuple[links.Field, ...] = (
    links.Choice("optimizer", "sgd", OPTIMIZERS),
    links.Real("momentum", 0.9, 0.0, 1.0),
    links.Whole("batch", 0, 0, MAX_BATCH),
    links.Flag("bias", False),
    links.Real("weight_decay", 0.0, 0.0, 1e6),
    links.Choice("schedule", "constant", SCHEDULES),
    links.Whole("every", 100, 1, MAX_EPOCHS),
    links.Real("decay", 0.5, 0.0, 1.0),
    links.Real("image_noise", 0.0, 0.0, 1e6),
    links.Real("target_noise", 0.0, 0.0, 1e6),
    links.Seed("noise_seed"),
    links.Real("target_loss", 0.0, 0.0, 1e30),
    links.Whole("patience", 0, 0, MAX_EPOCHS),
    links.Real("seconds", 0.0, 0.0, MAX_SECONDS),
)
DATA: tuple[links.Field, ...] = (
    *controls.image_fields("band", most=MAX_SIDE),
    links.Flag("colour", False),
    *controls.kernel_fields("difference"),
    links.Whole("h", 1, 1, 15),
    links.Whole("w", 2, 1, 15),
    links.Choice("start", "typed", STARTS),
    links.Numbers("init", NOTEBOOK_START, max_shape=(15, 15)),
    links.Seed("start_seed"),
    links.Choice("loss", "sum", ("sum", "mean")),
)
RUN: tuple[links.Field, ...] = (links.Real("rate", 0.02, 0.0, 1e30), links.Whole("epochs", 10, 1, MAX_EPOCHS))
# What decides a run; what is looked at besides, and how, a preset or a reopened run leaves alone.
EXPERIMENT: tuple[links.Field, ...] = tuple(
    field for field in (*DATA, *RUN, *METHOD) if field.name not in display.names()
)
FIRST_SCREEN: tuple[links.Field, ...] = (*RUN, links.Flag("log", True))
NOTEBOOK: dict[str, object] = {field.name: field.default for field in EXPERIMENT}
PRESETS: dict[str, dict[str, object]] = {
    "notebook": NOTEBOOK,
    "random": NOTEBOOK | {"start": "random", "rate": 0.03},
}


def experiment_of(page: Page, image: Floats, true: Floats, shown: Range | None = None) -> Experiment | None:
    """The experiment that the page's settings name; raises BadInput with the rule that is broken.

    None while a worker prepares a large one, which is said where this is called.
    """
    learning, padded, start, digest = prepared(page, image, true)
    form = _form(page, learning)
    return None if form is None else Experiment(learning, form, padded, start, digest, shown)


def digest_of(page: Page, image: Floats, true: Floats) -> str:
    """`Experiment.run_digest` of what `experiment_of` gives, at once; raises BadInput."""
    learning, _, _, digest = prepared(page, image, true)
    return run_digest(digest, learning)


def prepared(page: Page, image: Floats, true: Floats) -> tuple[KernelLearning, Floats, Floats, str]:
    """What is trained, the true kernel, the start, and what tells these from others."""
    setting = {field.name: st.session_state[page.key(field.name)] for field in EXPERIMENT}
    size = (int(setting["h"]), int(setting["w"]))
    padded = grown(true, size)
    noise = float(setting["image_noise"])
    if not 0 <= noise <= 1e6:
        raise BadInput("the noise on the image must be from 0 to 1e6, got {noise}", noise=noise)
    if noise:
        image = image + np.random.default_rng((checked_seed(setting["noise_seed"]), 2)).normal(
            scale=noise, size=image.shape
        )
    if image.ndim == 3:
        padded = padded[..., None] * np.array(BRIGHTNESS)  # what the kernel finds in the picture's brightness
    target = correlation.correlate(image, padded)
    start = start_of(setting, padded.shape)
    learning = KernelLearning(
        image,
        target,
        kernel_size=size,
        learning_rate=float(setting["rate"]),
        epochs=int(setting["epochs"]),
        optimizer=setting["optimizer"],
        loss=setting["loss"],
        initial_kernel=start,
        seed=checked_seed(setting["noise_seed"]),
        momentum=float(setting["momentum"]),
        batch_size=int(setting["batch"]) or None,
        bias=bool(setting["bias"]),
        weight_decay=float(setting["weight_decay"]),
        noise=float(setting["target_noise"]),
        schedule=setting["schedule"],
        decay_every=int(setting["every"]),
        decay=float(setting["decay"]),
        target_loss=float(setting["target_loss"]) or None,
        patience=int(setting["patience"]) or None,
        time_limit=seconds_of(setting["seconds"]),
    )
    method = [setting[field.name] for field in METHOD]
    digest = f"{cache.digest(learning.image)} {cache.digest(padded)} {cache.digest(start)} {setting['loss']} {method}"
    return learning, padded, start, digest


def _form(page: Page, learning: KernelLearning) -> quadratic.QuadraticLoss | None:
    """The loss as a quadratic form; None while a worker computes a large one."""
    image, target = learning.image, np.asarray(learning.target_with_noise, dtype=np.float64)
    size, loss, bias = learning.kernel_size, learning.loss, learning.bias
    if quadratic.work(np.shape(image), size) < LARGE:
        return cache.quadratic(image, target, size, loss, bias)
    found: quadratic.QuadraticLoss | None = answers.answer(
        page, "form", quadratic.quadratic_loss, image, target, size, loss, bias, deadline=FORM_SECONDS
    )
    return found


def seconds_of(value: object) -> float:
    """The bound on a run's computing, from a number field where 0 stands for the longest."""
    seconds = float(value)  # type: ignore[arg-type]
    if not 0 <= seconds <= MAX_SECONDS:
        raise BadInput(
            "the time limit must be from 0 to {most:g} seconds, got {seconds}", most=MAX_SECONDS, seconds=seconds
        )
    return seconds or MAX_SECONDS


def start_of(setting: dict[str, object], shape: tuple[int, ...]) -> Floats:
    """Where training begins: typed numbers, the same for every channel, or standard normal ones from a seed."""
    size = shape[:2]
    if setting["start"] == "typed":
        kernel = parse_numbers(str(setting["init"]), max_shape=(15, 15))
        if kernel.shape != size:
            raise BadInput(
                "the initial kernel has size {initial}, but the kernel to learn has size {kernel}; type one of that size or use random numbers",
                initial=kernel.shape,
                kernel=size,
            )
        return kernel if len(shape) == 2 else np.repeat(kernel[..., None], shape[2], axis=2)
    return np.random.default_rng(checked_seed(setting["start_seed"])).normal(size=shape)


def side_by_side(kernel: Floats) -> Floats:
    """(h, w, C) as C matrices in a row, (h, C·w); (h, w) as it is."""
    return kernel if kernel.ndim == 2 else np.moveaxis(kernel, 2, 1).reshape(kernel.shape[0], -1)


def grown(true: Floats, size: tuple[int, int]) -> Floats:
    """The true kernel with zeros below and to the right up to `size`, so that both see the same windows."""
    if not all(1 <= side <= 15 for side in size):
        raise BadInput(
            "the kernel to learn must be from 1 × 1 to 15 × 15, got {rows} × {columns}", rows=size[0], columns=size[1]
        )
    if true.shape[0] > size[0] or true.shape[1] > size[1]:
        raise BadInput(
            "a {size} kernel cannot reproduce a true kernel of size {true}; learn one at least as large",
            size=size,
            true=true.shape,
        )
    return np.pad(true, ((0, size[0] - true.shape[0]), (0, size[1] - true.shape[1])))
