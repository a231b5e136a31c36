// The list of keys: behind a button "?", and behind the key "?" wherever its owner listens to the keyboard.

import { made } from "#shared/elements.js";

// What a grid's keys do; those of an editable one, too. Entries are [keys, what they do, whether for editing].
export function keysFor(entries, editable) {
  return entries.filter(([, , editing]) => editable || !editing).map(([keys, text]) => [keys, text]);
}

export class KeyList {
  constructor() {
    this.button = made("button");
    this.button.className = "help";
    this.button.textContent = "?";
    this.button.onclick = () => this.toggle();
    this.list = made("dl", "keys");
    this.list.hidden = true;
    this.show();
  }

  update(title, entries) {
    this.button.title = title;
    this.button.setAttribute("aria-label", title);
    const text = JSON.stringify(entries);
    if (text === this.written) return;
    this.written = text;
    this.list.replaceChildren(...entries.flatMap(([keys, meaning]) => [["dt", keys], ["dd", meaning]]).map(([kind, words]) => {
      const item = made(kind);
      item.textContent = words;
      return item;
    }));
  }

  // Whether the key was one of the list's own: "?" opens and closes it, Escape closes it.
  key(event) {
    if (event.target.matches?.("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key !== "?" && (event.key !== "Escape" || this.list.hidden)) return false;
    event.preventDefault();
    this.toggle();
    return true;
  }

  toggle() {
    this.list.hidden = !this.list.hidden;
    this.show();
  }

  show() { this.button.setAttribute("aria-expanded", String(!this.list.hidden)); }
}
