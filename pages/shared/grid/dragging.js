// A drag over a matrix moves the window: over the output the chosen cell itself, over the input the window that lies there.

// Index of the cell along one axis of a link's source whose window lies nearest to `start`; axis = [scale, offset, step, count].
export function nearest([scale, offset], start, length) {
  return Math.max(0, Math.min(length - 1, Math.round((start - offset) / (scale || 1))));
}

// Where in the window of `chosen` the cell (row, column) of its target lies; in its middle where it lies outside.
export function grip(link, chosen, [row, column]) {
  return [["rows", row, chosen[0]], ["columns", column, chosen[1]]].map(([way, at, unit]) => {
    const [scale, offset, step, count] = link[way], span = (count - 1) * step, held = at - scale * unit - offset;
    return held >= 0 && held <= span ? held : Math.floor(span / 2);
  });
}

// The cell of the link's source whose window, held at `grip`, comes to lie under (row, column) of its target.
export function sourceUnder(link, held, [row, column], source) {
  return [nearest(link.rows, row - held[0], source.rows), nearest(link.columns, column - held[1], source.columns)];
}
