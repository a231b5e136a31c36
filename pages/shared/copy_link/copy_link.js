// The address without what only says how the page is framed: whoever opens a link gets the whole page.
function link() {
  const address = new URL(window.location.href);
  for (const name of ["embed", "embed_options"]) {
    if (address.searchParams.has(name)) address.searchParams.delete(name); // without one the text stays as it is
  }
  return address.href;
}

// A button that puts the page's address, as the bar shows it, on the clipboard.
// Where the browser keeps the clipboard closed (plain http), the address appears, selected, to copy by hand.
export default function ({ parentElement, data }) {
  let button = parentElement.querySelector("button");
  if (!button) {
    button = document.createElement("button");
    const field = document.createElement("input");
    field.readOnly = true;
    field.hidden = true;
    parentElement.append(button, field);
  }
  const field = parentElement.querySelector("input");
  button.type = "button";
  button.textContent = data.copy;
  field.setAttribute("aria-label", data.copy);
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(link());
      button.textContent = data.copied;
    } catch {
      field.hidden = false;
      field.value = link();
      field.focus();
      field.select();
    }
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = data.copy; }, 2000);
  };
  return () => clearTimeout(button.timer);
}
