// The line to hand in, and the button that puts it on the clipboard.
// Where the browser keeps the clipboard closed (plain http), the line is selected, to copy by hand.

import { copied } from "#shared/copy_link/addresses.js";
import { made } from "#shared/elements.js";
import { note } from "#shared/exercise/progress.js";

export default function ({ parentElement, data }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = made("button");
    const field = made("input");
    field.readOnly = true;
    parentElement.append(button, field);
  }
  const field = parentElement.querySelector("input");
  field.value = `${data.before}${window.location.origin}${window.location.pathname}?${data.query}`;
  field.setAttribute("aria-label", data.label);
  button.textContent = data.copy;
  button.onclick = async () => {
    field.focus();
    field.select();
    if (!(await copied(field.value))) return; // the line is selected
    button.textContent = data.copied;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = data.copy; }, 2000);
  };
  if (data.done) note(data.done, true);
  return () => clearTimeout(button.timer);
}
