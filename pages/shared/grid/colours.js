// Colours of the cells: mixed with the theme's background, texts always readable on them.

import { numberOf } from "./numbers.js";

let probe; // one pixel, on which the browser works colours out

function rgb(text) {
  probe ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.fillStyle = "#000";
  probe.fillStyle = text.trim() || "#fff";
  probe.clearRect(0, 0, 1, 1);
  probe.fillRect(0, 0, 1, 1);
  return [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

export function mix(a, b, part) {
  return a.map((channel, i) => Math.round(channel + (b[i] - channel) * part));
}

export function css([r, g, b]) {
  return `rgb(${r}, ${g}, ${b})`;
}

// Relative luminance and the better of black and white on it (WCAG 2: always at least 4.58 : 1).
export function inkOn(colour) {
  const [r, g, b] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
}

export function readTheme(element, colours) {
  const style = getComputedStyle(element);
  const read = (name, otherwise) => rgb(style.getPropertyValue(name) || otherwise);
  return {
    background: read("--st-background-color", "#fff"),
    text: read("--st-text-color", "#222"),
    border: read("--st-border-color", "#ccc"),
    negative: rgb(colours.negative),
    positive: rgb(colours.positive),
    window: rgb(colours.window),
  };
}

// value → colour, or null where the cell stays blank; the spread is taken once a matrix.
export function colourScale(matrix, theme) {
  const finite = matrix.values.map(numberOf).filter(Number.isFinite);
  if (matrix.scale === "signed") {
    const limit = matrix.limit ?? finite.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    return (value) => {
      if (!Number.isFinite(value) || value === 0 || !limit) return null;
      const part = Math.min(1, Math.abs(value) / limit);
      return mix(theme.background, value < 0 ? theme.negative : theme.positive, 0.1 + 0.9 * part);
    };
  }
  if (matrix.scale === "grey") {
    let low = finite.reduce((least, v) => Math.min(least, v), Infinity);
    let high = finite.reduce((most, v) => Math.max(most, v), -Infinity);
    if (low >= 0 && high <= 1) [low, high] = [0, 1];
    if (matrix.shown) [low, high] = matrix.shown; // the picture's display range
    return (value) => {
      if (!Number.isFinite(value)) return null;
      const level = Math.round(high > low ? (255 * Math.min(1, Math.max(0, (value - low) / (high - low)))) : 128);
      return [level, level, level];
    };
  }
  return () => null;
}
