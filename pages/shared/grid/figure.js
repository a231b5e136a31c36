// One matrix on the page: operator, title, shape and the view of its cells.

import { made } from "#shared/elements.js";
import { fullText, isExact, looksLikeNumber, numberOf, shortText, typedNumber } from "./numbers.js";
import { colourScale } from "./colours.js";
import { CanvasView } from "./canvas.js";
import { CellsView } from "./cells.js";
import { cellName } from "./reading.js";
import { Draft } from "./editing.js";
import { Gap } from "./gap.js";

const MAX_ELEMENTS = 1024; // beyond 32 × 32 cells a canvas is quicker than elements

export class MatrixFigure {
  constructor(owner) {
    this.owner = owner;
    this.draft = new Draft();
    this.element = made("div", "item");
    this.gap = new Gap(owner);
    this.operator = made("span", "operator");
    this.figure = made("figure");
    this.caption = made("figcaption");
    this.title = made("span", "title");
    this.inline = made("span", "inline operator");
    this.inline.setAttribute("aria-hidden", "true");
    this.shape = made("span", "shape");
    this.caption.append(this.inline, this.title, this.shape);
    this.figure.append(this.caption);
    this.element.append(this.gap.element, this.operator, this.figure);
  }

  update(matrix, theme, { seen, drafts, gaps }, words) {
    if (this.matrix && !(this.matrix.rows === matrix.rows && this.matrix.columns === matrix.columns)) this.draft.texts.clear();
    this.matrix = matrix;
    this.words = words;
    this.draft.update(matrix, seen[matrix.name], drafts[matrix.name]);
    // The operator stands before the matrix, or before its title where matrices wrap.
    for (const operator of [this.operator, this.inline]) {
      operator.textContent = matrix.before;
      operator.hidden = !matrix.before;
    }
    this.gap.update(gaps?.[matrix.name]);
    this.title.textContent = matrix.title || matrix.name;
    const [[top, bottom], [left, right]] = matrix.padding, whole = `${matrix.rows}×${matrix.columns}`;
    const own = `${matrix.rows - top - bottom}×${matrix.columns - left - right}`;
    this.shape.textContent = own === whole ? whole : `${own} → ${whole}`; // → with its padding
    const Kind = matrix.rows * matrix.columns <= MAX_ELEMENTS ? CellsView : CanvasView;
    if (!(this.view instanceof Kind)) {
      this.view?.element.remove();
      this.view = new Kind();
      this.figure.append(this.view.element);
      this.owner.listen(this);
    }
    if (!this.view.suits(matrix)) this.view.build(matrix);
    this.view.element.setAttribute("aria-label", `${this.title.textContent}, ${this.shape.textContent}`);
    this.view.element.setAttribute("aria-readonly", String(!matrix.editable));
    this.view.element.title = "";
    this.caption.title = matrix.editable && !matrix.marks ? words.edit : ""; // boxes are not painted
    this.element.classList.toggle("editable", matrix.editable);
    this.theme = theme;
    this.redraw();
  }

  redraw() {
    const { matrix, words } = this, scale = colourScale(matrix, this.theme);
    const [[top, bottom], [left, right]] = matrix.padding, holes = new Set(matrix.holes ?? []);
    const bordered = top + bottom + left + right > 0;
    this.looks = matrix.values.map((value, i) => {
      const row = Math.floor(i / matrix.columns), column = i % matrix.columns;
      const typed = this.draft.texts.get(i), given = matrix.texts?.[i];
      const own = typed ?? given, full = own ?? fullText(value), text = own ?? shortText(value);
      const padding = row < top || row >= matrix.rows - bottom || column < left || column >= matrix.columns - right;
      // A frame stands round the input itself, so that padding is told from it whatever numbers it holds.
      const rim = bordered && !padding ? [row === top && " ft", row === matrix.rows - bottom - 1 && " fb",
        column === left && " fl", column === matrix.columns - right - 1 && " fr"].filter(Boolean).join("") : "";
      const mark = matrix.marks?.[i] ?? "", blank = Boolean(matrix.marks) && own?.trim() === "";
      const bad = matrix.editable && own !== undefined && !blank && !looksLikeNumber(own);
      // Where a cell rounds its number, its name has both: who speaks to the browser says what is seen.
      const seen = own === undefined && !isExact(value) && `≈ ${text}`;
      const notes = [padding && words.padding, holes.has(i) && words.unseen, bad && words.invalid, mark && words[mark]].filter(Boolean);
      const number = typed !== undefined && !bad ? typedNumber(typed) : numberOf(value);
      return {
        text, title: [full !== text ? full : "", ...notes].filter(Boolean).join(", "),
        label: [`${cellName(matrix.name, row, column)} = ${blank ? words.empty : full}`, seen, ...notes].filter(Boolean).join(", "),
        colour: bad ? null : scale(number),
        classes: (padding ? " pad" : "") + rim + (holes.has(i) ? " hole" : "") + (bad ? " bad" : "") + (mark && ` ${mark}`),
      };
    });
    this.view.draw(this.looks, this.theme);
  }

  // What the layout needs to know.
  measure(narrow) {
    const [title, shape] = [this.title.scrollWidth, this.shape.offsetWidth];
    const characters = this.looks.reduce((most, look) => Math.max(most, Math.min(look.text.length, 8)), 1);
    return { ...this.matrix, characters, gap: this.gap.width, caption: narrow ? Math.max(title, shape) : title + 8 + shape };
  }

  // What stands in the cells now; NaN where that is no number.
  numbers() {
    return this.matrix.values.map((value, i) => (this.draft.texts.has(i) ? typedNumber(this.draft.texts.get(i)) : numberOf(value)));
  }

  texts() { return this.draft.all(this.matrix); }

  // The cells whose text is no number: [{ cell, text }].
  bad() {
    return this.matrix.editable ? this.looks.flatMap(({ classes, text }, i) => (classes.includes(" bad")
      ? [{ cell: cellName(this.matrix.name, Math.floor(i / this.matrix.columns), i % this.matrix.columns), text }] : [])) : [];
  }

  // The numbers as a text table, as they are.
  text() {
    const { rows, columns } = this.matrix, lines = [];
    for (let row = 0; row < rows; row++) {
      lines.push(Array.from({ length: columns }, (_, c) => this.draft.textOf(this.matrix, row * columns + c)).join("\t"));
    }
    return `${this.title.textContent} (${rows}×${columns})\n${lines.join("\n")}`;
  }
}
