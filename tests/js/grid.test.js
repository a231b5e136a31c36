// The pure parts of the tensor grid: numbers as texts, links, sizes, sums, typed texts, undo, and the drag of a window.
import assert from "node:assert/strict";
import { test } from "node:test";

import { grip, nearest, sourceUnder } from "../../pages/shared/grid/dragging.js";
import { Draft, pastedRows } from "../../pages/shared/grid/editing.js";
import { keysFor } from "../../pages/shared/grid/keys.js";
import { History } from "../../pages/shared/grid/history.js";
import { cellSizes } from "../../pages/shared/grid/layout.js";
import { linkedCells, readyLink } from "../../pages/shared/grid/links.js";
import { asFactor, isExact, longText, looksLikeNumber, meansTheSame, numberOf, shortText } from "../../pages/shared/grid/numbers.js";
import { keyTarget } from "../../pages/shared/grid/pointing.js";
import { feedsOf, productsOf, readingOf } from "../../pages/shared/grid/reading.js";
import { random } from "./random.js";

const matrixOf = (name, rows, columns, values, more = {}) => ({ name, rows, columns, values, texts: null, ...more });

test("numbers are short in a cell and keep their sign", () => {
  const shown = [0, -0.88580453, 1e-9, 12345.678, 1e308, "nan", "inf", "-inf", "-0.0", 123456, 0.1].map(shortText);
  assert.deepEqual(shown, ["0", "−0.8858", "1e−9", "12346", "1e308", "nan", "∞", "−∞", "0", "123456", "0.1"]);
  assert.equal(longText(0.1 + 0.2), "0.3");
  assert.deepEqual([0.5, 0.123456].map(isExact), [true, false]);
  assert.deepEqual(["−2", "2"].map(asFactor), ["(−2)", "2"]);
  assert.ok(Number.isNaN(numberOf("nan")));
});

test("a short text is within half a unit of its fourth digit, whatever the number", () => {
  for (let seed = 1; seed <= 5000; seed++) {
    const draw = random(seed), value = draw.one([-1, 1]) * 10 ** draw.number(-300, 300);
    const read = Number(shortText(value).replaceAll("−", "-"));
    assert.ok(Math.abs(read - value) <= 0.0051 * Math.abs(value), `${value} is shown as ${shortText(value)}`);
    assert.ok(shortText(value).length <= 10);
  }
});

test("what is a number is told from what is none", () => {
  assert.deepEqual(["1", " 2.5 ", "−3", "1e5", ".5"].map(looksLikeNumber), [true, true, true, true, true]);
  assert.deepEqual(["", " ", "abc", "1 2", "1,5", "inf", "1e999", "--1"].map(looksLikeNumber), Array(8).fill(false));
  const matrix = matrixOf("X", 1, 2, [0.1, -2]);
  assert.ok(meansTheSame(["0.10", "−2"], matrix) && meansTheSame(undefined, matrix));
  assert.ok(!meansTheSame(["0.1", ""], matrix) && !meansTheSame(["0.1"], matrix));
});

test("a cell of the input says which outputs it feeds, and with which weight", () => {
  const X = matrixOf("X", 3, 3, [0, 1, 2, 3, 4, 5, 6, 7, 8]), K = matrixOf("K", 2, 2, [0, 1, 2, -3]), Y = matrixOf("Y", 2, 2, [0, 0, 0, 0]);
  const axis = [1, 0, 1, 2], matrices = new Map([["X", X], ["K", K], ["Y", Y]]);
  const links = [readyLink({ source: "Y", target: "X", rows: axis, columns: axis, products: "K" }, Y, X)];
  const { head, terms, joined, sign } = readingOf({ output: "Y", image: "X", kernel: "K" }, links, matrices, "X", 1, 1);
  assert.equal(`${head} ${sign}${joined[1](terms.join(joined[0]))}`, "X[1,1] = 4 → Y[0,0] ×(−3), Y[0,1] ×2, Y[1,0] ×1, Y[1,1] ×0");
  assert.deepEqual(readingOf({ output: "Y", image: "X", kernel: "K" }, links, matrices, "K", 1, 1).terms, []);
});

