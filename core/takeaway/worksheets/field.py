"""The sheet of a receptive field: the table of layers, and the cells that one unit sees."""

from __future__ import annotations

from fractions import Fraction

from core.arrays import Pair
from core.receptive_field import Layer, Row, both, more_to_cover, regions
from core.receptive_field.regions import Region
from core.takeaway.subjects import Field, Reader
from core.takeaway.worksheets.sheet import ABOVE, LEAST, ROW, WIDTH, Formula, Matrix, Question, Sheet, Table, listed

MAX_ROWS = 8  # of the table
MAX_TALL = 135.0  # mm of the table and the map below it


def field(subject: Field, reader: Reader) -> Sheet:
    """Output, field and effective stride of each layer to be computed, and the unit's cells to be shaded.

    Raises
    ------
    BadInput
        Layers that `more_to_cover` refuses, or a unit that they do not have.
    """
    _ = reader.translate
    depth, row, column = subject.unit
    layers = subject.layers[:MAX_ROWS]
    if depth > len(layers) or depth == 0:
        depth, row, column = len(layers), 0, 0
    rows = subject.rows[:MAX_ROWS]
    seen = regions(layers, (row, column), subject.input_size, depth)[0]
    H, W = subject.input_size
    drawn = H * LEAST + ABOVE + ROW * (len(rows) + 1) <= MAX_TALL and W * LEAST <= WIDTH
    unit = {"row": row, "column": column, "layer": layers[depth - 1].name}
    notes, tasks = (
        [],
        [
            _(
                "Fill in the table from top to bottom. r is the receptive field, j the effective stride; both are 1 at the input."
            )
        ],
    )
    if len(subject.layers) > MAX_ROWS:
        notes.append(_("The stack on the screen is longer: this sheet has its first {n} layers.").format(n=MAX_ROWS))
    if any(layer.kind == "transposed" for layer in layers):
        notes.append(_("Transposed convolutions follow a different formula: copy those rows from the answers."))
    if drawn:
        tasks.append(_("Then shade the input cells that unit ({row}, {column}) of {layer} sees.").format(**unit))
    heads = (_("layer"), _("kernel"), _("stride"), _("padding"), _("dilation"), _("output"), "r", "j")
    title = _("Input {rows} × {columns}").format(rows=H, columns=W)
    return Sheet(
        tuple(tasks),
        (Matrix(title, seen.mask.astype(float), asked=True, shaded=True),) if drawn else (),
        (_first(reader, rows[0]),),
        (_asked(reader, unit, seen), _more(reader, layers, subject.input_size)),
        Table(heads, tuple(_cells(one) for one in rows), given=5),
        tuple(notes),
    )


def _asked(reader: Reader, unit: dict[str, object], seen: Region) -> Question:
    _ = reader.translate
    answer = _("None of them: it sees padding only.")
    if seen.rows and seen.columns:
        answer = _("Rows {rows}; columns {columns}.").format(rows=listed(seen.rows), columns=listed(seen.columns))
    return Question(
        _("Which rows and columns of the input does unit ({row}, {column}) of {layer} see?").format(**unit), answer
    )


def _more(reader: Reader, layers: tuple[Layer, ...], size: Pair) -> Question:
    _ = reader.translate
    more = more_to_cover(layers, size)
    return Question(
        _(
            "How many more layers like the last, with stride 1, does it take until the receptive field is as large as the input?"
        ),
        _("No number of layers is enough.") if more is None else str(more),
    )


def _cells(row: Row) -> tuple[str, ...]:
    (top, bottom), (left, right) = row.padding
    padding = _by((top, left)) if (top, left) == (bottom, right) else f"{top} {bottom} {left} {right}"
    layer, found = row.layer, row.field
    return (
        layer.name,
        _by(both(layer.kernel)),
        _by(both(layer.stride)),
        padding,
        _by(both(layer.dilation)),
        _by(both(row.output_size or 0)),
        _by(found.size),
        _by(found.stride),
    )


def _by(pair: tuple[int | Fraction | None, ...]) -> str:
    texts = ["?" if value is None else str(value) for value in pair]
    return texts[0] if len(set(texts)) == 1 else " × ".join(texts)


def _first(reader: Reader, row: Row) -> Formula:
    """The growth with blanks, for the rows of the first layer."""
    window = row.layer.windows[0]
    size, stride = row.field.axes[0].size, row.field.axes[0].stride
    numbers = (1, window.kernel, window.dilation, 1, size, 1, window.stride, stride)
    label = reader.translate("First layer, rows: r + (k − 1) · d · j, and j · s")
    return Formula(label, "r = □ + (□ − 1) · □ · □ = □,   j = □ · □ = □", tuple(map(str, numbers)))
