"""The table of a model's receptive fields in a terminal, whatever its format.

``python -m core.receptive_field FILE --size 224 --object 52``
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from core.errors import BadInput
from core.networks import reader
from core.receptive_field.description import descriptions, operations_of
from core.receptive_field.export import check_rate, graph_csv, graph_json, graph_text
from core.receptive_field.solver import GraphRow, Solution, solve
from core.receptive_field.verdict import first_to_see


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of a model.

    Returns
    -------
    int
        0; 1 where the answer for some layer is unknown; 2 for bad input, with a sentence on standard error.
    """
    options = _parser().parse_args(arguments)
    try:
        model = reader.read_text(_piped()) if options.model == "-" else reader.read(options.model)
        told = operations_of(descriptions(options.describe, (node.name for node in model.graph.nodes)))
        solution = solve(model.graph, _one_or_each(options.size), options.input, told)
        check_rate(solution, options.sample_rate)
        wanted = _one_or_each(options.object)
        first = None if wanted is None else first_to_see(solution, wanted)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    if options.form == "json":
        table = json.loads(graph_json(solution, options.sample_rate, wanted))
        print(json.dumps({"format": model.format, **table}, ensure_ascii=False, indent=1))
    elif options.form == "csv":
        print(graph_csv(solution, options.sample_rate, wanted))
    else:
        print(f"{model.format}\n\n{graph_text(solution, first, options.sample_rate, wanted)}")
    if options.object:
        # Beside JSON and CSV it would be in the way of whatever reads them.
        print(_object_said(solution, options.object, first), file=sys.stderr if options.form else sys.stdout)
    return int(any(row.field.sees == "unknown" for row in solution.rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m core.receptive_field",
        description="Receptive fields of a Keras, ONNX or PyTorch model. No weights are read and no code is run.",
        epilog="Exit code: 0, 1 if some layer's answer is unknown, 2 for input that cannot be answered.",
    )
    parser.add_argument(
        "model",
        help="a .keras, .onnx or .pt2 file, the JSON of model.to_json(), or a text file with what"
        " print(torch.export.export(model, inputs)) shows; - reads a text from standard input",
    )
    parser.add_argument("--size", type=int, nargs="+", metavar="N", help="input size, one number or one per axis")
    parser.add_argument("--input", metavar="NAME", help="the input to use, if there are several")
    parser.add_argument(
        "--describe",
        action="append",
        default=[],
        metavar="NAME=WHAT",
        help="what an unknown layer does: pointwise, everything, or a kernel such as 3x3,stride=2; repeat for more layers",
    )
    parser.add_argument(
        "--object", type=int, nargs="+", metavar="N", help="mark the first layer whose units see this many cells"
    )
    parser.add_argument("--sample-rate", type=float, metavar="HZ", help="for signals: milliseconds beside samples")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const="json", dest="form")
    form.add_argument("--csv", action="store_const", const="csv", dest="form")
    return parser


def _piped() -> str:
    """What comes in through standard input, one character more than a text may have."""
    return sys.stdin.read(reader.MAX_TEXT + 1)


def _one_or_each(numbers: list[int] | None) -> int | list[int] | None:
    return numbers[0] if numbers and len(numbers) == 1 else numbers


def _object_said(solution: Solution, wanted: list[int], first: GraphRow | None) -> str:
    cells = "×".join(map(str, wanted))
    if first is not None:
        return f"* {first.node.name} is the first layer whose units see {cells} cells"
    unknown = any(row.field.sees == "unknown" for row in solution.rows)
    return f"no layer is known to see {cells} cells" if unknown else f"no layer sees {cells} cells"
