// The sentence below the matrices: which number is chosen, and the sum behind it.

const SHOWN_TERMS = 16, FIRST_TERMS = 6, LAST_TERMS = 3;

// The products behind one cell of a link's source: [{ row, column, value, factor, k }], value 0 outside.
function productsOf(link, matrices, row, column) {
  const image = matrices.get(link.target), kernel = matrices.get(link.kernel);
  if (!image || !kernel) return [];
  return link.taps(row, column).map(([r, c, a, b], i) => {
    const inside = r >= 0 && c >= 0 && r < image.rows && c < image.columns;
    const k = link.pairs ? i : a * kernel.columns + b;
    return { row: r, column: c, inside, k, value: inside ? image.values[r * image.columns + c] : 0, factor: kernel.values[k] };
  }).filter((term) => term.factor !== undefined);
}

function cellName(name, row, column) { return `${name}[${row},${column}]`; }

// { head, terms, tail } of the chosen cell; terms is empty for a cell that is no sum.
function readingOf(reading, links, matrices, name, row, column) {
  const matrix = matrices.get(name), value = matrix.values[row * matrix.columns + column];
  const shown = matrix.texts?.[row * matrix.columns + column] ?? shortText(value);
  const equals = matrix.texts || isExact(value) ? "=" : "≈";
  const head = cellName(name, row, column);
  const link = reading?.output === name && links.find((l) => l.source === name && l.target === reading.image);
  if (!link) return { head, terms: [], tail: `${equals} ${matrix.texts || isExact(value) ? shown : fullText(value)}`.replace("≈", "=") };
  const terms = productsOf({ ...link, kernel: reading.kernel }, matrices, row, column)
    .map((term) => `${shortText(term.value)}×${asFactor(shortText(term.factor))}`);
  if (reading.bias !== null && reading.bias !== undefined) terms.push(asFactor(shortText(reading.bias)));
  return { head, terms, tail: `${equals} ${shown}` };
}

class ReadingView {
  constructor() {
    this.element = document.createElement("div");
    this.element.className = "reading";
    this.sentence = document.createElement("span");
    this.more = document.createElement("button");
    this.more.type = "button";
    this.more.onclick = () => { this.whole = !this.whole; this.show(this.parts, this.words); };
    this.live = document.createElement("div");
    this.live.className = "spoken";
    this.live.setAttribute("aria-live", "polite");
    this.element.append(this.sentence, " ", this.more, this.live);
  }

  show(parts, words, speak = false) {
    Object.assign(this, { parts, words });
    this.element.classList.toggle("empty", !parts);
    if (!parts) { this.sentence.textContent = ""; this.more.hidden = true; return; }
    const { head, terms, tail } = parts, long = terms.length > SHOWN_TERMS;
    const some = long && !this.whole
      ? [...terms.slice(0, FIRST_TERMS), `… (${terms.length - FIRST_TERMS - LAST_TERMS}) …`, ...terms.slice(-LAST_TERMS)] : terms;
    const text = [head, some.length ? `= ${some.join(" + ")}` : "", tail].filter(Boolean).join(" ");
    if (this.sentence.textContent !== text) this.sentence.textContent = text;
    this.more.hidden = !long;
    this.more.textContent = this.whole ? words.fewer_terms : words.all_terms;
    this.more.setAttribute("aria-expanded", String(Boolean(this.whole)));
    if (speak) this.live.textContent = text;
  }
}
