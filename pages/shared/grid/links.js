// Which cells belong together: axes of rows and columns, or explicit pairs, followed both ways.

// axis = [scale, offset, step, count] → for each source index its [target index, k].
function axisTable([scale, offset, step, count], sources, targets) {
  return Array.from({ length: sources }, (_, i) => {
    const reached = [];
    for (let k = 0; k < count; k++) {
      const t = scale * i + offset + step * k;
      if (t >= 0 && t < targets) reached.push([t, k]);
    }
    return reached;
  });
}

function reversed(table, targets) {
  const back = Array.from({ length: targets }, () => []);
  table.forEach((reached, i) => reached.forEach(([t, k]) => back[t].push([i, k])));
  return back;
}

// A link made ready: forward(mask) and backward(mask) carry sets of cells, window(cell) one cell with its k.
export function readyLink(link, source, target) {
  const sourceSize = [source.rows, source.columns], targetSize = [target.rows, target.columns];
  if (link.pairs) return readyPairs(link, sourceSize, targetSize);
  const rows = axisTable(link.rows, source.rows, target.rows);
  const columns = axisTable(link.columns, source.columns, target.columns);
  const rowsBack = reversed(rows, target.rows), columnsBack = reversed(columns, target.columns);
  return {
    ...link,
    forward: (mask) => carry(mask, sourceSize, targetSize, rows, columns),
    backward: (mask) => carry(mask, targetSize, sourceSize, rowsBack, columnsBack),
    // Every tap of the window, the ones outside the target too: [row, column, k rows, k columns].
    taps: (row, column) => {
      const all = [];
      const [rowScale, rowOffset, rowStep, rowCount] = link.rows;
      const [columnScale, columnOffset, columnStep, columnCount] = link.columns;
      for (let a = 0; a < rowCount; a++) for (let b = 0; b < columnCount; b++)
        all.push([rowScale * row + rowOffset + rowStep * a, columnScale * column + columnOffset + columnStep * b, a, b]);
      return all;
    },
    // The cells of the source whose windows hold a cell of the target, as taps are given.
    back: (row, column) => rowsBack[row].flatMap(([r, a]) => columnsBack[column].map(([c, b]) => [r, c, a, b])),
  };
}

function readyPairs(link, [sourceRows, sourceColumns], [targetRows, targetColumns]) {
  const forward = new Map(), backward = new Map(), taps = new Map();
  for (const [[row, column], cells] of link.pairs) {
    const from = row * sourceColumns + column;
    taps.set(from, cells);
    for (const [r, c] of cells) {
      if (r < 0 || c < 0 || r >= targetRows || c >= targetColumns) continue;
      const to = r * targetColumns + c;
      forward.set(from, [...(forward.get(from) ?? []), to]);
      backward.set(to, [...(backward.get(to) ?? []), from]);
    }
  }
  const follow = (map, mask, length) => {
    const out = new Uint8Array(length);
    mask.forEach((on, i) => on && (map.get(i) ?? []).forEach((j) => { out[j] = 1; }));
    return out;
  };
  return {
    ...link,
    forward: (mask) => follow(forward, mask, targetRows * targetColumns),
    backward: (mask) => follow(backward, mask, sourceRows * sourceColumns),
    taps: (row, column) => (taps.get(row * sourceColumns + column) ?? []).map(([r, c], k) => [r, c, 0, k]),
  };
}

// The relation is rows × columns, so a set is carried along one axis, then along the other.
function carry(mask, [rows, columns], [rowsOut, columnsOut], rowTable, columnTable) {
  const half = new Uint8Array(rows * columnsOut), out = new Uint8Array(rowsOut * columnsOut);
  for (let i = 0; i < mask.length; i++) if (mask[i]) {
    const row = Math.floor(i / columns);
    for (const [c] of columnTable[i % columns]) half[row * columnsOut + c] = 1;
  }
  for (let i = 0; i < half.length; i++) if (half[i]) {
    const column = i % columnsOut;
    for (const [r] of rowTable[Math.floor(i / columnsOut)]) out[r * columnsOut + column] = 1;
  }
  return out;
}

// All cells that belong to one: what it depends on (forward) and what depends on it (backward).
export function linkedCells(links, matrices, name, row, column) {
  const lit = new Map();
  for (const way of ["forward", "backward"]) {
    const found = new Map(), start = new Uint8Array(matrices.get(name).rows * matrices.get(name).columns);
    start[row * matrices.get(name).columns + column] = 1;
    found.set(name, start);
    // Links form no long chains: repeat until nothing is added.
    for (let grown = true; grown;) {
      grown = false;
      for (const link of links) {
        const [from, to] = way === "forward" ? [link.source, link.target] : [link.target, link.source];
        if (found.has(from) && merge(found, to, link[way](found.get(from)))) grown = true;
      }
    }
    found.forEach((mask, to) => { if (to !== name) merge(lit, to, mask); });
  }
  return lit;
}

function merge(masks, name, mask) {
  const old = masks.get(name);
  if (!old) { masks.set(name, mask); return mask.some(Boolean); }
  let grown = false;
  mask.forEach((on, i) => { if (on && !old[i]) { old[i] = 1; grown = true; } });
  return grown;
}
