// What one unit is computed from: numbers alone, so that tests look at them without a browser.

// Base64 of float32 numbers, as Python packs them.
export function numbersOf(text) {
  const signs = atob(text), bytes = new Uint8Array(signs.length);
  for (let i = 0; i < signs.length; i++) bytes[i] = signs.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}

// stages[0] is the picture; each has { side, channels, kind, maps } with maps[(channel · side + row) · side + column],
// convolutions also { kernel, weights, biases } with weights[((a · kernel + b) · C_in + c) · C_out + d].
export function valueAt({ side, maps }, channel, row, column) {
  return maps[(channel * side + row) * side + column];
}

export function exists(stages, unit) {
  const stage = unit && unit[0] > 0 ? stages[unit[0]] : undefined;
  return Boolean(stage) && [stage.channels, stage.side, stage.side].every((count, i) => Number.isInteger(unit[i + 1]) && unit[i + 1] >= 0 && unit[i + 1] < count);
}

// The unit moved by rows, columns and maps, as far as there are some.
export function moved(stages, [depth, channel, row, column], [maps, down, across]) {
  const { side, channels } = stages[depth], inside = (at, count) => Math.max(0, Math.min(count - 1, at));
  return [depth, inside(channel + maps, channels), inside(row + down, side), inside(column + across, side)];
}

// What the unit sees of the picture, inclusive; beyond its border where it sees padding.
export function fieldOf({ field: [start, stride, size] }, row, column) {
  const from = (at) => start + at * stride;
  return { top: from(row), left: from(column), bottom: from(row) + size - 1, right: from(column) + size - 1 };
}

// The window of the stage before: its first row and column, and how many of each.
export function windowOf({ kind, kernel }, row, column) {
  return kind === "pool" ? { top: 2 * row, left: 2 * column, size: 2 } : { top: row - (kernel - 1) / 2, left: column - (kernel - 1) / 2, size: kernel };
}

// The sum that is the unit's number: { rows: [{ channel, terms: [[input, weight]], sum }], bias, sum, value };
// a pooled unit has one row, whose terms have no weight.
export function sumOf(stages, [depth, channel, row, column]) {
  const stage = stages[depth], before = stages[depth - 1], { top, left, size } = windowOf(stage, row, column);
  const pooled = stage.kind === "pool", rows = [];
  for (let c = pooled ? channel : 0; c < (pooled ? channel + 1 : before.channels); c++) {
    const terms = [];
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) {
      const i = top + a, j = left + b, inside = i >= 0 && j >= 0 && i < before.side && j < before.side;
      const input = inside ? valueAt(before, c, i, j) : 0;
      terms.push(pooled ? [input] : [input, stage.weights[((a * size + b) * before.channels + c) * stage.channels + channel]]);
    }
    rows.push({ channel: c, terms, sum: pooled ? undefined : terms.reduce((sum, [input, weight]) => sum + input * weight, 0) });
  }
  const bias = pooled ? 0 : stage.biases[channel];
  return { rows, bias, sum: pooled ? undefined : rows.reduce((sum, one) => sum + one.sum, bias), value: valueAt(stage, channel, row, column) };
}
