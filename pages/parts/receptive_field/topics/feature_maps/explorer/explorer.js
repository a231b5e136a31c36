// All maps of a network for one picture: a unit that is pointed at shows what it sees, its window and its sum.

import { update } from "#shared/component.js";
import { shown } from "#shared/charts/axes.js";
import { fill, made } from "#shared/elements.js";
import { EDITED } from "#shared/grid/edited.js";
import { forward } from "./forward.js";
import { StageView, patch } from "./painting.js";
import { exists, fieldOf, moved, numbersOf, sumOf, windowOf } from "./unit.js";

const REPORT_AFTER = 450; // ms that the keyboard stands still before Python hears of it
const PATCH = 132; // pixels

class Explorer {
  constructor(parent) {
    this.views = [];
    this.reported = [];
    this.root = made("div", "maps", parent);
    this.stack = made("div", "stack", this.root);
    this.side = made("div", "side", this.root);
    this.likely = made("ul", "likely", this.side);
    this.sentence = made("p", "sentence", this.side);
    this.patch = made("canvas", "patch", this.side);
    this.patch.width = this.patch.height = PATCH;
    this.patch.setAttribute("role", "img");
    this.sum = made("div", "sum", this.side);
    this.sum.tabIndex = 0;
    this.spoken = made("div", "spoken", this.root);
    this.spoken.setAttribute("aria-live", "polite");
    this.observer = new ResizeObserver(() => { if (this.root.clientWidth !== this.width) this.layout(); });
    this.observer.observe(this.root);
    this.drawn = ({ detail }) => this.look(detail);
    window.addEventListener(EDITED, this.drawn);
  }

  update({ data, setStateValue }) {
    const before = this.data;
    Object.assign(this, { data, report: setStateValue });
    this.stages = data.stages.map((stage) => ({ ...stage, maps: numbersOf(stage.maps), weights: stage.weights && numbersOf(stage.weights) }));
    while (this.views.length > this.stages.length) this.views.pop().element.remove();
    this.stages.forEach((stage, depth) => {
      if (!this.views[depth]) this.stack.append((this.views[depth] = new StageView(depth, this)).element);
      this.views[depth].update(stage, `${stage.title}, ${stage.channels} × ${stage.side} × ${stage.side}. ${depth ? data.words.keys : ""}`);
    });
    const asked = String(data.selected);
    if (!this.reported.includes(asked) && (!before || asked !== String(before.selected))) this.chosen = data.selected;
    else if (asked === this.reported.at(-1)) this.reported = [asked];
    if (!exists(this.stages, this.chosen)) this.chosen = data.selected;
    if (!exists(this.stages, this.pointed)) this.pointed = null;
    this.dense = data.dense.map(numbersOf);
    this.probabilities();
    this.layout();
  }

  // The picture is being drawn in the grid beside: its maps follow the brush; Python's answer takes their place.
  look({ numbers }) {
    const { side } = this.stages[0];
    if (numbers.length !== side * side || !numbers.every((one) => Math.abs(one) <= this.data.most)) return;
    const { stages, probabilities } = forward(this.stages, this.dense, numbers);
    Object.assign(this, { stages, data: { ...this.data, probabilities } });
    for (const view of this.views) view.stage = stages[view.depth];
    this.probabilities();
    this.layout();
  }

  probabilities() {
    const best = Math.max(...this.data.probabilities);
    this.likely.setAttribute("aria-label", this.data.words.probabilities);
    this.likely.replaceChildren(...this.data.probabilities.map((share, i) => {
      const item = made("li", share === best ? "best" : "");
      item.style.setProperty("--share", `${100 * share}%`);
      const name = made("span", "name", item), number = made("span", "number", item);
      name.textContent = this.data.labels[i];
      number.textContent = `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}%`;
      return item;
    }));
  }

  layout() {
    this.width = this.root.clientWidth;
    if (!this.width || !this.stages) return;
    const room = this.stack.clientWidth || this.width;
    for (const view of this.views) view.size(room, view.depth === 0 ? 148 : view.stage.side >= 28 ? 76 : view.stage.side >= 14 ? 64 : 48);
    this.draw();
  }

  draw() {
    const unit = this.pointed ?? this.chosen, [depth, channel, row, column] = unit, stage = this.stages[depth];
    const { colour } = this.data, field = fieldOf(stage, row, column), window = windowOf(stage, row, column);
    for (const view of this.views) {
      let lit = null;
      if (view.depth === depth) lit = { channels: [channel, channel], top: row, left: column, bottom: row, right: column };
      else if (view.depth === 0) lit = { channels: [0, 0], ...field };
      else if (view.depth === depth - 1) {
        const channels = stage.kind === "pool" ? [channel, channel] : [0, view.stage.channels - 1];
        lit = { channels, top: window.top, left: window.left, bottom: window.top + window.size - 1, right: window.left + window.size - 1 };
      }
      view.draw(lit, colour);
    }
    const sum = sumOf(this.stages, unit), { words } = this.data, signed = (n) => String(n).replace("-", "−");
    const values = { row, column, channel, stage: stage.title, value: shown(sum.value, 3) };
    for (const side of ["top", "bottom", "left", "right"]) values[side] = signed(field[side]);
    this.sentence.textContent = fill(words.unit, values);
    patch(this.patch, this.stages[0], field);
    this.patch.setAttribute("aria-label", fill(words.patch, values));
    this.write(sum, stage);
  }

  // The products of the window, one line an input map; the numbers of a pooling window.
  write({ rows, bias, sum, value }, stage) {
    const { words } = this.data, number = (n) => shown(n, 4), within = (n) => (n < 0 ? `(${number(n)})` : number(n));
    const lines = rows.map(({ channel, terms, sum: part }) => {
      if (stage.kind === "pool") return `${words[stage.pooling]}(${terms.map(([input]) => number(input)).join(", ")}) = ${number(value)}`;
      const products = terms.map(([input, weight]) => `${within(input)}·${within(weight)}`).join(" + ");
      return `${rows.length > 1 ? `${fill(words.map, { channel })}: ` : ""}${products} = ${shown(part, 3)}`;
    });
    if (stage.kind !== "pool") lines.push(fill(words.total, { bias: shown(bias, 3), sum: shown(sum, 3), value: shown(value, 3) }));
    this.sum.setAttribute("aria-label", words.products);
    this.sum.replaceChildren(...lines.map((text) => Object.assign(made("div"), { textContent: text })));
  }

  hover(unit) {
    if (String(unit) === String(this.pointed)) return;
    this.pointed = unit;
    this.draw();
  }

  choose(unit) {
    if (!unit) return;
    this.chosen = unit;
    this.draw();
    this.tell();
  }

  key(depth, event) {
    const by = { ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], PageUp: [-1, 0, 0], PageDown: [1, 0, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    this.chosen = this.chosen[0] === depth ? moved(this.stages, this.chosen, by) : [depth, 0, 0, 0];
    this.pointed = null;
    this.draw();
    this.spoken.textContent = this.sentence.textContent;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), REPORT_AFTER);
  }

  tell() {
    clearTimeout(this.timer);
    if (String(this.chosen) === String(this.data.selected) && !this.reported.length) return;
    this.reported = [...this.reported, String(this.chosen)].slice(-8);
    this.report("unit", this.chosen);
  }

  destroy() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    window.removeEventListener(EDITED, this.drawn);
    this.root.remove();
  }
}

const explorers = new WeakMap();

export default function (component) {
  return update(explorers, Explorer, component);
}
