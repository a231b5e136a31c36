// What every chart draws with: elements of SVG, the axes' numbers and titles, the legend, and the sentence that is spoken.

import { middleOf } from "#shared/charts/axes.js";
import { made } from "#shared/elements.js";

const SVG = "http://www.w3.org/2000/svg";
const RIM = 10; // that every chart has at least right of its frame

export function make(name, attributes = {}, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// Where a chart's frame stands in it: { left, top, width, height }, in pixels.
export function pixels(frame) {
  return { x: (share) => frame.left + share * frame.width, y: (share) => frame.top + (1 - share) * frame.height };
}

// The numbers written at both axes; `across` and `up` are ticks, `whole` leaves only whole numbers across.
export function numbersAt(frame, across, up) {
  const at = pixels(frame), bottom = frame.top + frame.height;
  return [
    ...across.map((tick) => make("text", { class: "tick", x: middleOf(tick.text, at.x(tick.at), frame.left + frame.width + RIM), y: bottom + 18, "text-anchor": "middle" }, tick.text)),
    ...up.map((tick) => make("text", { class: "tick", x: frame.left - 8, y: at.y(tick.at) + 4, "text-anchor": "end" }, tick.text)),
  ];
}

export function titlesAt(frame, across, up) {
  const bottom = frame.top + frame.height, middle = frame.top + frame.height / 2;
  return [
    make("text", { class: "title", x: frame.left + frame.width, y: bottom + 34, "text-anchor": "end" }, across),
    make("text", { class: "title", transform: `translate(14 ${middle}) rotate(-90)`, "text-anchor": "middle" }, up),
  ];
}

// The names of what is drawn, each with its swatch: { name, colour, style }.
export function legend(element, items) {
  const stamp = JSON.stringify(items.map(({ name, colour, style }) => [name, colour, style]));
  if (element.stamp === stamp) return;
  element.stamp = stamp;
  element.replaceChildren(
    ...items.map(({ name, colour, style }) => {
      const item = made("span"), swatch = made("i", style);
      swatch.style.setProperty("--colour", colour);
      item.append(swatch, name);
      return item;
    }),
  );
}

let count = 0;

// A group that is cut off at the frame; `cut(frame)` says where that is.
export function clipped(...children) {
  const id = `frame-${count++}`, rect = make("rect"), path = make("clipPath", { id });
  path.append(rect);
  const group = make("g", { "clip-path": `url(#${id})` });
  group.append(...children);
  const cut = ({ left, top, width, height }, spare = 0) => {
    for (const [key, value] of Object.entries({ x: left - spare, y: top - spare, width: width + 2 * spare, height: height + 2 * spare })) rect.setAttribute(key, value);
  };
  return { path, group, cut };
}

// A place that a screen reader listens to and nobody sees.
export function speaker() {
  const element = made("div", "spoken");
  element.setAttribute("aria-live", "polite");
  return element;
}
