// The links to what is kept, each in a field with a button that copies it.

import { copied } from "#shared/copy_link/addresses.js";
import { made } from "#shared/elements.js";

// The address of what is kept, on the page that shows it; the server does not know under which name it is reached.
function address(id, secret) {
  const url = new URL(window.location.href);
  url.search = "";
  url.hash = "";
  url.searchParams.set("kept", id);
  if (secret) url.searchParams.set("edit", secret);
  return url.href;
}

function row(parent, name) {
  let line = parent.querySelector(`[data-name=${name}]`);
  if (!line) {
    line = made("div");
    line.dataset.name = name;
    const field = made("input");
    field.readOnly = true;
    field.onfocus = () => field.select();
    const button = made("button");
    line.append(made("span"), field, button);
    parent.append(line);
  }
  return line;
}

// Where the browser keeps the clipboard closed, the field is selected instead.
async function copy(line, data) {
  const [, field, button] = line.children;
  if (await copied(field.value)) button.textContent = data.copied;
  else {
    field.focus();
    field.select();
  }
}

export default function ({ parentElement, data }) {
  const links = { short: address(data.id), edit: address(data.id, data.secret) };
  for (const [name, link] of Object.entries(links)) {
    const line = row(parentElement, name);
    const [label, field, button] = line.children;
    label.textContent = data[name];
    field.setAttribute("aria-label", data[name]);
    button.setAttribute("aria-label", `${data.copy}: ${data[name]}`);
    field.value = link;
    button.textContent = data.copy;
    button.onclick = () => copy(line, data);
  }
  // The click that kept it asked for the link on the clipboard as well: once.
  if (parentElement.dataset?.copied !== data.id) {
    if (parentElement.dataset) parentElement.dataset.copied = data.id;
    copy(row(parentElement, "short"), data);
  }
}
