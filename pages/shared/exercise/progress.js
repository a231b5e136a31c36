// Which exercises are done, kept in this browser alone; the names of all that are.

const PLACE = "convolution-lab exercises done";

// What the browser keeps may have been written by anybody.
export function readDone(text) {
  try {
    const told = JSON.parse(text ?? "[]");
    return new Set(Array.isArray(told) ? told.filter((name) => typeof name === "string") : []);
  } catch {
    return new Set();
  }
}

// A browser may keep its storage closed: then nothing is done, and nothing is kept.
export function done() {
  try {
    return readDone(window.localStorage.getItem(PLACE));
  } catch {
    return new Set();
  }
}

export function note(name, finished) {
  const all = done();
  if (finished) all.add(name); else all.delete(name);
  try {
    window.localStorage.setItem(PLACE, JSON.stringify([...all]));
  } catch {
    // nothing is kept
  }
}