test("fed and feeding are the same products, seen from either side", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const draw = random(seed), axis = (count) => [draw.whole(1, 3), draw.whole(-3, 1), draw.whole(1, 3), count];
    const K = matrixOf("K", draw.whole(1, 4), draw.whole(1, 4), []);
    K.values = Array.from({ length: K.rows * K.columns }, (_, i) => i);
    const X = matrixOf("X", draw.whole(1, 9), draw.whole(1, 9), Array(81).fill(1)), Y = matrixOf("Y", draw.whole(1, 7), draw.whole(1, 7), []);
    const matrices = new Map([["X", X], ["K", K], ["Y", Y]]);
    const link = readyLink({ source: "Y", target: "X", rows: axis(K.rows), columns: axis(K.columns), products: "K" }, Y, X);
    const pairs = (one, other, found) => [...Array(one.rows * one.columns).keys()].flatMap((i) => {
      const row = Math.floor(i / one.columns), column = i % one.columns;
      return found(row, column).map((term) => [`${row},${column}`, `${term.row},${term.column}`, term.factor]);
    });
    const feeding = pairs(X, Y, (row, column) => feedsOf(link, matrices, row, column)).map(([x, y, k]) => `${y} ${x} ${k}`);
    const fed = pairs(Y, X, (row, column) => productsOf({ ...link, kernel: "K" }, matrices, row, column).filter((term) => term.inside));
    assert.deepEqual(feeding.sort(), fed.map(([y, x, k]) => `${y} ${x} ${k}`).sort());
  }
});

// Cell by cell, as the sum of a correlation says it.
function windowByHand(link, [i, j], target) {
  const cells = new Set();
  for (let a = 0; a < link.rows[3]; a++) for (let b = 0; b < link.columns[3]; b++) {
    const r = link.rows[0] * i + link.rows[1] + link.rows[2] * a, c = link.columns[0] * j + link.columns[1] + link.columns[2] * b;
    if (r >= 0 && c >= 0 && r < target.rows && c < target.columns) cells.add(r * target.columns + c);
  }
  return cells;
}

test("a link lights the cells of the window, and backwards the cells whose windows hold a cell", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const draw = random(seed), axis = () => [draw.whole(1, 3), draw.whole(-3, 1), draw.whole(1, 3), draw.whole(1, 4)];
    const X = matrixOf("X", draw.whole(1, 9), draw.whole(1, 9), []), Y = matrixOf("Y", draw.whole(1, 7), draw.whole(1, 7), []);
    const link = { source: "Y", target: "X", rows: axis(), columns: axis() }, matrices = new Map([["X", X], ["Y", Y]]);
    const ready = [readyLink(link, Y, X)], cell = [draw.whole(0, Y.rows - 1), draw.whole(0, Y.columns - 1)];
    const lit = linkedCells(ready, matrices, "Y", ...cell).get("X") ?? new Uint8Array(X.rows * X.columns);
    assert.deepEqual(new Set([...lit.keys()].filter((i) => lit[i])), windowByHand(link, cell, X));
    const at = draw.whole(0, X.rows * X.columns - 1);
    const back = linkedCells(ready, matrices, "X", Math.floor(at / X.columns), at % X.columns).get("Y") ?? new Uint8Array(Y.rows * Y.columns);
    for (let y = 0; y < Y.rows * Y.columns; y++) {
      assert.equal(Boolean(back[y]), windowByHand(link, [Math.floor(y / Y.columns), y % Y.columns], X).has(at));
    }
  }
});

test("the notebook's first sum is written as the book writes it", () => {
  const X = matrixOf("X", 3, 3, [0, 1, 2, 3, 4, 5, 6, 7, 8]), K = matrixOf("K", 2, 2, [0, 1, 2, 3]), Y = matrixOf("Y", 2, 2, [19, 25, 37, 43]);
  const matrices = new Map([["X", X], ["K", K], ["Y", Y]]), two = [1, 0, 1, 2];
  const links = [readyLink({ source: "Y", target: "X", rows: two, columns: two, products: "K" }, Y, X)];
  const reading = { output: "Y", image: "X", kernel: "K", bias: null, also: [], joined: "sum" };
  const { head, terms, tail } = readingOf([reading], links, matrices, "Y", 0, 0);
  assert.deepEqual([head, terms, tail], ["Y[0,0]", ["0×0", "1×1", "3×2", "4×3"], "= 19"]);
});

test("matrices of any sizes fit the width", () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const draw = random(seed), available = draw.whole(300, 1600);
    const matrices = Array.from({ length: draw.whole(1, 4) }, (_, i) => ({
      name: `M${i}`, rows: draw.whole(1, 64), columns: draw.whole(1, 64), characters: draw.whole(1, 8), caption: 60, before: i ? "⋆" : "", compact: draw.one([true, false]),
    }));
    const { sizes, stacked } = cellSizes(matrices, available);
    for (const { name, columns } of matrices) {
      const { width, height } = sizes.get(name);
      assert.ok(width >= 2 && height >= 2);
      if (stacked || matrices.length === 1) assert.ok(width * columns <= available, `${name} is ${width * columns} wide of ${available}`);
    }
  }
});

