// The grid itself: draws what Python sent, lights what belongs together, tells Python what was done.

import { update } from "#shared/component.js";
import { made } from "#shared/elements.js";
import { asFactor, shortText } from "./numbers.js";
import { linkedCells, readyLink } from "./links.js";
import { readTheme } from "./colours.js";
import { NARROW, cellSizes } from "./layout.js";
import { ReadingView, feedsOf, linksFrom, productsOf, readingOf } from "./reading.js";
import { listenTo } from "./pointing.js";
import { grip, sourceUnder } from "./dragging.js";
import { Edits } from "./edits.js";
import { KeyList, keysFor } from "./keys.js";
import { Player } from "./player.js";
import { MatrixFigure } from "./figure.js";

const REST = 400; // milliseconds that the player or the keyboard's cursor stands still before Python hears where

class TensorGrid {
  constructor(parent) {
    this.figures = new Map();
    this.reported = [];
    this.root = made("div", "grid");
    this.row = made("div", "matrices");
    this.reading = new ReadingView();
    this.player = new Player((row, column, playing) => this.played(row, column, playing));
    this.bar = made("div", "tools");
    this.edits = new Edits(this);
    this.asText = made("details");
    this.summary = made("summary");
    this.table = made("pre");
    this.table.tabIndex = 0;
    this.asText.append(this.summary, this.table);
    this.asText.ontoggle = () => this.writeText();
    this.keys = new KeyList();
    this.bar.append(this.player.element, this.edits.tools.element, this.keys.button);
    this.root.append(this.row, this.edits.notice, this.reading.element, this.bar, this.keys.list, this.asText);
    this.root.addEventListener("keydown", (event) => this.keys.key(event) || this.edits.key(event));
    this.row.addEventListener("pointerdown", () => this.player.pause());
    parent.append(this.root);
    this.observer = new ResizeObserver(() => this.layout());
    this.observer.observe(this.root);
  }

  update({ data, setStateValue, setTriggerValue }) {
    const { words } = data, before = this.data;
    Object.assign(this, { data, words, report: setStateValue, trigger: setTriggerValue });
    this.theme = readTheme(this.root, data.colours);
    this.root.style.setProperty("--window", data.colours.window);
    this.matrices = new Map(data.matrices.map((matrix) => [matrix.name, matrix]));
    this.links = data.links.filter((l) => this.matrices.has(l.source) && this.matrices.has(l.target))
      .map((l) => readyLink(l, this.matrices.get(l.source), this.matrices.get(l.target)));
    this.updateFigures();
    this.summary.textContent = words.numbers;
    this.keys.update(words.keys, keysFor(words.key_list, data.matrices.some((matrix) => matrix.editable)));
    this.edits.update(words);
    const driver = this.matrices.get(data.driver);
    this.player.element.hidden = !data.player || !driver || driver.values.length < 2;
    this.bar.hidden = this.player.element.hidden && this.edits.tools.element.hidden;
    if (this.player.element.hidden) this.player.pause();
    if (!this.exists(this.chosen)) this.chosen = null;
    if (!this.exists(this.pointed)) this.pointed = null;
    // Python asks for a cell at first, or for another one later; its echo of clicks changes nothing.
    const asked = String(data.selected);
    if (!this.reported.includes(asked) && (!before || asked !== String(before.selected))) {
      if (this.exists(data.selected)) this.chosen = data.selected;
    } else if (asked === this.reported.at(-1)) this.reported = [asked];
    if (!this.chosen && driver) this.chosen = [data.driver, 0, 0];
    if (driver) this.player.update(words, data.driver, driver.rows, driver.columns);
    this.follow();
    this.layout();
    this.light();
    this.writeText();
    if (this.owed && !this.edits.waiting) {
      this.owed = false;
      this.resting = setTimeout(() => this.reportCell(), REST);
    }
    if (data.autoplay && !before) this.player.playByItself();
  }

