// A link that names a topic shows it: the page is scrolled to its topics while it is laid out, and never once a visitor
// has touched it. The focus stays where it is, and so does a page that is opened without a topic.
const PATIENCE = 20000; // ms for a page to come
const SETTLED = 2000; // ms after which its layout is taken as it is
const TOUCHES = ["pointerdown", "wheel", "touchstart", "keydown"];
const HEAD = "3.5rem"; // the menu lies over the page's first rows

export function namesTopic(search, onTop) {
  const topic = new URLSearchParams(search).get("open");
  return topic !== null && !onTop.includes(topic);
}

export function arrive(page, onTop) {
  const root = document.documentElement; // once for each document: a page that is reached by the menu begins at its top
  if ("arrived" in root.dataset) return;
  root.dataset.arrived = "";
  const main = document.querySelector("[data-testid=stMain]");
  if (!main || !namesTopic(window.location.search, onTop)) return;
  let timer = window.setTimeout(stop, PATIENCE);
  let seen = false;
  const layout = new ResizeObserver(show);
  function show() {
    const topics = main.querySelector(`.st-key-${page}-open`);
    if (!topics) return;
    topics.style.scrollMarginTop = HEAD;
    topics.scrollIntoView({ block: "start", behavior: "instant" });
    if (seen) return;
    seen = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(stop, SETTLED);
  }
  function stop() {
    window.clearTimeout(timer);
    layout.disconnect();
    for (const touch of TOUCHES) window.removeEventListener(touch, stop, true);
  }
  for (const touch of TOUCHES) window.addEventListener(touch, stop, { capture: true, passive: true });
  layout.observe(main.querySelector("[data-testid=stMainBlockContainer]") ?? main);
}
