// The boxes that the maps draw, for cases that Python sends: tests/pages/receptive_field/test_boxes.py compares them with its own.
import { backwards, endsOf, follow, forwards, reachOf } from "../../pages/parts/receptive_field/maps/axis.js";

function cellsOf(mask) { return Array.from(mask.keys()).filter((i) => mask[i]); }

function markedOf(size, cells) {
  const mask = new Uint8Array(size);
  for (const cell of cells) mask[cell] = 1;
  return mask;
}

// A case is one step { step, input, output, seen, fed, first, last }, or a whole stack { sizes, steps, depth, unit }.
export function answerTo(one) {
  if (one.sizes) {
    const maps = one.sizes.map((size, i) => ({ size: [size], step: [one.steps[i]] }));
    const { masks, reach } = follow(maps, 0, one.depth, one.unit);
    return { masks: masks.map(cellsOf), reach, ends: endsOf(masks[0]) };
  }
  return {
    back: cellsOf(backwards(one.step, markedOf(one.output, one.seen), one.input)),
    forward: cellsOf(forwards(one.step, markedOf(one.input, one.fed), one.output)),
    reach: reachOf(one.step, one.first, one.last),
  };
}
