"""What each layer of a network is good for at an input size: does a unit see the object, and is anything new to it?

Where every path into a layer sees as much as the image holds, the layer's kernels add nothing but padding to what its
units see: Richter, Schöning, Wiedenroth & Krumnack 2021, "Should You Go Deeper? Optimizing Convolutional Neural Network
Architectures without Training" (arXiv 2106.12307) find that such layers can be left out. The paths that count there are
the shortest ones, for a skip connection carries details past the layers between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.checks import whole
from core.errors import BadInput
from core.networks.graph import MAX_SIDE
from core.receptive_field.solver import GraphRow, Solution
from core.window import Window

Judgement = Literal["part", "less", "object", "more", "everything", "unknown", "nothing"]
Cells = tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """What one layer sees of an image, and of the objects in it.

    Attributes
    ----------
    layer : str
    sees : str
        "less" than the object, at least the "object", "more" than the image: whatever comes into the layer sees all of
        it along every axis. Without an object "part" stands for the first two. "everything" behind a dense layer or
        a global pool; "nothing" of this input; "unknown".
    with_gates : str
        The same for the layer with its side branches that see the whole input (squeeze-and-excitation, image-level
        pooling): "everything" where there is one, otherwise as `sees`.
    shortest : tuple of int
        Field along the shortest path; empty where there is no box.
    spare : bool
        The layer could be left out: it is to see "more" than the image, and its window has more than one cell.
    """

    layer: str
    sees: Judgement
    with_gates: Judgement
    shortest: Cells = ()
    spare: bool = False


def image_of(solution: Solution) -> Cells | None:
    """The size of the input that the network was solved for, None where it is open."""
    return next(row.size for row in solution.rows if row.node.name == solution.source)


def verdicts(solution: Solution, wanted: int | Sequence[int] | None = None) -> tuple[Verdict, ...]:
    """One verdict for each layer.

    Parameters
    ----------
    solution : Solution
        Of a network whose input has a size.
    wanted : int or sequence of int, optional
        Cells of the objects that matter, one number or one for each axis.

    Raises
    ------
    BadInput
        If the input has no size, or the object has no whole number of cells, from 1 on, for each axis.
    """
    image = image_of(solution)
    if image is None:
        raise BadInput("choose an input size: it decides whether a layer sees the whole image")
    object_ = None if wanted is None else _each(solution, wanted, len(image))
    shortest: list[Cells] = []
    found = []
    for row in solution.rows:
        before = [solution.rows[index] for index in row.node.inputs]
        paths = [shortest[index] for index in row.node.inputs if shortest[index]]
        shortest.append(_shortest(row, before, paths))
        sees = _judged(row, paths, shortest[-1], image, object_)
        gated: Judgement = "everything" if row.field.gates else sees
        spare = sees == "more" and _widens(row)
        found.append(Verdict(row.node.name, sees, gated, shortest[-1], spare))
    return tuple(found)


def first_to_see(solution: Solution, wanted: int | Sequence[int]) -> GraphRow | None:
    """The first layer of which every unit sees at least that many cells along each axis; None if there is none.

    Layers with a box come first: one that sees the whole input counts only where no box is large enough, for it may
    be a side branch (squeeze-and-excitation) that starts early. Layers whose field is unknown do not count.

    Raises
    ------
    BadInput
        If the object has no whole number of cells, from 1 on, for each axis, or is larger than the input.
    """
    source = next(row for row in solution.rows if row.node.name == solution.source)
    object_ = _each(solution, wanted, len(source.operation.size))
    if source.size is not None and any(size > cells for size, cells in zip(object_, source.size, strict=True)):
        raise BadInput(
            "an object of {object} is larger than the input of {input}; choose a smaller object or a larger input",
            object=" × ".join(map(str, object_)),
            input=" × ".join(map(str, source.size)),
        )
    for row in solution.rows:
        if row.field.sees == "box" and _holds(row, object_):
            return row
    return next((row for row in solution.rows if row.field.sees == "everything"), None)


def first_productive(solution: Solution) -> Cells | None:
    """The least size, along each axis, of an input at which no layer is spare; None where no layer has a window."""
    shortest: list[Cells] = []
    most: Cells | None = None
    for row in solution.rows:
        before = [solution.rows[index] for index in row.node.inputs]
        paths = [shortest[index] for index in row.node.inputs if shortest[index]]
        shortest.append(_shortest(row, before, paths))
        if shortest[-1] and paths and _widens(row):
            least = _least(paths)
            most = least if most is None else tuple(map(max, most, least))
    return None if most is None else tuple(cells + 1 for cells in most)


def _widens(row: GraphRow) -> bool:
    """Whether a layer slides a window of more than one cell."""
    return any(isinstance(window, Window) and window.span > 1 for window in row.operation.windows)


def _judged(row: GraphRow, paths: Sequence[Cells], own: Cells, image: Cells, object_: Cells | None) -> Judgement:
    if row.field.sees == "flat":
        return "unknown"
    if row.field.sees != "box":
        return row.field.sees
    if paths and all(cells >= side for cells, side in zip(_least(paths), image)):
        return "more"
    if object_ is None:
        return "part"
    return "object" if _holds(row, object_) else "less"


def _holds(row: GraphRow, object_: Cells) -> bool:
    """Whether every unit of a layer with a box sees as many cells as the object has."""
    return all(extents[0] >= cells for extents, cells in zip(row.field.extents, object_))


def _shortest(row: GraphRow, before: Sequence[GraphRow], paths: Sequence[Cells]) -> Cells:
    """A window makes the shortest path longer by as much as it makes the field larger."""
    if row.field.sees != "box":
        return ()
    boxes = [other for other in before if other.field.sees == "box" and len(other.field.axes) == len(row.field.axes)]
    if not boxes or not paths:
        return (1,) * len(row.field.axes)
    if row.operation.kind != "window":
        return _least(paths)
    grown = [new - old for new, old in zip(row.field.size, boxes[0].field.size)]
    return tuple(cells + more for cells, more in zip(_least(paths), grown))


def _least(paths: Sequence[Cells]) -> Cells:
    return tuple(map(min, *paths)) if len(paths) > 1 else paths[0]


def _each(solution: Solution, wanted: int | Sequence[int], axes: int) -> Cells:
    given = [wanted] * axes if isinstance(wanted, int) else list(wanted)
    given = given * axes if len(given) == 1 else given
    if len(given) != axes:
        raise BadInput(
            "the object has {given} sizes, but the input has {axes} axes; give one size, or one for each axis",
            given=len(given),
            axes=axes,
        )
    return tuple(whole("object", size, 1, solution.source, MAX_SIDE) for size in given)
