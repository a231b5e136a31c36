// The sentence below the matrices: which number is chosen, and the sum behind it.

import { made } from "#shared/elements.js";
import { asFactor, isExact, longText, numberOf, shortText } from "./numbers.js";

const SHOWN_TERMS = 16, FIRST_TERMS = 6, LAST_TERMS = 3;

// The products behind one cell of a link's source: [{ row, column, value, factor, k }], value 0 outside.
export function productsOf(link, matrices, row, column) {
  const image = matrices.get(link.target), kernel = matrices.get(link.kernel);
  if (!image || !kernel) return [];
  return link.taps(row, column).map(([r, c, a, b], i) => {
    const inside = r >= 0 && c >= 0 && r < image.rows && c < image.columns;
    const k = link.pairs ? i : a * kernel.columns + b;
    return { row: r, column: c, inside, k, value: inside ? image.values[r * image.columns + c] : 0, factor: kernel.values[k] };
  }).filter((term) => term.factor !== undefined);
}

// What a cell of a link's target weighs in each cell that it feeds: [{ row, column, factor }].
export function feedsOf(link, matrices, row, column) {
  const kernel = matrices.get(link.products);
  if (!kernel || !link.back) return [];
  return link.back(row, column).map(([r, c, a, b]) => ({ row: r, column: c, factor: kernel.values[a * kernel.columns + b] }));
}

export function cellName(name, row, column) { return `${name}[${row},${column}]`; }

// How terms become one number: what stands between them, and around them all.
const JOINED = {
  sum: [" + ", (terms) => terms],
  max: [", ", (terms) => `max(${terms})`],
  mean: [" + ", (terms, count) => `(${terms}) / ${count}`],
};

function readingFor(readings, name) { return [readings].flat().find((one) => one?.output === name); }

// The link by which cells of `output` are made of cells of `image`; one that leads the other way is turned round.
function linkTo(links, output, image) {
  const link = links.find((l) => l.source === output && l.target === image);
  const other = !link && links.find((l) => l.source === image && l.target === output && l.back);
  return other ? { source: output, target: image, products: other.products, taps: other.back } : link;
}

// The links that lead from a matrix, those that its reading turns round among them.
export function linksFrom(links, readings, name) {
  const reading = readingFor(readings, name), own = links.filter((l) => l.source === name);
  const turned = reading ? linkTo(links, name, reading.image) : null;
  return turned && !own.includes(turned) ? [...own, turned] : own;
}

// The terms behind one cell, written; those of each of several images stand in brackets.
function termsOf(reading, links, matrices, row, column) {
  const images = [[reading.image, reading.kernel], ...(reading.also ?? [])]
    .map(([image, kernel]) => termsFrom(reading.output, image, kernel, links, matrices, row, column));
  return images.flatMap((terms) => (images.length < 2 || terms.length < 2 ? terms
    : [`(${terms[0]}`, ...terms.slice(1, -1), `${terms.at(-1)})`]));
}

// Products where there is a kernel, else the window's own numbers.
function termsFrom(output, image, kernel, links, matrices, row, column) {
  const link = linkTo(links, output, image), { rows, columns, values } = matrices.get(image) ?? {};
  if (!link) return [];
  if (kernel) return productsOf({ ...link, kernel }, matrices, row, column)
    .map((term) => `${shortText(term.value)}×${asFactor(shortText(term.factor))}`);
  return link.taps(row, column).filter(([r, c]) => r >= 0 && c >= 0 && r < rows && c < columns)
    .map(([r, c]) => asFactor(shortText(values[r * columns + c])));
}

// { head, terms, tail, joined, sign } of the chosen cell: the sum it is or, with an arrow, the cells it feeds and with which weight.
export function readingOf(readings, links, matrices, name, row, column) {
  const matrix = matrices.get(name), value = matrix.values[row * matrix.columns + column];
  const shown = matrix.texts?.[row * matrix.columns + column] ?? shortText(value);
  const equals = matrix.texts || isExact(value) ? "=" : "≈", long = longText(value);
  const same = matrix.texts || Number(long.replaceAll("−", "-")) === numberOf(value) ? "=" : "≈";
  const head = cellName(name, row, column);
  const reading = readingFor(readings, name);
  if (shown === "") return { head, terms: [], tail: "" }; // a cell without a text says where it is
  if (!reading || !linkTo(links, name, reading.image)) {
    const fed = links.filter((l) => l.target === name).flatMap((l) => feedsOf(l, matrices, row, column)
      .map((one) => `${cellName(l.source, one.row, one.column)} ×${asFactor(shortText(one.factor))}`));
    const is = `${same} ${matrix.texts ? shown : long}`;
    return { head, terms: fed, tail: fed.length ? "" : is, joined: [", ", (all) => `${is} → ${all}`], sign: "" };
  }
  const terms = termsOf(reading, links, matrices, row, column);
  if (reading.bias !== null && reading.bias !== undefined) terms.push(asFactor(shortText(reading.bias)));
  return { head, terms, tail: `${equals} ${shown}`, joined: JOINED[reading.joined ?? "sum"] };
}

export class ReadingView {
  constructor() {
    this.element = made("div", "reading");
    this.sentence = made("span");
    this.more = made("button");
    this.more.onclick = () => { this.whole = !this.whole; this.show(this.parts, this.words); };
    this.live = made("div", "spoken");
    this.live.setAttribute("aria-live", "polite");
    this.element.append(this.sentence, " ", this.more, this.live);
  }

  show(parts, words, speak = false) {
    Object.assign(this, { parts, words });
    this.element.classList.toggle("empty", !parts);
    if (!parts) { this.sentence.textContent = ""; this.more.hidden = true; return; }
    const { head, terms, tail, joined = JOINED.sum, sign = "= " } = parts, [between, around] = joined, long = terms.length > SHOWN_TERMS;
    const some = long && !this.whole
      ? [...terms.slice(0, FIRST_TERMS), `… (${terms.length - FIRST_TERMS - LAST_TERMS}) …`, ...terms.slice(-LAST_TERMS)] : terms;
    const text = [head, some.length ? `${sign}${around(some.join(between), terms.length)}` : "", tail].filter(Boolean).join(" ");
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
    this.more.hidden = !long;
    this.more.textContent = this.whole ? words.fewer_terms : words.all_terms;
    this.more.setAttribute("aria-expanded", String(Boolean(this.whole)));
    if (speak) this.live.textContent = text;
  }
}
