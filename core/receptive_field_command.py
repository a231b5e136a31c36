"""The table of a model's receptive fields in a terminal, whatever its format.

    python -m core.receptive_field FILE --size 224 --object 52
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from core.errors import BadInput
from core.field_export import check_rate, graph_csv, graph_json, graph_text
from core.graph_solver import GraphRow, Solution, solve
from core.networks import reader

MAX_OBJECT = 10_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of a model; 2 with a sentence on standard error for bad input."""
    options = _parser().parse_args(arguments)
    size = options.size[0] if options.size and len(options.size) == 1 else options.size
    try:
        model = reader.read_text(sys.stdin.read(reader.MAX_TEXT)) if options.model == "-" else reader.read(options.model)
        solution = solve(model.graph, size, options.input)
        check_rate(solution, options.sample_rate)
        lines = [] if options.object is None else object_lines(solution, options.object)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    if options.form == "json":
        found = json.loads(graph_json(solution, options.sample_rate))
        told = {"format": model.format, **found, **({"object": lines} if lines else {})}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    elif options.form == "csv":
        # A table stays a table; what else there is to say goes where it does not disturb.
        print(graph_csv(solution, options.sample_rate), end="")
        print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
    else:
        print(f"{model.format}\n\n{graph_text(solution, options.sample_rate)}")
        print(*lines, sep="\n", end="\n" if lines else "")
    return 0


def object_lines(solution: Solution, cells: int) -> list[str]:
    """Which layers can see an object of that many cells as a whole, and how densely units lie on it.

    A unit's field holds an object wherever it lies, away from the border, if neighbouring fields overlap by at
    least the object: size ≥ object + stride − 1, on every axis.

    Raises
    ------
    BadInput
        If the number of cells is none.
    """
    if not 1 <= cells <= MAX_OBJECT:
        raise BadInput("an object of {cells} cells: give a number from 1 to {most}", cells=cells, most=MAX_OBJECT)
    boxes = [row for row in solution.rows if row.field.sees == "box" and row.node.operation.kind != "input"]
    if not boxes:
        return []
    first = next((row for row in boxes if holds(row, cells)), None)
    largest = max(boxes, key=lambda row: min(row.field.size))
    lines = [
        f"An object of {cells} cells is seen whole, wherever it lies, from layer {first.node.name} on:"
        f" field {_by(first.field.size)}, stride {_by(first.field.stride)}."
        if first is not None
        else f"No layer sees an object of {cells} cells whole: the largest field is {_by(largest.field.size)}"
        f" (layer {largest.node.name})."
    ]
    last = boxes[-1]
    lines.append(f"At layer {last.node.name} the object spans {_by(tuple(cells / float(s) for s in last.field.stride))} units.")
    return ["", *lines]


def holds(row: GraphRow, cells: int) -> bool:
    """Whether some unit of a layer sees all of an object, wherever it lies."""
    return all(size >= cells + stride - 1 for size, stride in zip(row.field.size, row.field.stride))


def _by(values: Sequence[object]) -> str:
    return " × ".join(f"{float(str(value)):g}" if isinstance(value, float) else str(value) for value in values)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core.receptive_field",
        description="Receptive fields of a Keras, ONNX or PyTorch model. No weights are read and no code is run.",
    )
    parser.add_argument(
        "model",
        help="a .keras, .onnx or .pt2 file, the JSON of model.to_json(), or a text file with what"
        " print(torch.export.export(model, inputs)) shows; - reads a text from standard input",
    )
    parser.add_argument("--size", type=int, nargs="+", metavar="N", help="input size, one number or one an axis")
    parser.add_argument("--input", metavar="NAME", help="the input that is meant, where there are several")
    parser.add_argument("--object", type=int, metavar="CELLS", help="size of an object: which layers see it whole?")
    parser.add_argument("--sample-rate", type=float, metavar="HZ", help="for signals: milliseconds beside samples")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const="json", dest="form")
    form.add_argument("--csv", action="store_const", const="csv", dest="form")
    return parser
