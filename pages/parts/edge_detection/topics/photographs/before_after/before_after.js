// Two pictures over one another; the upper one is cut off left of the slider's place.

import { unpack } from "#shared/component.js";
import { made } from "#shared/elements.js";

const built = new WeakMap();

function build(parent) {
  const frame = made("div", "frame");
  const pictures = [0, 1].map((i) => {
    const picture = made("img", i ? "after" : "before");
    picture.alt = "";
    picture.draggable = false;
    return picture;
  });
  const names = [0, 1].map((i) => {
    const name = made("span", i ? "name right" : "name left");
    name.setAttribute("aria-hidden", "true");
    return name;
  });
  const line = made("div", "line");
  const slider = made("input");
  Object.assign(slider, { type: "range", min: 0, max: 100, step: 0.5, value: 50 });
  const move = () => frame.style.setProperty("--at", `${slider.value}%`);
  slider.addEventListener("input", move);
  move();
  frame.append(...pictures, ...names, line, slider);
  parent.append(frame);
  return { frame, pictures, names, slider, urls: [] };
}

export default function ({ parentElement, data }) {
  const view = built.get(parentElement) ?? build(parentElement);
  built.set(parentElement, view);
  const { head, files } = unpack(data);
  view.frame.style.aspectRatio = `${head.columns} / ${head.rows}`;
  // Small pictures are enlarged with their pixels visible, never beyond what the screen can show at once.
  view.frame.style.maxWidth = `min(100%, ${Math.round((680 * head.columns) / head.rows)}px)`;
  view.frame.classList.toggle("coarse", head.columns < 200);
  view.slider.setAttribute("aria-label", head.label);
  view.names.forEach((name, i) => { name.textContent = head.names[i]; });
  const old = view.urls;
  view.urls = files.map((file) => URL.createObjectURL(new Blob([file])));
  view.pictures.forEach((picture, i) => { picture.src = view.urls[i]; });
  old.forEach((url) => URL.revokeObjectURL(url));
  return () => {
    view.urls.forEach((url) => URL.revokeObjectURL(url));
    view.frame.remove();
    built.delete(parentElement);
  };
}
