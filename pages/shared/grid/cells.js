// A matrix of up to 32 × 32 cells as HTML: one element a cell, patched where something changed.

import { made } from "#shared/elements.js";
import { css, inkOn } from "./colours.js";

export const LIT = 1, TOP = 2, RIGHT = 4, BOTTOM = 8, LEFT = 16, HERE = 32;
const LIT_CLASSES = [[LIT, " lit"], [TOP, " t"], [RIGHT, " r"], [BOTTOM, " b"], [LEFT, " l"], [HERE, " here"]];

// Which sides of each lit cell are on the rim of the lit set; the outline is drawn there alone.
export function litBits(mask, rows, columns, here) {
  const bits = new Uint8Array(rows * columns);
  if (mask) for (let i = 0; i < bits.length; i++) if (mask[i]) {
    const column = i % columns;
    bits[i] = LIT
      | (i < columns || !mask[i - columns] ? TOP : 0)
      | (i >= bits.length - columns || !mask[i + columns] ? BOTTOM : 0)
      | (column === 0 || !mask[i - 1] ? LEFT : 0)
      | (column === columns - 1 || !mask[i + 1] ? RIGHT : 0);
  }
  if (here >= 0) bits[here] = HERE;
  return bits;
}

export class CellsView {
  constructor() {
    this.element = made("div");
    this.element.setAttribute("role", "grid");
    this.element.className = "matrix";
    this.cells = [];
  }

  suits(matrix) { return this.rows === matrix.rows && this.columns === matrix.columns; }

  build(matrix) {
    Object.assign(this, { rows: matrix.rows, columns: matrix.columns, cells: [], shown: [], classes: [] });
    this.bits = new Uint8Array(matrix.rows * matrix.columns);
    this.products = new Map();
    const lines = [];
    for (let row = 0; row < matrix.rows; row++) {
      const line = made("div");
      line.setAttribute("role", "row");
      line.className = "row";
      for (let column = 0; column < matrix.columns; column++) {
        const cell = made("div");
        cell.setAttribute("role", "gridcell");
        cell.tabIndex = -1;
        cell.index = this.cells.length;
        const number = made("span", "n");
        cell.append(number);
        this.cells.push(cell);
        line.append(cell);
      }
      lines.push(line);
    }
    this.element.replaceChildren(...lines);
    this.cells[0].tabIndex = 0;
    this.stop = 0;
  }

  // look = { text, label, title, colour, classes } of each cell.
  draw(look) {
    look.forEach((cell, i) => {
      const key = `${cell.text}\n${cell.label}\n${cell.colour}\n${cell.classes}`;
      if (this.shown[i] === key) return;
      this.shown[i] = key;
      const element = this.cells[i];
      element.firstChild.textContent = cell.text;
      element.setAttribute("aria-label", cell.label);
      if (cell.title) element.title = cell.title; else element.removeAttribute("title");
      element.style.background = cell.colour ? css(cell.colour) : "";
      element.style.color = cell.colour ? inkOn(cell.colour) : "";
      this.classes[i] = "cell" + cell.classes;
      element.className = this.classes[i] + this.litClasses(this.bits[i]);
    });
  }

  size({ width, height, font, numbers }) {
    this.element.style.setProperty("--w", `${width}px`);
    this.element.style.setProperty("--h", `${height}px`);
    this.element.style.setProperty("--font", `${font}px`);
    this.element.classList.toggle("bare", !numbers);
    this.element.classList.toggle("tiny", width < 14);
  }

  litClasses(bits) {
    return LIT_CLASSES.reduce((text, [bit, name]) => (bits & bit ? text + name : text), "");
  }

  mark(mask, here, products) {
    const bits = litBits(mask, this.rows, this.columns, here);
    for (let i = 0; i < bits.length; i++) if (bits[i] !== this.bits[i]) {
      this.cells[i].className = this.classes[i] + this.litClasses(bits[i]);
    }
    this.bits = bits;
    for (const [i] of this.products) if (!products.has(i)) this.cells[i].querySelector(".p")?.remove();
    for (const [i, text] of products) if (this.products.get(i) !== text) {
      let product = this.cells[i].querySelector(".p");
      if (!product) {
        product = made("span", "p");
        product.setAttribute("aria-hidden", "true");
        this.cells[i].append(product);
      }
      product.dataset.text = text;
    }
    this.products = products;
  }

  // The one cell that Tab reaches.
  rove(index) {
    if (this.cells[this.stop]) this.cells[this.stop].tabIndex = -1;
    this.stop = index;
    this.cells[index].tabIndex = 0;
  }

  focus(index) { this.rove(index); this.cells[index].focus({ preventScroll: false }); }

  indexAt(event) {
    const cell = this.element.getRootNode().elementFromPoint(event.clientX, event.clientY)?.closest?.(".cell");
    return cell && this.element.contains(cell) ? cell.index : -1;
  }

  box(index) {
    const cell = this.cells[index];
    return { left: cell.offsetLeft, top: cell.offsetTop, width: cell.offsetWidth, height: cell.offsetHeight };
  }
}
