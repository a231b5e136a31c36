"""Subjects of every kind, as pages hand them over."""

from dataclasses import replace

import numpy as np

from core import images, kernels, learning, quadratic
from core.correlation import correlate
from core.receptive_field import STACKS
from core.receptive_field import text as stack_text
from core.takeaway import Comparison, Correlation, Edges, Field, Learning, Photograph, Reader

RNG = np.random.default_rng(3)
NOTEBOOK_START = np.array([[-0.39838535, 1.15418606]])
ENGLISH = Reader("Cross-correlation", "http://localhost:8501/cross_correlation?kernel=typed")
CHINESE = Reader("互相关", "http://localhost:8501/cross_correlation?lang=zh", "zh")


def learned(true=((1.0, -1.0),), image=None, updates=10, rates=((0, 0.02),), start=NOTEBOOK_START, **options):
    """A training without any numbers of the screen: those are its experiment's."""
    true = np.array(true)
    image = images.band() if image is None else image
    experiment = learning.KernelLearning(
        image, correlate(image, true), kernel_size=true.shape[:2], initial_kernel=start, epochs=updates, **options
    )
    return Learning(
        experiment, true, updates, rates, np.full(updates, np.nan), ((0, learning.start(experiment).kernel),)
    )


CORRELATIONS = {
    "notebook": Correlation(images.picture("counting"), np.arange(4.0).reshape(2, 2)),
    "strided": Correlation(RNG.normal(size=(9, 11)), RNG.normal(size=(3, 2)), (2, 3), ((1, 0), (2, 1)), (1, 2)),
    "kernel 2, stride 2": Correlation(RNG.normal(size=(6, 6)), np.ones((2, 2)), (2, 2)),
    "photograph": Correlation(images.photograph("camera", 40), np.asarray(kernels.NAMED["sobel_x"]())),
}
PHOTOGRAPH = images.photograph("camera", 48)
EDGES = {
    "band": Edges(images.band(), np.array([[1.0, -1.0]]), Photograph(PHOTOGRAPH, 0.2, 0)),
    "Sobel": Edges(RNG.random((12, 9)), np.asarray(kernels.NAMED["sobel_y"]()), Photograph(PHOTOGRAPH, 0.35, 0)),
}


def predicted():
    """The notebook's training as the lab shows it before it has begun: its exact prediction."""
    subject = learned()
    form = quadratic.quadratic_loss(subject.experiment.image, subject.experiment.target, (1, 2))
    kernels, losses = form.path(NOTEBOOK_START, 0.02, 10)
    return replace(subject, losses=losses, path=tuple(enumerate(kernels)))


COLOUR = RNG.random((7, 9, 3))
LEARNINGS = {
    "notebook": learned(),
    "predicted": predicted(),
    "all settings": learned(
        [[1.0, 0.0], [-1.0, 0.5]], RNG.normal(size=(9, 8)), 12, ((0, 0.02), (5, 0.004)), None, optimizer="nesterov",
        momentum=0.8, batch_size=13, bias=True, weight_decay=0.01, noise=0.1, schedule="step", decay_every=4, seed=5,
        loss="mean",
    ),
    "colour, Adam": learned(
        RNG.normal(size=(2, 3, 3)), COLOUR, 8, (), RNG.normal(size=(2, 3, 3)), optimizer="adam", schedule="cosine",
        learning_rate=0.05, weight_decay=0.02, bias=True,
    ),
    "RMSprop": learned(updates=6, rates=(), optimizer="rmsprop", schedule="exponential", learning_rate=0.01, decay_every=3),
}  # fmt: skip


def twins():
    """A layer that correlates and one that convolves."""
    one = learned([[1.0, 2.0]], RNG.random((6, 7)), 7, ((0, 0.01),), np.array([[0.3, -0.2]]))
    shared = {"image": one.experiment.image, "target": one.experiment.target, "kernel_size": (1, 2), "epochs": 7}
    other = learning.KernelLearning(
        **shared, learning_rate=0.01, initial_kernel=one.experiment.initial_kernel[::-1, ::-1], flip=True
    )
    return one, Learning(other, one.true, 7, ((0, 0.01),), one.losses, ((0, learning.start(other).kernel),))


COMPARISONS = {
    "notebook": Comparison(images.picture("counting"), np.arange(4.0).reshape(2, 2)),
    "trained": Comparison(RNG.normal(size=(5, 6)), RNG.normal(size=(3, 2)), twins()),
}
FIELDS = {
    "chapter": Field(STACKS["chapter"].layers, (3, 3), (2, 0, 0)),
    "odd": Field(stack_text.read("conv3x2s2x1p1~pool2s2~conv3psamed2~average3p1"), (30, 33), (4, 3, 7)),
    "transposed": Field(stack_text.read("conv3s2p1~transposed4s2p1~conv3"), (11, 12), (3, 4, 5)),
    "input": Field(stack_text.read("conv3"), (6, 6), (0, 2, 3)),
}