test("a draft keeps texts as typed until numbers come that answer it", () => {
  const draft = new Draft(), matrix = matrixOf("X", 1, 2, [1, 2], { version: "a" });
  draft.update(matrix, undefined, undefined);
  draft.texts.set(0, " 1.50");
  const { serial, texts } = draft.report(matrix);
  assert.deepEqual(texts, [[" 1.50", "2"]]);
  draft.update({ ...matrix, version: "b", values: [9, 2] }, serial - 1, undefined);
  assert.equal(draft.texts.size, 1, "these numbers do not know of the edit yet");
  draft.update({ ...matrix, version: "c", values: [1.5, 2] }, serial, undefined);
  assert.equal(draft.texts.size, 0);
  assert.ok(draft.report(matrix).serial > serial);
  const back = new Draft();
  back.update(matrix, serial, [["abc", "2"]]);
  assert.deepEqual([...back.texts], [[0, "abc"]]);
});

test("a table from the clipboard is read whatever parts its numbers", () => {
  assert.deepEqual(pastedRows("1\t2\r\n3\t4\n"), [["1", "2"], ["3", "4"]]);
  assert.deepEqual(pastedRows("[[1, 2],\n [3, 4]]"), [["1", "2"], ["3", "4"]]);
  assert.deepEqual(pastedRows("1\t\t3"), [["1", "", "3"]]);
  assert.equal(pastedRows("9".repeat(1000))[0][0].length, 200);
});

test("undo and redo give back every state, in order, and reset the first one", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const draw = random(seed), history = new History(), states = [["0", "0"]];
    for (let step = 0; step < draw.whole(1, 12); step++) {
      const after = states.at(-1).map((text) => (draw.whole(0, 1) ? String(draw.whole(1, 9)) : text));
      history.record([{ name: "X", before: states.at(-1), after }]);
      states.push(after);
    }
    for (let i = states.length - 2; i >= 0; i--) assert.deepEqual(history.undo(), [{ name: "X", texts: states[i] }]);
    assert.deepEqual([history.undo(), history.canUndo, history.canReset], [[], false, false]);
    for (let i = 1; i < states.length; i++) assert.deepEqual(history.redo(), [{ name: "X", texts: states[i] }]);
    assert.equal(history.canRedo, false);
    const changed = String(states[0]) !== String(states.at(-1));
    assert.deepEqual(history.reset(), changed ? [{ name: "X", texts: states[0] }] : []);
    if (changed) assert.deepEqual(history.undo(), [{ name: "X", texts: states.at(-1) }]);
  }
});

test("a new edit leaves nothing to do again, and what is forgotten is not brought back", () => {
  const history = new History();
  history.record([{ name: "X", before: ["0"], after: ["1"] }]);
  history.record([{ name: "K", before: ["5"], after: ["6"] }]);
  history.undo();
  history.record([{ name: "X", before: ["1"], after: ["2"] }]);
  assert.deepEqual(history.redo(), []);
  history.forget("X");
  assert.deepEqual([history.canUndo, history.canReset, history.undo()], [false, false, []]);
});

test("keys lead through a matrix and not out of it", () => {
  const size = { rows: 3, columns: 4 }, lead = (key, index, far = false) => keyTarget({ key, ctrlKey: far }, index, size);
  assert.deepEqual([lead("ArrowUp", 1), lead("ArrowLeft", 4), lead("ArrowDown", 1), lead("ArrowRight", 11), lead("PageDown", 1)], [1, 4, 5, 11, 9]);
  assert.deepEqual([lead("Home", 6), lead("End", 5), lead("Home", 6, true), lead("End", 5, true), lead("a", 5), lead("ArrowUp", 5, true)], [4, 7, 0, 11, null, null]);
});

test("a window that is dragged stays in the output and under the pointer where it can", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const draw = random(seed), axis = () => [draw.whole(1, 3), draw.whole(-3, 0), draw.whole(1, 3), draw.whole(1, 4)];
    const link = { rows: axis(), columns: axis() }, source = { rows: draw.whole(1, 9), columns: draw.whole(1, 9) };
    const held = grip(link, [0, 0], [draw.whole(0, 12), draw.whole(0, 12)]);
    const cell = [draw.whole(0, 20), draw.whole(0, 20)], [row, column] = sourceUnder(link, held, cell, source);
    assert.ok(row >= 0 && column >= 0 && row < source.rows && column < source.columns);
    const [scale, offset] = link.rows, start = cell[0] - held[0];
    if (row > 0 && row < source.rows - 1) assert.ok(Math.abs(scale * row + offset - start) <= scale / 2);
  }
  assert.deepEqual([nearest([2, -1], 3, 5), nearest([1, 0], -4, 5), nearest([1, 0], 99, 5)], [2, 0, 4]);
});

test("the list of keys has those for editing only where something can be changed", () => {
  const entries = [["Enter", "choose", false], ["Delete", "clear", true]];
  assert.deepEqual(keysFor(entries, false), [["Enter", "choose"]]);
  assert.deepEqual(keysFor(entries, true), [["Enter", "choose"], ["Delete", "clear"]]);
});
