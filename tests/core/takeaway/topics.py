"""The lessons of topics with their settings, as pages hand them over: a line a topic."""

from functools import partial

import numpy as np

from core import images, kernels
from core.edges import EdgeSearch, scenes
from core.takeaway.programs.convolution_vs_correlation import laws, libraries
from core.takeaway.programs.cross_correlation import channels, layer, matrix, operations, padding, signals, workshop
from core.takeaway.programs.edge_detection import blind_spots, noise, photographs
from tests.core.takeaway import learning_and_fields

RNG = np.random.default_rng(11)
IMAGE, KERNEL, SOBEL = RNG.normal(size=(7, 8)), RNG.normal(size=(3, 2)), kernels.sobel()
COLOURS, BANK = RNG.normal(size=(6, 7, 4)), RNG.normal(size=(3, 2, 4, 3))
SIGNAL, LINE = RNG.normal(size=30), RNG.normal(size=3)
PICTURE = np.asarray(images.photograph("camera", 48), dtype=np.float32)
ANGLES = np.arange(0.0, 360.0, 15.0)


def search(method, scene="shapes"):
    """A search in a noisy scene."""
    return EdgeSearch(scenes.scene(scene, 48).picture, method, 1.0, 0.3, 0.1, 3)


LESSONS = {
    "padding": partial(padding.cells, IMAGE, KERNEL, ((2, 0), (1, 3)), (2, 1), (1, 2), "constant", 0.0),
    "padding, reflected": partial(padding.cells, IMAGE, KERNEL, ((2, 0), (1, 3)), (2, 2), (1, 1), "reflect", 0.0),
    "padding, too large a kernel": partial(
        padding.cells, np.ones((2, 9)), KERNEL, ((9, 9), (9, 9)), (1, 1), (1, 1), "constant", 2.5
    ),
    "channels": partial(channels.cells, COLOURS, BANK, 2, 1, 1, 2),
    "channels in groups": partial(channels.cells, COLOURS, BANK[:, :, :2, :2], 1, 0, 2, 1),
    "channels, large": partial(channels.cells, RNG.normal(size=(12, 13, 3)), BANK[:, :, :3], 1, 0, 1, 0),
    "signals": partial(signals.cells, SIGNAL, LINE, 2, "same", 3),
    "signals, causal": partial(signals.cells, SIGNAL, LINE, 1, "causal", 2),
    "matrix": partial(matrix.cells, IMAGE, KERNEL, (2, 1), ((1, 0), (0, 2)), (1, 2)),
    "max pooling": partial(operations.pooling, "max", IMAGE, (3, 2), (2, 1), (1, 0), (1, 1), False, True),
    "average pooling": partial(operations.pooling, "average", IMAGE, (3, 2), (2, 2), (1, 1), (1, 1), False, True),
    "average without padding": partial(
        operations.pooling, "average", IMAGE, (3, 2), (2, 2), (1, 1), (1, 1), False, False
    ),
    "max pooling, dilated": partial(operations.pooling, "max", IMAGE, (2, 2), (2, 3), (1, 0), (2, 1), True, True),
    "average, ceil": partial(operations.pooling, "average", IMAGE, (2, 3), (2, 2), (1, 1), (1, 1), True, True),
    "transposed": partial(operations.transposed, IMAGE, KERNEL, (2, 3), (1, 1), (1, 2), 2),
    "layer": partial(layer.cells, IMAGE, (3, 2), 4, None),
    "workshop": partial(workshop.cells, RNG.normal(size=(4, 3)), "above()"),
    "workshop, rank 1": partial(workshop.cells, SOBEL, "sobel(angle=0.0)"),
    "blind spots": partial(blind_spots.responses, IMAGE, KERNEL, ANGLES),
    "blind spots, Sobel": partial(blind_spots.responses, np.ones((9, 2)), SOBEL, ANGLES),
    "diagonal": partial(blind_spots.diagonal, 6),
    "direction": partial(blind_spots.direction, 30.0, 40),
    "derivative": partial(blind_spots.derivative, 3, SIGNAL),
    "photographs": partial(photographs.cells, PICTURE, "sobel", 1.0, 0.2, 0.05, 7),
    "photographs, Roberts": partial(photographs.cells, PICTURE, "roberts", 0.0, 0.2, 0.05, 7),
    "photographs, Laplacian": partial(photographs.cells, PICTURE, "laplacian", 1.5, 0.2, 0.05, 7),
    "noise": partial(noise.cells, search("scharr"), "shapes", 1.5, (0.0, 1.0, 2.5), (0.5, 3.0)),
    "noise, Laplacian": partial(noise.cells, search("laplacian", "star"), "star", 2.0, (0.75, 2.0), (1.0,)),
    "laws": partial(laws.cells, "associativity", IMAGE, KERNEL, LINE[None], (1, 2)),
    "impulse": partial(laws.impulse, KERNEL),
    "libraries": partial(libraries.cells, IMAGE, KERNEL),
    "libraries, one line": partial(libraries.cells, SIGNAL[None], LINE[None]),
    **learning_and_fields.LESSONS,
}
# What the program of a topic is asked for besides: the layer's numbers of core come from TensorFlow, too.
ASKED = {
    "layer": """
from core.correlation.layer import run_layer
print({said!r}, np.abs(Y.numpy() - run_layer(X, (3, 2), 4).output).max())
""",
    **learning_and_fields.ASKED,
}
