"""Each update's loss as a lesson: trained in TensorFlow, and predicted by H alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Floats
from core.learning import start
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import beside
from core.takeaway.programs.learning import curve, singles, the_data
from core.takeaway.programs.learning_a_kernel import form
from core.takeaway.programs.training import training
from core.takeaway.subjects import Learning, Reader

MOST = 20_000  # updates of a lesson


@dataclass(frozen=True, eq=False)
class Epochs:
    """A training, begun or not, and what is predicted before each of its updates, (updates,); nan where nothing is."""

    training: Learning
    predicted: Floats


def cells(subject: Epochs, reader: Reader) -> list[Cell]:
    """The same losses twice: by training on the image, and by the same rule on H."""
    _ = reader.translate
    experiment, updates = subject.training.experiment, min(subject.training.updates, MOST)
    trained, predicted = subject.training.losses[:updates], subject.predicted[:updates]
    measured = np.flatnonzero(np.isfinite(trained)) if subject.training.measured else np.empty(0, dtype=int)
    known = int(np.isfinite(predicted).sum())  # from the first on
    checks = []
    if measured.size:
        checks.append((_("loss, TensorFlow"), f"losses[: {measured.size}]", trained[: measured.size]))
    if known:
        checks.append((_("loss, predicted"), f"predicted[: {known}]", predicted[:known]))
    # Rates that were turned in mid-run are the training's: the prediction has one.
    return [
        pieces.opening(
            reader,
            _(
                "The loss before each update, twice: as TensorFlow's training prints it, and as theory predicts it. The prediction makes the same updates with H, the loss's second derivative, and no longer needs the image."
            ),
        ),
        pieces.imports(experiment.image),
        *the_data(_, experiment, subject.training.true),
        pieces.text(_("## The training")),
        training(experiment, updates, subject.training.rates),
        pieces.code(f"START = {singles(start(experiment).kernel)}", "losses, kernel, bias = learn(START)"),
        *(_predicted(subject, known, reader) if known else []),
        pieces.code(
            "for t in range(0, UPDATES, max(1, UPDATES // 10)):",
            f"    print(t + 1, losses[t]{', predicted[t] if t < len(predicted) else None' if known else ''})",
        ),
        pieces.text(_("## Beside the lab")),
        beside(_, *checks),
        pieces.text(_("## The picture")),
        curve(["losses", "predicted"], ["TensorFlow", _("predicted")]) if known else curve(["losses"], [""]),
    ]


def _predicted(subject: Epochs, known: int, reader: Reader) -> list[Cell]:
    _ = reader.translate
    experiment = subject.training.experiment
    return [
        pieces.text(_("## The prediction"), _("The loss is ½ wᵀHw − bᵀw + c for a kernel w written as one row.")),
        pieces.code(*form.form(experiment), "", *form.least()),
        pieces.code(
            *form.descent(experiment),
            "",
            f"first = {'np.append(START, 0.0)' if experiment.bias else 'START.ravel()'}.astype(float)",
            f"predicted = loss(descend(first, {known})[:-1])",
        ),
    ]
