// One map drawn on a canvas: its picture or a plain ground, the lit cells, the box around them, the unit itself.

import { made } from "#shared/elements.js";
import { Gap } from "#shared/grid/gap.js";
import { endsOf } from "./axis.js";

const SMALLEST = 5; // pixels that the unit's own mark has at least

export class MapView {
  constructor(depth, explorer) {
    this.depth = depth;
    this.explorer = explorer;
    this.element = made("figure");
    this.caption = made("figcaption");
    this.title = made("span", "title");
    this.shape = made("span", "shape");
    this.caption.append(this.title, this.shape);
    this.canvas = made("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.element.append(this.caption, this.canvas);
    this.gap = new Gap(explorer);
    this.place = made("div", "place");
    this.place.append(this.gap.element, this.element);
    this.overlay = made("canvas");
    this.canvas.onpointermove = (event) => { if (event.pointerType !== "touch") explorer.hover(this, this.cellAt(event)); };
    this.canvas.onpointerleave = () => explorer.hover(this, null);
    this.canvas.onclick = (event) => explorer.choose(this, this.cellAt(event));
    this.canvas.onkeydown = (event) => explorer.key(this, event);
  }

  update(map, picture, label) {
    this.map = map;
    this.title.textContent = this.title.title = map.title;
    this.shape.textContent = `${map.size[0]}×${map.size[1]}`;
    this.canvas.setAttribute("aria-label", label);
    if (picture !== this.source) {
      this.source = picture;
      this.image = null;
      if (picture) {
        const image = new Image();
        image.onload = () => { if (this.source === picture) { this.image = image; this.explorer.draw(); } };
        image.src = picture;
      }
    }
  }

  size(side) {
    const [rows, columns] = this.map.size, longer = Math.max(rows, columns);
    const pixels = window.devicePixelRatio || 1;
    const height = Math.max(12, Math.round((side * rows) / longer)), width = Math.max(12, Math.round((side * columns) / longer));
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.caption.style.maxWidth = `${Math.max(width, 72)}px`;
    for (const canvas of [this.canvas, this.overlay]) {
      canvas.width = Math.round(width * pixels);
      canvas.height = Math.round(height * pixels);
    }
  }

  cellAt(event) {
    const box = this.canvas.getBoundingClientRect(), [rows, columns] = this.map.size;
    const place = (at, start, length, count) => Math.max(0, Math.min(count - 1, Math.floor(((at - start) / length) * count)));
    return [place(event.clientY, box.top, box.height, rows), place(event.clientX, box.left, box.width, columns)];
  }

  // masks: [rows, columns]; kind: "sees", "feeds" or "unit".
  draw(masks, kind, theme) {
    const { width, height } = this.canvas, context = this.canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    if (this.image) context.drawImage(this.image, 0, 0, width, height);
    else { context.fillStyle = theme.ground; context.fillRect(0, 0, width, height); }
    this.lines(context, theme);
    const ends = masks.map(endsOf);
    if (ends.includes(null)) return;
    const colour = kind === "feeds" ? theme.feeds : theme.window;
    if (kind !== "unit") {
      this.fill(masks, colour);
      context.globalAlpha = this.image ? 0.42 : 0.5;
      context.drawImage(this.overlay, 0, 0);
      context.globalAlpha = 1;
    }
    let [top, left, bottom, right] = this.box(ends);
    const pixels = window.devicePixelRatio || 1, least = SMALLEST * pixels;
    if (bottom - top < least) { top = (top + bottom - least) / 2; bottom = top + least; }
    if (right - left < least) { left = (left + right - least) / 2; right = left + least; }
    const thick = (kind === "unit" ? 2.5 : 2) * pixels;
    context.strokeStyle = colour;
    context.lineWidth = thick;
    // What a unit feeds is told from what it sees by its outline, too.
    context.setLineDash(kind === "feeds" ? [4 * pixels, 3 * pixels] : []);
    const x = Math.min(Math.max(left, 0), width - least), y = Math.min(Math.max(top, 0), height - least);
    context.strokeRect(x + thick / 2, y + thick / 2, Math.max(1, Math.min(right, width) - x - thick), Math.max(1, Math.min(bottom, height) - y - thick));
  }

  box([rows, columns]) {
    const { width, height } = this.canvas, [h, w] = this.map.size;
    return [(rows[0] * height) / h, (columns[0] * width) / w, ((rows[1] + 1) * height) / h, ((columns[1] + 1) * width) / w];
  }

  // The lit cells on the overlay: stripes of the lit columns, cut to the lit rows. Holes stay open.
  fill([rows, columns], colour) {
    const { width, height } = this.overlay, context = this.overlay.getContext("2d");
    const stripes = (mask, length, add) => {
      const scale = length / mask.length;
      for (let i = 0, start = -1; i <= mask.length; i += 1) {
        if (mask[i] && start < 0) start = i;
        if (!mask[i] && start >= 0) { add(start * scale, (i - start) * scale); start = -1; }
      }
    };
    context.globalCompositeOperation = "source-over";
    context.clearRect(0, 0, width, height);
    context.fillStyle = colour;
    context.beginPath();
    stripes(columns, width, (x, length) => context.rect(x, 0, length, height));
    context.fill();
    context.globalCompositeOperation = "destination-in";
    context.beginPath();
    stripes(rows, height, (y, length) => context.rect(0, y, width, length));
    context.fill();
  }

  // Lines between the cells where cells are large enough.
  lines(context, theme) {
    const { width, height } = this.canvas, [rows, columns] = this.map.size;
    if (this.image || Math.min(height / rows, width / columns) < 6 * (window.devicePixelRatio || 1)) return;
    context.strokeStyle = theme.line;
    context.lineWidth = 1;
    context.setLineDash([]);
    context.beginPath();
    for (let i = 1; i < rows; i += 1) { const y = Math.round((i * height) / rows) + 0.5; context.moveTo(0, y); context.lineTo(width, y); }
    for (let j = 1; j < columns; j += 1) { const x = Math.round((j * width) / columns) + 0.5; context.moveTo(x, 0); context.lineTo(x, height); }
    context.stroke();
  }
}
