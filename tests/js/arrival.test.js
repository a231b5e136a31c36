// A link begins at the page's topics where it names one of them that is not on the first screen.
import assert from "node:assert/strict";
import { test } from "node:test";

import { namesTopic } from "../../pages/shared/browser/arrival.js";

test("a link that names a topic begins there, unless the topic is on the first screen", () => {
  assert.equal(namesTopic("?open=maps&rows=3", ["networks"]), true);
  assert.equal(namesTopic("?open=networks", ["networks"]), false);
  assert.equal(namesTopic("?rows=3&reopen=maps", []), false);
  assert.equal(namesTopic("", []), false);
});
