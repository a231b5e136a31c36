// Where everything of the plane of kernels stands: numbers alone, so that tests look at them without a browser.

import { between, linearAxis, shown, within } from "#shared/charts/axes.js";

const MARGIN = { top: 6, right: 10, bottom: 40, left: 58 };
const MAX_MARKED = 60; // kernels of a trajectory that are marked one by one

// data = { extent, contours, lowest, axes, trajectories } → { frame, across, up, contours, directions, trajectories, kernelAt, x, y }.
export function shapesOf({ extent, contours, lowest, axes, trajectories }, width) {
  const side = Math.max(40, width - MARGIN.left - MARGIN.right), frame = { left: MARGIN.left, top: MARGIN.top, width: side, height: side };
  const [across, up] = [linearAxis(extent[0], extent[1]), linearAxis(extent[2], extent[3])];
  const x = (share) => frame.left + side * share, y = (share) => frame.top + side * (1 - share);
  const shares = ([a, b]) => [across.far(a), up.far(b)], inPixels = ([a, b]) => [x(a), y(b)];
  const inside = ([a, b]) => a >= 0 && a <= 1 && b >= 0 && b <= 1;
  const cut = (points) => within(points).map((piece) => piece.map(inPixels));
  // The dotted directions reach beyond the picture from wherever the least loss lies.
  const sides = [extent[1] / 4 - extent[0] / 4, extent[3] / 4 - extent[2] / 4, (lowest[0] - extent[0]) / 16, (lowest[1] - extent[2]) / 16];
  const reach = Math.min(1e300, 16 * sides.reduce((sum, one) => sum + Math.abs(one), 0));
  return {
    frame, across: across.ticks(side / 90), up: up.ticks(side / 60),
    // A closed contour is filled, so it stays whole, and the picture cuts it off at its frame.
    contours: contours.map((points) => points.map((place) => (place === null ? null : inPixels(shares(place))))),
    directions: axes.flatMap(([a, b]) => cut([-1, 1].map((sign) => shares([lowest[0] + sign * reach * a, lowest[1] + sign * reach * b])))),
    trajectories: trajectories.map(({ style, colour, points }) => {
      const placed = points.map(shares), marked = style === "dot" || points.length <= MAX_MARKED ? placed : placed.slice(-1);
      return {
        style, colour,
        lines: style === "dot" ? [] : cut(placed),
        marks: style === "dashed" ? [] : marked.filter(inside).map(inPixels),
      };
    }),
    x: (value) => x(across.place(value)), y: (value) => y(up.place(value)),
    kernelAt: (px, py) => [across.value((px - frame.left) / side), up.value(1 - (py - frame.top) / side)],
  };
}

export function lossAt({ lowest, lowestLoss, curvature }, x, y) {
  const dx = x - lowest[0], dy = y - lowest[1];
  return lowestLoss + 0.5 * (curvature[0][0] * dx * dx + 2 * curvature[0][1] * dx * dy + curvature[1][1] * dy * dy);
}

// Where a key leads: arrows across the plane; Page Up and Page Down, Home and End along the first trajectory of several kernels.
// now = { at, step } → the same; undefined for other keys.
export function placeAfter({ extent: [left, right, bottom, top], trajectories }, now, key) {
  const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  if (move) {
    const from = now.at ?? [(left + right) / 2, (bottom + top) / 2];
    return { at: [between(from[0] + (move[0] * (right - left)) / 40, left, right), between(from[1] + (move[1] * (top - bottom)) / 40, bottom, top)] };
  }
  const by = { PageUp: -1, PageDown: 1, Home: -Infinity, End: Infinity }[key], points = trajectoryForKeys(trajectories)?.points;
  if (by === undefined || !points) return undefined;
  const step = between((now.step ?? (by > 0 ? -1 : points.length)) + by, 0, points.length - 1);
  return { at: points[step], step };
}

// The trajectory that keys follow: what training made, else what is predicted.
export function trajectoryForKeys(trajectories) {
  return trajectories.find((trajectory) => trajectory.style === "line" && trajectory.points.length) ?? trajectories.find((trajectory) => trajectory.style !== "dot" && trajectory.points.length);
}

export function readoutAt(data, at) {
  const [x, y] = at, [across, up, loss] = data.words;
  return `${across} = ${shown(x, 4)}, ${up} = ${shown(y, 4)}: ${loss} ${shown(lossAt(data, x, y), 5)}`;
}
