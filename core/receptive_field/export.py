"""Tables of receptive fields as CSV, JSON, Markdown and plain text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from fractions import Fraction

from core.receptive_field.field import ReceptiveField, Row
from core.receptive_field.layer import both
from core.receptive_field.solver import Solution

STACK_COLUMNS = (
    "layer kind kernel stride padding dilation output receptive_field effective_stride effective_padding centre overlap"
).split()
GRAPH_COLUMNS = (
    "layer class inputs output sees receptive_field effective_stride effective_padding centre gates unknown"
).split()

Cell = object


def stack_records(rows: Iterable[Row]) -> list[dict[str, Cell]]:
    """One record for each layer of a stack; pairs are lists, rows first, and unknown figures None."""
    return [
        dict(
            zip(
                STACK_COLUMNS,
                (
                    row.layer.name,
                    row.layer.kind,
                    list(both(row.layer.kernel)),
                    list(both(row.layer.stride)),
                    "same" if row.layer.padding == "same" else [list(side) for side in row.padding],
                    list(both(row.layer.dilation)),
                    None if row.output_size is None else list(row.output_size),
                    *_figures(row.field),
                    [_plain(cells) for cells in row.field.overlap],
                ),
            )
        )
        for row in rows
    ]


def graph_records(solution: Solution) -> list[dict[str, Cell]]:
    """One record for each layer of a network."""
    names = [row.node.name for row in solution.rows]
    return [
        dict(
            zip(
                GRAPH_COLUMNS,
                (
                    row.node.name,
                    row.node.label,
                    [names[index] for index in row.node.inputs],
                    None if row.size is None else list(row.size),
                    row.field.sees,
                    *(_figures(row.field) if row.field.sees == "box" else (None,) * 4),
                    list(row.field.gates),
                    list(row.field.unknown),
                ),
            )
        )
        for row in solution.rows
    ]


def stack_csv(rows: Iterable[Row]) -> str:
    """A stack's table as CSV; pairs as ``3×3``."""
    return _csv(STACK_COLUMNS, stack_records(rows))


def stack_json(rows: Iterable[Row]) -> str:
    """A stack's table as JSON: a list of objects."""
    return json.dumps(stack_records(rows), ensure_ascii=False, indent=1)


def stack_markdown(rows: Iterable[Row]) -> str:
    """A stack's table as Markdown."""
    records = stack_records(rows)
    lines = [
        "| " + " | ".join(name.replace("_", " ") for name in STACK_COLUMNS) + " |",
        "|---" * len(STACK_COLUMNS) + "|",
    ]
    lines += [
        "| " + " | ".join(_text(value).replace("|", "\\|") for value in record.values()) + " |" for record in records
    ]
    return "\n".join(lines) + "\n"


def graph_csv(solution: Solution) -> str:
    """A network's table as CSV."""
    return _csv(GRAPH_COLUMNS, graph_records(solution))


def graph_json(solution: Solution) -> str:
    """A network's table as JSON, with the notices."""
    found = {
        "input": solution.source,
        "outputs": list(solution.graph.outputs),
        "layers": graph_records(solution),
        "notices": [{"topic": notice.topic, "layer": notice.layer, "text": str(notice)} for notice in solution.notices],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def graph_text(solution: Solution) -> str:
    """A network's table in columns for a terminal, with the notices below."""
    titles = ("layer", "class", "output", "receptive field", "stride", "padding")
    lines = [titles]
    for record, row in zip(graph_records(solution), solution.rows):
        field = record["receptive_field"] if row.field.sees == "box" else row.field.sees
        gate = " (everything with its gates)" if row.field.gates else ""
        lines.append(
            (
                row.node.name,
                row.node.label,
                _text(record["output"]),
                _text(field) + gate,
                _text(record["effective_stride"]),
                _text(record["effective_padding"]),
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(titles))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
    return "\n".join([*text, *(["", *map(str, solution.notices)] if solution.notices else [])])


def _figures(field: ReceptiveField) -> tuple[Cell, ...]:
    return (
        list(field.size),
        [_plain(stride) for stride in field.stride],
        list(field.padding),
        list(field.centre),
    )


def _plain(value: int | Fraction) -> Cell:
    return value if isinstance(value, int) else str(value)


def _text(value: Cell) -> str:
    if value is None:
        return "?"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        if value and isinstance(value[0], list):
            return " ".join(",".join(map(_text, side)) for side in value)
        return ("; " if any(isinstance(item, str) for item in value) else "×").join(map(_text, value))
    return str(value)


def _csv(columns: Sequence[str], records: Iterable[dict[str, Cell]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    # A spreadsheet takes a cell that begins with one of these for a formula; names come from strangers.
    for record in records:
        cells = [_text(value) for value in record.values()]
        writer.writerow(["'" + cell if cell[:1] in ("=", "@", "+", "\t") else cell for cell in cells])
    return text.getvalue()
