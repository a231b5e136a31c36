// Every chart draws any finite numbers: nothing that is drawn is NaN, and nothing stands outside its frame.
import assert from "node:assert/strict";
import { test } from "node:test";

import { amountAxis, linearAxis, linearTicks, logAxis, middleOf, shown, within } from "../../pages/shared/charts/axes.js";
import { summary } from "../../pages/shared/charts/words.js";
import * as loss from "../../pages/shared/loss_chart/shapes.js";
import * as plane from "../../pages/parts/learning_a_kernel/topics/plane_chart/shapes.js";
import { STEPS, rounded, scaleOf } from "../../pages/parts/learning_a_kernel/rate_slider/scale.js";
import { random } from "./random.js";

const SLACK = 1e-6; // of rounding, in pixels

// What was seen is written out only where it is wrong: for every point of every chart that takes ten times as long as drawing them.
function assertInside([x, y], { left, top, width, height }, seen) {
  const inside = x >= left - SLACK && x <= left + width + SLACK && y >= top - SLACK && y <= top + height + SLACK;
  if (!inside) assert.fail(`(${x}, ${y}) is outside: ${JSON.stringify(seen)}`);
}

function assertTicks(ticks, seen) {
  for (const { at, text } of ticks) {
    if (!(at >= 0 && at <= 1)) assert.fail(`a tick at ${at}: ${JSON.stringify(seen)}`);
    assert.doesNotMatch(text, /NaN|Infinity|undefined/);
  }
  if (ticks.length > 40) assert.fail(`${ticks.length} ticks: ${JSON.stringify(seen)}`);
}

// A loss: 0, subnormal, ordinary or near the largest number, often the same as the one before.
function lossAfter(draw, last) {
  const kind = draw.whole(0, 9);
  if (kind === 0) return 0;
  if (kind === 1) return draw.one([5e-324, 1e-320, 2.2e-308, 1e-310]);
  if (kind === 2) return draw.one([1e308, Number.MAX_VALUE, 1.7e308]);
  if (kind <= 4 && last !== undefined) return last;
  return Math.min(Number.MAX_VALUE, 10 ** draw.number(-323, 308.2));
}

function seriesOf(draw) {
  const count = draw.one([1, 1, 2, 3, draw.whole(4, 300)]), x = [], y = [];
  for (let i = 0, at = draw.whole(1, 3); i < count; i++, at += draw.whole(1, 500)) {
    x.push(at);
    y.push(lossAfter(draw, y.at(-1)));
  }
  return { name: "curve", colour: "#123456", style: draw.one(["line", "dashed", "dots"]), x, y };
}

test("the loss chart draws every finite series within its frame, on both axes", () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const draw = random(seed), series = Array.from({ length: draw.whole(0, 3) }, () => seriesOf(draw));
    const data = { series, from: 1, to: draw.whole(2, 2000), log: seed % 2 === 0 };
    const shapes = loss.shapesOf(data, draw.one([0, 120, 390, 1280]));
    shapes.curves.forEach(({ line, marks, style }, i) => {
      for (const point of [...line, ...marks]) assertInside(point, shapes.frame, data);
      const drawn = style === "dots" ? marks : line;
      assert.equal(drawn.length, series[i].x.length, "every point is drawn");
      if (series[i].x.length === 1) assert.equal(marks.length, 1, "a single point is a mark");
    });
    assertTicks(shapes.across, data);
    assertTicks(shapes.up, data);
    const place = shapes.update(draw.number(-50, 1400)), reading = loss.readingAt(shapes, place, "update");
    assert.equal(reading === null, series.length === 0);
    if (reading) assert.doesNotMatch(reading.lines.join(), /NaN|undefined|Infinity/);
  }
});

test("a greater loss never stands lower, and a zero on a logarithmic axis stands at the foot", () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const draw = random(seed), values = Array.from({ length: draw.whole(2, 30) }, () => lossAfter(draw)).sort((a, b) => a - b);
    for (const axis of [logAxis(values), amountAxis(values)]) {
      const places = values.map(axis.place);
      places.forEach((place, i) => assert.ok(i === 0 || place >= places[i - 1] - 1e-12));
      for (const { value, at } of axis.ticks(5)) if (value > values[0] && value < values.at(-1)) assert.ok(at > 0 && at < 1);
    }
    if (values[0] === 0) {
      assert.equal(logAxis(values).place(0), 0);
      const least = values.find((value) => value > 0);
      if (least) assert.ok(logAxis(values).place(least) > 0.05, "a gap stands between zero and the least amount");
      assert.ok(logAxis(values).ticks(6).some(({ text }) => text === "0"));
    }
  }
});

