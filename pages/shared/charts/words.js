// A chart in words, for those who do not see it: templates come from Python in the visitor's language.

import { fill } from "#shared/elements.js";
import { endsOfValues, shown } from "./axes.js";

// One curve: where it starts and ends, its lowest point, and whether it diverged.
export function summary({ name, x, y, diverged = false }, words) {
  const ends = endsOfValues(y);
  if (!ends) return "";
  const at = (i) => ({ update: x[i].toLocaleString("en-US"), loss: shown(y[i], 4) });
  const first = at(0), last = at(y.length - 1), lowest = at(y.indexOf(ends[0]));
  const text = fill(words.summary, {
    name, first: first.update, start: first.loss, last: last.update, end: last.loss, lowest: lowest.loss, at: lowest.update,
  });
  if (diverged) return `${text} ${words.diverged}`;
  return y.at(-1) > y[0] ? `${text} ${words.grew}` : text;
}
