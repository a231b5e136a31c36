"""How the page's numbers come about, as a lesson: the curvatures, and which ways of writing the layer have a gradient."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.learning import KernelLearning, tape
from core.quadratic import QuadraticLoss
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import beside
from core.takeaway.programs.learning import singles, the_data
from core.takeaway.programs.learning_a_kernel import form
from core.takeaway.subjects import Reader

_ASK = '''
def gradient(layer):
    """Of the sum of the layer's outputs, with respect to K; None where TensorFlow has none."""
    K = tf.Variable(SMALL_K)
    try:
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(layer(tf.constant(SMALL_X), K))
        return tape.gradient(total, K)
    except TypeError as error:
        print(error)


for layer in (assigned_to_tensor, assigned_to_variable, summed):
    found = gradient(layer)
    print(layer.__name__, None if found is None else found.numpy())
'''


@dataclass(frozen=True, eq=False)
class Computed:
    """A training, and the layer's input (H, W) and kernel (h, w) that TensorFlow is asked about."""

    experiment: KernelLearning
    true: Array
    form: QuadraticLoss
    image: Array
    kernel: Array


def cells(subject: Computed, reader: Reader) -> list[Cell]:
    """H and its eigenvalues; the three ways of writing the layer, and TensorFlow's answer to each."""
    _ = reader.translate
    experiment = subject.experiment
    rows, columns = (n - k + 1 for n, k in zip(subject.image.shape, subject.kernel.shape, strict=True))
    h, w = subject.kernel.shape
    # Of the sum of the outputs: each entry's gradient is the sum of all numbers that it is multiplied by.
    sums = [[float(subject.image[a : a + rows, b : b + columns].sum()) for b in range(w)] for a in range(h)]
    ways = [inspect.getsource(way) for way in (tape.assigned_to_tensor, tape.assigned_to_variable, tape.summed)]
    return [
        pieces.opening(
            reader,
            _(
                "Two things behind this page: the curvatures that decide the largest stable learning rate, and why a layer that assigns its outputs one by one cannot be trained."
            ),
        ),
        pieces.imports(experiment.image),
        *the_data(_, experiment, subject.true),
        pieces.text(_("## The curvatures")),
        pieces.code(
            *form.form(experiment),
            "",
            "values = np.maximum(np.linalg.eigvalsh(H), 0.0)",
            "print(values)",
            "print(2 / values[-1])",
        ),
        pieces.text(
            _("## Which layer has a gradient?"),
            _("The same cross-correlation, written in three ways. TensorFlow differentiates what its tape records."),
        ),
        pieces.code(
            "\n\n".join(
                way.replace("    import tensorflow as tf\n\n", "").replace(": Any", "").replace(" -> Any", "")
                for way in ways
            )
        ),
        pieces.code(
            pieces.assigned("SMALL_X", np.asarray(subject.image, dtype=np.float32)) + _single(subject.image),
            f"SMALL_K = {singles(subject.kernel)}",
            "",
            "",
            _ASK.strip("\n"),
        ),
        pieces.text(_("## Beside the lab")),
        beside(
            _,
            (_("eigenvalue λ"), "values", subject.form.eigenvalues),
            (_("largest stable rate"), "2 / values[-1]", subject.form.max_learning_rate),
            (_("gradient"), "found", np.array(sums)),
        ),
    ]


def _single(image: Array) -> str:
    return "" if image.size > 400 else ".astype(np.float32)"
