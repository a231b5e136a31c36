// A chart is walked by keys: every point can be reached, nothing leads off it, and what is told is what is there.
import assert from "node:assert/strict";
import { test } from "node:test";

import { overview, placeAfter, pointText, walkable } from "../../pages/shared/charts/walk.js";
import { random } from "./random.js";

const WORDS = {
  overview: "{name}: {start} at {title} {first}, {end} at {last}; lowest {lowest} at {at}, highest {highest} at {top}.",
  more: "and {count} more.",
};
const CURVES = [
  { name: "a", x: [1, 2, 3], y: [8, 2, 4.5] },
  { name: "empty", x: [1], y: [null] },
  { name: "b", x: [0.5, 2.9, 1200], y: [1, null, 3e-7] },
];

test("points without a number, and curves without a point, are passed over", () => {
  assert.deepEqual(walkable(CURVES), [CURVES[0], { name: "b", x: [0.5, 1200], y: [1, 3e-7] }]);
});

test("left and right read along a curve, up and down lead to the nearest point of another", () => {
  const series = walkable(CURVES), keys = "ArrowRight ArrowRight ArrowRight ArrowRight ArrowDown ArrowDown End ArrowUp ArrowUp Home".split(" ");
  let at;
  const texts = keys.map((key) => pointText(series, at = placeAfter(series, at, key), "update"));
  assert.deepEqual(texts, [
    "update 1 · a: 8", "update 2 · a: 2", "update 3 · a: 4.5", "update 3 · a: 4.5", "update 0.5 · b: 1", "update 0.5 · b: 1",
    "update 1,200 · b: 3e−7", "update 3 · a: 4.5", "update 3 · a: 4.5", "update 1 · a: 8",
  ]);
  for (const key of ["Tab", "Enter", "a", "Escape"]) assert.equal(placeAfter(series, at, key), undefined);
  assert.equal(placeAfter([], undefined, "ArrowRight"), undefined);
});

test("words stand where numbers would: the same word of another curve is its nearest point", () => {
  const series = [{ name: "rows", x: ["Input", "conv1"], y: [1, 3] }, { name: "columns", x: ["Input", "conv1"], y: [1, 5] }];
  assert.equal(pointText(series, placeAfter(series, { curve: 0, point: 1 }, "ArrowDown"), "layer"), "layer conv1 · columns: 5");
});

test("arriving tells every curve's ends, its lowest and its highest point", () => {
  const series = walkable(CURVES);
  assert.equal(overview(series, "update", WORDS),
    "a: 8 at update 1, 4.5 at 3; lowest 2 at 2, highest 8 at 1. b: 1 at update 0.5, 3e−7 at 1,200; lowest 3e−7 at 1,200, highest 1 at 0.5.");
  assert.match(overview(Array(9).fill(series[0]), "update", WORDS), /and 3 more\.$/);
  assert.equal(overview([], "update", WORDS), "");
});

test("no key leads off any chart, whatever it was before", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const draw = random(seed);
    const series = walkable(Array.from({ length: draw.whole(0, 4) }, (_, i) => {
      const x = Array.from({ length: draw.whole(0, 30) }, () => draw.number(-5, 5));
      return { name: `c${i}`, x, y: x.map(() => draw.one([null, 0, draw.number(-1e300, 1e300)])) };
    }));
    let at = draw.one([undefined, { curve: draw.whole(0, 9), point: draw.whole(0, 99) }]);
    for (let i = 0; i < 40; i++) {
      const next = placeAfter(series, at, draw.one(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]));
      assert.equal(next === undefined, series.length === 0);
      if (!next) break;
      at = next;
      assert.ok(series[at.curve].y[at.point] !== undefined, `seed ${seed}`);
      assert.doesNotMatch(pointText(series, at, "x"), /NaN|undefined|Infinity/);
    }
  }
});
