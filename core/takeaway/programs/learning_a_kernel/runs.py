"""Several trainings as a lesson: each made again, and their losses on one chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.learning import start
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import beside
from core.takeaway.programs.learning import data, singles
from core.takeaway.programs.training import training
from core.takeaway.subjects import Learning, Reader

MOST = 8  # runs of one lesson, the newest ones
SHOWN = 3  # losses of each that are compared: the first, the last, one between


@dataclass(frozen=True, eq=False)
class Run:
    """A run of the visit, by its name."""

    name: str
    training: Learning


def cells(runs: Sequence[Run], reader: Reader) -> list[Cell]:
    """Data, training and results of each run, the last `MOST` of them."""
    _ = reader.translate
    shown = list(runs)[-MOST:]
    images = [run.training.experiment.image for run in shown]
    made = [
        pieces.opening(
            reader,
            _(
                "The runs of this visit, each trained again from its own data, kernel and settings; their losses on one chart."
            ),
        ),
        pieces.imports(*images),
        pieces.code(pieces.corr2d(), "", "results = {}"),
    ]
    for number, run in enumerate(shown):
        before = shown[number - 1].training if number else None
        made += _again(run, number, before, reader)
    return [
        *made,
        pieces.text(_("## Beside the lab")),
        beside(_, *(check for run in shown for check in _checks(run, reader))),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")',
            "for name, (losses, _, _) in results.items():",
            "    axis.plot(np.arange(1, len(losses) + 1), losses, label=name)",
            'axis.set(xlabel="n", ylabel="L", yscale="log")',
            "axis.legend()",
            "plt.show()",
        ),
    ]


def _again(run: Run, number: int, before: Learning | None, reader: Reader) -> list[Cell]:
    """One run; its data only where they are not those of the run before it."""
    _, subject = reader.translate, run.training
    experiment = subject.experiment
    kept = before is not None and _same_data(before, subject)
    return [
        pieces.text(f"## {_('Run')} {number + 1}"),
        *([] if kept else [pieces.code(*data(experiment, subject.true))]),
        training(experiment, subject.updates, subject.rates),
        pieces.code(
            f"losses, kernel, bias = learn({singles(start(experiment).kernel)})",
            "distance = np.linalg.norm(kernel - TRUE)",
            f"results[{run.name!r}] = losses, kernel, distance",
            f"print(losses[-1], {_('distance to the true kernel')!r}, distance)",
        ),
    ]


def _same_data(one: Learning, other: Learning) -> bool:
    first, second = one.experiment, other.experiment
    same: bool = all(
        np.shape(a) == np.shape(b) and np.array_equal(a, b)
        for a, b in ((first.image, second.image), (one.true, other.true))
    )
    return same and (first.noise, first.seed) == (second.noise, second.seed)


def _checks(run: Run, reader: Reader) -> list[tuple[str, str, Array | float]]:
    _, subject = reader.translate, run.training
    last = len(subject.losses) - 1
    chosen = np.unique(np.linspace(0, last, SHOWN).astype(int))
    kernel = np.asarray(subject.kernel, dtype=np.float64)
    result = f"results[{run.name!r}]"
    return [
        (f"{run.name}: {_('loss')}", f"[{result}[0][t] for t in {chosen.tolist()}]", subject.losses[chosen]),
        (
            f"{run.name}: {_('distance to the true kernel')}",
            f"{result}[2]",
            float(np.linalg.norm(kernel - np.asarray(subject.true))),
        ),
    ]
