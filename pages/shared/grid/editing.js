// Typing into cells and painting over them: texts are kept exactly as they were typed.

import { made } from "#shared/elements.js";
import { fullText } from "./numbers.js";

const MAX_TEXT = 200; // characters of a cell, as many as Python takes

// The texts of one matrix that differ from its numbers, by cell; Python is sent all texts of the matrix.
export class Draft {
  constructor() { this.texts = new Map(); this.serial = 0; }

  // New numbers arrived. They answer the draft unless a later edit of it is still on its way.
  // A grid that was away and is back takes up the draft that still stands in Python.
  update(matrix, seen, standing) {
    const { version } = matrix;
    if (this.version === undefined) {
      standing?.flat().forEach((text, i) => { if (text !== this.textOf(matrix, i)) this.texts.set(i, text); });
    } else if (version !== this.version && (seen ?? 0) >= this.serial) this.texts.clear();
    this.version = version;
  }

  report(matrix) {
    this.serial = Math.max(Date.now(), this.serial + 1);
    const all = this.all(matrix), { columns } = matrix;
    return { serial: this.serial, texts: Array.from({ length: matrix.rows }, (_, row) => all.slice(row * columns, (row + 1) * columns)) };
  }

  // The texts of all cells, row by row.
  all(matrix) { return Array.from(matrix.values, (_, i) => this.textOf(matrix, i)); }

  textOf(matrix, index) {
    return this.texts.get(index) ?? matrix.texts?.[index] ?? fullText(matrix.values[index]);
  }
}

// The field that lies over a cell while it is typed into.
// `whole`: what stands there is selected, so that typing replaces it; a first key that was typed already is kept.
export function editCell(view, index, text, { label, whole, done }) {
  const field = made("input");
  field.type = "text";
  field.inputMode = "decimal";
  field.autocomplete = "off";
  field.spellcheck = false;
  field.maxLength = MAX_TEXT;
  field.className = "typing";
  field.setAttribute("aria-label", label);
  field.value = text;
  const { left, top, width, height } = view.box(index);
  const wide = Math.max(width, 64);
  Object.assign(field.style, {
    left: `${left - (wide - width) / 2}px`, top: `${top - (Math.max(height, 28) - height) / 2}px`,
    width: `${wide}px`, height: `${Math.max(height, 28)}px`,
  });
  let open = true;
  const close = (keep, then) => {
    if (!open) return;
    open = false;
    const typed = field.value;
    field.remove();
    done(keep ? typed : null, then);
  };
  field.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Enter") close(true, event.shiftKey ? "up" : "down");
    else if (event.key === "Tab") { event.preventDefault(); close(true, event.shiftKey ? "left" : "right"); }
    else if (event.key === "Escape") close(false, "stay");
  };
  field.onblur = () => close(true, null);
  field.onpointerdown = (event) => event.stopPropagation();
  view.element.append(field);
  field.focus();
  if (whole) field.select();
  return field;
}

// Rows of texts out of the clipboard: tabs, commas, semicolons or spaces between numbers.
export function pastedRows(text) {
  return text.replace(/\r/g, "").replace(/\n+$/, "").split("\n")
    .map((line) => line.replace(/[[\]]/g, " ").trim())
    // Between tabs an empty cell is one; commas after the last number of a row, as Python writes them, are none.
    .map((line) => (line.includes("\t") ? line.split("\t") : line.split(/[\s,;]+/).filter(Boolean)).map((cell) => cell.slice(0, MAX_TEXT)));
}
