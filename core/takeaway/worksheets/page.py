"""A worksheet as one HTML file: two pages of A4, no script, nothing from elsewhere, every text escaped."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np

from core.figures import written
from core.takeaway.subjects import Reader
from core.takeaway.worksheets.sheet import ABOVE, BLANK, LEAST, ROW, WIDTH, Formula, Matrix, Question, Sheet, Table

HEIGHT = 112.0  # mm for all lines of matrices
CELL, BESIDE = 9.0, 9.0  # mm: a cell's side where there is room; beside a matrix, for its operator
EASY = 24.0  # mm that a sheet with a table saves in formulas
MAX_CODE = 900  # characters of an address up to which a telephone reads its code from paper
MODULE, MIN_CODE = 0.42, 26.0  # mm of one square of the code; of its side at least
PRINTED = 110  # characters of an address that is printed as well

STYLE = """
@page { size: A4; margin: 14mm 15mm; }
* { box-sizing: border-box; }
body { font: 11pt/1.45 "Noto Sans", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; color: #1F2430; margin: 0 auto; max-width: 180mm; }
section { break-after: page; }
section:last-of-type { break-after: auto; }
h1 { font-size: 16pt; margin: 0 0 1mm; }
h2 { font-size: 11pt; margin: 4mm 0 1mm; }
p { margin: 0 0 1.5mm; }
header { display: flex; justify-content: space-between; gap: 6mm; }
header svg { display: block; flex: none; }
.name { color: #5A6270; font-size: 10pt; margin-top: 1mm; }
.note, .address { color: #5A6270; font-size: 9pt; overflow-wrap: anywhere; }
.matrices { display: flex; flex-wrap: wrap; align-items: center; gap: 1mm 2mm; }
.part { display: flex; align-items: center; }
.operator { width: 7mm; text-align: center; font-size: 15pt; }
figure { margin: 0; }
figcaption { font-size: 10pt; }
table { border-collapse: collapse; }
.matrix td { width: var(--cell); height: var(--cell); padding: 0; border: 0.25mm solid #5A6270; text-align: center; font-size: calc(var(--cell) * 0.4); white-space: nowrap; overflow: hidden; }
.matrix td.border { color: #8A91A0; background: #F1F3F6; }
.matrix td.marked { background: #B9CDE5; }
.matrix td, .blank { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.figures td, .figures th { border: 0.25mm solid #5A6270; padding: 0.6mm 2mm; min-width: 16mm; height: 6.5mm; font-size: 10pt; text-align: center; font-weight: normal; }
.blank { display: inline-block; min-width: 9mm; height: 6.5mm; padding: 0 1mm; border: 0.25mm solid #5A6270; border-radius: 0.8mm; text-align: center; vertical-align: middle; line-height: 6.2mm; }
.room { height: 11mm; border-bottom: 0.25mm solid #B8BDC7; }
.answer { font-weight: bold; }
@media screen { section { padding: 10mm 0; } }
"""


def html(sheet: Sheet, reader: Reader) -> str:
    """The sheet as a page for the browser, which prints it: the questions on the first page, the answers on the second."""
    _ = reader.translate
    title = escape(reader.title)
    # A policy on top of the escaping: whatever a text held, nothing would be run or fetched.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(reader.tag, quote=True)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{title}</title>\n<style>{STYLE}:root {{ --cell: {cell_of(sheet):g}mm; }}</style>\n</head>\n<body>\n"
        f"<section>\n<header><div><h1>{title}</h1>{_paragraphs(sheet.tasks)}{_paragraphs(sheet.notes, 'note')}"
        f'<p class="name">{escape(_("Name:"))} ______________________</p></div>{_code(reader)}</header>\n'
        f"{_body(sheet, reader, answers=False)}\n</section>\n"
        f"<section>\n<h1>{escape(_('Answers'))}: {title}</h1>\n{_body(sheet, reader, answers=True)}\n</section>\n"
        "</body>\n</html>\n"
    )


def cell_of(sheet: Sheet) -> float:
    """The side of every cell in mm: as large as there is room for on the first page."""
    cell, room = CELL, HEIGHT - (ROW * (len(sheet.table.rows) + 1) - EASY if sheet.table is not None else 0.0)
    while cell > LEAST and _tall(sheet, cell) > room:
        cell -= 0.5
    return cell


def _tall(sheet: Sheet, cell: float) -> float:
    """About how high the rows of matrices are, as the browser breaks them."""
    total = line = left = 0.0
    for matrix in sheet.matrices:
        rows, columns = matrix.values.shape
        wide = columns * cell + (BESIDE if matrix.before else 2.0)
        if wide > WIDTH:
            return float("inf")
        if left + wide > WIDTH:
            total, line, left = total + line, 0.0, 0.0
        left, line = left + wide, max(line, rows * cell + ABOVE)
    return total + line


def _paragraphs(texts: tuple[str, ...], kind: str = "") -> str:
    return "".join(f"<p{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{escape(text)}</p>" for text in texts)


def _body(sheet: Sheet, reader: Reader, *, answers: bool) -> str:
    _ = reader.translate
    parts = []
    if sheet.table is not None:
        parts.append(_table(sheet.table, answers))
    if sheet.matrices:
        parts.append(f'<div class="matrices">{"".join(_matrix(one, answers) for one in sheet.matrices)}</div>')
    growth = _("Fill in the boxes.")
    if sheet.table is None:
        growth = _(
            "The size of Y: ⌊(n + p − d · (k − 1) − 1) / s⌋ + 1, with the input's size n, padding p, dilation d, kernel k, stride s"
        )
    parts.append(f"<h2>{escape(growth)}</h2>" + "".join(_formula(one, answers) for one in sheet.formulas))
    parts += [_question(number, one, answers) for number, one in enumerate(sheet.questions, 1)]
    return "\n".join(parts)


def _matrix(matrix: Matrix, answers: bool) -> str:
    rows, columns = matrix.values.shape
    (top, bottom), (left, right) = matrix.padding
    lines = []
    for i in range(rows):
        cells = []
        for j in range(columns):
            inside = top <= i < rows - bottom and left <= j < columns - right
            cells.append(_cell(matrix, float(matrix.values[i, j]), inside, answers))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    operator = f'<span class="operator">{escape(matrix.before)}</span>' if matrix.before else ""
    return f'<div class="part">{operator}<figure><figcaption>{escape(matrix.title)}</figcaption><table class="matrix">{"".join(lines)}</table></figure></div>'


def _cell(matrix: Matrix, value: float, inside: bool, answers: bool) -> str:
    if matrix.shaded:
        return '<td class="marked"></td>' if answers and value else "<td></td>"
    text = "" if matrix.asked and not answers else escape(written(value))
    kinds = [*([] if inside else ["border"]), *(["answer"] if matrix.asked and answers else [])]
    return f'<td class="{" ".join(kinds)}">{text}</td>' if kinds else f"<td>{text}</td>"


def _formula(formula: Formula, answers: bool) -> str:
    given = iter(formula.answers)
    filled: Callable[[], str] = lambda: escape(next(given)) if answers else ""  # noqa: E731
    parts = escape(formula.text).split(BLANK)
    text = parts[0] + "".join(f'<span class="blank">{filled()}</span>{part}' for part in parts[1:])
    return f"<p>{escape(formula.label)}: {text}</p>"


def _question(number: int, question: Question, answers: bool) -> str:
    below = f'<p class="answer">{escape(question.answer)}</p>' if answers else '<div class="room"></div>'
    return f"<h2>{number}. {escape(question.text)}</h2>{below}"


def _table(table: Table, answers: bool) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in table.heads)
    rows = []
    for row in table.rows:
        cells = [escape(text) if answers or place < table.given else "" for place, text in enumerate(row)]
        rows.append("<tr>" + "".join(f"<td>{text}</td>" for text in cells) + "</tr>")
    return f'<table class="figures"><tr>{head}</tr>{"".join(rows)}</table>'


def _code(reader: Reader) -> str:
    """The address as a code that a telephone reads; where there is none, why."""
    _ = reader.translate
    address = reader.address
    if not address:
        unknown = _(
            "No QR code: the link to this experiment is not known here, or it is too long. “Copy link” on the page gives it."
        )
        return f'<div class="address" style="max-width: 45mm">{escape(unknown)}</div>'
    link = f'<a href="{escape(address, quote=True)}">{escape(address) if len(address) <= PRINTED else escape(_("the experiment"))}</a>'
    if len(address) > MAX_CODE:
        why = _(
            "The link has {n} characters: too many for a code that can be read from paper (at most {most})."
        ).format(n=len(address), most=MAX_CODE)
        return f'<div class="address" style="max-width: 45mm">{escape(why)}<br>{link}</div>'
    import segno

    code = segno.make(address, error="l", micro=False)
    side = max(MIN_CODE, MODULE * np.sum(code.symbol_size(border=2)) / 2)
    drawn = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    sized = drawn.replace("<svg ", f'<svg style="width: {side:.1f}mm; height: {side:.1f}mm" ', 1)
    return f'<div class="address" style="max-width: 45mm">{sized}{link}</div>'
