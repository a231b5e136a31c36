// All maps of a stack: a unit pointed at in one of them lights what it sees before it and what it feeds after it.

import { update } from "#shared/component.js";
import { fill, made } from "#shared/elements.js";
import { KeyList } from "#shared/grid/keys.js";
import { Player } from "#shared/grid/player.js";
import { countOf, endsOf, follow } from "./axis.js";
import { MapView } from "./view.js";

const REPORT_AFTER = 450; // ms that keyboard and player stand still before Python hears of it

class Explorer {
  constructor(parent) {
    this.views = [];
    this.reported = [];
    this.root = made("div", "grid explorer");
    this.row = made("div", "maps");
    this.others = made("div", "others");
    this.row.append(this.others);
    this.sentence = made("p", "sentence");
    this.legend = made("div", "legend");
    this.spoken = made("div", "spoken");
    this.spoken.setAttribute("aria-live", "polite");
    this.player = new Player((row, column, playing) => this.move([row, column], playing));
    this.tools = made("div", "tools");
    this.keys = new KeyList();
    this.root.addEventListener("keydown", (event) => this.keys.key(event));
    this.tools.append(this.player.element, this.keys.button, this.legend);
    this.root.append(this.row, this.sentence, this.tools, this.keys.list, this.spoken);
    parent.append(this.root);
    this.observer = new ResizeObserver(() => this.layout());
    this.observer.observe(this.root);
    // The theme arrives as new values of the page's own properties, of which nothing else tells.
    this.onTheme = () => this.draw();
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.onTheme);
  }

  update({ data, setStateValue, setTriggerValue }) {
    const before = this.data;
    this.root.style.setProperty("--window", data.colours.window);
    this.root.style.setProperty("--feeds", data.colours.feeds);
    Object.assign(this, { data, report: setStateValue, trigger: setTriggerValue });
    this.keys.update(data.words.keysTitle, data.words.keysOfMaps);
    const shown = data.shown;
    while (this.views.length > shown.length) this.views.pop().place.remove();
    shown.forEach((depth, i) => {
      if (!this.views[i]) {
        this.views.push(new MapView(depth, this));
      }
      const view = this.views[i], map = data.maps[depth];
      view.depth = depth;
      if (depth === 0) this.row.prepend(view.place); else if (!view.place.isConnected) this.others.append(view.place);
      view.update(map, depth === 0 ? data.picture : null, `${map.title}, ${map.size.join(" × ")}. ${data.words.keys}`);
      view.gap.update(data.gaps?.[depth]);
    });
    this.legend.replaceChildren(...[["sees", data.words.sees], ["feeds", data.words.feeds]].map(([name, text]) => {
      const item = made("span", name);
      item.textContent = text;
      return item;
    }));
    const asked = String(data.selected);
    if (!this.reported.includes(asked) && (!before || asked !== String(before.selected))) this.chosen = data.selected;
    else if (asked === this.reported.at(-1)) this.reported = [asked];
    if (!this.exists(this.chosen)) this.chosen = data.selected;
    if (!this.exists(this.pointed)) this.pointed = null;
    this.followPlayer();
    this.layout();
  }

  exists(cell) {
    const size = cell && this.data.maps[cell[0]]?.size;
    return Boolean(size) && cell[1] >= 0 && cell[2] >= 0 && cell[1] < size[0] && cell[2] < size[1];
  }

  followPlayer() {
    const [depth, row, column] = this.chosen, { size, title } = this.data.maps[depth];
    this.player.update(this.data.words, title, ...size);
    this.player.show(row * size[1] + column);
  }

  layout() {
    const width = this.root.clientWidth;
    if (!width || !this.data) return;
    // On a phone four small maps stand side by side.
    const other = width < 480 && this.data.others < 120 ? Math.min(this.data.others, (width - 46) / 4) : this.data.others;
    const wanted = (depth) => (depth === 0 ? this.data.side : other);
    for (const view of this.views) view.size(Math.min(wanted(view.depth), width - 4));
    this.draw();
  }

  draw() {
    if (!this.data) return;
    const style = getComputedStyle(this.root);
    const theme = {
      window: this.data.colours.window, feeds: this.data.colours.feeds,
      ground: style.getPropertyValue("--ground-colour") || "#eee", line: style.getPropertyValue("--line-colour") || "#ddd",
    };
    const [depth, row, column] = this.pointed ?? this.chosen;
    const axes = [follow(this.data.maps, 0, depth, row), follow(this.data.maps, 1, depth, column)];
    for (const view of this.views) {
      const kind = view.depth === depth ? "unit" : view.depth < depth ? "sees" : "feeds";
      view.draw(axes.map((axis) => axis.masks[view.depth]), kind, theme);
    }
    this.sentence.textContent = this.say(depth, row, column, axes);
  }

  say(depth, row, column, axes) {
    const { maps, words } = this.data, signed = (n) => String(n).replace("-", "−");
    const cells = (at) => countOf(axes[0].masks[at]) * countOf(axes[1].masks[at]);
    const last = maps.length - 1;
    const feeds = depth < last ? fill(words.feeding, { cells: cells(last).toLocaleString(), layer: maps[last].title }) : "";
    if (depth === 0) return `${fill(words.input, { row, column })} ${feeds}`;
    const [down, across] = axes.map((axis) => axis.reach);
    const ends = axes.map((axis) => endsOf(axis.masks[0]));
    const inside = ends.includes(null) ? 0 : (ends[0][1] - ends[0][0] + 1) * (ends[1][1] - ends[1][0] + 1);
    const area = Math.max(0, down[1] - down[0] + 1) * Math.max(0, across[1] - across[0] + 1);
    const clipped = [down, across].map(([a, b], i) => Math.max(0, Math.min(b, maps[0].size[i] - 1) - Math.max(a, 0) + 1));
    const holes = inside - cells(0), outside = area ? 1 - (clipped[0] * clipped[1]) / area : 0;
    const text = [fill(words.unit, {
      row, column, layer: maps[depth].title, top: signed(down[0]), bottom: signed(down[1]),
      left: signed(across[0]), right: signed(across[1]), cells: cells(0).toLocaleString(),
    })];
    if (holes > 0) text.push(fill(words.holes, { holes: holes.toLocaleString() }));
    if (outside > 0) text.push(fill(words.outside, { share: `${(100 * outside).toFixed(outside < 0.1 || outside > 0.995 ? 1 : 0)}%` }));
    return [...text, feeds].filter(Boolean).join(" ");
  }

  hover(view, cell) {
    const pointed = cell && [view.depth, ...cell];
    if (String(pointed) === String(this.pointed) || this.player.playing) return;
    this.pointed = pointed;
    this.draw();
  }

  choose(view, cell) {
    this.player.pause();
    this.chosen = [view.depth, ...cell];
    this.followPlayer();
    this.draw();
    this.tell();
  }

  key(view, event) {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    this.player.pause();
    const [depth, row, column] = this.chosen, { size } = this.data.maps[view.depth];
    const times = event.shiftKey ? 10 : 1, start = depth === view.depth ? [row, column] : [0, 0];
    const next = start.map((at, axis) => Math.max(0, Math.min(size[axis] - 1, at + (depth === view.depth ? by[axis] * times : 0))));
    this.chosen = [view.depth, ...next];
    this.pointed = null;
    this.followPlayer();
    this.draw();
    this.spoken.textContent = this.sentence.textContent;
    this.tellSoon();
  }

  move([row, column], playing) {
    this.chosen = [this.chosen[0], row, column];
    this.pointed = null;
    this.draw();
    if (!playing) this.tellSoon();
  }

  tellSoon() {
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
    this.player.pause();
    clearTimeout(this.timer);
    this.observer.disconnect();
    window.matchMedia("(prefers-color-scheme: dark)").removeEventListener("change", this.onTheme);
    this.root.remove();
  }
}

const explorers = new WeakMap();

export default function (component) {
  return update(explorers, Explorer, component);
}
