// The kernel turns by half a turn, which mirrors it on both axes, while one result becomes the other.

import { unpack } from "#shared/component.js";
import { made } from "#shared/elements.js";
import { colourScale, css, inkOn, readTheme } from "#shared/grid/colours.js";
import { shortText } from "#shared/grid/numbers.js";
import { between, cellSide, roundText, labelOf } from "./motion.js";

const MILLISECONDS = 900, ROOM = 96;
const built = new WeakMap();

function tableOf(rows, parent) {
  const side = cellSide(rows.length, rows[0].length, ROOM), table = made("div", "table", parent);
  table.style.gridTemplateColumns = `repeat(${rows[0].length}, ${side}px)`;
  table.style.gridAutoRows = `${side}px`;
  const longest = Math.max(...rows.flat().map((value) => shortText(value).length));
  const font = Math.floor(Math.min(15, 0.5 * side, (side - 4) / (0.58 * longest)));
  table.style.fontSize = `${font}px`;
  const cells = rows.flat().map(() => made("span", "", made("div", "", table)));
  return { table, cells, numbers: font >= 8 };
}

function figureIn(parent) {
  const figure = made("div", "figure", parent);
  figure.setAttribute("role", "img");
  const caption = made("div", "caption", figure);
  return { figure, caption };
}

function build(parent, head, files) {
  const root = made("div", "turning", parent), kernel = figureIn(root), result = figureIn(root), urls = [];
  const [square, frame] = [kernel, result].map(({ figure }) => made("div", "square", figure));
  const view = { root, kernel: { ...kernel, ...tableOf(head.kernel, square) }, result, urls, frame: 0 };
  // However it is turned, the kernel stays within its square.
  const side = Math.ceil(Math.hypot(view.kernel.table.offsetWidth, view.kernel.table.offsetHeight));
  square.style.width = square.style.height = frame.style.minHeight = `${side}px`;
  view.kernel.caption.style.paddingLeft = `${(side - view.kernel.table.offsetWidth) / 2}px`;
  if (head.results) Object.assign(view.result, tableOf(head.results[0], frame));
  else {
    const picture = made("div", "picture", frame);
    view.result.pictures = files.map((file) => {
      const image = made("img", "", picture);
      urls.push(URL.createObjectURL(new Blob([file])));
      Object.assign(image, { alt: "", src: urls.at(-1) });
      return image;
    });
  }
  return view;
}

function paint({ cells, numbers }, values, limit, theme, text = shortText) {
  const colour = colourScale({ scale: "signed", values, limit }, theme);
  cells.forEach((cell, i) => {
    const ground = colour(values[i]) ?? theme.background;
    Object.assign(cell.parentElement.style, { background: css(ground), color: inkOn(ground) });
    cell.textContent = numbers ? text(values[i]) : "";
  });
}

// `part` of the way from before the flip (0) to after it (1).
function draw(view, head, part) {
  view.part = part;
  const { kernel, result } = view, theme = readTheme(view.root, head.colours), values = head.kernel.flat();
  paint(kernel, values, undefined, theme);
  kernel.table.style.transform = `rotate(${180 * part}deg)`;
  for (const cell of kernel.cells) cell.style.rotate = `${-180 * part}deg`; // numbers stay upright
  if (head.results) paint(result, between(head.results[0].flat(), head.results[1].flat(), part), head.limit, theme, part % 1 ? roundText : shortText);
  else result.pictures[1].style.opacity = part;
  const after = part >= 0.5 ? 1 : 0, columns = head.kernel[0].length;
  [[kernel, after ? [...values].reverse() : values, columns], [result, head.results?.[after].flat(), head.results?.[0][0].length]]
    .forEach(([one, numbers, width], i) => {
      one.caption.textContent = head.names[after][i];
      one.figure.setAttribute("aria-label", labelOf(head.names[after][i], numbers, width));
    });
}

function move(view, head, goal) {
  cancelAnimationFrame(view.frame);
  const from = view.part, began = performance.now();
  const step = (now) => {
    const time = Math.min(1, (now - began) / MILLISECONDS), eased = time * time * (3 - 2 * time);
    draw(view, head, from + (goal - from) * eased);
    if (time < 1) view.frame = requestAnimationFrame(step);
  };
  view.frame = requestAnimationFrame(step);
}

function remove(view) {
  cancelAnimationFrame(view.frame);
  view.urls.forEach((url) => URL.revokeObjectURL(url));
  view.root.remove();
}

export default function ({ parentElement, data }) {
  const { head, files } = unpack(data), goal = head.flipped ? 1 : 0, before = built.get(parentElement);
  if (before) remove(before);
  const view = build(parentElement, head, files);
  built.set(parentElement, view);
  // Only a flip is a motion: other numbers are there at once, and all is where motion is not wanted.
  const same = before && JSON.stringify(before.kernel0) === JSON.stringify(head.kernel);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  view.kernel0 = head.kernel;
  draw(view, head, same && !still ? before.part : goal);
  if (view.part !== goal) move(view, head, goal);
  return () => {
    remove(built.get(parentElement) ?? view);
    built.delete(parentElement);
  };
}
