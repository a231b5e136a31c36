"""A model of one's own by experiment, in TensorFlow: light one cell, see which units it reaches.

Runs in a worker. As :mod:`core.receptive_field.perturbation.keras_networks` has it for named networks; here Keras's
layers are built one by one from a list of what they slide over (:mod:`core.receptive_field.running.allowed`), and only
those whose units see a box. Branches that see everything are left out, as the prediction leaves them out, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import BadInput
from core.networks.keras.config import calls_of
from core.receptive_field.perturbation.lights import MAX_SIDE, Lights, Report, compare, simple, step
from core.receptive_field.running.allowed import PASSED, Arguments, arguments
from core.receptive_field.solver import Solution, solve

MAX_PRODUCTS = 60_000_000_000
MAX_NUMBERS = 20_000_000
MAX_STEPS = 1_000
# Small inputs first; odd ones where the network takes them, otherwise such as many halvings divide.
_SIZES = ((32, 45), (32, 48), (64, 80), (75, 75), (96, 96), (128, 128))
_LENGTHS = (64, 256, 1_100, 4_096)
_SLIDING = ("Conv", "Pool", "ZeroPadding", "Cropping", "UpSampling", "Resizing")


@dataclass(frozen=True)
class LitStep:
    """One layer that sees a box: its class and arguments, "Add" where paths meet, "" where it changes no place."""

    name: str
    kind: str
    arguments: Arguments
    inputs: tuple[int, ...]


@dataclass(frozen=True)
class LitPlan:
    """The steps from the input, the first one, to one layer; and the solved graph that is compared."""

    solution: Solution
    size: tuple[int, ...]
    steps: tuple[LitStep, ...]
    batch: int


def plan_of(config: Mapping[str, Any], solution: Solution, layer: str) -> LitPlan:
    """The experiment up to a layer, on the smallest of some inputs that fits the network.

    Parameters
    ----------
    config : dict
        The model's configuration, as Keras writes it.
    solution : Solution
        Of its graph, for the names and the chosen input.
    layer : str
        A layer whose units see a box.

    Raises
    ------
    BadInput
        If a layer on the way is not built here, if no small input fits, or if it would take too long.
    """
    graph, calls = calls_of(config)
    if [node.name for node in graph.nodes] != [row.node.name for row in solution.rows]:
        raise BadInput("this network was not read from a Keras configuration")
    small, size = _small(solution, layer)
    rows = small.rows
    target = next(at for at, row in enumerate(rows) if row.node.name == layer)
    wanted, pending = {target}, [target]
    while pending:
        for before in rows[pending.pop()].node.inputs:
            if before not in wanted and rows[before].field.sees == "box":
                wanted.add(before)
                pending.append(before)
    places = {at: place for place, at in enumerate(sorted(wanted))}
    steps = []
    for at in places:
        node = rows[at].node
        inputs = tuple(places[before] for before in node.inputs if before in places)
        steps.append(_step(node.name, {"class_name": node.label, **calls[at].layer}, inputs))
    numbers, products = _cost([rows[at] for at in places])
    cells = math.prod(size)
    if len(steps) > MAX_STEPS or products * cells > MAX_PRODUCTS or numbers > MAX_NUMBERS:
        raise BadInput(
            "trying all {cells} cells in turn would take {estimate} million multiplications; the limit is {most} million: choose an earlier layer",
            cells=f"{cells:,}",
            estimate=f"{products * cells // 10**6:,}",
            most=f"{MAX_PRODUCTS // 10**6:,}",
        )
    return LitPlan(small, size, tuple(steps), max(1, min(512, MAX_NUMBERS // numbers)))


def check(plan: LitPlan) -> Report:
    """Light cells at the corners and in the middle and look at all layers; then every cell, and look at three units.

    Raises
    ------
    BadInput
        A cell or unit that the network does not have.
    """
    size, last = plan.size, next(row.size for row in plan.solution.rows if row.node.name == plan.steps[-1].name)
    middle, ends = tuple(cells // 2 for cells in size), tuple(-1 for _ in size)
    cells = {tuple(0 for _ in size), middle, ends}
    units = {tuple(0 for _ in size), tuple(cells // 2 for cells in last or ()), ends}
    return compare(plan.solution, _built(plan), sorted(cells), sorted(units))


def _small(solution: Solution, layer: str) -> tuple[Solution, tuple[int, ...]]:
    """The network solved on the smallest input that fits it."""
    axes = len(next(row.operation.size for row in solution.rows if row.node.name == solution.source))
    described = {row.node.name: row.operation for row in solution.rows if row.node.operation.kind == "unknown"}
    sizes: Sequence[tuple[int, ...]] = {1: tuple((n,) for n in _LENGTHS), 2: _SIZES}.get(axes, ())
    for size in sizes:
        try:
            found = solve(solution.graph, size, solution.source, described)
        except BadInput:
            continue
        row = next((row for row in found.rows if row.node.name == layer), None)
        if row is not None and row.field.sees == "box" and row.size is not None and min(row.size) > 0:
            return found, size
    raise BadInput(
        "none of the small inputs that the experiment tries, up to {most} a side, fits layer {layer}: choose another layer",
        most=MAX_SIDE,
        layer=layer[:80],
    )


def _step(name: str, layer: Mapping[str, Any], inputs: tuple[int, ...]) -> LitStep:
    """A layer reduced to where it looks."""
    if not inputs:
        return LitStep(name, "", (), ())
    kind, given = arguments(layer, name)
    if len(inputs) > 1:
        return LitStep(name, "Add", (), inputs)
    if kind in PASSED or not any(word in kind for word in _SLIDING):
        return LitStep(name, "", (), inputs)
    alone = {"filters": 1, "groups": 1, "depth_multiplier": 1, "activation": "linear", "use_bias": False}
    return LitStep(name, kind, tuple((field, alone.get(field, value)) for field, value in given), inputs)


def _cost(rows: Sequence[Any]) -> tuple[int, int]:
    """(numbers, multiplications) of one lit input: each layer has one channel."""
    numbers = products = 0
    for row in rows:
        cells = math.prod(row.size or (1,))
        taps = math.prod(getattr(window, "kernel", 4) for window in row.operation.windows)
        numbers += cells
        products += cells * taps
    return numbers, products


def _built(plan: LitPlan) -> Lights:
    import keras

    keras.backend.clear_session()
    values: list[Any] = []
    for one in plan.steps:
        before = [values[place] for place in one.inputs]
        if not before:
            values.append(keras.Input((*plan.size, 1)))
        elif one.kind == "Add":
            values.append(keras.layers.Add()(before))
        elif one.kind:
            values.append(_layer(one)(before[0]))
        else:
            values.append(simple(None, lambda value: value)(before[0]))
    outputs = {one.name: value for one, value in zip(plan.steps, values) if one.inputs}
    return Lights(plan.size, values[0], outputs or {plan.steps[0].name: values[0]}, plan.batch)


def _layer(one: LitStep) -> Any:
    import keras

    given = dict(one.arguments)
    if "Conv" not in one.kind:
        return getattr(keras.layers, one.kind)(**given, dtype="float32")
    kernels: tuple[str, ...] = ("kernel",)
    if one.kind.startswith("Depthwise"):
        kernels = ("depthwise",)
    elif one.kind.startswith("Separable"):
        kernels = ("depthwise", "pointwise")
    ones: dict[str, Any] = {f"{name}_initializer": "ones" for name in kernels}
    given = {**given, **({"filters": 1} if "Depthwise" not in one.kind else {}), "use_bias": False, **ones}
    return getattr(keras.layers, one.kind)(**{**given, "activation": step}, dtype="float32")
