// The loss over a plane of kernels as SVG: contours, eigen-directions, and the ways of kernels across it.
// The pointer, or the arrow keys, read the loss at any place: it is a quadratic of two numbers, computed here.
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { top: 6, right: 10, bottom: 40, left: 58 };

const make = (name, attributes = {}, text) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

const shown = (value, digits) => {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(digits - 1) : String(Number(value.toPrecision(digits)));
  return text.replace(/\.?0*e/, "e").replace("e+", "e").replaceAll("-", "−");
};

function ticks(low, high, most) {
  const rough = (high - low) / most;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((times) => times * unit >= rough) * unit;
  const found = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}

function lossAt({ lowest, lowestLoss, curvature }, x, y) {
  const dx = x - lowest[0], dy = y - lowest[1];
  return lowestLoss + 0.5 * (curvature[0][0] * dx * dx + 2 * curvature[0][1] * dx * dy + curvature[1][1] * dy * dy);
}

function draw(root) {
  const { data } = root;
  const [left, right, bottom, top] = data.extent;
  root.width = Math.min(560, root.clientWidth || 560);
  const side = root.width - MARGIN.left - MARGIN.right;
  const height = side + MARGIN.top + MARGIN.bottom;
  const X = (x) => MARGIN.left + (side * (x - left)) / (right - left);
  const Y = (y) => MARGIN.top + (side * (top - y)) / (top - bottom);
  root.place = (px, py) => [left + ((px - MARGIN.left) / side) * (right - left), top - ((py - MARGIN.top) / side) * (top - bottom)];
  root.inside = { X, Y, side };
  const svg = root.svg;
  svg.setAttribute("viewBox", `0 0 ${root.width} ${height}`);
  svg.setAttribute("height", height);
  svg.setAttribute("aria-label", data.words[3]);
  const stamp = JSON.stringify([data.extent, data.contours, data.words, root.width]);
  if (root.stamp !== stamp) {
    root.stamp = stamp;
    root.clip.replaceChildren(make("rect", { x: MARGIN.left, y: MARGIN.top, width: side, height: side }));
    const path = (points) => {
      let pen = "M";
      const parts = points.map((place) => {
        if (place === null) { pen = "M"; return ""; }
        const text = `${pen}${X(place[0]).toFixed(1)} ${Y(place[1]).toFixed(1)}`;
        pen = "L";
        return text;
      });
      return parts.join("");
    };
    const far = 2 * Math.hypot(right - left, top - bottom) + Math.hypot(data.lowest[0] - left, data.lowest[1] - bottom);
    root.under.setAttribute("class", data.closed ? "closed" : "");
    root.under.replaceChildren(
      ...data.contours.map((points) => make("path", { class: "contour", d: path(points) })),
      ...data.axes.map(([ax, ay]) =>
        make("line", {
          class: "direction",
          x1: X(data.lowest[0] - far * ax), y1: Y(data.lowest[1] - far * ay),
          x2: X(data.lowest[0] + far * ax), y2: Y(data.lowest[1] + far * ay),
        }),
      ),
    );
    const edge = MARGIN.top + side;
    root.back.replaceChildren(
      make("rect", { class: "frame", x: MARGIN.left, y: MARGIN.top, width: side, height: side }),
      ...ticks(left, right, side / 90).map((x) => make("text", { class: "tick", x: X(x), y: edge + 17, "text-anchor": "middle" }, shown(x, 3))),
      ...ticks(bottom, top, side / 60).map((y) => make("text", { class: "tick", x: MARGIN.left - 7, y: Y(y) + 4, "text-anchor": "end" }, shown(y, 3))),
      make("text", { class: "title", x: MARGIN.left + side, y: edge + 34, "text-anchor": "end" }, data.words[0]),
      make("text", { class: "title", transform: `translate(13 ${MARGIN.top + side / 2}) rotate(-90)`, "text-anchor": "middle" }, data.words[1]),
    );
  }
  root.over.replaceChildren(
    ...data.ways.flatMap(({ style, points, colour }) => {
      const tint = `--colour: ${colour}`;
      if (style === "dot") return points.map(([x, y]) => make("circle", { class: "place", style: tint, cx: X(x), cy: Y(y), r: 6 }));
      const line = points.map(([x, y]) => `${X(x).toFixed(1)},${Y(y).toFixed(1)}`).join(" ");
      const steps = style === "line" && points.length <= 60 ? points : points.slice(-1);
      return [
        make("polyline", { class: `way ${style}`, style: tint, points: line }),
        ...(style === "line" ? steps.map(([x, y]) => make("circle", { class: "step", style: tint, cx: X(x), cy: Y(y), r: 3.5 })) : []),
      ];
    }),
  );
  const names = data.ways.map((way) => way.name + way.colour + way.style).join();
  if (root.names !== names) {
    root.names = names;
    root.legend.replaceChildren(
      ...data.ways.map((way) => {
        const item = document.createElement("span");
        const swatch = document.createElement("i");
        swatch.className = way.style;
        swatch.style.setProperty("--colour", way.colour);
        item.append(swatch, way.name);
        return item;
      }),
    );
  }
  if (root.at) tell(root);
}