test("losses that are not finite are left out, and the others are drawn", () => {
  const one = { name: "", colour: "", style: "line", x: [1, 2, 3, 4], y: [1, NaN, Infinity, 2] };
  for (const log of [true, false]) {
    const { curves, frame } = loss.shapesOf({ series: [one], from: 1, to: 4, log }, 600);
    assert.equal(curves[0].line.length, 2);
    for (const point of curves[0].line) assertInside(point, frame, one);
  }
});

test("the axis across covers a run that has made more updates than are asked for", () => {
  const x = Array.from({ length: 30 }, (_, i) => i + 1);
  const shapes = loss.shapesOf({ series: [{ name: "", colour: "", style: "line", x, y: x }], from: 1, to: 10, log: false }, 600);
  assert.equal(shapes.curves[0].line.at(-1)[0], shapes.frame.left + shapes.frame.width);
  assert.deepEqual(shapes.across.at(-1).value, 30);
});

test("no number under the axis is cut off at the chart's edge, whatever the number of updates", () => {
  for (const width of [320, 470, 900]) {
    for (const to of [10, 1300, 100_000, 1_000_000]) {
      const { across, frame } = loss.shapesOf({ series: [{ name: "", colour: "", style: "line", x: [1, to], y: [1, 2] }], from: 1, to, log: false }, width);
      for (const { at, text } of across) {
        const x = frame.left + at * frame.width, middle = middleOf(text, x, frame.left + frame.width + 10);
        assert.ok(middle + (text.length * 6.5) / 2 <= width && middle <= x, `${text} of ${to} at ${width}`);
        if (text.length < 3) assert.equal(middle, x);
      }
    }
  }
});

