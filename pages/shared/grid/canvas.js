// A larger matrix, up to 64 × 64, on two canvases: the numbers' colours below, what is lit above.
// One real cell moves over it for focus and screen readers, as in any grid that shows a part of its rows.

import { made } from "#shared/elements.js";
import { css, inkOn, mix } from "./colours.js";
import { BOTTOM, HERE, LEFT, LIT, RIGHT, TOP, litBits } from "./cells.js";

export class CanvasView {
  constructor() {
    this.element = made("div");
    this.element.setAttribute("role", "grid");
    this.element.className = "matrix drawn";
    this.picture = made("canvas");
    this.light = made("canvas");
    for (const canvas of [this.picture, this.light]) canvas.setAttribute("aria-hidden", "true");
    const line = made("div");
    line.setAttribute("role", "row");
    this.cell = made("div");
    this.cell.setAttribute("role", "gridcell");
    this.cell.className = "cell cursor";
    this.cell.tabIndex = 0;
    line.append(this.cell);
    this.line = line;
    this.element.append(this.picture, this.light, line);
    this.stop = 0;
  }

  suits(matrix) { return this.rows === matrix.rows && this.columns === matrix.columns; }

  build(matrix) {
    Object.assign(this, { rows: matrix.rows, columns: matrix.columns, look: [], stop: 0 });
    this.element.setAttribute("aria-rowcount", matrix.rows);
    this.element.setAttribute("aria-colcount", matrix.columns);
  }

  draw(look, theme) {
    this.look = look;
    this.theme = theme ?? this.theme;
    if (this.width) this.paint();
    this.rove(this.stop);
  }

  size({ width, height, font, numbers }) {
    if (this.width === width && this.font === font) return;
    Object.assign(this, { width, height, font, numbers });
    this.element.style.width = `${this.columns * width}px`;
    this.element.style.height = `${this.rows * height}px`;
    this.paint();
    this.rove(this.stop);
    if (this.marked) this.mark(...this.marked);
  }

  fresh(canvas) {
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(this.columns * this.width * scale), height = Math.round(this.rows * this.height * scale);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  paint() {
    const context = this.fresh(this.picture), { width, height, theme } = this;
    context.font = `${this.font}px ${getComputedStyle(this.element).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    this.look.forEach((cell, i) => {
      const x = (i % this.columns) * width, y = Math.floor(i / this.columns) * height;
      const muted = cell.classes.includes("pad") || cell.classes.includes("hole");
      const colour = cell.colour ?? (muted ? mix(theme.background, theme.text, 0.1) : theme.background);
      context.fillStyle = css(colour);
      context.fillRect(x, y, width, height);
      if (width >= 12) {
        context.strokeStyle = css(mix(colour, theme.text, 0.12));
        context.lineWidth = 0.5;
        context.strokeRect(x + 0.25, y + 0.25, width - 0.5, height - 0.5);
      }
      if (cell.classes.includes("hole")) {
        context.strokeStyle = css(mix(colour, theme.text, 0.4));
        context.beginPath();
        context.moveTo(x, y + height);
        context.lineTo(x + width, y);
        context.stroke();
      }
      if (this.numbers) {
        context.fillStyle = inkOn(colour);
        context.fillText(cell.text, x + width / 2, y + height / 2);
      }
    });
    context.fillStyle = css(theme.text);
    const thick = width < 8 ? 1 : 1.5;
    this.look.forEach(({ classes }, i) => {
      if (!/ f[trbl]/.test(classes)) return;
      const x = (i % this.columns) * width, y = Math.floor(i / this.columns) * height;
      if (classes.includes(" ft")) context.fillRect(x, y, width, thick);
      if (classes.includes(" fb")) context.fillRect(x, y + height - thick, width, thick);
      if (classes.includes(" fl")) context.fillRect(x, y, thick, height);
      if (classes.includes(" fr")) context.fillRect(x + width - thick, y, thick, height);
    });
  }

  mark(mask, here, products) {
    this.marked = [mask, here, products];
    if (!this.width) return;
    const context = this.fresh(this.light), { width, height } = this;
    const bits = litBits(mask, this.rows, this.columns, here);
    context.fillStyle = css(this.theme.window);
    const thick = width < 8 ? 1 : 2;
    for (let i = 0; i < bits.length; i++) if (bits[i]) {
      const x = (i % this.columns) * width, y = Math.floor(i / this.columns) * height;
      const rim = bits[i] & HERE ? TOP | RIGHT | BOTTOM | LEFT : bits[i];
      context.globalAlpha = 0.2;
      if (bits[i] & LIT && !this.look[i]?.colour) context.fillRect(x, y, width, height);
      context.globalAlpha = 1;
      if (rim & TOP) context.fillRect(x, y, width, thick);
      if (rim & BOTTOM) context.fillRect(x, y + height - thick, width, thick);
      if (rim & LEFT) context.fillRect(x, y, thick, height);
      if (rim & RIGHT) context.fillRect(x + width - thick, y, thick, height);
    }
  }

  rove(index) {
    this.stop = index;
    const row = Math.floor(index / this.columns), column = index % this.columns, look = this.look[index];
    this.line.setAttribute("aria-rowindex", row + 1);
    this.cell.setAttribute("aria-colindex", column + 1);
    if (look) this.cell.setAttribute("aria-label", look.label);
    const { left, top, width, height } = this.box(index);
    Object.assign(this.cell.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  }

  focus(index) { this.rove(index); this.cell.focus(); }

  indexAt(event) {
    const frame = this.element.getBoundingClientRect();
    const column = Math.floor((event.clientX - frame.left) / this.width);
    const row = Math.floor((event.clientY - frame.top) / this.height);
    return row >= 0 && column >= 0 && row < this.rows && column < this.columns ? row * this.columns + column : -1;
  }

  box(index) {
    return {
      left: (index % this.columns) * this.width, top: Math.floor(index / this.columns) * this.height,
      width: this.width, height: this.height,
    };
  }
}
