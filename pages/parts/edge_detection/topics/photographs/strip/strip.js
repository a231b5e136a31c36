// A row of pictures that behaves as radio buttons: one is chosen, arrow keys move, a click chooses.

import { made } from "#shared/elements.js";

const built = new WeakMap();

function build(parent) {
  const row = made("div", "strip");
  row.setAttribute("role", "radiogroup");
  const view = { row, buttons: [], report: () => {}, chosen: null };
  row.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = view.buttons.findIndex((button) => button === event.target);
    if (!by || at < 0) return;
    event.preventDefault();
    const next = view.buttons[(at + by + view.buttons.length) % view.buttons.length];
    next.focus();
    choose(view, next.dataset.name);
  });
  parent.append(row);
  return view;
}

function mark(view) {
  view.buttons.forEach((button) => {
    const on = button.dataset.name === view.chosen;
    button.setAttribute("aria-checked", String(on));
    button.tabIndex = on ? 0 : -1;
  });
}

function choose(view, name) {
  if (name === view.chosen) return;
  view.chosen = name;
  mark(view);
  view.report("step", name);
}

function newButton(view) {
  const button = made("button");
  button.setAttribute("role", "radio");
  button.append(made("img"), made("span"));
  button.firstChild.alt = "";
  button.onclick = () => choose(view, button.dataset.name);
  view.row.append(button);
  return button;
}

export default function ({ parentElement, data, setStateValue }) {
  const view = built.get(parentElement) ?? build(parentElement);
  built.set(parentElement, view);
  view.report = setStateValue;
  view.row.setAttribute("aria-label", data.label);
  while (view.buttons.length < data.steps.length) view.buttons.push(newButton(view));
  while (view.buttons.length > data.steps.length) view.buttons.pop().remove();
  data.steps.forEach((step, i) => {
    const button = view.buttons[i];
    button.dataset.name = step.name;
    button.lastChild.textContent = step.title;
    if (button.firstChild.src !== step.src) button.firstChild.src = step.src;
  });
  const moved = view.chosen !== data.chosen;
  view.chosen = data.chosen;
  mark(view);
  // Within the strip alone: scrollIntoView would move the page as well.
  const on = view.buttons.find((button) => button.dataset.name === view.chosen);
  if (moved && on) view.row.scrollLeft = on.offsetLeft - view.row.offsetLeft - (view.row.clientWidth - on.offsetWidth) / 2;
  return () => { view.row.remove(); built.delete(parentElement); };
}