test("axes have the numbers that one writes by hand", () => {
  assert.deepEqual(linearTicks(0, 10, 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(linearTicks(-1, 1, 4), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(linearTicks(0, 1e-320, 2).slice(0, 1), [0]);
  assert.deepEqual(logAxis([0.01, 1000]).ticks(6).map((tick) => tick.text), ["0.01", "0.1", "1", "10", "100", "1000"]);
  assert.deepEqual(logAxis([1e-9, 1e9]).ticks(6).map((tick) => tick.text), ["1e−8", "0.0001", "1", "10000", "1e8"]);
  assert.deepEqual(logAxis([0, 1, 100]).ticks(6).map((tick) => tick.text), ["0", "1", "2", "5", "10", "20", "50", "100"]);
  assert.equal(linearAxis(0, 4).place(1), 0.25);
  assert.equal(logAxis([1, 100]).place(10), 0.5);
  assert.deepEqual(["0", "1.5", "−2e−9", "1.23e8", "1e6"], [0, 1.5, -2e-9, 1.2345e8, 1e6].map((value) => shown(value, 3)));
});

test("arrow keys read update after update, and the ends are the ends", () => {
  const shapes = loss.shapesOf({ series: [{ name: "a", colour: "", style: "line", x: [1, 5, 9], y: [3, 2, 1] }], from: 1, to: 9, log: false }, 600);
  const walk = ["ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home", "PageDown", "x"];
  let now;
  assert.deepEqual(walk.map((key) => { const next = loss.updateAfter(shapes, now, key); now = next ?? now; return next; }), [1, 5, 1, 9, 9, 1, 1, undefined]);
  assert.deepEqual(loss.readingAt(shapes, 5.4, "update"), { update: 5, lines: ["update 5", "a: 2"] });
});

test("a curve is told by its start, its end, its lowest loss, and whether it diverged", () => {
  const words = { summary: "{name}: {start} at {first}, {end} at {last}, lowest {lowest} at {at}.", grew: "Grew.", diverged: "Diverged." };
  assert.equal(summary({ name: "T", x: [1, 2, 3], y: [3, 1, 2] }, words), "T: 3 at 1, 2 at 3, lowest 1 at 2.");
  assert.equal(summary({ name: "T", x: [1, 2], y: [1, 2] }, words), "T: 1 at 1, 2 at 2, lowest 1 at 1. Grew.");
  assert.equal(summary({ name: "T", x: [1, 2], y: [1, 2], diverged: true }, words), "T: 1 at 1, 2 at 2, lowest 1 at 1. Diverged.");
  assert.equal(summary({ name: "T", x: [], y: [] }, words), "");
});

function planeOf(draw) {
  const size = 10 ** draw.number(-9, 9), middle = [draw.number(-3, 3) * size, draw.number(-3, 3) * size];
  const place = (far) => middle.map((at) => at + draw.number(-far, far) * size);
  const turn = draw.number(0, 7), trajectories = Array.from({ length: draw.whole(0, 4) }, () => ({
    name: "w", colour: "#123", style: draw.one(["line", "dashed", "dot"]),
    points: Array.from({ length: draw.one([0, 1, 2, draw.whole(3, 90)]) }, () => (draw.whole(0, 30) ? place(draw.one([1, 20])) : [1e300, -1e300])),
  }));
  return {
    extent: [middle[0] - size, middle[0] + size, middle[1] - size, middle[1] + size],
    contours: [[place(2), place(2), null, place(30), place(1)]], lowest: place(5),
    axes: [[Math.cos(turn), Math.sin(turn)], [-Math.sin(turn), Math.cos(turn)]], trajectories,
    lowestLoss: 0, curvature: [[2, 1], [1, 3]], words: ["x", "y", "loss"],
  };
}

test("the plane of kernels draws trajectories, places and directions within its frame", () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const draw = random(seed), data = planeOf(draw), shapes = plane.shapesOf(data, draw.one([0, 390, 560]));
    const drawn = [...shapes.directions.flat(), ...shapes.trajectories.flatMap(({ lines, marks }) => [...lines.flat(), ...marks])];
    for (const point of drawn) assertInside(point, shapes.frame, data);
    for (const place of shapes.contours.flat()) assert.ok(place === null || place.every(Number.isFinite));
    assertTicks([...shapes.across, ...shapes.up], data.extent);
    let now = {};
    for (const key of ["PageDown", "PageDown", "ArrowUp", "End", "PageUp", "Home"]) {
      now = plane.placeAfter(data, now, key) ?? now;
      if (!now.at) continue;
      assertInside([shapes.x(now.at[0]), shapes.y(now.at[1])], shapes.frame, data);
      assert.doesNotMatch(plane.readoutAt(data, now.at), /NaN|undefined/);
    }
  }
});

test("a plane whose picture has no extent is drawn all the same", () => {
  const data = { extent: [1, 1, 2, 2], contours: [], lowest: [1, 2], axes: [[1, 0], [0, 1]], trajectories: [{ style: "dot", colour: "", points: [[1, 2]] }] };
  const { trajectories, frame } = plane.shapesOf(data, 560);
  assertInside(trajectories[0].marks[0], frame, data);
});

test("a line is cut at the frame where it crosses it", () => {
  assert.deepEqual(within([[-1, 0.5], [2, 0.5]]), [[[0, 0.5], [1, 0.5]]]);
  assert.deepEqual(within([[0.5, 0.5], [0.5, 3], [0.5, 0.25]]), [[[0.5, 0.5], [0.5, 1]], [[0.5, 1], [0.5, 0.25]]]);
  assert.deepEqual(within([[-1, -1], [-1, 2], [2, 2]]), []);
  assert.deepEqual(within([[0, 0], [1, 1]]), [[[0, 0], [1, 1]]]);
});

test("every rate has a place on the slider, and every step a rate that is a number above 0", () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const draw = random(seed), low = 10 ** draw.number(-300, 290), scale = scaleOf({ low, high: draw.one([low, low * 1000, low * 1e10]) });
    for (const rate of [0, 5e-324, low, 10 ** draw.number(-320, 308), Number.MAX_VALUE]) {
      assert.ok(scale.share(rate) >= 0 && scale.share(rate) <= 1);
    }
    for (const step of [0, draw.whole(0, STEPS), STEPS]) assert.ok(scale.rateAt(step) > 0 && Number.isFinite(scale.rateAt(step)));
  }
  for (let seed = 0; seed < 200; seed++) {
    const rate = 10 ** random(seed).number(-290, 290), mark = rounded(rate);
    assert.ok(mark > 0 && mark <= rate && mark > 0.98 * rate, `${rate} → ${mark}`);
  }
  assert.deepEqual([1 / 30, 0.02, 0.9999, 0.05559].map(rounded), [0.0333, 0.02, 0.999, 0.0555]);
  const scale = scaleOf({ low: 0.01, high: 100 });
  assert.ok(Math.abs(scale.share(1) - 0.5) < 1e-12);
  assert.deepEqual([0, STEPS / 2, STEPS].map(scale.rateAt), [0.01, 1, 100]);
});
