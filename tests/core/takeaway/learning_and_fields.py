"""What the topics of "Learning a kernel" and "Receptive field" hand over, each with what makes its lesson."""

import functools
from dataclasses import replace
from functools import partial

import numpy as np

from core import images, kernels, learning, quadratic
from core.learning import Sweep, diagnose, read_losses
from core.learning.recovery import least_squares, pair
from core.learning.sweeps import runs as sweep_runs
from core.networks import graph_of, zoo
from core.quadratic import surface as loss_surface
from core.receptive_field import EffectiveFieldExperiment, solve, table
from core.receptive_field import text as stack_text
from core.receptive_field.effective import averaging
from core.receptive_field.effective import theory as theory_of_fields
from core.receptive_field.perturbation import comparison
from core.receptive_field.perturbation import trial as trials
from core.takeaway.programs.learning_a_kernel import (
    computed,
    diagnosis,
    epochs,
    recover,
    runs,
    surface,
    sweep,
    theory,
)
from core.takeaway.programs.receptive_field import check, effective, formula, growth, networks
from tests.core.takeaway.cases import NOTEBOOK_START, RNG, learned

PRINTED = "epoch 2, loss 96.154\nepoch 4, loss 25614.863\nepoch 6, loss 6823660.500\nepoch 8, loss 1817785728.000"


def form_of(experiment):
    return quadratic.quadratic_loss(
        experiment.image,
        experiment.target_with_noise.astype(float),
        experiment.kernel_size,
        experiment.loss,
        experiment.bias,
    )


def path_of(experiment, updates):
    """Kernels and losses that theory predicts."""
    share = learning.factors(
        experiment.schedule,
        np.arange(updates),
        epochs=experiment.epochs,
        every=experiment.decay_every,
        decay=experiment.decay,
    )
    return form_of(experiment).path(
        learning.start(experiment).kernel, experiment.learning_rate * share, updates, optimizer=experiment.optimizer,
        momentum=experiment.momentum, weight_decay=experiment.weight_decay,
    )  # fmt: skip


def theory_of(goal, **options):
    subject = learned(**options)
    _, losses = path_of(subject.experiment, 400)
    needed = int(np.argmax(losses <= goal)) if (losses <= goal).any() else None
    return theory.Theory(subject.experiment, subject.true, form_of(subject.experiment), goal, needed)


def epochs_of(**options):
    subject = replace(learned(**options), rates=())
    losses = path_of(subject.experiment, subject.updates)[1]
    return epochs.Epochs(replace(subject, losses=losses, measured=True), losses)


def surface_of(**options):
    subject = learned(**options)
    experiment, full = subject.experiment, form_of(subject.experiment)
    form = full.at_best_bias
    flat, steep = loss_surface.extreme_directions(form)
    found = loss_surface.plane(form, form.minimizer, flat, steep, (-2.0, 2.0, -1.0, 3.0), points=25)
    path, _ = full.path(learning.start(experiment).kernel, experiment.learning_rate, 12)
    return surface.Plane(experiment, subject.true, found, ("x", "y"), 12, found.project(full.parts(path)[0])[-1])


def computed_of():
    subject = learned(image=RNG.normal(size=(6, 7)))
    return computed.Computed(
        subject.experiment, subject.true, form_of(subject.experiment), subject.experiment.image, learning.start(subject.experiment).kernel
    )  # fmt: skip


def diagnosis_of(text, rate, every):
    subject, printed = learned(), read_losses(text)
    method = subject.experiment
    found = diagnose(printed, rate, every, image=method.image, target=method.target, kernel_size=(1, 2))
    assert found.causes
    return diagnosis.Losses(printed, rate, every, method, subject.true, found)


def momentum_run(**method):
    """What a run with momentum prints."""
    subject = learned()
    _, losses = form_of(subject.experiment).path(NOTEBOOK_START, 0.004, 12, optimizer="momentum", **method)
    return " ".join(f"{loss:.4f}" for loss in losses)


