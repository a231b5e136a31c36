"""What stands beside a network's fields in its tables: the cost of each layer, and its verdict at the input size."""

from __future__ import annotations

from collections.abc import Sequence

from core.networks.cost import Cost, cost
from core.receptive_field.solver import Solution
from core.receptive_field.verdict import Verdict, image_of, verdicts

COLUMNS = "parameters trainable multiply_adds activations verdict verdict_with_gates could_be_left_out".split()
SAID = {
    "part": "part of the input",
    "less": "less than the object",
    "object": "the object",
    "more": "more than the input",
    "everything": "the whole input",
    "nothing": "nothing of this input",
    "unknown": "unknown",
}


def cost_of(solution: Solution) -> Cost:
    """The cost of a solved network."""
    return cost(solution.graph, [row.size for row in solution.rows])


def records(solution: Solution, wanted: int | Sequence[int] | None = None) -> list[dict[str, object]]:
    """One record for each layer, None for what is not known; `wanted` is the size of the objects that matter.

    Raises
    ------
    BadInput
        If the object is none.
    """
    judged: Sequence[Verdict | None] = [None] * len(solution.rows)
    if image_of(solution) is not None:
        judged = verdicts(solution, wanted)
    found = []
    for layer, verdict in zip(cost_of(solution).layers, judged):
        said = (None,) * 3 if verdict is None else (verdict.sees, verdict.with_gates, verdict.spare)
        figures = (layer.parameters, layer.trainable, layer.multiply_adds, layer.numbers, *said)
        found.append(dict(zip(COLUMNS, figures)))
    return found


def totals(solution: Solution) -> dict[str, object]:
    """The sums over all layers whose figures are known, and the names of the others."""
    found = cost_of(solution)
    return {
        "parameters": found.parameters,
        "trainable": found.trainable,
        "multiply_adds": found.multiply_adds,
        "operations": found.operations,
        "activation_bytes": found.memory,
        "not_counted": [layer.name for layer in found.uncounted],
    }


def totals_text(solution: Solution) -> str:
    """The same as lines for a terminal."""
    found = cost_of(solution)
    lines = [
        f"{found.parameters:,} parameters, {found.trainable:,} of them trainable",
        f"{found.multiply_adds:,} multiply-adds; {found.operations:,} operations: two a multiply-add, one a bias, one a cell of a pool's windows",
        f"{found.memory / 1e6:,.1f} MB of activations, all outputs together as float32",
    ]
    if found.unsized:
        lines.append("without an input size some multiply-adds and activations are missing")
    names = [f"{layer.name} ({layer.label})" for layer in found.uncounted]
    if names:
        lines.append(f"not counted: {', '.join(names[:6])}" + (f" … (+{len(names) - 6})" if len(names) > 6 else ""))
    return "\n".join(lines)
