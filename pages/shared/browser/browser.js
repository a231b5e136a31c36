// What only the browser can do for every page: its root says in which language the page is written, for screen readers
// and the choice of glyphs; a link that names a topic begins there; Escape takes an explained term's meaning away.

import { arrive } from "./arrival.js";
import { fitted } from "./fit.js";

// Escape takes a term's meaning away (WCAG 1.4.13) until the pointer or the focus comes back.
function hush(event) {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:is(:hover, :focus)")) {
    term.classList.add("hushed");
    for (const left of ["pointerleave", "blur"]) term.addEventListener(left, () => term.classList.remove("hushed"), { once: true });
  }
}

// Another step of a tour begins at the page's top, or at its topics where it is about one.
function turnTo(parent, { page, step }) {
  const before = parent.step;
  parent.step = step.name;
  if (before === undefined || before === step.name || !step.name) return;
  const topics = step.topic && document.querySelector(`.st-key-${page}-open`);
  if (topics) topics.scrollIntoView({ block: "start", behavior: "instant" });
  else document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0, behavior: "instant" });
}

export default function ({ parentElement, data }) {
  document.documentElement.lang = data.language;
  arrive(data.page, data.onTop);
  turnTo(parentElement, data);
  document.removeEventListener("keydown", parentElement.hush);
  parentElement.hush = hush;
  document.addEventListener("keydown", hush);
  parentElement.unfit?.();
  parentElement.unfit = data.fit ? fitted() : null;
  return () => document.removeEventListener("keydown", hush);
}
