// A link to the same experiment in a tab of its own, with everything free; the address changes while one looks, so it is read late.

import { made } from "#shared/elements.js";
import { whole } from "./addresses.js";

export default function ({ parentElement, data }) {
  let anchor = parentElement.querySelector("a");
  if (!anchor) {
    anchor = made("a");
    anchor.target = "_blank";
    anchor.rel = "noopener";
    parentElement.append(anchor);
  }
  anchor.textContent = data.open;
  const aim = () => { anchor.href = whole(window.location.href, data.version); };
  for (const late of ["pointerenter", "pointerdown", "focus", "touchstart"]) anchor[`on${late}`] = aim;
  aim();
}