def trained(name, **options):
    """A run whose losses and kernel are those of theory: TensorFlow's are the same up to float32."""
    subject = learned(**options)
    kernels_, losses = path_of(subject.experiment, subject.updates)
    return runs.Run(name, replace(subject, losses=losses, path=((subject.updates, kernels_[-1]),), measured=True))


def sweep_of(rates=(0.001, 0.01, 0.08), seeds=(0, 1), **options):
    image = np.random.default_rng(5).normal(size=(7, 8)).astype(np.float32).astype(float)
    found = Sweep(image, np.array([[1.0, -1.0]]), rates, seeds, epochs=40, **options)
    # TensorFlow trains mini-batches: ASKED has core's own numbers of those.
    state = sweep_runs.start(found) if found.trained else sweep_runs.run(found)
    return sweep.Grid(found, state.first_losses, state.losses)


BEFORE, AFTER = least_squares.hide(images.photograph("camera", 96), np.asarray(kernels.NAMED["sharpen"]()))


def recover_of():
    """A filter of whole numbers hidden in a photograph: saving rounds nothing, so that the lab has nothing to correct."""
    return recover.Recovered(pair.recover_values(BEFORE, AFTER, (3, 4)))


STACK = stack_text.read("conv3x2s2x1p1~pool2s2~conv3psamed2~average3p1")
TURNED = stack_text.read("conv3s2p1~transposed4s2p1~conv3s2")


def check_of(stack, size, cell, unit):
    rows, trial = table(stack, size), trials.trial(stack, size)
    causes = int(comparison.to_unit(trial, unit[1:], unit[0])[0].changed.sum())
    return check.Raised(rows, trial, cell, comparison.from_cell(trial, cell), unit, causes)


def effective_of(stack, size, unit, kind, samples=3):
    experiment = EffectiveFieldExperiment(stack, size, unit, kind, channels=2, samples=samples, seed=4)
    if kind == "uniform":  # by hand: of equal weights the gradient spreads as the energy of random ones does
        energy = theory_of_fields.expected_energy(stack, size, unit) ** 2
        return effective.Effective(experiment, 1, averaging.result(experiment, energy))
    return effective.Effective(experiment, 0 if kind == "trained" else samples)


def growth_of(kind):
    """Averages of equal weights: by hand, their gradients are what kernels of ones make of one number."""
    experiments = tuple(averaging.growth(3, kind, samples=20).values())[:4]
    rows = []
    for one in experiments:
        n, line = len(one.layers), np.ones(1)
        for _ in range(n):
            line = np.convolve(line, np.ones(3))
        found = averaging.result(one, np.outer(line, line) ** 2)
        rows.append([n, 2 * n + 1, found.side, theory_of_fields.root_law(3, n, equal=kind == "uniform")])
    return growth.Growth(experiments, experiments[0].runs, np.array(rows))


def network_of(name, size):
    return solve(graph_of(zoo.network(name)["config"]), size)


SCHEDULED = {
    "optimizer": "nesterov",
    "momentum": 0.8,
    "schedule": "step",
    "decay_every": 4,
    "learning_rate": 0.004,
    "loss": "sum",
}
BIASED = {
    "bias": True,
    "weight_decay": 0.1,
    "image": RNG.normal(size=(6, 9)),
    "true": [[1.0, 0.5], [-1.0, 0.0]],
    "start": None,
    "seed": 3,
}
COLOURED = {
    "image": RNG.random((7, 9, 3)),
    "true": RNG.normal(size=(1, 2, 3)),
    "start": None,
    "learning_rate": 0.01,
    "loss": "mean",
}

