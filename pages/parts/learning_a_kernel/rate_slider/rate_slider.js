// A range input on a logarithmic scale with two marks: the largest stable rate, and the fastest one. A mark may be null.
// A rate typed elsewhere may lie between two of the slider's steps, or outside.

import { made } from "#shared/elements.js";
import { STEPS, rounded, scaleOf } from "./scale.js";

const PAUSE = 120; // milliseconds between two reports while it is dragged

function begin(parent) {
  const root = made("div", "rate");
  root.innerHTML = '<div class="label"></div><input type="range" min="0"><div class="scale"><i class="stable"></i><i class="unstable"></i></div><div class="marks"></div>';
  parent.append(root);
  return root;
}

// Each mark is a button that moves the slider there.
function marksOf(data, share, choose) {
  return ["fastest", "limit"].filter((name) => data[name] !== null).map((name) => {
    const mark = made("button"), rate = name === "limit" ? rounded(data[name]) : Number(data[name].toPrecision(3)), at = share(data[name]);
    mark.className = `${name}${at < 0.5 ? " left" : ""}`;
    mark.style.left = `${100 * at}%`;
    mark.textContent = `${data.marks[name]} ${rate}`;
    mark.onclick = () => choose(rate);
    mark.disabled = data.disabled;
    return mark;
  });
}

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".rate") ?? begin(parentElement);
  const input = root.querySelector("input"), { share, rateAt } = scaleOf(data);
  input.max = STEPS;
  input.disabled = data.disabled;
  input.setAttribute("aria-label", data.label);
  if (!root.dragging) input.value = Math.round(share(data.rate) * STEPS);
  // Which of the two sides a rate lies on is read with it, not only seen by its colour.
  const valueText = (rate) => (data.limit === null ? String(rate) : `${rate}, ${rate < data.limit ? data.marks.stable : data.marks.unstable}`);
  input.setAttribute("aria-valuetext", valueText(data.rate));
  root.querySelector(".scale").hidden = data.secret;
  root.querySelector(".stable").style.width = `${data.limit === null ? 100 : 100 * share(data.limit)}%`;
  root.querySelector(".label").textContent = data.label;
  const stamp = JSON.stringify([data.limit, data.fastest, data.low, data.high, data.marks, data.disabled]);
  if (root.stamp !== stamp) {  // a mark that keeps its place keeps the focus
    root.stamp = stamp;
    root.querySelector(".marks").replaceChildren(...marksOf(data, share, (rate) => root.choose(rate)));
  }
  root.choose = (rate) => {
    input.value = Math.round(share(rate) * STEPS);
    setStateValue("rate", rate);
  };
  const report = () => {
    root.timer = undefined;
    setStateValue("rate", rateAt(Number(input.value)));
  };
  input.oninput = () => {
    root.dragging = true;
    input.setAttribute("aria-valuetext", valueText(rateAt(Number(input.value))));
    if (root.timer === undefined) root.timer = setTimeout(report, PAUSE);
  };
  input.onchange = () => {
    root.dragging = false;
    clearTimeout(root.timer);
    report();
  };
  return () => clearTimeout(root.timer);
}
