// One axis of a chart: any finite number has a share of its length, 0 at one end and 1 at the other, and some are written at it.
// Numbers come as they are, from 5e-324 to 1.8e308, so nothing here is a quotient or a product that leaves that range.

const BEYOND = 1e6; // lengths of an axis: no share lies further out
const MARGIN_OF_LOG = 0.06; // decades between the outermost number and the end of a logarithmic axis
const TOP = 1.04; // the highest number to the upper end of a linear one

export function between(value, low, high) { return Math.max(low, Math.min(high, value)); }

// [least, greatest] of the finite ones; null where there is none. No spread: a long curve has more points than a call has arguments.
export function endsOfValues(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) if (Number.isFinite(value)) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

// A number as it is written: so many significant digits, a true minus sign, no needless zeros.
export function shown(value, digits) {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(digits - 1) : String(Number(value.toPrecision(digits)));
  return text.replace(/(\.\d*?)0+e/, "$1e").replace(".e", "e").replace("e+", "e").replaceAll("-", "−");
}

// Round numbers from `low` to `high`, some `most` of them.
export function linearTicks(low, high, most) {
  const parts = Math.max(2, most), rough = high / parts - low / parts;
  if (!(rough > 0)) return [low];
  const power = between(Math.floor(Math.log10(rough)), -323, 307), unit = Number(`1e${power}`);
  const times = [1, 2, 5, 10].find((one) => one * unit >= rough * (1 - 1e-9)) ?? 10;
  const ticks = [], last = Math.floor((high / unit / times) * (1 + 1e-12));
  for (let i = Math.ceil(low / unit / times); i <= last && ticks.length <= 2 * parts; i++) ticks.push(Number(`${i * times}e${power}`));
  return ticks;
}

function axis(placeOf, valueAt, ticksOf) {
  const place = (value) => between(placeOf(value), 0, 1);
  return {
    place,
    far: (value) => between(placeOf(value), -BEYOND, BEYOND), // also beyond the ends
    value: valueAt,
    ticks: (most) => ticksOf(most).map(([value, text]) => ({ at: place(value), value, text })),
  };
}

export function linearAxis(low, high) {
  let [from, to] = [low, high];
  if (!(to > from)) [from, to] = from === 0 ? [0, 1] : [from - Math.abs(from) / 2, from + Math.abs(from) / 2].map((end) => between(end, -Number.MAX_VALUE, Number.MAX_VALUE));
  const unit = Math.max(Math.abs(from), Math.abs(to)), start = from / unit, length = to / unit - start;
  return axis(
    (value) => (length > 0 ? (value / unit - start) / length : 0.5),
    (share) => (start + share * length) * unit,
    (most) => linearTicks(from, to, most).filter((tick) => tick >= from && tick <= to).map((tick) => [tick, shown(tick, 3)]),
  );
}

// The axis of amounts: from 0 (or the least, below it) to somewhat above the greatest.
export function amountAxis(values) {
  const [low, high] = endsOfValues(values) ?? [0, 0];
  return linearAxis(Math.min(0, low), high > 0 ? Math.min(Number.MAX_VALUE, high < 1e-300 ? 2 * high : high * TOP) : low < 0 ? 0 : 1);
}

// The logarithmic axis of amounts. A zero has no logarithm: it stands at the foot, below a gap, where "0" is written.
export function logAxis(values) {
  const positive = endsOfValues(values.filter((value) => value > 0)) ?? [0.1, 1];
  const [low, high] = [Math.log10(positive[0]) - MARGIN_OF_LOG, Math.log10(positive[1]) + MARGIN_OF_LOG];
  const zero = values.some((value) => value <= 0), foot = zero ? low - Math.max(0.1, 0.1 * (high - low)) : low;
  return axis(
    (value) => (value > 0 ? (Math.log10(value) - foot) / (high - foot) : 0),
    (share) => between(10 ** (foot + share * (high - foot)), 0, Number.MAX_VALUE),
    (most) => [...(zero ? [[0, "0"]] : []), ...logTicks(low, high, most)],
  );
}

// [number, its text] of the powers of ten between two logarithms; of the numbers between them where there is less than one decade.
function logTicks(low, high, most) {
  if (high - low < 1) {
    const ends = [low, high].map((end) => between(10 ** end, 0, Number.MAX_VALUE));
    return linearTicks(...ends, most).filter((tick) => tick > 0 && tick >= ends[0] && tick <= ends[1]).map((tick) => [tick, shown(tick, 3)]);
  }
  const every = Math.ceil((high - low) / most), ticks = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const times of high - low < 3 ? [1, 2, 5] : [1]) {
      if (times === 1 && power % every !== 0) continue;
      const logarithm = power + Math.log10(times), value = Number(`${times}e${power}`);
      if (logarithm < low || logarithm > high || !(value > 0) || !Number.isFinite(value)) continue;
      ticks.push([value, power < -4 || power > 5 ? `${times}e${power}`.replace("-", "−") : shown(value, 3)]);
    }
  }
  return ticks;
}

// The pieces of a line, given in shares, that lie within both axes (Liang and Barsky 1984): nothing leaves the frame.
export function within(points) {
  const pieces = [];
  let piece = null;
  points.forEach((end, i) => {
    const start = points[i - 1];
    if (i === 0) return;
    let first = 0, last = 1;
    for (const k of [0, 1]) {
      const way = end[k] - start[k];
      if (way === 0 && (start[k] < 0 || start[k] > 1)) last = -1;
      if (way === 0) continue;
      const crossings = [-start[k] / way, (1 - start[k]) / way].sort((a, b) => a - b);
      [first, last] = [Math.max(first, crossings[0]), Math.min(last, crossings[1])];
    }
    if (first > last) { piece = null; return; }
    const at = (share) => [0, 1].map((k) => between(start[k] + share * (end[k] - start[k]), 0, 1));
    if (!piece || first > 0) pieces.push(piece = [at(first)]);
    piece.push(at(last));
    if (last < 1) piece = null;
  });
  return pieces;
}

const FIGURE = 6.8; // pixels, at most, that one figure of a number at an axis takes

// Where the middle of a number under an axis stands, so that a long one at the end is not cut off at the chart's edge.
export function middleOf(text, x, edge) {
  return Math.min(x, edge - (text.length * FIGURE) / 2);
}
