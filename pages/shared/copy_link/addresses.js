// The page's address with some settings taken away and others put in; the rest keeps its spelling.

export const FRAME = ["embed", "embed_options"]; // how the page is framed where it is shown, no part of what is shared
export const LESSON = ["view", "lock", "hide"]; // what a teacher adds to an experiment
const ATTEMPT = ["answers", "unchecked", "hints", "seen"]; // an attempt at an exercise: "Copy result" hands it in, a link would give it away

export function changed(href, without, put = {}) {
  const [path, query = ""] = href.split("#")[0].split("?"), gone = new Set([...without, ...Object.keys(put)]);
  const kept = query.split("&").filter((part) => part && !gone.has(part.split("=")[0]));
  const added = Object.entries(put).filter(([, text]) => text).map(([name, text]) => `${name}=${text}`);
  const all = [...kept, ...added].join("&");
  return all ? `${path}?${all}` : path;
}

// The link to the state on the screen, which names the version of the lab's links.
export function link(href, version) { return changed(href, [...FRAME, ...ATTEMPT], { v: version }); }

// The same experiment with everything free and shown.
export function whole(href, version) { return changed(href, [...FRAME, ...LESSON], { v: version }); }

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

// What a page of a course puts into its HTML: the clipboard is allowed, so that "Copy link" works in there.
export function embedCode(address, title, height) {
  const source = escaped(changed(address, FRAME, { embed: "true" }));
  return `<iframe src="${source}" title="${escaped(title)}" width="760" height="${height}" style="border: 0; max-width: 100%" allow="clipboard-write" loading="lazy"></iframe>`;
}

// Onto the clipboard; where the browser keeps it closed (plain http), false.
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
