"""A sweep as a lesson: every run of the grid by the optimizer's rule on H, all learning rates as rows of one matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Floats
from core.learning import Sweep
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import beside
from core.takeaway.programs.learning import data
from core.takeaway.programs.learning_a_kernel import form
from core.takeaway.programs.training import rate_of
from core.takeaway.subjects import Reader

MOST_VALUES = 8  # of what is varied besides, in one lesson
FLOOR = 1e-9  # of the first loss: what is below it is rounding

_RUNS = """
for seed in SEEDS:
    drawn = np.random.default_rng(seed).normal(size=TRUE.shape)  # where the run begins
    first = drawn.astype(np.float32).astype(float).ravel()
{bias}{noise}    kernel, rate_at_first = np.tile(first, (len(LEARNING_RATES), 1)), np.array(LEARNING_RATES)[:, None]
    before = loss(kernel)
    with np.errstate(over="ignore", invalid="ignore"):
{updates}
        after = np.minimum(np.nan_to_num(loss(kernel), nan=np.inf), 1e30)
    levels.append(np.log10(after / before + {floor}))
    diverged += (after > before).sum()
"""
_NOISE = """    noisy = Y + np.random.default_rng((seed, 1)).normal(scale={noise}, size=Y.shape)
{towards}
"""
_POWER = """        values, vectors = np.linalg.eigh(H)  # all updates of gradient descent are one power
        left = (1 - rate_at_first * np.maximum(values, 0)) ** EPOCHS * ((kernel - best) @ vectors)
        kernel = best + np.nan_to_num(left, nan=0.0) @ vectors.T"""
_UPDATES = """        velocity, square = np.zeros_like(kernel), np.zeros_like(kernel)
        for t in range(EPOCHS):
            rate = rate_at_first * rate_of(t)
{gradient}
{rule}"""
_BATCH = """            one_pass, place = divmod(t, Y.size // BATCH)
            order = np.random.default_rng((seed, 2, one_pass)).permutation(Y.size)
            chosen = order[place * BATCH : (place + 1) * BATCH]
            gradient = 2 * {scale} * (kernel @ patches[chosen].T - y[chosen]) @ patches[chosen]"""


@dataclass(frozen=True, eq=False)
class Grid:
    """A sweep that is through: its losses before the first and after the last update, (values, seeds, rates)."""

    sweep: Sweep
    first_losses: Floats
    losses: Floats


def cells(subject: Grid, reader: Reader) -> list[Cell]:
    """For each value that is varied the runs of all seeds and rates, and how their losses ended."""
    _ = reader.translate
    sweep = subject.sweep
    count = min(len(sweep.values), MOST_VALUES)
    experiment = sweep.experiment(0, 0, 0)
    made = [
        pieces.opening(
            reader,
            _(
                "One training, repeated over a grid of learning rates and first kernels. Full-batch updates need H alone, the second derivative of the loss, so thousands of runs take seconds: all learning rates are rows of one matrix."
            ),
        ),
        pieces.imports(experiment.image, tensorflow=False),
        pieces.text(_("## The settings")),
        pieces.code(
            pieces.corr2d(),
            "",
            f"LEARNING_RATES = {list(map(float, sweep.rates))!r}",
            f"SEEDS, EPOCHS = {_seeds(sweep)}, {sweep.epochs}",
            "RATES = [(0, 1.0)]  # the schedule alone",
            "",
            "",
            *rate_of(experiment),
            "",
            "",
            "ends, diverged_of = [], []",
        ),
    ]
    for value in range(count):
        made += _value(sweep, value, reader)
    with np.errstate(over="ignore", invalid="ignore"):
        ended = np.minimum(subject.losses[:count], 1e30)
        levels = np.log10(ended / subject.first_losses[:count] + FLOOR)
        diverged = (ended > subject.first_losses[:count]).sum(axis=(1, 2))
    return [
        *made,
        pieces.text(
            _("## Beside the lab"), _("The final loss as a power of ten of the first one, and how many runs diverged.")
        ),
        beside(
            _,
            (_("final loss"), "np.array(ends)", levels),
            (_("runs that diverged"), "diverged_of", np.asarray(diverged)),
        ),
        pieces.text(_("## The picture")),
        _picture(sweep, count),
    ]


def _value(sweep: Sweep, value: int, reader: Reader) -> list[Cell]:
    """The data where they change with the value, and the runs."""
    _ = reader.translate
    experiment = replace(sweep.experiment(value, 0, 0), noise=0.0)
    said = " × ".join(map(str, shown)) if isinstance(shown := sweep.values[value], tuple) else str(shown)
    batch = experiment.shape.batch
    scale = 1.0 / batch if experiment.loss == "mean" and batch else (experiment.target.size / batch if batch else 1.0)
    gradient = _BATCH.format(scale=repr(scale)) if batch else "            gradient = kernel @ H - b"
    closed = not batch and sweep.rule(value).name == "sgd" and not sweep.weight_decay and sweep.schedule == "constant"
    updates = _UPDATES.format(
        gradient=gradient, rule="\n".join(f"            {line}" for line in form.rule(experiment))
    )
    noise = sweep.noise_of(value)
    towards = form.towards(experiment, "noisy.astype(np.float32).astype(float)")
    anew = not value or sweep.varied != "optimizer"  # H, b and c
    given = data(experiment, sweep.wanted_kernel(value))[1 if value else 0 :]  # X stands there once
    return [
        pieces.text(f"## {said}"),
        *([pieces.code(*given, *form.form(experiment), "", *form.least())] if anew else []),
        *([pieces.code(*([f"BATCH = {batch}"] if batch else []), *form.patches(experiment))] if batch or noise else []),
        pieces.code(
            "levels, diverged = [], 0",
            _RUNS.strip("\n").format(
                bias="    first = np.append(first, 0.0)  # the bias\n" if experiment.bias else "",
                noise=_NOISE.format(noise=repr(noise), towards="\n".join(f"    {line}" for line in towards))
                if noise
                else "",
                updates=_POWER if closed else updates,
                floor=FLOOR,
            ),
            "ends.append(levels)",
            "diverged_of.append(diverged)",
            f"print({said!r}, {_('runs that diverged')!r}, diverged)",
        ),
    ]


def _seeds(sweep: Sweep) -> str:
    whole = sweep.seeds == tuple(range(len(sweep.seeds)))
    return f"range({len(sweep.seeds)})" if whole else repr(list(sweep.seeds))


def _picture(sweep: Sweep, count: int) -> Cell:
    names = [str(value) for value in sweep.values[:count]]
    return pieces.code(
        'figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")',
        f"for name, levels in zip({names!r}, ends):",
        '    axis.plot(LEARNING_RATES, np.median(levels, axis=0), ".-", label=name)',
        'axis.set(xscale="log", xlabel="η", ylabel="log₁₀ L")',
        "axis.legend()",
        "plt.show()",
    )
