"""What the settings of an experiment, and their values, are called where runs are listed and compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import numbers
from core.words import N_
from pages.parts.learning_a_kernel.topics.data import LOSSES_SAID, STARTS_SAID
from pages.parts.learning_a_kernel.topics.method import OPTIMIZERS_SAID, SCHEDULES_SAID
from pages.shared import controls
from pages.shared.page import Page

SETTINGS_SAID = {
    "image": N_("Input image"),
    "x": N_("Numbers of the input"),
    "side": N_("Side in pixels"),
    "seed": N_("Image seed"),
    "colour": N_("Learn from all three colour channels"),
    "kernel": N_("True kernel"),
    "k": N_("Numbers of the kernel"),
    "rate": N_("Learning rate"),
    "epochs": N_("Epochs"),
    "h": N_("Kernel rows to learn"),
    "w": N_("Kernel columns to learn"),
    "start": N_("Initialize with"),
    "init": N_("Initial kernel"),
    "start_seed": N_("Initialization seed"),
    "loss": N_("Loss"),
    "optimizer": N_("Optimizer"),
    "momentum": N_("Momentum"),
    "batch": N_("Mini-batch"),
    "bias": N_("Also learn a bias"),
    "weight_decay": N_("Weight decay"),
    "schedule": N_("Learning rate schedule"),
    "every": N_("Change every … updates"),
    "decay": N_("Multiply by"),
    "image_noise": N_("Noise on the image"),
    "target_noise": N_("Noise on the target"),
    "noise_seed": N_("Seed of noise and batches"),
    "target_loss": N_("Stop at a loss of"),
    "patience": N_("Stop after updates without progress"),
    "seconds": N_("Stop after seconds of computing"),
}
VALUES_SAID: Mapping[str, Mapping[str, str]] = {
    "optimizer": OPTIMIZERS_SAID,
    "schedule": SCHEDULES_SAID,
    "start": STARTS_SAID,
    "loss": LOSSES_SAID,
}
NEVER = ("target_loss", "patience", "seconds")  # rules that 0 turns off
RATES_TOLD = 4  # of a run whose rate was turned again and again


def setting_said(page: Page, name: str) -> str:
    """What a setting is called."""
    return page.translate(SETTINGS_SAID.get(name, name))


def value_said(page: Page, name: str, value: Any) -> str:
    """What a setting's value is called; numbers as they are typed."""
    _ = page.translate
    if name == "image":
        return _(controls.image_title(value))
    if name == "kernel":
        return _(controls.kernel_title(value))
    if name in VALUES_SAID:
        return _(VALUES_SAID[name][value])
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in NEVER and not value:
        return _("never")
    if name == "batch" and not value:
        return _("all outputs")
    if isinstance(value, str):
        return "; ".join(value.split("\n"))
    return numbers.shortest(float(value))


def rates_said(rates: list[tuple[int, float]]) -> str:
    """The learning rates that a run was made with, in order: "0.02 → 0.005"."""
    said = [numbers.shortest(rate) for _made, rate in rates]
    return " → ".join(said if len(said) <= RATES_TOLD else [said[0], "…", *said[2 - RATES_TOLD :]])
