"""Sentences over the curve: what is shown before any training, and why a run diverged."""

from __future__ import annotations

from pages.parts.learning_a_kernel.experiment import Experiment
from pages.shared import hidden
from pages.shared.live import Run
from pages.shared.page import Page


def untrained(page: Page, experiment: Experiment, shown: int) -> str:
    """What curve and kernel are before any training; the kernel is shown after `shown` updates."""
    _ = page.translate
    if not experiment.predictable:
        return _("**Not trained yet.** Mini-batch training cannot be predicted; the kernel shown is the initial one.")
    if not shown:
        return _("**Not trained yet.** The dashed curve is the prediction; the kernel shown is the initial one.")
    return _("**Not trained yet.** The dashed curve, Ŷ and the kernel are predictions for {updates:,} updates.").format(
        updates=shown
    )


def headline(page: Page, run: Run) -> str:
    """The run in one word."""
    _ = page.translate
    if run.running:
        return _("Training")
    return _("Done") if run.finished else _("Paused")


def progress(page: Page, made: int, epochs: int) -> str:
    """How far the run is; it may have made more updates than are asked for since."""
    _ = page.translate
    if made > epochs:
        return _("{updates:,} updates made; the limit is now {epochs:,}").format(updates=made, epochs=epochs)
    return _("{updates:,} of {epochs:,} updates").format(updates=made, epochs=epochs)


def diverged(page: Page, experiment: Experiment, run: Run) -> str:
    """Why it diverged, and which rate does not, by the limit of the method that was used."""
    _ = page.translate
    limit, rate = experiment.max_learning_rate, run.rates[-1][1] if run.rates else experiment.rate
    if hidden.FACTS in page.hidden:
        limit = None
    if limit is not None and rate >= limit:
        return _(
            "Diverged at update {updates:,}: each update overshoots the minimum by more than the last. For this image and method the largest stable rate is {limit:.4g}; choose one below {rate:.4g}."
        ).format(updates=run.epoch, limit=limit, rate=rate)
    said = _("Diverged at update {updates:,}: the values left the range of float32. Choose a rate below {rate:.4g}.")
    if experiment.batches and limit is not None:
        said += " " + _(
            "The largest stable rate of full-batch training, {limit:.4g}, is only a guide for mini-batches."
        )
        return said.format(updates=run.epoch, limit=limit, rate=rate)
    return said.format(updates=run.epoch, rate=rate)
