"""The small network and how it is trained: one frozen setting, checked and bounded."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.errors import BadInput
from core.feature_maps import drawing
from core.kernels import sobel
from core.numbers import checked_seed

KERNELS = (3, 5, 7)
DEPTHS = (2, 3)
POOLINGS = ("max", "average")
FIRSTS = ("learned", "sobel", "random")
MAX_CHANNELS = 16
MAX_EPOCHS = 100
BATCHES = (8, 256)
MAX_UPDATES = MAX_EPOCHS * drawing.SEEN // BATCHES[0]
MAX_RATE = 10.0
MAX_NOISE = 1.0
MAX_PRODUCTS = 1_500_000_000_000  # some ten minutes on one core
MAX_SECONDS = 600.0
BACKWARD = 3  # a forward pass and both gradients, in forward passes

Weights = tuple[Array, ...]


@dataclass(frozen=True)
class Setting:
    """A network of convolutions and one dense layer, and how it is trained on the pictures of shapes.

    Every convolution has `channels` kernels, pads with zeros to keep the size, and is followed by ReLU and by pooling
    over 2 × 2 windows.

    Parameters
    ----------
    channels : int
        1 … 16 feature maps in each layer.
    kernel : {3, 5, 7}
        Side of every kernel.
    depth : {2, 3}
        Convolutions.
    pooling : {"max", "average"}
    first : {"learned", "sobel", "random"}
        Whether the first layer learns, or keeps Sobel's kernels in eight directions, or random ones.
    rate : float
        Adam's learning rate.
    epochs, batch, seed : int
    noise : float
        Standard deviation of the noise on the pictures.

    Raises
    ------
    BadInput
        A number out of its range; more work than ten minutes' worth.
    """

    channels: int = 8
    kernel: int = 3
    depth: int = 2
    pooling: str = "max"
    first: str = "learned"
    rate: float = 0.005
    epochs: int = 10
    batch: int = 32
    seed: int = 0
    noise: float = 0.1

    def __post_init__(self) -> None:
        for value, known, error in (
            (self.kernel, KERNELS, BadInput("the kernel must be 3, 5 or 7 cells wide, got {v}", v=self.kernel)),
            (self.depth, DEPTHS, BadInput("the network must have 2 or 3 convolutions, got {v}", v=self.depth)),
            (self.pooling, POOLINGS, BadInput("there is no pooling “{v}”; choose max or average", v=self.pooling)),
            (self.first, FIRSTS, BadInput("the first layer must be learned, sobel or random, got “{v}”", v=self.first)),
        ):
            if value not in known:
                raise error
        for number, low, high, error in (
            (
                self.channels,
                1,
                MAX_CHANNELS,
                BadInput(
                    "a layer must have from 1 to {most} channels here, got {v}", most=MAX_CHANNELS, v=self.channels
                ),
            ),
            (
                self.epochs,
                1,
                MAX_EPOCHS,
                BadInput("epochs must be from 1 to {most:,}, got {epochs}", most=MAX_EPOCHS, epochs=self.epochs),
            ),
            (
                self.batch,
                *BATCHES,
                BadInput(
                    "a batch must have from {low} to {high} pictures, got {v}",
                    low=BATCHES[0],
                    high=BATCHES[1],
                    v=self.batch,
                ),
            ),
            (
                self.rate,
                1e-7,
                MAX_RATE,
                BadInput("the learning rate must be from 1e-7 to {most:g}, got {rate}", most=MAX_RATE, rate=self.rate),
            ),
            (
                self.noise,
                0.0,
                MAX_NOISE,
                BadInput("the noise on the pictures must be from 0 to {most:g}, got {v}", most=MAX_NOISE, v=self.noise),
            ),
        ):
            if not low <= number <= high:  # also catches NaN
                raise error
        checked_seed(self.seed)
        if self.products > MAX_PRODUCTS:
            raise BadInput(
                "this training would take {products:.1e} multiplications, more than {most:.1e}; use fewer epochs or channels, or a smaller kernel",
                products=float(self.products),
                most=float(MAX_PRODUCTS),
            )

    @property
    def sides(self) -> tuple[int, ...]:
        """Side of the picture, then of each pooled map: 28, 14, 7 …"""
        return tuple(drawing.SIDE // 2**layer for layer in range(self.depth + 1))

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Of the weights as Keras has them: (k, k, C_in, C_out) and (C_out,) for each convolution, then the dense layer's."""
        found: list[tuple[int, ...]] = []
        coming = 1
        for _layer in range(self.depth):
            found += [(self.kernel, self.kernel, coming, self.channels), (self.channels,)]
            coming = self.channels
        return (*found, (self.sides[-1] ** 2 * coming, len(drawing.SHAPES)), (len(drawing.SHAPES),))

    @property
    def parameters(self) -> int:
        """Numbers that the network has, learned or kept."""
        return sum(math.prod(shape) for shape in self.shapes)

    @property
    def updates_in_epoch(self) -> int:
        return drawing.SEEN // self.batch

    @property
    def updates(self) -> int:
        """Of the whole training."""
        return self.epochs * self.updates_in_epoch

    @property
    def products(self) -> int:
        """Multiplications of the whole training, about."""
        kernels = self.shapes[:-2:2]
        one = sum(side**2 * math.prod(shape) for side, shape in zip(self.sides, kernels)) + math.prod(self.shapes[-2])
        return BACKWARD * one * self.batch * self.updates


def first_weights(setting: Setting) -> Weights:
    """The weights before the first update: drawn from the seed, Sobel's kernels in the first layer where it keeps them."""
    drawn = drawing.first_weights(setting.shapes, setting.seed)
    if setting.first == "sobel":
        drawn[0] = sobel_bank(setting.kernel, setting.channels)
    return tuple(drawn)


def sobel_bank(side: int, channels: int) -> Array:
    """(side, side, 1, channels): Sobel's kernel in eight directions, over and over, zeros around it.

    Each is scaled to the norm that a random kernel has on the average, √2, so that both begin on equal terms.
    """
    bank = np.zeros((side, side, 1, channels))
    edge = (side - 3) // 2
    for channel in range(channels):
        turned = _turned(sobel(), channel % 8)
        bank[edge : edge + 3, edge : edge + 3, 0, channel] = turned * (math.sqrt(2.0) / np.linalg.norm(turned))
    return bank.astype(np.float32)


def _turned(kernel: Array, eighths: int) -> Array:
    """(3, 3) turned by so many eighths of a full turn: its ring of eight numbers moves on."""
    ring = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    turned = kernel.copy()
    for place, cell in enumerate(ring):
        turned[ring[(place + eighths) % 8]] = kernel[cell]
    return turned