MADE = {
    "theory": lambda: partial(theory.cells, theory_of(0.001)),
    "theory, nesterov": lambda: partial(theory.cells, theory_of(3.0, noise=0.1, seed=2, **SCHEDULED)),
    "theory, an image of zeros": lambda: partial(theory.cells, theory_of(3.0, image=np.zeros((3, 4)))),
    "theory, bias and decay": lambda: partial(theory.cells, theory_of(1e-9, **BIASED)),
    "theory, colour": lambda: partial(theory.cells, theory_of(0.05, **COLOURED)),
    "surface": lambda: partial(surface.cells, surface_of()),
    "surface, bias": lambda: partial(surface.cells, surface_of(**BIASED | {"weight_decay": 0.0, "learning_rate": 0.003})),
    "sweep": lambda: partial(sweep.cells, sweep_of(values=("sgd", "adam"))),
    "sweep, noise": lambda: partial(sweep.cells, sweep_of(varied="noise", values=(0.0, 0.2), bias=True, optimizer="momentum")),
    "sweep, batches": lambda: partial(sweep.cells, sweep_of((0.05,), (7,), varied="kernel_size", values=((2, 2),), batch_size=11, loss="mean")),
    "diagnosis": lambda: partial(diagnosis.cells, diagnosis_of(PRINTED, 0.03, 2)),
    "diagnosis, momentum": lambda: partial(diagnosis.cells, diagnosis_of(momentum_run(), 0.004, 1)),
    "diagnosis, gradients added up": lambda: partial(diagnosis.cells, diagnosis_of(momentum_run(momentum=1.0), 0.004, 1)),
    "diagnosis, another rate": lambda: partial(diagnosis.cells, diagnosis_of(momentum_run(momentum=0.0), 0.0052, 1)),
    "recover": lambda: partial(recover.cells, recover_of()),
    "epochs": lambda: partial(epochs.cells, epochs_of()),
    "epochs, Adam": lambda: partial(epochs.cells, epochs_of(optimizer="adam", bias=True, weight_decay=0.02, schedule="cosine")),
    "computed": lambda: partial(computed.cells, computed_of()),
    "runs": lambda: partial(runs.cells, [trained("first"), trained("second", optimizer="adam", updates=4)]),
    "formula": lambda: partial(formula.cells, table(STACK, (30, 33))),
    "formula, transposed": lambda: partial(formula.cells, table(TURNED, (11, 12))),
    "check": lambda: partial(check.cells, check_of(STACK, (14, 13), (4, 5), (3, 1, 2))),
    "check, transposed": lambda: partial(check.cells, check_of(TURNED, (7, 8), (3, 2), (2, 5, 4))),
    "effective": lambda: partial(effective.cells, effective_of(STACK, (20, 21), (3, 4), "relu")),
    "effective, transposed": lambda: partial(effective.cells, effective_of(TURNED, (9, 9), (3, 2), "uniform")),
    "effective, trained": lambda: partial(effective.cells, effective_of(STACK, (20, 21), (3, 4), "trained")),
    "growth": lambda: partial(growth.cells, growth_of("uniform")),
    "growth, trained": lambda: partial(growth.cells, growth_of("trained")),
    "networks": lambda: partial(networks.cells, network_of("ResNet50", 64)),
    "networks, transposed": lambda: partial(networks.cells, network_of("UNet", 256)),
    "networks, resized": lambda: partial(networks.cells, network_of("DeepLab", 128)),
}  # fmt: skip
ASKED = {
    "effective": """
from core.receptive_field.effective import averaging
from tests.core.takeaway.learning_and_fields import MADE
experiment = MADE["effective"]().args[0].experiment
state = averaging.advance(experiment, averaging.start(experiment), experiment.steps)
print({said!r}, np.abs(energy - state.energy / state.energy.sum()).max())
""",
    "sweep, batches": """
from core.learning.sweeps import runs
from tests.core.takeaway.learning_and_fields import MADE
state = runs.run(MADE["sweep, batches"]().args[0].sweep)
print({said!r}, np.abs(np.array(ends) - np.log10(state.losses / state.first_losses + 1e-9)).max())
""",
}


@functools.cache
def made(name):
    """What is made when it is asked for, once."""
    return MADE[name]()


def later(name, reader):
    """The lesson of that name."""
    return made(name)(reader)


LESSONS = {name: partial(later, name) for name in MADE}
FILES = {"recover": recover.saved(BEFORE, AFTER)}
