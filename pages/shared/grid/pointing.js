// Pointer and keyboard over a matrix: hover, choose, move about, type, paint, paste.

import { editCell, pastedRows } from "./editing.js";

const MOVES = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-5, 0], PageDown: [5, 0],
};
const SIDES = { up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1], stay: [0, 0] };

function within(value, length) { return Math.max(0, Math.min(length - 1, value)); }

// Where a key leads from a cell; null for keys that lead nowhere.
function keyTarget(event, index, { rows, columns }) {
  const row = Math.floor(index / columns), column = index % columns, far = event.ctrlKey || event.metaKey;
  if (event.key in MOVES && !far) {
    const [down, right] = MOVES[event.key];
    return within(row + down, rows) * columns + within(column + right, columns);
  }
  if (event.key === "Home") return far ? 0 : row * columns;
  if (event.key === "End") return far ? rows * columns - 1 : row * columns + columns - 1;
  return null;
}

// Joins one figure's events to its grid: `grid` has hover, choose, commit, brush, painting.
export function listenTo(figure, grid) {
  const { view } = figure, element = view.element;
  let stroke = null, fresh = false;

  const edit = (index, text) => {
    if (!figure.matrix.editable) return;
    editCell(view, index, text ?? figure.draft.textOf(figure.matrix, index), {
      label: figure.looks[index].label,
      done: (typed, then) => {
        if (typed !== null && typed !== figure.draft.textOf(figure.matrix, index)) grid.commit(figure, [[index, typed]]);
        if (then) step(index, SIDES[then]);
      },
    });
  };
  const step = (index, [down, right]) => {
    const { rows, columns } = figure.matrix;
    view.focus(within(Math.floor(index / columns) + down, rows) * columns + within((index % columns) + right, columns));
  };
  const focused = () => view.stop;

  element.addEventListener("pointermove", (event) => {
    const index = view.indexAt(event);
    if (stroke) { grid.stroke(figure, stroke, index); return; }
    if (event.pointerType !== "touch") grid.hover(figure, index);
  });
  element.addEventListener("pointerleave", () => { if (!stroke) grid.hover(figure, -1); });
  element.addEventListener("pointerdown", (event) => {
    const index = view.indexAt(event);
    if (index < 0 || event.button !== 0) return;
    fresh = !grid.isChosen(figure, index);
    if (figure.matrix.editable && grid.painting) {
      stroke = { from: index, cells: new Map() };
      element.setPointerCapture(event.pointerId);
    }
  });
  const finish = () => {
    if (stroke?.cells.size) grid.commit(figure, [...stroke.cells]);
    const painted = Boolean(stroke?.cells.size);
    stroke = null;
    return painted;
  };
  let justPainted = false;
  element.addEventListener("pointerup", () => { justPainted = finish(); });
  element.addEventListener("pointercancel", () => { finish(); });
  element.addEventListener("click", (event) => {
    if (justPainted) { justPainted = false; return; }
    if (event.target.closest?.(".typing")) return;
    const index = view.indexAt(event);
    if (index < 0) return;
    view.focus(index);
    grid.choose(figure, index);
    // A second click on the cell that is chosen already means to change it.
    if (!fresh) edit(index);
  });
  element.addEventListener("focusin", (event) => {
    if (!event.target.classList.contains("cell")) return;
    const index = event.target.index ?? view.stop;
    if (view.stop !== index) view.rove(index);
    if (event.target.matches(":focus-visible")) grid.hover(figure, index, true);
  });
  element.addEventListener("focusout", () => grid.hover(figure, -1));
  element.addEventListener("keydown", (event) => {
    const index = focused(), target = keyTarget(event, index, figure.matrix);
    if (target !== null) {
      view.focus(target);
      grid.hover(figure, target, true);
    } else if (event.key === "Enter" || event.key === "F2") {
      if (figure.matrix.editable) edit(index); else grid.choose(figure, index);
    } else if (event.key === " ") {
      grid.choose(figure, index);
    } else if (figure.matrix.editable && (event.key === "Delete" || event.key === "Backspace")) {
      edit(index, "");
    } else if (figure.matrix.editable && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      edit(index, event.key);
    } else return;
    event.preventDefault();
  });
  element.addEventListener("paste", (event) => {
    if (!figure.matrix.editable || event.target.closest?.(".typing")) return;
    const rows = pastedRows(event.clipboardData.getData("text/plain")), { columns } = figure.matrix;
    const top = Math.floor(focused() / columns), left = focused() % columns;
    const cells = rows.flatMap((texts, r) => texts.map((text, c) => [top + r, left + c, text]))
      .filter(([row, column]) => row < figure.matrix.rows && column < columns)
      .map(([row, column, text]) => [row * columns + column, text]);
    if (cells.length) grid.commit(figure, cells);
    event.preventDefault();
  });
}
