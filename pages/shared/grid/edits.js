// What was typed and painted into a grid: sent to Python, undone, done again, and complained of where it is no number.

import { fill, made } from "#shared/elements.js";
import { meansTheSame } from "./numbers.js";
import { announce } from "./edited.js";
import { History } from "./history.js";
import { Tools } from "./tools.js";

const MAX_COMPLAINTS = 3;

export class Edits {
  // grid: figures, layout(), report(name, value), root.
  constructor(grid) {
    this.grid = grid;
    this.history = new History();
    this.tools = new Tools(this);
    this.reported = {};
    this.notice = made("div", "notice");
    this.notice.setAttribute("role", "status");
  }

  get figures() { return [...this.grid.figures.values()]; }

  // After the figures have taken what Python sent.
  update(words) {
    this.words = words;
    for (const { draft, matrix } of this.figures) {
      // Numbers that are not those typed here last: what was typed before belongs to another example.
      if (!draft.texts.size && !meansTheSame(this.history.now.get(matrix.name), matrix)) this.history.forget(matrix.name);
    }
    this.tools.update(words, this.figures.some(({ matrix }) => matrix.editable && !matrix.marks), this.history);
    this.complain();
  }

  // Whether Python has yet to answer something that was typed or painted.
  get waiting() {
    const { seen } = this.grid.data;
    return this.figures.some(({ draft, matrix }) => draft.serial > (seen?.[matrix.name] ?? 0));
  }

  get painting() { return this.tools.painting; }

  switched(painting) { this.grid.root.classList.toggle("painting", painting); }

  // The brush passes over a cell; the first one counts once the pointer has left it.
  stroke(figure, press, index) {
    for (const i of [press.from, index]) {
      press.cells.set(i, this.tools.field.value);
      figure.draft.texts.set(i, this.tools.field.value);
    }
    figure.redraw();
    announce(figure.numbers());
  }

  commit(figure, cells, before = figure.texts()) {
    for (const [index, text] of cells) figure.draft.texts.set(index, text);
    this.history.record([{ name: figure.matrix.name, before, after: figure.texts() }]);
    this.send([figure]);
  }

  send(figures) {
    for (const figure of figures) {
      figure.redraw();
      announce(figure.numbers());
      this.reported = { ...this.reported, [figure.matrix.name]: figure.draft.report(figure.matrix) };
    }
    this.grid.layout();
    this.complain();
    this.tools.enable(this.history);
    this.grid.report("edits", this.reported);
  }

  undo() { this.rewrite(this.history.undo()); }
  redo() { this.rewrite(this.history.redo()); }
  reset() { this.rewrite(this.history.reset()); }

  rewrite(changes) {
    const figures = changes.map(({ name, texts }) => {
      const figure = this.grid.figures.get(name);
      texts.forEach((text, i) => figure.draft.texts.set(i, text));
      return figure;
    });
    if (figures.length) this.send(figures);
  }

  key(event) {
    const key = event.key.toLowerCase(), again = key === "y" || (key === "z" && event.shiftKey);
    if (!(event.ctrlKey || event.metaKey) || event.altKey || this.tools.element.hidden) return;
    if ((key !== "z" && key !== "y") || event.target.matches?.("input, select")) return;
    event.preventDefault();
    if (again) this.redo(); else this.undo();
  }

  // A text that is no number is complained of at once, where it stands.
  complain() {
    const bad = this.figures.flatMap((figure) => figure.bad()).slice(0, MAX_COMPLAINTS);
    const text = bad.map((one) => fill(this.words.not_a_number, one)).join(" ");
    if (this.notice.textContent !== text) this.notice.textContent = text;
    this.notice.hidden = !text;
  }
}
