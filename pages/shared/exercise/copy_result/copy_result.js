// The line to hand in, and the button that puts it on the clipboard.
// Where the browser keeps the clipboard closed (plain http), the line is selected, to copy by hand.

import { note } from "#shared/exercise/progress.js";

export default function ({ parentElement, data }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    const field = document.createElement("input");
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
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = data.copied;
    } catch {
      return; // the line is selected
    }
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = data.copy; }, 2000);
  };
  if (data.done) note(data.done, true);
  return () => clearTimeout(button.timer);
}
