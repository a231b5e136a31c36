// A chart walked point by point: which point a key leads to, and what is said of it; series = [{ name, x, y }], x numbers or words.

import { fill } from "#shared/elements.js";
import { endsOfValues, shown } from "./axes.js";

const MAX_CURVES = 6; // curves described one by one where a chart is arrived at

// What there is to walk on: points whose value is a finite number, curves that have any.
export function walkable(series) {
  return series.map(({ name, x, y }) => {
    const kept = y.map((_, i) => i).filter((i) => Number.isFinite(y[i]));
    return { name, x: kept.map((i) => x[i]), y: kept.map((i) => y[i]) };
  }).filter(({ y }) => y.length);
}

// The place { curve, point } that a key leads to from `at` (undefined: none); undefined for other keys.
export function placeAfter(series, at, key) {
  const along = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[key];
  const across = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!series.length || (along === undefined && across === undefined)) return undefined;
  if (!at || !series[at.curve]) return { curve: 0, point: along === Infinity || along === -1 ? series[0].y.length - 1 : 0 };
  const bounded = (index, count) => Math.max(0, Math.min(count - 1, index));
  const { curve, point } = { ...at, point: bounded(at.point, series[at.curve].y.length) };
  if (along !== undefined) return { curve, point: bounded(point + along, series[curve].y.length) };
  const other = bounded(curve + across, series.length);
  return { curve: other, point: nearest(series[other].x, series[curve].x[point], point) };
}

// The point of another curve that stands where this one does, or nearest to it.
function nearest(all, x, point) {
  if (all.includes(x)) return all.indexOf(x);
  if (typeof x !== "number") return Math.min(point, all.length - 1);
  return all.reduce((best, one, i) => (Math.abs(one - x) < Math.abs(all[best] - x) ? i : best), 0);
}

const written = (x) => (typeof x !== "number" ? x : Number.isInteger(x) ? x.toLocaleString("en-US") : shown(x, 4));

export function pointText(series, { curve, point }, title) {
  const { name, x, y } = series[curve], at = Math.min(point, y.length - 1);
  return `${title} ${written(x[at])} · ${name}: ${shown(y[at], 6)}`;
}

// Every curve in a sentence: where it begins and ends, its lowest and its highest point.
export function overview(series, title, words) {
  const sentences = series.slice(0, MAX_CURVES).map(({ name, x, y }) => {
    const [low, high] = endsOfValues(y);
    return fill(words.overview, {
      name, title, first: written(x[0]), start: shown(y[0], 4), last: written(x.at(-1)), end: shown(y.at(-1), 4),
      lowest: shown(low, 4), at: written(x[y.indexOf(low)]), highest: shown(high, 4), top: written(x[y.indexOf(high)]),
    });
  });
  if (series.length > MAX_CURVES) sentences.push(fill(words.more, { count: series.length - MAX_CURVES }));
  return sentences.join(" ");
}