  updateFigures() {
    for (const [name, figure] of this.figures) if (!this.matrices.has(name)) {
      figure.element.remove();
      this.figures.delete(name);
      this.edits.history.forget(name);
    }
    let previous = null;
    for (const [name, matrix] of this.matrices) {
      if (!this.figures.has(name)) this.figures.set(name, new MatrixFigure(this));
      const figure = this.figures.get(name);
      const next = previous ? previous.nextSibling : this.row.firstChild;
      if (next !== figure.element) this.row.insertBefore(figure.element, next);
      figure.update(matrix, this.theme, this.data, this.words);
      previous = figure.element;
    }
  }

  listen(figure) { listenTo(figure, this); }

  layout() {
    const width = this.root.clientWidth;
    if (!width || !this.data) return;
    const narrow = width < NARROW;
    this.root.classList.toggle("narrow", narrow);
    const room = this.row.clientWidth - 2 * parseFloat(getComputedStyle(this.row).paddingLeft);
    const { sizes, stacked } = cellSizes([...this.figures.values()].map((figure) => figure.measure(narrow)), room, narrow);
    this.root.classList.toggle("stacked", stacked);
    for (const [name, figure] of this.figures) figure.view.size(sizes.get(name));
  }

  exists(cell) {
    if (!cell) return false;
    const [name, row, column] = cell, matrix = this.matrices.get(name);
    return Boolean(matrix) && row >= 0 && column >= 0 && row < matrix.rows && column < matrix.columns;
  }

  cellOf(figure, index) {
    const { name, columns } = figure.matrix;
    return [name, Math.floor(index / columns), index % columns];
  }

  isChosen(figure, index) { return String(this.chosen) === String(this.cellOf(figure, index)); }

  // The cell under the pointer or the keyboard's focus; index −1: none.
  hover(figure, index, speak = false) {
    const cell = index < 0 ? null : this.cellOf(figure, index);
    if (String(cell) === String(this.pointed)) return;
    this.pointed = cell;
    if (!this.player.playing) this.light(speak);
  }

  choose(figure, index) {
    this.player.pause();
    this.chosen = this.cellOf(figure, index);
    this.follow();
    this.light();
    this.reportCell();
  }

  // With each message the browser sends all controls as it knows them: until Python has answered what was typed, those
  // that the answer sets still say what they said before, so a cell told now would take the typed numbers back.
  reportCell() {
    clearTimeout(this.resting);
    this.owed = this.edits.waiting;
    if (this.owed) return;
    this.reported = [...this.reported, String(this.chosen)].slice(-8);
    // The time tells a second click on a cell from the first.
    this.report("cell", [...this.chosen, Date.now()]);
  }

  reportSoon() {
    clearTimeout(this.resting);
    if (this.data.heard) this.resting = setTimeout(() => this.reportCell(), REST);
  }

  // The player stands where the chosen cell is, and Tab comes to it.
  follow() {
    const [name, row, column] = this.chosen ?? [], figure = this.figures.get(name);
    if (figure) figure.view.rove(row * figure.matrix.columns + column);
    if (name === this.data.driver) this.player.show(row * this.matrices.get(name).columns + column);
  }

  played(row, column, playing) {
    this.chosen = [this.data.driver, row, column];
    this.pointed = null;
    this.light(!playing);
    clearTimeout(this.resting);
    if (playing) return;
    this.follow();
    this.reportSoon();
  }

  // A kernel's entry pointed at, while a cell is chosen whose window it weighs: that window stays lit.
  weighing() {
    if (!this.pointed || !this.chosen) return null;
    const link = this.links.find((l) => l.products === this.pointed[0] && l.source === this.chosen[0]);
    if (!link || this.links.some((l) => [l.source, l.target].includes(this.pointed[0]))) return null;
    const { columns } = this.matrices.get(this.pointed[0]), k = this.pointed[1] * columns + this.pointed[2];
    const term = productsOf({ ...link, kernel: link.products }, this.matrices, this.chosen[1], this.chosen[2])
      .find((one) => one.k === k && one.inside);
    return term ? new Map([[link.target, [term.row, term.column]], [this.pointed[0], this.pointed.slice(1)]]) : null;
  }

