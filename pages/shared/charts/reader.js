// What stands on a chart that Vega-Lite has drawn, for the keyboard: unseen until Tab comes to it, then a line that arrow keys
// lead from point to point. The mouse has Vega's own tooltips.

import { made } from "#shared/elements.js";
import { speaker } from "./drawing.js";
import { overview, placeAfter, pointText, walkable } from "./walk.js";

function tell(root, speak) {
  const { series, data } = root;
  const text = root.place && series.length ? pointText(series, root.place, data.title) : overview(series, data.title, data.words);
  root.box.textContent = text || data.words.keys;
  if (speak) root.spoken.textContent = text;
}

function begin(parent) {
  const root = made("div", "chart reader");
  root.box = made("div", "box");
  root.box.tabIndex = 0;
  root.box.setAttribute("role", "application");
  root.spoken = speaker();
  root.append(root.box, root.spoken);
  parent.append(root);
  root.box.onfocus = () => { root.place = undefined; tell(root, true); };
  root.box.onblur = () => { root.box.textContent = ""; root.spoken.textContent = ""; };
  root.box.onkeydown = (event) => {
    const place = placeAfter(root.series, root.place, event.key);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    root.place = place;
    tell(root, true);
  };
  return root;
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".reader") ?? begin(parentElement);
  Object.assign(root, { data, series: walkable(data.series) });
  root.box.setAttribute("aria-label", `${data.label}. ${data.words.keys}`);
  // Numbers that change while they are read are shown anew and not said: nobody asked.
  if (root.box.matches(":focus")) tell(root, false);
}
