// One layer's maps on one canvas, tile beside tile; the lit cells are outlined above them.

import { made } from "#shared/elements.js";

const GAP = 4;

export class StageView {
  constructor(depth, explorer) {
    this.depth = depth;
    this.element = made("figure");
    this.caption = made("figcaption");
    this.canvas = made("canvas");
    this.canvas.setAttribute("role", depth ? "application" : "img");
    if (depth) this.canvas.tabIndex = 0;
    this.base = made("canvas");
    this.element.append(this.caption, this.canvas);
    if (!depth) return;
    this.canvas.onpointermove = (event) => { if (event.pointerType !== "touch") explorer.hover(this.unitAt(event)); };
    this.canvas.onpointerleave = () => explorer.hover(null);
    this.canvas.onclick = (event) => explorer.choose(this.unitAt(event));
    this.canvas.onkeydown = (event) => explorer.key(this.depth, event);
  }

  update(stage, label) {
    this.stage = stage;
    this.caption.textContent = `${stage.title} · ${stage.channels > 1 ? `${stage.channels} × ` : ""}${stage.side} × ${stage.side}`;
    this.canvas.setAttribute("aria-label", label);
  }

  // In as many columns as there are maps, up to eight, or four on a phone.
  size(width, most) {
    const { channels } = this.stage;
    this.columns = Math.min(channels, width < 420 ? 4 : 8);
    this.tile = Math.max(20, Math.min(most, Math.floor((width - GAP * (this.columns - 1)) / this.columns)));
    const rows = Math.ceil(channels / this.columns), pixels = window.devicePixelRatio || 1;
    const wide = this.columns * (this.tile + GAP) - GAP, high = rows * (this.tile + GAP) - GAP;
    Object.assign(this.canvas.style, { width: `${wide}px`, height: `${high}px` });
    for (const canvas of [this.canvas, this.base]) [canvas.width, canvas.height] = [Math.round(wide * pixels), Math.round(high * pixels)];
    this.paint(pixels);
  }

  corner(channel) {
    return [(channel % this.columns) * (this.tile + GAP), Math.floor(channel / this.columns) * (this.tile + GAP)];
  }

  paint(pixels) {
    const { side, channels, maps, kind } = this.stage, context = this.base.getContext("2d");
    const one = made("canvas");
    one.width = one.height = side;
    const image = new ImageData(side, side), ends = kind === "picture" ? endsOf(maps) : [0, Math.max(1e-9, endsOf(maps)[1])];
    context.imageSmoothingEnabled = false;
    for (let channel = 0; channel < channels; channel++) {
      for (let i = 0; i < side * side; i++) {
        const share = Math.max(0, Math.min(1, (maps[channel * side * side + i] - ends[0]) / (ends[1] - ends[0] || 1)));
        image.data.set(kind === "picture" ? [255 * share, 255 * share, 255 * share, 255] : [255 * (1 - share), 255 - 141 * share, 255 - 77 * share, 255], 4 * i);
      }
      one.getContext("2d").putImageData(image, 0, 0);
      const [x, y] = this.corner(channel);
      context.drawImage(one, x * pixels, y * pixels, this.tile * pixels, this.tile * pixels);
      context.strokeStyle = "#8888";
      context.strokeRect(x * pixels + 0.5, y * pixels + 0.5, this.tile * pixels - 1, this.tile * pixels - 1);
    }
  }

  // lit: { channels: [first, last], top, left, bottom, right } in cells, or null.
  draw(lit, colour) {
    const context = this.canvas.getContext("2d"), pixels = window.devicePixelRatio || 1, cell = this.tile / this.stage.side;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.base, 0, 0);
    if (!lit) return;
    context.setTransform(pixels, 0, 0, pixels, 0, 0);
    for (let channel = lit.channels[0]; channel <= lit.channels[1]; channel++) {
      const [x, y] = this.corner(channel), at = (cells) => Math.max(0, Math.min(this.stage.side, cells)) * cell;
      const box = [x + at(lit.left), y + at(lit.top), at(lit.right + 1) - at(lit.left), at(lit.bottom + 1) - at(lit.top)];
      context.lineWidth = 4;
      context.strokeStyle = "#1F2430";
      context.strokeRect(...box);
      context.lineWidth = 2;
      context.strokeStyle = colour;
      context.strokeRect(...box);
    }
  }

  unitAt(event) {
    const box = this.canvas.getBoundingClientRect(), whole = this.tile + GAP;
    const x = event.clientX - box.left, y = event.clientY - box.top;
    const channel = Math.floor(y / whole) * this.columns + Math.min(this.columns - 1, Math.floor(x / whole));
    const cell = (at) => Math.max(0, Math.min(this.stage.side - 1, Math.floor(((at % whole) / this.tile) * this.stage.side)));
    return channel < this.stage.channels ? [this.depth, channel, cell(y), cell(x)] : null;
  }
}

// Grey runs from 0 to 1, further where the picture does.
function endsOf(values) {
  let low = 0, high = 1e-9;
  for (const value of values) { if (value < low) low = value; if (value > high) high = value; }
  return [low, Math.max(high, 1)];
}

// A part of the picture, large; what lies outside of it is padding and stays empty.
export function patch(canvas, { side, maps }, { top, left, bottom, right }) {
  const size = bottom - top + 1, [low, high] = endsOf(maps), context = canvas.getContext("2d"), cell = canvas.width / size;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (let i = Math.max(top, 0); i <= Math.min(bottom, side - 1); i++) for (let j = Math.max(left, 0); j <= Math.min(right, side - 1); j++) {
    const grey = Math.round((255 * (maps[i * side + j] - low)) / (high - low));
    context.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
    context.fillRect((j - left) * cell, (i - top) * cell, Math.ceil(cell), Math.ceil(cell));
  }
}