  light(speak = false) {
    const weighed = this.weighing(), cell = weighed ? this.chosen : this.pointed ?? this.chosen;
    const lit = cell ? linkedCells(this.links, this.matrices, ...cell) : new Map();
    const products = new Map();
    if (cell) for (const link of linksFrom(this.links, this.data.reading, cell[0])) if (link.products) {
      const target = this.matrices.get(link.target), shown = new Map();
      for (const term of productsOf({ ...link, kernel: link.products }, this.matrices, cell[1], cell[2])) {
        if (term.inside) shown.set(term.row * target.columns + term.column, `×${asFactor(shortText(term.factor))}`);
      }
      products.set(link.target, shown);
    }
    if (cell) for (const link of this.links) if (link.target === cell[0] && link.products) {
      const { columns } = this.matrices.get(link.source), fed = feedsOf(link, this.matrices, cell[1], cell[2]);
      products.set(link.source, new Map(fed.map((one) => [one.row * columns + one.column, `×${asFactor(shortText(one.factor))}`])));
    }
    for (const [name, figure] of this.figures) {
      const place = weighed?.get(name) ?? (cell && cell[0] === name ? cell.slice(1) : null);
      const here = place ? place[0] * figure.matrix.columns + place[1] : -1;
      figure.view.mark(lit.get(name) ?? null, here, products.get(name) ?? new Map());
    }
    this.reading.show(cell ? readingOf(this.data.reading, this.links, this.matrices, ...cell) : null, this.words, speak);
  }

  // The keyboard moves the chosen cell, as the player does: Python hears of it once it stands still.
  visit(figure, index) {
    this.player.pause();
    this.chosen = this.cellOf(figure, index);
    this.pointed = null;
    this.follow();
    this.light(true);
    this.reportSoon();
  }

  // Space: whether there was something to play.
  play() {
    if (this.player.element.hidden) return false;
    this.player.toggle();
    return true;
  }

  // A drag without the brush: over the input the window goes with the pointer, elsewhere the chosen cell does.
  drag(figure, press, index) {
    const cell = this.cellOf(figure, index), [name, ...place] = cell;
    const link = this.links.find((one) => one.target === name && !one.pairs && one.source === (press.source ??= this.draggedSource(name)));
    this.player.pause();
    if (link) {
      const from = this.chosen?.[0] === link.source ? this.chosen.slice(1) : [0, 0];
      press.grip ??= grip(link, from, this.cellOf(figure, press.from).slice(1));
      this.chosen = [link.source, ...sourceUnder(link, press.grip, place, this.matrices.get(link.source))];
    } else this.chosen = cell;
    this.pointed = null;
    this.follow();
    this.light();
  }

  // Whose windows move when a matrix is dragged over: those of the matrix that is played, where it looks at this one.
  draggedSource(name) {
    const link = this.links.find((one) => one.target === name && !one.pairs && one.source === this.data.driver);
    return link?.source ?? null;
  }

  dropped(figure, press) {
    if (press.paints) this.edits.commit(figure, [...press.cells], press.before);
    else this.reportCell();
  }

  writeText() {
    if (this.asText.open) this.table.textContent = [...this.figures.values()].map((figure) => figure.text()).join("\n\n");
  }

  destroy() {
    this.player.pause();
    clearTimeout(this.resting);
    this.observer.disconnect();
    this.root.remove();
  }
}

// Every grid's own few lines are in mount.js: they call `draw`, or have waited for it. The page may bring this code
// more than once; the grids that stand there already are everybody's.
const shipped = (globalThis.convolutionLabGrid ??= { waiting: new Set() });
const grids = (shipped.grids ??= new WeakMap());

shipped.draw = (component) => update(grids, TensorGrid, component);
for (const draw of shipped.waiting) draw();
shipped.waiting.clear();

export default function () {}
