// What the network makes of another picture, as core's `forward` does: a drawing is answered at once, before Python hears of it.

function convolved(before, stage) {
  const { side, channels, kernel, weights, biases } = stage, inside = before.channels, half = (kernel - 1) / 2;
  const maps = new Float32Array(channels * side * side), sums = new Float64Array(channels);
  for (let row = 0; row < side; row++) for (let column = 0; column < side; column++) {
    sums.set(biases);
    for (let a = 0; a < kernel; a++) for (let b = 0; b < kernel; b++) {
      const i = row + a - half, j = column + b - half;
      if (i < 0 || j < 0 || i >= side || j >= side) continue;
      for (let c = 0; c < inside; c++) {
        const input = before.maps[(c * side + i) * side + j], at = ((a * kernel + b) * inside + c) * channels;
        if (input) for (let d = 0; d < channels; d++) sums[d] += input * weights[at + d];
      }
    }
    for (let d = 0; d < channels; d++) maps[(d * side + row) * side + column] = Math.max(0, sums[d]);
  }
  return maps;
}

function pooled(before, { side, channels, pooling }) {
  const maps = new Float32Array(channels * side * side), wide = before.side;
  for (let channel = 0; channel < channels; channel++) for (let row = 0; row < side; row++) for (let column = 0; column < side; column++) {
    const at = (channel * wide + 2 * row) * wide + 2 * column, { maps: inputs } = before;
    const four = [inputs[at], inputs[at + 1], inputs[at + wide], inputs[at + wide + 1]];
    maps[(channel * side + row) * side + column] = pooling === "max" ? Math.max(...four) : four.reduce((sum, one) => sum + one) / 4;
  }
  return maps;
}

// dense = [weights, biases], with weights[((row · side + column) · C + channel) · shapes + shape].
function likely({ side, channels, maps }, [weights, biases]) {
  const logits = Array.from(biases);
  for (let place = 0; place < side * side; place++) for (let channel = 0; channel < channels; channel++) {
    const input = maps[channel * side * side + place], at = (place * channels + channel) * logits.length;
    for (let shape = 0; shape < logits.length; shape++) logits[shape] += input * weights[at + shape];
  }
  const most = Math.max(...logits), shares = logits.map((one) => Math.exp(one - most)), all = shares.reduce((sum, one) => sum + one);
  return shares.map((one) => one / all);
}

// The stages with other maps, and the probabilities.
export function forward(stages, dense, picture) {
  const found = [{ ...stages[0], maps: Float32Array.from(picture) }];
  for (const stage of stages.slice(1)) {
    const before = found.at(-1);
    found.push({ ...stage, maps: stage.kind === "pool" ? pooled(before, stage) : convolved(before, stage) });
  }
  return { stages: found, probabilities: likely(found.at(-1), dense) };
}
