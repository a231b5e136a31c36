"""The part of a network that a unit depends on, ready to be built: checked, bounded and free of everything else.

A :class:`Plan` is small, plain and hashable. It is made in the server from a model's configuration, before any worker
hears of it; what would need too much memory or time is refused here, by the shapes alone.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import BadInput
from core.memory import is_small, memory
from core.networks.keras.config import calls_of
from core.networks.keras.draft import LayerCall
from core.networks.keras.envelope import MODELS, model_of
from core.networks.keras.inputs import input_shape
from core.receptive_field.running.allowed import Arguments, arguments
from core.receptive_field.running.shapes import Outcome, Shape, outcome
from core.receptive_field.solver import Solution

# In 1 GB a server and the worker itself have to find room, too.
MAX_BYTES = 280_000_000 if is_small(memory()) else 600_000_000
MAX_PRODUCTS = 20_000_000_000  # a forward pass of VGG-16 at 224 × 224 takes 15 thousand million
MAX_STEPS = 2_000
CHANNELS = 3  # where the model leaves them open
_BYTES = 4  # of a float32
_FIRST_BYTES = 80_000_000  # that TensorFlow sets up with the first gradient of a process


@dataclass(frozen=True)
class Step:
    """One call of a layer.

    Attributes
    ----------
    name : str
        The node's, for errors.
    layer : tuple of str
        Names the layer: calls of one layer share its variables.
    kind : str
        Its class in Keras.
    arguments : tuple of (str, value)
        Checked; see :mod:`core.receptive_field.running.allowed`.
    inputs : tuple of int
        Earlier steps.
    outcome : Outcome
        Its shape, variables and cost.
    stored : str
        The layer's group in a file of weights.
    """

    name: str
    layer: tuple[str, ...]
    kind: str
    arguments: Arguments
    inputs: tuple[int, ...]
    outcome: Outcome
    stored: str


@dataclass(frozen=True)
class Plan:
    """The steps from the inputs to one layer, its output the last; `source` is the input that is asked about."""

    steps: tuple[Step, ...]
    source: int

    @property
    def size(self) -> tuple[int, ...]:
        """Cells of the input along its axes."""
        return self.steps[self.source].outcome.shape[:-1]

    @property
    def owners(self) -> tuple[Step, ...]:
        """The first call of each layer that has variables."""
        return tuple({step.layer: step for step in reversed(self.steps) if step.outcome.variables}.values())[::-1]

    @property
    def parameters(self) -> int:
        """Numbers in all variables."""
        return sum(math.prod(one.shape) for step in self.owners for one in step.outcome.variables)

    @functools.cached_property
    def parts(self) -> tuple[int, ...]:
        """The last step of each part of the network. What comes after it depends on it alone, and on inputs that are not asked
        about: so a gradient goes back part by part, and each is computed again when its turn comes. None remembers more than
        the largest that cannot be cut.
        """
        others = {place for place, step in enumerate(self.steps) if not step.inputs and place != self.source}
        last, ends, earliest = len(self.steps) - 1, [], len(self.steps)
        for place in range(last, self.source, -1):
            if earliest >= place:
                ends.append(place)
            earliest = min([earliest, *(before for before in self.steps[place].inputs if before not in others)])
        ends = ends[::-1] or [last]
        pieces = self._kept(ends)
        parts, held, most = [], 0, max(pieces)
        for end, piece, following in zip(ends, pieces, [*pieces[1:], most + 1], strict=True):
            held += piece
            if held + following > most:
                parts.append(end)
                held = 0
        return tuple(parts)

    def _kept(self, ends: Sequence[int]) -> list[int]:
        """The numbers that the parts between these steps have to remember."""
        firsts = [0, *(end + 1 for end in ends[:-1])]
        return [
            sum(step.outcome.kept for step in self.steps[first : end + 1])
            for first, end in zip(firsts, ends, strict=True)
        ]

    @property
    def bytes(self) -> int:
        """Memory for a gradient: all variables, the maps between the parts, twice what the way back through one remembers, and
        what any gradient takes.
        """
        between = sum(math.prod(self.steps[end].outcome.shape) for end in self.parts[:-1])
        return _FIRST_BYTES + _BYTES * (self.parameters + between + 2 * max(self._kept(self.parts)))

    @property
    def products(self) -> int:
        """Multiplications of a forward pass."""
        return sum(step.outcome.products for step in self.steps)


def plan_of(config: Mapping[str, Any], solution: Solution, layer: str) -> Plan:
    """What has to be built for the units of a layer.

    Parameters
    ----------
    config : dict
        The model's configuration, as Keras writes it.
    solution : Solution
        Of the graph of that configuration, solved with an input size.
    layer : str
        A layer whose units see a box.

    Raises
    ------
    BadInput
        If a layer on the way is not built here, if a size is missing, or if it would need too much memory or time.
    """
    graph, calls = calls_of(config)
    if [node.name for node in graph.nodes] != [row.node.name for row in solution.rows]:
        raise BadInput("this network was not read from a Keras configuration")
    target = next((at for at, row in enumerate(solution.rows) if row.node.name == layer), None)
    if target is None:
        raise BadInput("there is no layer {layer} in this network", layer=layer[:80])
    wanted = _ancestors(solution, target)
    if len(wanted) > MAX_STEPS:
        raise BadInput(
            "{layers} layers lie between the input and this unit; up to {most} are run",
            layers=len(wanted),
            most=MAX_STEPS,
        )
    groups, places = stored(config), {at: place for place, at in enumerate(wanted)}
    steps: list[Step] = []
    given: Arguments
    for at in wanted:
        node, call = graph.nodes[at], calls[at]
        inputs = tuple(places[before] for before in node.inputs)
        if node.operation.kind == "input":
            kind, given, found = "InputLayer", (), Outcome(_entering(solution, at, call))
        else:
            kind, given = arguments({"class_name": node.label, **call.layer}, node.name)
            shapes = [steps[before].outcome.shape for before in inputs]
            found = outcome(kind, dict(given), node.operation, shapes, node.name)
        steps.append(Step(node.name, call.path, kind, given, inputs, found, groups.get(call.path, "")))
    source = next((place for at, place in places.items() if graph.nodes[at].name == solution.source), None)
    if source is None or solution.rows[target].size != steps[-1].outcome.shape[:-1]:
        raise BadInput("the units of layer {layer} have no fixed position: choose an earlier layer", layer=layer[:80])
    plan = Plan(tuple(steps), source)
    _check(plan)
    return plan


def _check(plan: Plan) -> None:
    if plan.bytes > MAX_BYTES:
        raise BadInput(
            "a gradient of this network would take about {estimate} MB of memory at this input size; the limit is"
            " {most} MB: choose a smaller input size or an earlier layer",
            estimate=f"{-(-plan.bytes // 10**6):,}",
            most=f"{MAX_BYTES // 10**6:,}",
        )
    if plan.products > MAX_PRODUCTS:
        raise BadInput(
            "a pass through this network would take {estimate} million multiplications at this input size; the limit is"
            " {most} million: choose a smaller input size or an earlier layer",
            estimate=f"{-(-plan.products // 10**6):,}",
            most=f"{MAX_PRODUCTS // 10**6:,}",
        )


def _ancestors(solution: Solution, target: int) -> list[int]:
    """The target and all that it depends on, in order."""
    found, pending = {target}, [target]
    while pending:
        for before in solution.rows[pending.pop()].node.inputs:
            if before not in found:
                found.add(before)
                pending.append(before)
    return sorted(found)


def _entering(solution: Solution, at: int, call: LayerCall) -> Shape:
    """The shape of an input: its size as solved, its channels as the configuration has them."""
    row, shape = solution.rows[at], input_shape(call.layer)
    if row.operation.length is not None:
        return (row.operation.length,)
    if row.size is None:
        raise BadInput("the size of the input {input} is not fixed: give one", input=row.node.name)
    last = shape[-1] if isinstance(shape, Sequence) and not isinstance(shape, str) and shape else None
    return (*row.size, last if isinstance(last, int) and last > 0 else CHANNELS)


def stored(config: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
    """Where Keras 3 keeps each layer's variables in ``model.weights.h5``: a group named by class and turn.

    ``saving_lib._save_container_state`` counts the layers of one class in each model: ``layers/conv2d_1/vars``.

    Raises
    ------
    BadInput
        A configuration that is no model's.
    """
    found: dict[tuple[str, ...], str] = {}
    pending: list[tuple[tuple[str, ...], str, Mapping[str, Any]]] = [((), "", model_of(config)[1])]
    while pending:
        path, group, inner = pending.pop()
        turns: dict[str, int] = {}
        for layer in inner["layers"]:
            kind, own = str(layer.get("class_name", "")), layer["config"]
            if ".ops" in str(layer.get("module")):
                continue  # operations are no layers
            snake = _snake(kind)
            turn = turns[snake] = turns.get(snake, -1) + 1
            name = str(layer.get("name") or own.get("name") or kind)
            place = f"{group}layers/{snake}_{turn}" if turn else f"{group}layers/{snake}"
            found[(*path, name)] = place
            if kind in MODELS and isinstance(own.get("layers"), list):
                pending.append(((*path, name), place + "/", own))
    return found


def _snake(name: str) -> str:
    """As ``keras.src.utils.naming.to_snake_case`` has it."""
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
