// One axis of the way from a map to the one before it: which cells a unit is computed from, and which it feeds.
// A step is a sliding window (core/window.py), or a pattern of intervals (core/receptive_field/axis.py) where branches meet.

// For each tap of a window: output cells first … last, and the input cell that the first one meets through it.
function* tapsOf(step, outputs, inputs) {
  const span = (step.kernel - 1) * step.dilation + 1;
  const [coarse, fine] = step.transposed ? [inputs, outputs] : [outputs, inputs];
  for (let shift = -step.before; shift < span - step.before; shift += step.dilation) {
    const first = Math.max(0, -Math.floor(shift / step.stride));
    const last = Math.min(coarse - 1, Math.floor((fine - 1 - shift) / step.stride));
    if (first <= last) yield [first, last, shift];
  }
}

function intervalOf(step, unit) {
  const period = step.starts.length, turn = Math.floor(unit / period), place = unit - turn * period;
  const start = step.starts[place] + turn * step.move;
  return [start, start + step.sizes[place] - 1];
}

// The cells before (of `size`) that the marked cells are computed from.
function backwards(step, mask, size) {
  const found = new Uint8Array(size);
  if (step.starts) {
    mask.forEach((on, unit) => {
      if (!on) return;
      const [start, end] = intervalOf(step, unit);
      if (end >= 0 && start < size) found.fill(1, Math.max(0, start), Math.min(size, end + 1));
    });
    return found;
  }
  for (const [first, last, shift] of tapsOf(step, mask.length, size)) {
    for (let i = first; i <= last; i += 1) {
      const j = i * step.stride + shift;
      if (step.transposed) found[i] |= mask[j]; else found[j] |= mask[i];
    }
  }
  return found;
}

// The cells after (of `size`) that the marked cells feed.
function forwards(step, mask, size) {
  const found = new Uint8Array(size);
  if (step.starts) {
    const sums = new Int32Array(mask.length + 1);
    mask.forEach((on, i) => { sums[i + 1] = sums[i] + on; });
    for (let unit = 0; unit < size; unit += 1) {
      const [start, end] = intervalOf(step, unit);
      const low = Math.max(0, start), high = Math.min(mask.length, end + 1);
      found[unit] = Number(low < high && sums[high] > sums[low]);
    }
    return found;
  }
  for (const [first, last, shift] of tapsOf(step, size, mask.length)) {
    for (let i = first; i <= last; i += 1) {
      const j = i * step.stride + shift;
      if (step.transposed) found[j] |= mask[i]; else found[i] |= mask[j];
    }
  }
  return found;
}

// First and last cell before, border included, from which the cells first … last are computed.
function reachOf(step, first, last) {
  if (step.starts) return intervalOf(step, first);
  const span = (step.kernel - 1) * step.dilation + 1;
  if (step.transposed) {
    return [-Math.floor((span - 1 - first - step.before) / step.stride), Math.floor((last + step.before) / step.stride)];
  }
  return [first * step.stride - step.before, last * step.stride - step.before + span - 1];
}

function single(size, index) {
  const mask = new Uint8Array(size);
  mask[index] = 1;
  return mask;
}

// Masks of every map for one unit: before its own what it sees, after it what it feeds; `reach` in the first map.
function follow(maps, axis, depth, index) {
  const sizes = maps.map((map) => map.size[axis]), masks = new Array(maps.length);
  masks[depth] = single(sizes[depth], index);
  let reach = [index, index];
  for (let at = depth; at > 0; at -= 1) {
    masks[at - 1] = backwards(maps[at].step[axis], masks[at], sizes[at - 1]);
    reach = reachOf(maps[at].step[axis], ...reach);
  }
  for (let at = depth + 1; at < maps.length; at += 1) masks[at] = forwards(maps[at].step[axis], masks[at - 1], sizes[at]);
  return { masks, reach };
}

function countOf(mask) { return mask.reduce((sum, on) => sum + on, 0); }

function endsOf(mask) {
  const first = mask.indexOf(1);
  return first < 0 ? null : [first, mask.lastIndexOf(1)];
}
