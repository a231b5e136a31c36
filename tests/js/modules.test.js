// Every script can be read as a module: what one imports from another is there.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

const PAGES = new URL("../../pages/", import.meta.url);
// Node 18 lists folders within folders only from its later versions on, so they are walked here.
const scriptsIn = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory()
  ? scriptsIn(new URL(`${entry.name}/`, folder)) : entry.name.endsWith(".js") ? [new URL(entry.name, folder)] : []));

test("what every script imports exists", async () => {
  const scripts = scriptsIn(PAGES);
  assert.ok(scripts.length > 20);
  for (const script of scripts) assert.equal(typeof (await import(script.href)), "object", script.pathname);
});
