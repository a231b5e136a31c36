// The loss over a plane of kernels as SVG: contours, eigen-directions, and the trajectories of kernels across it.
// The pointer, or the arrow keys, read the loss at any place: it is a quadratic of two numbers, computed here.

import { clipped, legend, make, numbersAt, speaker, titlesAt } from "#shared/charts/drawing.js";
import { summary } from "#shared/charts/words.js";
import { fill, made } from "#shared/elements.js";
import { lossAt, placeAfter, shapesOf, readoutAt, trajectoryForKeys } from "./shapes.js";

const WIDEST = 560;

const place = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;

// "M … L …" of points, a null between the pieces.
function path(points) {
  return points.map((point, i) => (point === null ? "" : `${i > 0 && points[i - 1] !== null ? "L" : "M"}${place(point)}`)).join("");
}

function ground(root, data, { frame, across, up, contours, directions }) {
  const stamp = JSON.stringify([data.extent, data.contours, data.words, root.width]);
  if (root.stamp === stamp) return;
  root.stamp = stamp;
  root.cut(frame);
  root.under.setAttribute("class", data.closed ? "closed" : "");
  root.under.replaceChildren(
    ...contours.map((points) => make("path", { class: "contour", d: path(points) })),
    ...directions.map(([[x1, y1], [x2, y2]]) => make("line", { class: "direction", x1, y1, x2, y2 })),
  );
  const { left: x, top: y, width, height } = frame;
  root.back.replaceChildren(
    make("rect", { class: "frame", x, y, width, height }),
    ...numbersAt(frame, across, up),
    ...titlesAt(frame, data.words[0], data.words[1]),
  );
}

function draw(root) {
  const { data } = root;
  root.width = Math.min(WIDEST, root.clientWidth || WIDEST);
  root.shapes = shapesOf(data, root.width);
  const { frame } = root.shapes, height = frame.top + frame.height + 40;
  root.svg.setAttribute("viewBox", `0 0 ${root.width} ${height}`);
  root.svg.setAttribute("height", height);
  root.svg.setAttribute("aria-label", `${data.words[3]}. ${data.reading.keys}`);
  ground(root, data, root.shapes);
  root.over.replaceChildren(
    ...root.shapes.trajectories.flatMap(({ style, colour, lines, marks }) => [
      ...lines.map((line) => make("path", { class: `trajectory ${style}`, style: `--colour: ${colour}`, d: path(line) })),
      ...marks.map(([cx, cy]) => make("circle", {
        class: style === "dot" ? "place" : "step", style: `--colour: ${colour}`, cx, cy, r: style === "dot" ? 6 : 3.5,
      })),
    ]),
  );
  legend(root.legend, data.trajectories);
  if (root.now) tell(root);
}

function tell(root, speak = false) {
  const { at: [x, y], step } = root.now, { data, shapes } = root;
  const lead = step === undefined ? "" : `${fill(data.reading.step, { name: trajectoryForKeys(data.trajectories).name, step, last: trajectoryForKeys(data.trajectories).points.length - 1 })} `;
  root.readout.textContent = lead + readoutAt(data, [x, y]);
  if (speak) root.spoken.textContent = root.readout.textContent;
  root.hand.setAttribute("visibility", "visible");
  root.hand.setAttribute("cx", shapes.x(x));
  root.hand.setAttribute("cy", shapes.y(y));
}

function forget(root) {
  root.now = undefined;
  root.readout.textContent = "";
  root.hand.setAttribute("visibility", "hidden");
}

// Each trajectory from its first kernel to its last, as the losses under it.
function summaries({ data }) {
  return data.trajectories.filter((trajectory) => trajectory.style !== "dot").map(({ name, points }) => summary(
    { name, x: points.map((_, i) => i), y: points.map(([x, y]) => lossAt(data, x, y)) }, data.reading,
  )).join(" ");
}

function listen(root) {
  root.svg.onpointermove = (event) => {
    const box = root.svg.getBoundingClientRect(), scale = root.width / box.width;
    const [x, y] = root.shapes.kernelAt((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
    const [left, right, bottom, top] = root.data.extent;
    if (x < left || x > right || y < bottom || y > top) { forget(root); return; }
    root.now = { at: [x, y] };
    tell(root);
  };
  root.svg.onpointerleave = () => forget(root);
  root.svg.onblur = () => forget(root);
  root.svg.onfocus = () => { root.spoken.textContent = summaries(root); };
  root.svg.onkeydown = (event) => {
    const next = placeAfter(root.data, root.now ?? {}, event.key);
    if (!next) return;
    event.preventDefault();
    root.now = next;
    tell(root, true);
  };
}

function begin(parent) {
  const root = made("div", "chart plane");
  root.legend = made("div", "legend");
  root.svg = make("svg", { role: "application", tabindex: "0" });
  root.back = make("g");
  root.under = make("g");
  root.over = make("g");
  root.hand = make("circle", { class: "hand", r: 4, visibility: "hidden" });
  const { path: outline, group, cut } = clipped(root.under, root.over, root.hand);
  root.cut = cut;
  root.svg.append(outline, group, root.back);
  root.readout = made("div", "readout");
  root.spoken = speaker();
  root.append(root.legend, root.svg, root.readout, root.spoken);
  parent.append(root);
  listen(root);
  return root;
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".plane") ?? begin(parentElement);
  root.data = data;
  root.observer ??= new ResizeObserver(() => { if (Math.min(WIDEST, root.clientWidth) !== root.width) draw(root); });
  root.observer.observe(root);
  draw(root);
  return () => root.observer.disconnect();
}
