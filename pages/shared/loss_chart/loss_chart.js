// Curves of a loss over the updates, drawn as SVG and patched in place: cheap enough for ten pictures a second.
// Hover, touch or the arrow keys read every curve at one update; a screen reader is told them all when it comes here.

import { clipped, legend, make, numbersAt, pixels, speaker, titlesAt } from "#shared/charts/drawing.js";
import { summary } from "#shared/charts/words.js";
import { made } from "#shared/elements.js";
import { HEIGHT, readingAt, shapesOf, updateAfter } from "./shapes.js";

const SPARE = 6; // pixels that a mark on the frame's edge may stand over it

const pair = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;

function axes(root, data, { frame, across, up }) {
  const stamp = JSON.stringify([frame, across, up, data.xTitle, data.yTitle]);
  if (root.stamp === stamp) return;
  root.stamp = stamp;
  const at = pixels(frame), bottom = frame.top + frame.height, right = frame.left + frame.width;
  root.back.replaceChildren(
    ...up.map((tick) => make("line", { class: "rule", x1: frame.left, x2: right, y1: at.y(tick.at), y2: at.y(tick.at) })),
    ...across.map((tick) => make("line", { class: "notch", x1: at.x(tick.at), x2: at.x(tick.at), y1: bottom, y2: bottom + 4 })),
    make("line", { class: "axis", x1: frame.left, x2: right, y1: bottom, y2: bottom }),
    ...numbersAt(frame, across, up),
    ...titlesAt(frame, data.xTitle, data.yTitle),
  );
}

function curves(root, { curves: drawn }) {
  root.front.replaceChildren(
    ...drawn.map(({ style, colour, line, marks, radius }) => {
      const group = make("g", { style: `--colour: ${colour}` });
      if (line.length > 1) group.append(make("polyline", { class: style, points: line.map(pair).join(" ") }));
      group.append(...marks.map(([cx, cy]) => make("circle", { cx, cy, r: radius })));
      return group;
    }),
  );
}

function read(root, update, speak = false) {
  const found = readingAt(root.shapes, update, root.data.xTitle);
  if (!found) { hide(root); return; }
  root.place = found.update;
  const left = root.shapes.x(found.update), turned = left > root.width / 2;
  root.line.setAttribute("visibility", "visible");
  for (const end of ["x1", "x2"]) root.line.setAttribute(end, left);
  root.tip.replaceChildren(
    ...found.lines.map((text) => {
      const row = made("div");
      row.textContent = text;
      return row;
    }),
  );
  root.tip.hidden = false;
  if (speak) root.spoken.textContent = found.lines.join(", ");
  Object.assign(root.tip.style, turned ? { left: "", right: `${root.width - left + 10}px` } : { right: "", left: `${left + 10}px` });
}

function hide(root) {
  root.tip.hidden = true;
  root.place = undefined;
  root.line.setAttribute("visibility", "hidden");
}

function draw(root) {
  const { data } = root;
  root.width = root.clientWidth || 600;
  root.shapes = shapesOf(data, root.width);
  const { frame } = root.shapes;
  root.svg.setAttribute("viewBox", `0 0 ${root.width} ${HEIGHT}`);
  root.svg.setAttribute("aria-label", `${data.label}. ${data.words.keys}`);
  root.line.setAttribute("y1", frame.top);
  root.line.setAttribute("y2", frame.top + frame.height);
  root.cut(frame, SPARE);
  axes(root, data, root.shapes);
  curves(root, root.shapes);
  legend(root.legend, data.series);
  if (root.place !== undefined) read(root, root.place);
}

function begin(parent) {
  const root = made("div", "chart losses"), frame = made("div", "frame");
  root.legend = made("div", "legend");
  root.svg = make("svg", { role: "application", tabindex: "0", height: HEIGHT });
  root.back = make("g");
  root.front = make("g");
  root.line = make("line", { class: "reading", visibility: "hidden" });
  const { path, group, cut } = clipped(root.line, root.front);
  root.cut = cut;
  root.svg.append(path, root.back, group);
  root.tip = made("div", "tip");
  root.tip.hidden = true;
  root.tip.setAttribute("aria-hidden", "true");
  root.spoken = speaker();
  frame.append(root.svg, root.tip);
  root.append(root.legend, frame, root.spoken);
  parent.append(root);
  root.svg.onpointermove = (event) => read(root, root.shapes.update(event.clientX - root.svg.getBoundingClientRect().left));
  root.svg.onpointerleave = () => hide(root);
  root.svg.onblur = () => hide(root);
  // Told once, on arrival: a curve that moves ten times a second would never stop talking.
  root.svg.onfocus = () => { root.spoken.textContent = root.shapes.series.map((one) => summary(one, root.data.words)).join(" "); };
  root.svg.onkeydown = (event) => {
    const update = updateAfter(root.shapes, root.place, event.key);
    if (update === undefined) return;
    event.preventDefault();
    read(root, update, true);
  };
  return root;
}

const KEPT = "convolution_lab run";

// A run lives as long as the server's visit, which a reload ends: the tab remembers one that was going, and tells of it once.
function watch({ visit, run }, report) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    if (run) sessionStorage.setItem(KEPT, JSON.stringify({ visit, run }));
    else if (kept) sessionStorage.removeItem(KEPT);
    if (!run && kept && kept.visit !== visit) report(kept.run);
  } catch { /* a browser that keeps nothing has nothing to tell */ }
}

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".losses") ?? begin(parentElement);
  root.data = data;
  root.observer ??= new ResizeObserver(() => { if (root.clientWidth !== root.width) draw(root); });
  root.observer.observe(root);
  draw(root);
  if (data.watched) watch(data.watched, (run) => setStateValue("lost", run));
  return () => root.observer.disconnect();
}
