"""What is taken away, frozen: the experiment on the screen, whom its files are for, and what the screen shows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import numpy as np

from core import correlation
from core.arrays import Array, Floats, Pair, Sides
from core.learning import KernelLearning
from core.receptive_field import Layer, Row, table
from core.words import TAGS, gettext

Translate = Callable[[str], str]

MAX_ADDRESS = 20_000
_KEPT = "/?#[]@!$&'*+,;=:-._~%"  # of an address, as they are; all else is percent-encoded, brackets of Markdown too


@dataclass(frozen=True)
class Reader:
    """Whom the files are for.

    Attributes
    ----------
    title : str
        Of the page, in the reader's language.
    address : str
        Of the experiment, "" where it is unknown.
    language : str
        "en" or "zh".
    """

    title: str
    address: str = ""
    language: str = "en"

    @property
    def translate(self) -> Translate:
        """An English text of the sources → the same in the reader's language."""
        return gettext(self.language)

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return TAGS[self.language]


def address_of(url: str | None, query: str = "") -> str:
    """An address that may stand in a program, a text or a page: of the web, and nothing in it but what addresses have.

    Parameters
    ----------
    url : str or None
        Where the visitor found the page, as their browser says it.
    query : str
        Encoded already, without "?".

    Returns
    -------
    str
        "" where that is no address of the web, or longer than `MAX_ADDRESS`.
    """
    try:
        parts = urlsplit(url or "")
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    if not known or parts.username is not None:
        return ""
    whole = f"{parts.scheme}://{parts.netloc}{parts.path}" + (f"?{query}" if query else "")
    # Brackets end a link in Markdown, quotes a text in Python and HTML.
    clean = quote(whole, safe=_KEPT).replace("'", "%27").replace("[", "%5B").replace("]", "%5D")
    return clean if len(clean) <= MAX_ADDRESS else ""


@dataclass(frozen=True, eq=False)
class Correlation:
    """X ⋆ K: image (H, W), kernel (h, w), stride and dilation (rows, columns), padding ((top, bottom), (left, right))."""

    image: Floats
    kernel: Floats
    stride: Pair = (1, 1)
    sides: Sides = ((0, 0), (0, 0))
    dilation: Pair = (1, 1)

    @property
    def result(self) -> correlation.Correlation:
        """Y with its windows.

        Raises
        ------
        BadInput
            The kernel does not fit.
        """
        return correlation.correlation(
            self.image, self.kernel, stride=self.stride, padding=self.sides, dilation=self.dilation
        )


@dataclass(frozen=True, eq=False)
class Photograph:
    """A photograph (H, W), the share of the largest |Y| from which a pixel is an edge, and how many are."""

    picture: Floats
    share: float
    found: int


@dataclass(frozen=True, eq=False)
class Edges:
    """One search for edges: image and kernel as the search uses them; a photograph searched with the same kernel."""

    image: Floats
    kernel: Floats
    photograph: Photograph | None = None


@dataclass(frozen=True, eq=False)
class Learning:
    """One training, begun or predicted.

    Attributes
    ----------
    experiment : KernelLearning
    true : ndarray, (h, w) or (h, w, C)
        The kernel that made the target.
    updates : int
        How many the shown kernel has had.
    rates : tuple of (int, float)
        After how many updates which learning rate.
    losses : ndarray, (updates,) or shorter
        Before each update; nan where it is not known.
    path : tuple of (int, ndarray)
        Kernels on the way, each with the updates made; the last is the shown one.
    bias : float
    measured : bool
        Whether losses and kernels come from a training, or from its exact prediction.
    """

    experiment: KernelLearning
    true: Array
    updates: int
    rates: tuple[tuple[int, float], ...]
    losses: Floats
    path: tuple[tuple[int, Array], ...]
    bias: float = 0.0
    measured: bool = False

    @property
    def kernel(self) -> Array:
        """The shown kernel."""
        return self.path[-1][1]


@dataclass(frozen=True, eq=False)
class Comparison:
    """X ⋆ K beside X ∗ K; `both` are the trainings of a layer that correlates and one that convolves, once there are any."""

    image: Floats
    kernel: Floats
    both: tuple[Learning, Learning] | None = None

    @property
    def flipped(self) -> Floats:
        """The kernel mirrored on both axes."""
        return np.ascontiguousarray(self.kernel[::-1, ::-1])


@dataclass(frozen=True)
class Field:
    """A stack of layers on an input of that size, and the chosen unit: (depth, row, column), depth 0 is the input."""

    layers: tuple[Layer, ...]
    input_size: Pair
    unit: tuple[int, int, int]

    @property
    def rows(self) -> tuple[Row, ...]:
        """One row of figures for each layer.

        Raises
        ------
        BadInput
            Layers that do not fit into the input.
        """
        return table(self.layers, self.input_size)


Subject = Correlation | Edges | Learning | Comparison | Field

PRODUCTS = 20_000_000  # of a correlation that takes a server's core some tenths of a second


def heavy(subject: Subject) -> bool:
    """Whether making a file of it takes so long that a worker should."""
    if isinstance(subject, Learning):
        return bool(
            subject.experiment.image.size * subject.experiment.kernel_size[0] * subject.experiment.kernel_size[1]
            > PRODUCTS
        )
    if isinstance(subject, Field):
        return False
    return bool(subject.image.size * subject.kernel.size > PRODUCTS)
