// Where everything of the loss chart stands, in pixels: numbers alone, so that tests look at them without a browser.

import { amountAxis, endsOfValues, linearAxis, logAxis, shown } from "#shared/charts/axes.js";

const MARGIN = { top: 8, right: 14, bottom: 40, left: 62 };
export const HEIGHT = 300;
const MAX_MARKED = 40; // points of a line that are marked one by one
const APART = 70; // pixels between two numbers of the axis across

// data = { series: [{ name, colour, style, x, y }], from, to, log } → { frame, across, up, curves }.
// The axis across covers what is drawn, also where a run has made more updates than are asked for now.
export function shapesOf(data, width) {
  const frame = {
    left: MARGIN.left, top: MARGIN.top,
    width: Math.max(40, width - MARGIN.left - MARGIN.right), height: HEIGHT - MARGIN.top - MARGIN.bottom,
  };
  const series = data.series.map((one) => ({ ...one, ...finite(one) }));
  const losses = series.flatMap((one) => one.y);
  const [first, last] = endsOfValues(series.flatMap((one) => one.x)) ?? [data.from, data.to];
  const across = linearAxis(Math.min(data.from, first), Math.max(data.to, last));
  const up = data.log ? logAxis(losses) : amountAxis(losses);
  const x = (update) => frame.left + frame.width * across.place(update);
  const y = (loss) => frame.top + frame.height * (1 - up.place(loss));
  return {
    frame, series, x, y,
    update: (at) => across.value((at - frame.left) / frame.width),
    across: across.ticks(Math.floor(frame.width / APART)).filter((tick) => Number.isInteger(tick.value))
      .map((tick) => ({ ...tick, text: tick.value.toLocaleString("en-US") })),
    up: up.ticks(data.log ? 6 : 5),
    curves: series.map((one) => curve(one, x, y)),
  };
}

function finite({ x, y }) {
  const kept = x.map((_, i) => i).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
  return { x: kept.map((i) => x[i]), y: kept.map((i) => y[i]) };
}

function curve(one, x, y) {
  const points = one.x.map((update, i) => [x(update), y(one.y[i])]), dots = one.style === "dots";
  return {
    style: one.style, colour: one.colour,
    line: dots ? [] : points,
    marks: dots || points.length === 1 || (one.style === "line" && points.length <= MAX_MARKED) ? points : [],
    radius: dots ? 5.5 : 3,
  };
}

// What is read at the update nearest to a place: { update, lines: [text] }; null where nothing is drawn.
export function readingAt({ series }, update, title) {
  const near = series.filter((one) => one.x.length).map((one) => {
    let best = 0;
    one.x.forEach((x, i) => { if (Math.abs(x - update) < Math.abs(one.x[best] - update)) best = i; });
    return { name: one.name, x: one.x[best], y: one.y[best] };
  });
  if (!near.length) return null;
  const place = near.reduce((a, b) => (Math.abs(b.x - update) < Math.abs(a.x - update) ? b : a)).x;
  const lines = near.filter(({ x }) => x === place).map(({ name, y }) => `${name}: ${shown(y, 6)}`);
  return { update: place, lines: [`${title} ${place.toLocaleString("en-US")}`, ...lines] };
}

// The update that a key leads to from the one that is read now (undefined: none); undefined for other keys.
export function updateAfter({ series }, now, key) {
  const step = { ArrowRight: 1, ArrowLeft: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity }[key];
  const all = [...new Set(series.flatMap((one) => one.x))].sort((a, b) => a - b);
  if (step === undefined || !all.length) return undefined;
  const from = now === undefined ? (step > 0 ? -1 : all.length) : all.findIndex((x) => x >= now);
  return all[Math.min(all.length - 1, Math.max(0, from + step))];
}
