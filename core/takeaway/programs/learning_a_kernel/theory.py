"""What the image's own eigenvalues say of a training, as a lesson: rates, what is determined, updates to a loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.learning import KernelLearning, start
from core.quadratic import QuadraticLoss, Rule
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import Check, beside
from core.takeaway.programs.learning import singles, the_data
from core.takeaway.programs.learning_a_kernel import form
from core.takeaway.subjects import Reader

MOST_NUMBERS = 20_000_000  # of the kernels that a program's updates, made one by one, leave in memory

_UPDATES = """
def loss_after(t):
    \"\"\"Each direction's error shrinks by |1 - rate * λ| an update.\"\"\"
    return least + (values * ((1 - RATE * values) ** t * away) ** 2).sum() / 2


away = vectors.T @ (first - best)
low, high = 0, 1
while loss_after(high) > GOAL:
    low, high = high, 2 * high
while high - low > 1:  # the loss only falls: halve until the first update is found
    middle = (low + high) // 2
    low, high = (middle, high) if loss_after(middle) > GOAL else (low, middle)
needed = 0 if loss_after(0) <= GOAL else high
"""
_ROOTS = """
left = []
for step in RATE * values:  # an update is a 2 × 2 matrix on (error, last step)
    trace, determinant = {trace}, {determinant}
    left.append(np.abs(np.roots([1.0, -trace, determinant])).max())
"""


@dataclass(frozen=True, eq=False)
class Theory:
    """A training that need not have begun; `true` is the kernel that made its target.

    `goal` is a loss, `needed` the updates to it that the screen says, None where it says none.
    """

    experiment: KernelLearning
    true: Array
    form: QuadraticLoss
    goal: float
    needed: int | None = None

    @property
    def rule(self) -> Rule:
        """The optimizer."""
        method = self.experiment
        return Rule(method.optimizer, method.momentum, method.weight_decay)

    @property
    def plain(self) -> bool:
        """Gradient descent at one rate."""
        method = self.experiment
        return method.optimizer == "sgd" and method.schedule == "constant" and not method.weight_decay


def cells(subject: Theory, reader: Reader) -> list[Cell]:
    """Curvatures from the patches, and all that follows from them without a training."""
    _ = reader.translate
    experiment, rule, found = subject.experiment, subject.rule, subject.form
    limit = found.stable_rate(rule)
    checks: list[Check] = [
        (_("eigenvalue λ"), "values", found.eigenvalues),
        (_("rank (identifiable directions)"), "rank", found.rank),
        (_("smallest possible loss"), "least", found.min_loss),
    ]
    if limit is not None:
        checks.append((_("largest stable rate"), "limit", limit))
    if subject.plain and not experiment.shape.batch and found.rank:
        checks.append((_("fastest rate"), "fastest", found.best_learning_rate))
    left = None if found.bias and rule.weight_decay else rule.contraction(experiment.learning_rate, found.eigenvalues)
    if left is not None:
        checks.append((_("error factor per update"), "left", left))
    reaches = subject.needed is not None and _reaches(subject)
    if reaches:
        checks.append((_("updates to the loss"), "needed", subject.needed or 0))
    return [
        pieces.opening(
            reader,
            _(
                "The squared error is a quadratic form of the kernel. Its second derivative H comes from the image alone, and its eigenvalues, the curvatures, decide which learning rates work and how fast each direction is learned."
            ),
        ),
        pieces.imports(experiment.image, tensorflow=False),
        *the_data(_, experiment, subject.true),
        pieces.text(_("## The curvatures")),
        pieces.code(*form.form(experiment), "", *form.least()),
        pieces.code(*_curvatures(subject, left is not None)),
        *(
            [
                pieces.text(_("## Updates to a loss")),
                pieces.code(*_updates(subject), f"print({_('updates to the loss')!r}, needed)"),
            ]
            if reaches
            else []
        ),
        pieces.text(_("## Beside the lab")),
        beside(_, *checks),
    ]


def _curvatures(subject: Theory, contracts: bool) -> list[str]:
    experiment, found = subject.experiment, subject.form
    lines = [
        "values, vectors = np.linalg.eigh(H)",
        "values = np.maximum(values, 0.0)",
        "seen = values > 1e-10 * values[-1]",
        "rank = seen.sum()",
        f"RATE = {experiment.learning_rate!r}",
        *_limit(subject),
    ]
    if found.rank:
        lines.append("fastest = 2 / (values[seen][0] + values[-1])  # the slowest direction shrinks fastest")
    if contracts:
        lines += _contraction(experiment)
    lines += [
        "print(values)",
        "print(rank, n)",
        "unknown = vectors[:, ~seen].T  # may be added to the kernel without any change of the output",
        "print(unknown)",
    ]
    return lines


def _limit(subject: Theory) -> list[str]:
    """`limit`, the rate above which the method diverges, where there is one."""
    rule, found = subject.rule, subject.form
    decay = rule.weight_decay
    if found.stable_rate(rule) is None:
        return []
    if rule.adaptive:
        return [f"limit = 2 / {decay!r}"]
    if not (found.rank or decay):
        return ["limit = np.inf  # an image of zeros: the loss is flat"]
    m = rule.momentum if rule.name != "sgd" else 0.0
    seen = 1.0 + 2.0 * m if rule.name == "nesterov" else 1.0
    if found.bias and decay:
        return [
            f"decays = {(1.0 + m) * decay / seen!r} * np.diag(np.arange(n) < n - 1)  # not the bias",
            f"limit = {2.0 * (1.0 + m)!r} / ({seen!r} * np.linalg.eigvalsh(H + decays)[-1])",
        ]
    steep = "values[-1]" if seen == 1.0 else f"({seen!r} * values[-1])"
    if decay:
        steep = f"({steep} + {(1.0 + m) * decay!r})"
    return [f"limit = {2.0 * (1.0 + m)!r} / {steep}"]


def _contraction(experiment: KernelLearning) -> list[str]:
    """`left`: what one update leaves of the error along each direction."""
    decay = f" - RATE * {experiment.weight_decay!r}" if experiment.weight_decay else ""
    if experiment.optimizer == "sgd":
        return [f"left = np.abs(1{decay} - RATE * values)"]
    m, nesterov = experiment.momentum, experiment.optimizer == "nesterov"
    kept = f"1{decay}"
    return [
        _ROOTS.strip("\n").format(
            trace=f"{kept} + {m!r} - {1.0 + m if nesterov else 1.0!r} * step",
            determinant=f"{m!r} * ({kept}{' - step' if nesterov else ''})",
        )
    ]


def _reaches(subject: Theory) -> bool:
    """Whether the program finds the update itself: its loss only falls, or few enough are made one by one."""
    if subject.plain:
        return float(subject.form.contraction(subject.experiment.learning_rate).max()) <= 1.0
    return (subject.needed or 0) * subject.form.eigenvalues.size <= MOST_NUMBERS


def _updates(subject: Theory) -> list[str]:
    experiment = subject.experiment
    first = np.asarray(start(experiment).kernel, dtype=np.float64)
    lines = [
        f"GOAL = {subject.goal!r}",
        f"first = {singles(first)}.astype(float).ravel()",
        *(["first = np.append(first, 0.0)  # the bias"] if experiment.bias else []),
    ]
    if subject.plain:
        return [*lines, "", "", _UPDATES.strip("\n")]
    return [
        *lines,
        *form.descent(experiment),
        "",
        f"losses = loss(descend(first, {subject.needed}))",
        "needed = np.argmax(losses <= GOAL)",
    ]
