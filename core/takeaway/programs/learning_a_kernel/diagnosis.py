"""What printed losses tell of the run that printed them, as a lesson."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from core.correlation.snippets import frame
from core.learning import Cause, Diagnosis, KernelLearning, Printed
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import Check, beside
from core.takeaway.programs.learning import the_data
from core.takeaway.programs.learning_a_kernel import form
from core.takeaway.subjects import Reader

MOVING = ("momentum", "nesterov", "accumulated")
RELATIVE, SAME = 2e-5, 1e-9  # what float32 leaves of a loss, as the lab's own fit takes it

_READ_OFF = """
positive = LOSSES[: np.argmax(LOSSES == 0)] if (LOSSES == 0).any() else LOSSES
factor = (positive[-1] / positive[-2]) ** (0.5 / EVERY)  # what one update leaves of the error
curvatures = (1 + np.array([-factor, factor] if 0 < factor < 1 else [factor])) / RATE  # factor = |1 - RATE * λ|
print(factor, curvatures, 2 / curvatures)
"""
_PLAIN = "left = (1 - {sign}{rate} * USED) ** (2.0 * t[:, None])  # of each part of the loss, after t updates"
_MOMENTUM = """
error, velocity, left = np.ones(len(USED)), np.zeros(len(USED)), []
for update in range(t[-1] + 1):
    left.append(error**2)
    pull = RATE * USED * error
    velocity = {momentum} * velocity - pull
    error = error + {step}
left = np.array(left)[t]
"""
_FIT = """
tolerance = HALVES + {relative} * LOSSES + {same} * LOSSES[0]  # the printed digits, and those of float32
scales = np.abs(left / tolerance[:, None]).max(axis=0)
parts = np.linalg.lstsq(left / tolerance[:, None] / scales, LOSSES / tolerance, rcond=None)[0] / scales
fitted = left @ parts
print(np.column_stack([t, LOSSES, fitted]))
"""


@dataclass(frozen=True, eq=False)
class Losses:
    """Printed losses with the rate and the updates between two of them, the training they are held against, and what was found."""

    printed: Printed
    rate: float
    every: int
    experiment: KernelLearning
    true: Array
    found: Diagnosis

    @property
    def cause(self) -> Cause | None:
        """The likeliest one that a program can follow: with momentum only from the first update on."""
        first = next(iter(self.found.causes), None)
        moving = first is not None and first.name in MOVING
        return None if first is None or (moving and first.start is None) else first


def cells(subject: Losses, reader: Reader) -> list[Cell]:
    """The factor, curvatures and rates read off; then the likeliest cause, fitted to the losses."""
    _ = reader.translate
    experiment, found, cause = subject.experiment, subject.found, subject.cause
    checks: list[Check] = [
        (_("Error factor per update"), "factor", found.factor),
        (_("Curvature λ"), "curvatures", np.array(found.curvatures)),
        (_("Largest stable rate 2 / λ"), "2 / curvatures", np.array(found.limits)),
    ]
    if cause is not None:
        used = cause.weights > 0
        at = np.arange(len(subject.printed.losses)) * subject.every
        checks += [
            (_("parts of the first loss"), "parts", cause.weights[used]),
            (_("predicted losses"), "fitted", cause.losses(at, subject.rate)),
        ]
    return [
        pieces.opening(
            reader,
            _(
                "Two printed losses of gradient descent give the factor by which the error shrinks or grows in one update. The factor gives the curvature λ, and this the largest stable learning rate. If the curvatures of the data explain all the losses, the cause is found."
            ),
        ),
        pieces.imports(experiment.image, tensorflow=False),
        pieces.text(_("## The printed losses")),
        pieces.code(
            f"LOSSES = {frame.literal(np.array(subject.printed.losses))}",
            f"RATE, EVERY = {subject.rate!r}, {subject.every}",
            _READ_OFF.strip("\n"),
        ),
        *([] if cause is None else _explained(subject, cause, reader)),
        pieces.text(_("## Beside the lab")),
        beside(_, *checks),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")',
            'axis.plot(1 + EVERY * np.arange(len(LOSSES)), LOSSES, "o")',
            *([] if cause is None else ['axis.plot(1 + t, fitted, "--")']),
            'axis.set(xlabel="n", ylabel="L", yscale="log")',
            "plt.show()",
        ),
    ]


def _explained(subject: Losses, cause: Cause, reader: Reader) -> list[Cell]:
    _ = reader.translate
    used = cause.curvatures[cause.weights > 0]
    if cause.name in MOVING:
        momentum = 1.0 if cause.name == "accumulated" else 0.9
        step = "0.9 * velocity - pull" if cause.name == "nesterov" else "velocity"
        left = _MOMENTUM.strip("\n").format(step=step, momentum=momentum)
    else:
        rate = repr(cause.rates[0]) if cause.rates else "RATE"
        left = _PLAIN.format(sign="-" if cause.name == "sign" else "", rate=rate)
    return [
        *the_data(_, subject.experiment, subject.true),
        pieces.text(
            _("## The likeliest cause"),
            _(
                "Its curvatures, and the part of the first loss that belongs to each; the loss is the sum of these parts."
            ),
        ),
        pieces.code(*_curvatures(subject.experiment, cause)),
        pieces.code(
            f"USED = {frame.literal(used)}  # the curvatures that the losses show",
            "print([float(np.abs(values - value).min()) for value in USED])",
            f"HALVES = {frame.literal(np.array(subject.printed.halves))}  # half of each loss's last printed digit",
            "t = EVERY * np.arange(len(LOSSES))",
            left,
            _FIT.strip("\n").format(relative=RELATIVE, same=SAME),
        ),
    ]


def _curvatures(experiment: KernelLearning, cause: Cause) -> list[str]:
    """`values`: the curvatures of what the cause takes for the training."""
    loss = cause.name if cause.name in ("mean", "sum") else experiment.loss
    image = "np.ones_like(X)" if cause.name == "ones" else "X"
    plain = replace(experiment, loss=loss, bias=cause.name == "bias")
    half = " / 2" if cause.name == "half" else ""
    return [
        f"# {cause.name}",
        *form.form(plain, image),
        "",
        f"values = np.append(0.0, np.maximum(np.linalg.eigvalsh(H){half}, 0.0))",
        "print(values)",
    ]
