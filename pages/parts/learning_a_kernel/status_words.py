"""Sentences below the curve: what is shown before any training, and why a run diverged."""

from __future__ import annotations

from pages.parts.learning_a_kernel.experiment import Experiment
from pages.shared.live import Run
from pages.shared.page import Page


def untrained(page: Page, experiment: Experiment, shown: int) -> str:
    """What curve and kernel are before any training; the kernel is shown after `shown` updates."""
    _ = page.translate
    if not experiment.predictable:
        return _(
            "Nothing is trained yet, and with mini-batches nothing is predicted: the kernel is the start. Start training and watch TensorFlow do it."
        )
    if not shown:
        return _(
            "Nothing is trained yet: the curve is what theory predicts, the kernel is the start. Start training and watch TensorFlow do it."
        )
    return _(
        "Nothing is trained yet: curve and kernel are what theory predicts. Start training and watch TensorFlow do it."
    )


def diverged(page: Page, experiment: Experiment, run: Run) -> str:
    """Why it diverged, and which rate does not, by the limit of the method that was used."""
    _ = page.translate
    limit, rate = experiment.max_learning_rate, run.rates[-1][1] if run.rates else experiment.rate
    if limit is not None and rate >= limit:
        return _(
            "Diverged after {updates:,} updates: each one overshoots the minimum by more than the last. With this image"
            " and method the largest stable rate is {limit:.4g}; choose a smaller one than {rate:.4g}."
        ).format(updates=run.epoch, limit=limit, rate=rate)
    said = _(
        "Diverged after {updates:,} updates: the numbers left the range of float32. Choose a smaller rate than {rate:.4g}."
    )
    if experiment.batches and limit is not None:
        said += " " + _("The largest stable rate of the whole batch, {limit:.4g}, is only a guide for mini-batches.")
        return said.format(updates=run.epoch, limit=limit, rate=rate)
    return said.format(updates=run.epoch, rate=rate)
