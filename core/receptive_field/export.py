"""Tables of receptive fields as CSV, JSON, Markdown and plain text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from fractions import Fraction

from core import text_tables
from core.errors import BadInput
from core.receptive_field import beside
from core.receptive_field.field import ReceptiveField, Row
from core.receptive_field.layer import both
from core.receptive_field.notices import grouped
from core.receptive_field.padding import paddings, pytorch_lines
from core.receptive_field.solver import GraphRow, Solution
from core.receptive_field.verdict import image_of

STACK_COLUMNS = (
    "layer kind kernel stride padding dilation output receptive_field effective_stride effective_padding centre overlap"
).split()
GRAPH_COLUMNS = (
    "layer class inputs output sees receptive_field smallest_field effective_stride effective_padding centre gates unknown"
    " padding padding_in_pytorch"
).split()

IN_TIME = ("receptive_field", "effective_stride", "effective_padding")
MAX_RATE = 10**9

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
                    row.layer.padding if isinstance(row.layer.padding, str) else [list(side) for side in row.padding],
                    list(both(row.layer.dilation)),
                    None if row.output_size is None else list(row.output_size),
                    *_figures(row.field),
                    [_plain(cells) for cells in row.field.overlap],
                ),
            )
        )
        for row in rows
    ]


def graph_records(
    solution: Solution, sample_rate: float | None = None, wanted: int | Sequence[int] | None = None
) -> list[dict[str, Cell]]:
    """One record for each layer of a network; with a sample rate, in samples a second, milliseconds beside cells.

    `wanted`: cells of the objects that matter, for the verdicts.

    Raises
    ------
    BadInput
        An object without a whole number of cells for each axis.
    """
    records = [{**one, **more} for one, more in zip(_graph_records(solution), beside.records(solution, wanted))]
    if sample_rate is not None:
        for record in records:
            for column in IN_TIME:
                cells = record[column]
                record[f"{column}_ms"] = (
                    [milliseconds(cell, sample_rate) for cell in cells] if isinstance(cells, list) else None
                )
    return records


def milliseconds(cells: object, sample_rate: float) -> float | None:
    """How long so many samples last; fractions come as text."""
    return None if cells is None else float(Fraction(str(cells)) * 1000 / Fraction(sample_rate))


def check_rate(solution: Solution, sample_rate: float | None) -> None:
    """Refuse a sample rate that is none, or that the network has no use for.

    Raises
    ------
    BadInput
        If it is not above 0 and at most 10⁹, or if the network's input has not one axis.
    """
    if sample_rate is None:
        return
    if not 0 < sample_rate <= MAX_RATE:
        raise BadInput(
            "the sample rate {rate} is not a number above 0 and up to {most}", rate=sample_rate, most=MAX_RATE
        )
    axes = max((len(row.field.axes) for row in solution.rows), default=0)
    if axes != 1:
        raise BadInput("a sample rate is for signals, which have one axis: this network's input has {axes}", axes=axes)


def _graph_records(solution: Solution) -> list[dict[str, Cell]]:
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
                    *(_graph_figures(row.field) if row.field.sees == "box" else (None,) * 5),
                    list(row.field.gates),
                    list(row.field.unknown),
                    # A layer that does not slide has none; "?" stands for what depends on a size that is not known.
                    None
                    if sides is None and row.operation.kind == "window" and row.size is None
                    else [list(side) for side in sides or ()],
                    line,
                ),
            )
        )
        for row, sides, line in zip(solution.rows, paddings(solution), pytorch_lines(solution))
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


def graph_csv(solution: Solution, sample_rate: float | None = None, wanted: int | Sequence[int] | None = None) -> str:
    """A network's table as CSV.

    Raises
    ------
    BadInput
        A sample rate or an object that `graph_records` refuses.
    """
    more = [] if sample_rate is None else [f"{column}_ms" for column in IN_TIME]
    columns = [*GRAPH_COLUMNS, *beside.COLUMNS, *more]
    return _csv(columns, graph_records(solution, sample_rate, wanted))


def graph_json(solution: Solution, sample_rate: float | None = None, wanted: int | Sequence[int] | None = None) -> str:
    """A network's table as JSON, with its sums and the notices.

    Raises
    ------
    BadInput
        A sample rate or an object that `graph_records` refuses.
    """
    found = {
        "input": solution.source,
        "outputs": list(solution.graph.outputs),
        "in_all": beside.totals(solution),
        "layers": graph_records(solution, sample_rate, wanted),
        "notices": [{"topic": notice.topic, "layer": notice.layer, "text": str(notice)} for notice in solution.notices],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def graph_text(
    solution: Solution,
    marked: GraphRow | None = None,
    sample_rate: float | None = None,
    wanted: int | Sequence[int] | None = None,
) -> str:
    """A network's table in columns for a terminal, a star before the marked layer; its sums and the notices below.

    Raises
    ------
    BadInput
        A sample rate or an object that `graph_records` refuses.
    """
    titles = ["layer", "class", "output", "receptive field", "stride", "padding", "parameters", "multiply-adds"]
    titles += ["sees at this size"]
    if sample_rate is not None:
        titles += ["field (ms)", "stride (ms)", "padding (ms)"]
    lines = [titles]
    for record, row in zip(graph_records(solution, sample_rate, wanted), solution.rows):
        field = extents_text(row.field) if row.field.sees == "box" else row.field.sees
        gate = " (everything with its gates)" if row.field.gates else ""
        spare = " (could be left out)" if record["could_be_left_out"] else ""
        lines.append(
            [
                ("* " if row is marked else "") + row.node.name,
                row.node.label,
                _output_text(row, known=image_of(solution) is not None),
                field + gate,
                _text(record["effective_stride"]),
                _text(record["effective_padding"]),
                *(_grouped(record[figure]) for figure in ("parameters", "multiply_adds")),
                beside.SAID.get(str(record["verdict"]), "") + spare,
                *([] if sample_rate is None else [_text(record[f"{column}_ms"]) for column in IN_TIME]),
            ]
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(titles))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
    notices = ["", *map(str, grouped(solution.notices))] if solution.notices else []
    return "\n".join([*text, "", beside.totals_text(solution), *notices])


def _output_text(row: GraphRow, *, known: bool) -> str:
    """The output's size; behind global pooling, a flattening or a dense layer it is a vector, which has none."""
    if row.size is not None:
        return _text(list(row.size))
    return "vector" if known and row.field.sees == "everything" else "?"


def _grouped(value: Cell) -> str:
    return f"{value:,}" if isinstance(value, int) else "?"


def extents_text(field: ReceptiveField) -> str:
    """The field's size, one number for each axis; where units of the layer differ all their sizes: ``60|68×60|68``."""
    return "×".join(
        "|".join(map(str, extents)) if len(extents) < 4 else f"{extents[0]}…{extents[-1]}" for extents in field.extents
    )


def _graph_figures(field: ReceptiveField) -> tuple[Cell, ...]:
    size, *rest = _figures(field)
    return (size, [extents[0] for extents in field.extents], *rest)


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
    return text_tables.written(columns, ([_text(value) for value in record.values()] for record in records))
