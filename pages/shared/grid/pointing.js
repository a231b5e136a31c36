// Pointer and keyboard over a matrix: hover, choose, drag, move about, type, paint, paste.

import { editCell, pastedRows } from "./editing.js";

const MOVES = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-5, 0], PageDown: [5, 0],
};
const SIDES = { up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1], stay: [0, 0] };

function bounded(value, length) { return Math.max(0, Math.min(length - 1, value)); }

function movedBy(index, [down, right], { rows, columns }) {
  return bounded(Math.floor(index / columns) + down, rows) * columns + bounded((index % columns) + right, columns);
}

// Where a key leads from a cell; null for keys that lead nowhere.
export function keyTarget(event, index, matrix) {
  const { rows, columns } = matrix, start = Math.floor(index / columns) * columns, far = event.ctrlKey || event.metaKey;
  if (event.key in MOVES && !far) return movedBy(index, MOVES[event.key], matrix);
  if (event.key === "Home") return far ? 0 : start;
  if (event.key === "End") return far ? rows * columns - 1 : start + columns - 1;
  return null;
}

// Joins one figure's events to its grid: `grid` has hover, choose, visit, drag, dropped, play and edits.
class Pointing {
  constructor(figure, grid) {
    Object.assign(this, { figure, grid, view: figure.view, press: null, fresh: false, dragged: false });
    const on = (kind, method) => this.view.element.addEventListener(kind, (event) => this[method](event));
    on("pointermove", "move");
    on("pointerleave", "leave");
    on("pointerdown", "down");
    on("pointerup", "up");
    on("pointercancel", "up");
    on("click", "click");
    on("focusin", "focus");
    on("focusout", "leave");
    on("keydown", "key");
    on("paste", "paste");
  }

  get matrix() { return this.figure.matrix; }

  edit(index, text) {
    if (!this.matrix.editable) return;
    editCell(this.view, index, text ?? this.figure.draft.textOf(this.matrix, index), {
      label: this.figure.looks[index].label,
      whole: text === undefined,
      done: (typed, then) => {
        if (typed !== null && typed !== this.figure.draft.textOf(this.matrix, index)) this.grid.edits.commit(this.figure, [[index, typed]]);
        if (!then) return;
        const next = movedBy(index, SIDES[then], this.matrix);
        this.view.focus(next);
        if (then !== "stay") this.grid.visit(this.figure, next);
      },
    });
  }

  move(event) {
    const index = this.view.indexAt(event);
    if (this.press) {
      if (index < 0 || (index === this.press.from && !this.press.moved)) return;
      this.press.moved = true;
      if (this.press.paints) this.grid.edits.stroke(this.figure, this.press, index);
      else this.grid.drag(this.figure, this.press, index);
    } else if (event.pointerType !== "touch") this.grid.hover(this.figure, index);
  }

  leave() { if (!this.press) this.grid.hover(this.figure, -1); }

  down(event) {
    const index = this.view.indexAt(event), paints = this.matrix.editable && this.grid.edits.painting;
    if (index < 0 || event.button !== 0 || event.target.closest?.(".typing")) return;
    this.fresh = !this.grid.isChosen(this.figure, index);
    // A finger that does not paint scrolls the page.
    if (event.pointerType === "touch" && !paints) return;
    this.press = { from: index, paints, cells: new Map(), before: this.figure.texts() };
    this.view.element.setPointerCapture(event.pointerId);
  }

  up() {
    const { press } = this;
    this.press = null;
    this.dragged = Boolean(press?.moved);
    if (press?.moved) this.grid.dropped(this.figure, press);
  }

  click(event) {
    if (this.dragged) { this.dragged = false; return; }
    if (event.target.closest?.(".typing")) return;
    const index = this.view.indexAt(event);
    if (index < 0) return;
    this.view.focus(index);
    this.grid.choose(this.figure, index);
    // A second click on the cell that is chosen already means to change it.
    if (!this.fresh) this.edit(index);
  }

  focus(event) {
    if (!event.target.classList.contains("cell")) return;
    const index = event.target.index ?? this.view.stop;
    if (this.view.stop !== index) this.view.rove(index);
    if (event.target.matches(":focus-visible")) this.grid.hover(this.figure, index, true);
  }

  key(event) {
    const index = this.view.stop, target = keyTarget(event, index, this.matrix), { editable } = this.matrix;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (target !== null) {
      this.view.focus(target);
      this.grid.visit(this.figure, target);
    } else if (event.key === "Enter" || event.key === "F2") {
      if (editable) this.edit(index); else this.grid.choose(this.figure, index);
    } else if (event.key === " " && plain) {
      if (!this.grid.play()) this.grid.choose(this.figure, index);
    } else if (editable && (event.key === "Delete" || event.key === "Backspace")) {
      this.edit(index, "");
    } else if (editable && event.key.length === 1 && event.key !== "?" && plain) {
      this.edit(index, event.key);
    } else return;
    event.preventDefault();
  }

  paste(event) {
    if (!this.matrix.editable || event.target.closest?.(".typing")) return;
    const rows = pastedRows(event.clipboardData.getData("text/plain")), { columns } = this.matrix;
    const top = Math.floor(this.view.stop / columns), left = this.view.stop % columns;
    const cells = rows.flatMap((texts, r) => texts.map((text, c) => [top + r, left + c, text]))
      .filter(([row, column]) => row < this.matrix.rows && column < columns)
      .map(([row, column, text]) => [row * columns + column, text]);
    if (cells.length) this.grid.edits.commit(this.figure, cells);
    event.preventDefault();
  }
}

export function listenTo(figure, grid) { return new Pointing(figure, grid); }
