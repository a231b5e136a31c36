"""The learning of a kernel as a lesson."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.correlation.snippets import frame
from core.learning import KernelLearning, start
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.training import training
from core.takeaway.subjects import Learning, Reader, Translate

SHOWN = 24  # losses of the screen that the lesson holds


def cells(subject: Learning, reader: Reader) -> list[Cell]:
    """The data, gradient descent in TensorFlow, and the losses beside the screen's."""
    _ = reader.translate
    experiment = subject.experiment
    return [
        pieces.opening(
            reader,
            _(
                "A kernel can be learned: from the input X and the output Y that it should give. The loss measures how far the output is from Y; each update moves the kernel a little against the gradient of the loss."
            ),
        ),
        pieces.imports(experiment.image),
        *the_data(_, experiment, subject.true),
        pieces.text(
            _("## The training"),
            _("TensorFlow records how the loss is computed (`GradientTape`) and differentiates it."),
        ),
        training(experiment, subject.updates, subject.rates),
        pieces.code(f"START = {singles(start(experiment).kernel)}", "losses, kernel, bias = learn(START)"),
        pieces.code(
            "for t in range(0, len(losses), max(1, len(losses) // 10)):",
            f'    print(f"{_("update")} {{t + 1}}, {_("loss")} {{losses[t]:.6g}}")',
            "print(kernel)",
            *(["print(bias)"] if experiment.bias else []),
        ),
        pieces.text(
            _("## Beside the lab"),
            _("The lab's numbers come from its own training in TensorFlow.")
            if subject.measured
            else _("The lab's numbers are the exact prediction: it has not trained this kernel yet."),
        ),
        _compared(_, subject),
        pieces.text(_("## The picture")),
        curve(["losses"], [""]),
    ]


def both(trained: tuple[Learning, Learning], reader: Reader) -> list[Cell]:
    """A layer that correlates and one that convolves, taught the same."""
    _ = reader.translate
    correlating, convolving = trained
    return [
        pieces.text(
            _("## Both learn the same"),
            _(
                "One layer correlates, the other convolves. Both start from the same kernel, flipped for the second, and are taught the same output."
            ),
        ),
        pieces.code(*data(correlating.experiment, correlating.true, image="X_taught")),
        training(correlating.experiment, correlating.updates, correlating.rates, image="X_taught", flips=True),
        pieces.code(
            f"START = {singles(start(correlating.experiment).kernel)}",
            "losses, kernel, _ = learn(START)",
            "losses_flipped, kernel_flipped, _ = learn(START[::-1, ::-1], flip=True)",
            "print(kernel)",
            "print(kernel_flipped)",
        ),
        _compared(_, correlating),
        _compared(_, convolving, "_flipped"),
        curve(["losses", "losses_flipped"], ["X ⋆ K", "X ∗ K"]),
    ]


def the_data(_: Translate, experiment: KernelLearning, true: Array) -> list[Cell]:
    """X, the true kernel and Y, and what they are."""
    return [
        pieces.text(
            _("## The data"), _("Y is the cross-correlation of X with the true kernel, which training does not see.")
        ),
        pieces.code(pieces.corr2d(), "", *data(experiment, true)),
    ]


def data(experiment: KernelLearning, true: Array, image: str = "X") -> list[str]:
    """X, the true kernel (h, w) or (h, w, C) and Y, by the book's corr2d."""
    true = np.asarray(true, dtype=np.float64)
    made = [f"{pieces.assigned(image, experiment.image)}", f"TRUE = {frame.literal(true)}"]
    if experiment.image.ndim == 3:
        channels = range(experiment.image.shape[2])
        made.append(f"Y = sum(corr2d({image}[:, :, c], TRUE[:, :, c]) for c in {list(channels)!r})")
    else:
        made.append(f"Y = corr2d({image}, TRUE)")
    if experiment.noise:
        made.append(
            f"Y = Y + np.random.default_rng(({experiment.seed}, 1)).normal(scale={experiment.noise!r}, size=Y.shape)"
        )
    return made


def _compared(_: Translate, subject: Learning, suffix: str = "") -> Cell:
    """The screen's losses and kernel, and how far those of the program are from them."""
    known = np.flatnonzero(np.isfinite(subject.losses[: subject.updates]))
    shown = (
        known[np.unique(np.linspace(0, len(known) - 1, min(len(known), SHOWN)).astype(int))] if len(known) else known
    )
    losses = {int(update): float(subject.losses[update]) for update in shown}
    lines = [f"screen = {losses!r}  # update, counted from 0: the loss before it"]
    if losses:
        said = repr(_("largest difference from the lab's losses:"))
        lines.append(f"print({said}, max(abs(losses{suffix}[update] - loss) for update, loss in screen.items()))")
    lines += [
        f"screen_kernel = {frame.literal(np.asarray(subject.kernel, dtype=np.float64))}",
        f"print({_('largest difference from the lab’s kernel:')!r}, np.abs(kernel{suffix} - screen_kernel).max())",
    ]
    return pieces.code(*lines)


def curve(names: list[str], titles: list[str]) -> Cell:
    """Losses over the updates, on a logarithmic axis where all are above 0."""
    draws = [
        f"axis.plot(np.arange(1, len({name}) + 1), {name}{f', label={title!r}' if title else ''})"
        for name, title in zip(names, titles, strict=True)
    ]
    return pieces.code(
        'figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")',
        *draws,
        f"if min(map(min, ({', '.join(names)},)), default=0) > 0:"
        if len(names) > 1
        else "if min(losses, default=0) > 0:",
        '    axis.set_yscale("log")',
        *(["axis.legend()"] if any(titles) else []),
        'axis.set(xlabel="n", ylabel="L")',
        "plt.show()",
    )


def singles(kernel: Array) -> str:
    """A kernel as TensorFlow gets it."""
    return f"{frame.literal(np.asarray(kernel, dtype=np.float64))}.astype(np.float32)"