function tell(root) {
  const { data } = root;
  const [x, y] = root.at;
  root.told.textContent = `${data.words[0]} = ${shown(x, 4)}, ${data.words[1]} = ${shown(y, 4)}: ${data.words[2]} ${shown(lossAt(data, x, y), 5)}`;
  root.hand.setAttribute("visibility", "visible");
  root.hand.setAttribute("cx", root.inside.X(x));
  root.hand.setAttribute("cy", root.inside.Y(y));
}

function forget(root) {
  root.at = undefined;
  root.told.textContent = "";
  root.hand.setAttribute("visibility", "hidden");
}

let count = 0;

function begin(parent) {
  const root = document.createElement("div");
  root.className = "plane";
  root.legend = document.createElement("div");
  root.legend.className = "legend";
  root.svg = make("svg", { role: "img", tabindex: "0" });
  const id = `plane-${count++}`;
  root.clip = make("clipPath", { id });
  root.back = make("g");
  root.under = make("g");
  root.over = make("g");
  root.hand = make("circle", { r: 4, fill: "none", stroke: "currentColor", visibility: "hidden" });
  const clipped = make("g", { "clip-path": `url(#${id})` });
  clipped.append(root.under, root.over, root.hand);
  root.svg.append(root.clip, clipped, root.back);
  root.told = document.createElement("div");
  root.told.className = "told";
  root.told.setAttribute("role", "status");
  root.append(root.legend, root.svg, root.told);
  parent.append(root);
  root.svg.onpointermove = (event) => {
    const box = root.svg.getBoundingClientRect();
    const scale = root.width / box.width;
    const [x, y] = root.place((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
    const [left, right, bottom, top] = root.data.extent;
    if (x < left || x > right || y < bottom || y > top) return forget(root);
    root.at = [x, y];
    tell(root);
  };
  root.svg.onpointerleave = () => forget(root);
  root.svg.onblur = () => forget(root);
  root.svg.onkeydown = (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!move) return;
    event.preventDefault();
    const [left, right, bottom, top] = root.data.extent;
    const from = root.at ?? [(left + right) / 2, (bottom + top) / 2];
    root.at = [
      Math.min(right, Math.max(left, from[0] + (move[0] * (right - left)) / 40)),
      Math.min(top, Math.max(bottom, from[1] + (move[1] * (top - bottom)) / 40)),
    ];
    tell(root);
  };
  return root;
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".plane") ?? begin(parentElement);
  root.data = data;
  root.observer ??= new ResizeObserver(() => { if (Math.min(560, root.clientWidth) !== root.width) draw(root); });
  root.observer.observe(root);
  draw(root);
  return () => root.observer.disconnect();
}
