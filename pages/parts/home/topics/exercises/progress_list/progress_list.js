// The exercises with their boxes to tick; which are ticked is between the visitor and their browser.

import { made } from "#shared/elements.js";
import { done, note } from "#shared/exercise/progress.js";

function entryOf(entry, list, ticked, { changed, opened }) {
  const item = made("li", "", list), label = made("label", "", item), box = made("input", "", label);
  box.type = "checkbox";
  box.checked = ticked;
  box.onchange = () => { note(entry.name, box.checked); changed(); };
  const text = made("span", "", label);
  if (entry.title) { made("strong", "", text).textContent = entry.title; text.append(" "); }
  text.append(entry.text);
  const link = made("a", "", item);
  link.textContent = entry.link;
  link.href = entry.href;
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // another tab: the browser's own business
    event.preventDefault();
    opened(entry.name);
  };
}

export default function ({ parentElement, data, setTriggerValue }) {
  const text = JSON.stringify(data), before = parentElement.querySelector(".list");
  if (before?.told === text) return;
  before?.remove();
  const root = made("div", "list");
  root.told = text;
  const count = made("div", "count");
  count.setAttribute("role", "status");
  const names = data.groups.flatMap((group) => group.entries.map((entry) => entry.name));
  const changed = () => {
    const all = done();
    count.textContent = data.count.replace("{done}", names.filter((name) => all.has(name)).length).replace("{all}", names.length);
  };
  const opened = (name) => setTriggerValue("open", name), all = done();
  for (const group of data.groups) {
    made("h2", "", root).textContent = group.title;
    const list = made("ul", "", root);
    for (const entry of group.entries) entryOf(entry, list, all.has(entry.name), { changed, opened });
  }
  root.append(count);
  changed();
  parentElement.append(root);
}
