// What the browser keeps of the exercises that are done.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { done, note, readDone } from "../../pages/shared/exercise/progress.js";

const kept = new Map();
beforeEach(() => {
  kept.clear();
  globalThis.window = { localStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text) } };
});

test("what is noted is found again, and taken back", () => {
  assert.deepEqual([...done()], []);
  note("ask Y", true);
  note("matrix", true);
  note("ask Y", true);
  assert.deepEqual([...done()], ["ask Y", "matrix"]);
  note("ask Y", false);
  assert.deepEqual([...done()], ["matrix"]);
});

test("whatever stands in the storage is read without an error", () => {
  for (const text of [null, "", "{", "1", "null", '{"a": 1}', '"a"', "[[]]", "[1, null, {}]"]) assert.deepEqual([...readDone(text)], []);
  assert.deepEqual([...readDone('["a", 2, "b"]')], ["a", "b"]);
});

test("a browser that keeps its storage closed still shows the list", () => {
  globalThis.window = { get localStorage() { throw new Error("closed"); } };
  note("ask Y", true);
  assert.deepEqual([...done()], []);
});
