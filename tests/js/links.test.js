// Links are written by the browser: what is added, what is taken away, and that the rest keeps its spelling.
import assert from "node:assert/strict";
import { test } from "node:test";

import { scaleAfter } from "../../pages/shared/browser/fit.js";
import { changed, embedCode, link, whole } from "../../pages/shared/copy_link/addresses.js";

const HERE = "https://lab.example/cross_correlation?image=typed&x=0_1~2_3&k=1_-1";

test("a link names its version once, keeps the experiment's spelling and never says that it is embedded", () => {
  assert.equal(link(HERE, "1"), `${HERE}&v=1`);
  assert.equal(link(`${HERE}&v=1`, "1"), `${HERE}&v=1`);
  assert.equal(link(`${HERE}&embed=true&embed_options=dark_theme#top`, "1"), `${HERE}&v=1`);
  assert.equal(link("https://lab.example/", "1"), "https://lab.example/?v=1");
});

test("a link to an exercise hands on the exercise, not the attempt of whoever copies it", () => {
  const asked = "https://lab.example/cross_correlation?ask=Y&variant=7";
  assert.equal(link(`${asked}&answers=12_16_12_12_14_12&hints=1&seen=1`, "1"), `${asked}&v=1`);
});

test("the way into the whole lab frees and shows everything", () => {
  assert.equal(whole(`${HERE}&lock=rate,epochs&hide=1&view=picture&embed=true&lang=zh`, "1"), `${HERE}&lang=zh&v=1`);
});

test("what is put in takes the place of what was there; an empty one goes", () => {
  assert.equal(changed(`${HERE}&lock=1`, [], { lock: "image", hide: "" }), `${HERE}&lock=image`);
  assert.equal(changed("https://lab.example/a?locked=1", [], { lock: "" }), "https://lab.example/a?locked=1");
  assert.equal(changed("https://lab.example/a?lock=1", ["lock"]), "https://lab.example/a");
});

test("the embed code is HTML that holds its text, lets the clipboard in and frames the page", () => {
  const code = embedCode('https://lab.example/a?x=1&v=1&embed=true', 'K "and" <b> & Y', 360);
  assert.match(code, /^<iframe src="https:\/\/lab\.example\/a\?x=1&amp;v=1&amp;embed=true" /);
  assert.match(code, / title="K &quot;and&quot; &lt;b> &amp; Y" /);
  assert.match(code, / height="360" .*allow="clipboard-write"/);
  assert.equal(code.match(/embed=true/g).length, 1);
});

test("a picture shrinks step by step until its frame holds it, and no further than can be read", () => {
  let scale = 1, steps = 0;
  while (scaleAfter(scale, 500, 360) !== scale) { scale = scaleAfter(scale, 500, 360); steps += 1; }
  assert.ok(scale * 500 <= 361 && (scale + 0.05) * 500 > 361 && steps === 6, String(scale));
  assert.equal(scaleAfter(1, 360, 360), 1);
  assert.equal(scaleAfter(0.36, 5000, 360), 0.35);
});
