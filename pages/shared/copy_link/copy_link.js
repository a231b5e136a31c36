// A button that puts the page's link on the clipboard.
// Where the browser keeps the clipboard closed (plain http), the link appears, selected, to copy by hand.

import { made } from "#shared/elements.js";
import { copied, link } from "./addresses.js";

export default function ({ parentElement, data }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = made("button");
    const field = made("input");
    field.readOnly = true;
    field.hidden = true;
    parentElement.append(button, field);
  }
  const field = parentElement.querySelector("input");
  button.textContent = data.copy;
  field.setAttribute("aria-label", data.copy);
  button.onclick = async () => {
    const address = link(window.location.href, data.version);
    if (await copied(address)) button.textContent = data.copied;
    else {
      field.hidden = false;
      field.value = address;
      field.focus();
      field.select();
    }
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = data.copy; }, 2000);
  };
  return () => clearTimeout(button.timer);
}
