// Numbers as people read them: short in a cell, in full for those who ask.

// A value arrives as a number, or as text where JSON has no number for it (nan, inf, -0.0, 2⁶⁰).
export function numberOf(value) {
  if (typeof value === "number") return value;
  const names = { nan: NaN, inf: Infinity, "-inf": -Infinity };
  return value in names ? names[value] : Number(value);
}

// The text that means exactly this value, also to Python.
export function fullText(value) {
  return typeof value === "number" ? String(value) : value;
}

// Ten significant digits for a sentence: more than a cell shows, without what rounding leaves behind them.
export function longText(value) {
  const number = numberOf(value);
  if (!Number.isFinite(number) || Number.isInteger(number)) return fullText(value).replace("-", "−");
  return String(Number(number.toPrecision(10))).replaceAll("-", "−").replace("e+", "e");
}

// About four significant digits, a true minus sign, no needless zeros.
export function shortText(value) {
  const number = numberOf(value);
  if (Number.isNaN(number)) return "nan";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  const size = Math.abs(number);
  let text;
  if (Number.isInteger(number) && size < 1e6) text = String(size);
  else if (size !== 0 && (size >= 1e6 || size < 1e-4)) text = size.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e");
  else if (size >= 1e4) text = String(Math.round(size));
  else text = String(Number(size.toPrecision(4)));
  return (number < 0 ? "−" : "") + text.replace("e-", "e−");
}

export function isExact(value) {
  return Number(shortText(value).replaceAll("−", "-")) === numberOf(value);
}

// What a visitor typed, as far as the browser can tell; Python has the last word.
export function looksLikeNumber(text) {
  return Number.isFinite(typedNumber(text));
}

// Whether texts of all cells are the numbers that a matrix holds; no texts (nothing typed) are.
export function meansTheSame(texts, matrix) {
  return !texts || (texts.length === matrix.values.length
    && texts.every((text, i) => text === fullText(matrix.values[i]) || typedNumber(text) === numberOf(matrix.values[i])));
}

export function typedNumber(text) { return text.trim() === "" ? NaN : Number(text.trim().replace("−", "-")); }

export function asFactor(text) {
  return text.startsWith("−") || text.startsWith("-") ? `(${text})` : text;
}
