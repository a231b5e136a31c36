// How large cells are: side by side where that fits, else wrapped, each as large as the width allows.

const SMALL = 16;        // up to this many rows or columns cells show their numbers first
const DIGIT = 0.58;      // width of a figure, in font sizes
const GAP = 20, OPERATOR = 44, TALLEST = 600;
export const NARROW = 480, NARROW_GAP = 12, NARROW_OPERATOR = 26; // a phone

// matrices with .characters (the longest text) and .caption (its width in pixels)
// → { sizes: Map name → { width, height, font, numbers }, stacked: whether they wrap }.
export function cellSizes(matrices, available, narrow = available < NARROW) {
  const gap = narrow ? NARROW_GAP : GAP, operator = narrow ? NARROW_OPERATOR : OPERATOR;
  const total = (sizes) => matrices.reduce((sum, m, i) => sum + (m.gap ?? 0) + (m.before ? operator : i ? gap : 0)
    + Math.max(m.caption, m.columns * sizes.get(m.name).width + 2), 0);
  for (let step = 20; step >= 0; step--) {
    const sizes = new Map(matrices.map((m) => [m.name, sizeAt(m, step / 20)]));
    if (total(sizes) <= available) return { sizes, stacked: false };
  }
  // One below the other: a narrower matrix is not made larger than a wider one needs.
  const sizes = new Map();
  for (const m of matrices) {
    const room = available - 2;
    let size = sizeAt(m, 0);
    for (let part = 0.6; part > 0; part -= 0.05) {
      const wider = sizeAt(m, part);
      if (wider.width * m.columns <= room) { size = wider; break; }
    }
    if (size.width * m.columns > room) size = compactSize(m, Math.floor(room / m.columns));
    sizes.set(m.name, size);
  }
  return { sizes, stacked: true };
}

function sizeAt(m, part) {
  if (m.compact || Math.max(m.rows, m.columns) > SMALL) {
    const side = Math.floor(Math.min(10 + 14 * part, TALLEST / m.rows));
    return compactSize(m, Math.max(m.rows > 200 ? 2 : 4, side));
  }
  const height = Math.round(28 + 18 * part), font = Math.round(11 + 5 * part);
  return { width: Math.max(height, Math.ceil(m.characters * DIGIT * font + 8)), height, font, numbers: true };
}

function compactSize(m, side) {
  const width = Math.max(2, side);
  const font = Math.min(12, Math.floor(Math.min(width * 0.6, (width - 3) / (m.characters * DIGIT))));
  return { width, height: width, font, numbers: font >= 9 };
}
