// Half-way through the flip stands the mean of both results; it begins and ends on the results themselves.
import assert from "node:assert/strict";
import { test } from "node:test";

import { between, cellSide, roundText, labelOf } from "../../pages/parts/convolution_vs_correlation/turning/motion.js";

test("the motion begins on one result, ends on the other and is their mean half-way", () => {
  assert.deepEqual(between([19, 25], [5, 11], 0), [19, 25]);
  assert.deepEqual(between([19, 25], [5, 11], 0.5), [12, 18]);
  assert.deepEqual(between([19, 25], [5, 11], 1), [5, 11]);
});

test("the largest matrix fits its room and a small one is no giant", () => {
  assert.equal(cellSide(2, 2, 120), 40);
  assert.equal(cellSide(15, 3, 120), 8);
});

test("numbers are told row by row, pictures by their name", () => {
  assert.equal(labelOf("K", [0, 1, 2, -3], 2), "K = 0 1; 2 −3");
  assert.equal(labelOf("X ∗ K", undefined, undefined), "X ∗ K");
});

test("on the way a number has two digits, and what is whole stays whole", () => {
  assert.equal(roundText(9.685), "9.7");
  assert.equal(roundText(-27.69), "−28");
  assert.equal(roundText(0), "0");
});
