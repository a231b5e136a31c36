// What scripts make in one line: elements of HTML, and words with values in them.

// An element of that class, at the end of `parent` where there is one. No button here sends a form.
export function made(tag, className = "", parent = null) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (tag === "button") element.type = "button";
  parent?.append(element);
  return element;
}

// Words from Python with values in the places of their names.
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}
