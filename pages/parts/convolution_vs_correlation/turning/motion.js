// What is drawn on the way from one result to the other, and how it is described.

import { shortText } from "#shared/grid/numbers.js";

// By linearity these are also the results of the kernel that is blended in the same proportions.
export function between(first, second, part) {
  return first.map((value, i) => (1 - part) * value + part * second[i]);
}

// The side of a cell in pixels so that all lie within `room`, and single ones are no larger than others on the page.
export function cellSide(rows, columns, room) {
  return Math.max(2, Math.min(40, Math.floor(room / Math.max(rows, columns))));
}

// A name and its numbers, row by row, for who does not see them; pictures have their name alone.
export function labelOf(name, numbers, columns) {
  if (!numbers) return name;
  const rows = [];
  for (let i = 0; i < numbers.length; i += columns) rows.push(numbers.slice(i, i + columns).map(shortText).join(" "));
  return `${name} = ${rows.join("; ")}`;
}

// On the way two digits are enough: nobody can read more.
export function roundText(value) {
  return shortText(Number(value.toPrecision(2)));
}
