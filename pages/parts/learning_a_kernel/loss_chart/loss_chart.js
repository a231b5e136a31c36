// Curves of a loss over the updates, drawn as SVG and patched in place: cheap enough for ten pictures a second.
// Hover, touch or the arrow keys read every curve at one update.
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { top: 8, right: 14, bottom: 40, left: 62 };
const HEIGHT = 300;

const make = (name, attributes = {}, text) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
};

const shown = (value, digits) => {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e6 || size < 1e-4 ? value.toExponential(digits - 1) : String(Number(value.toPrecision(digits)));
  return text.replace(/\.?0*e/, "e").replace("e+", "e").replace("-", "−");
};

function linearTicks(low, high, most) {
  const rough = (high - low) / most || 1;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((times) => times * unit >= rough) * unit;
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-12); i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

function logTicks(low, high, most) {
  const decades = Math.log10(high / low);
  if (decades < 1) return linearTicks(low, high, most).filter((tick) => tick > 0);
  const every = Math.ceil(decades / most);
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high * (1 + 1e-9); power++) {
    if (power % every === 0) ticks.push(Number(`1e${power}`));
    if (decades < 3) for (const times of [2, 5]) if (times * 10 ** power <= high) ticks.push(Number(`${times}e${power}`));
  }
  return ticks.filter((tick) => tick >= low * (1 - 1e-9));
}

function scales(data, width) {
  const seen = data.series.flatMap((one) => one.y).filter((y) => !data.log || y > 0);
  let low = Math.min(...seen), high = Math.max(...seen);
  if (!seen.length) [low, high] = data.log ? [0.1, 1] : [0, 1];
  if (data.log) [low, high] = [low / 1.15, high * 1.15];
  else [low, high] = [Math.min(0, low), high > 0 ? high * 1.04 : 1];
  const room = { x: Math.max(40, width - MARGIN.left - MARGIN.right), y: HEIGHT - MARGIN.top - MARGIN.bottom };
  const share = data.log ? (y) => Math.log(y / low) / Math.log(high / low) : (y) => (y - low) / (high - low);
  return {
    low, high, room,
    x: (update) => MARGIN.left + (room.x * (update - data.from)) / (data.to - data.from),
    y: (loss) => MARGIN.top + room.y * (1 - share(loss)),
    update: (at) => data.from + ((at - MARGIN.left) / room.x) * (data.to - data.from),
  };
}

function axes(root, data, at, width) {
  const stamp = JSON.stringify([at.low, at.high, data.from, data.to, data.log, width, data.xTitle, data.yTitle]);
  if (root.stamp === stamp) return;
  root.stamp = stamp;
  const bottom = MARGIN.top + at.room.y, right = MARGIN.left + at.room.x;
  const parts = [];
  for (const tick of data.log ? logTicks(at.low, at.high, 6) : linearTicks(at.low, at.high, 5)) {
    const y = at.y(tick);
    parts.push(make("line", { class: "rule", x1: MARGIN.left, x2: right, y1: y, y2: y }));
    parts.push(make("text", { class: "tick", x: MARGIN.left - 8, y: y + 4, "text-anchor": "end" }, shown(tick, 3)));
  }
  for (const tick of linearTicks(data.from, data.to, Math.max(2, Math.floor(at.room.x / 70)))) {
    if (!Number.isInteger(tick)) continue;
    parts.push(make("line", { class: "notch", x1: at.x(tick), x2: at.x(tick), y1: bottom, y2: bottom + 4 }));
    parts.push(make("text", { class: "tick", x: at.x(tick), y: bottom + 18, "text-anchor": "middle" }, tick.toLocaleString("en-US")));
  }
  parts.push(make("line", { class: "axis", x1: MARGIN.left, x2: right, y1: bottom, y2: bottom }));
  parts.push(make("text", { class: "title", x: right, y: bottom + 34, "text-anchor": "end" }, data.xTitle));
  const middle = MARGIN.top + at.room.y / 2;
  parts.push(make("text", { class: "title", transform: `translate(14 ${middle}) rotate(-90)`, "text-anchor": "middle" }, data.yTitle));
  root.back.replaceChildren(...parts);
}

function curves(root, data, at) {
  const drawn = data.series.map((one) => {
    const places = one.x.map((x, i) => [x, one.y[i]]).filter(([, y]) => !data.log || y > 0);
    const group = make("g", { style: `--colour: ${one.colour}` });
    if (one.style !== "dots") {
      const points = places.map(([x, y]) => `${at.x(x).toFixed(1)},${at.y(y).toFixed(1)}`).join(" ");
      group.append(make("polyline", { class: one.style, points }));
    }
    if (one.style === "dots" || (one.style === "line" && places.length <= 40)) {
      const r = one.style === "dots" ? 5.5 : 3;
      group.append(...places.map(([x, y]) => make("circle", { cx: at.x(x), cy: at.y(y), r })));
    }
    return group;
  });
  root.front.replaceChildren(...drawn);
}

function legend(root, data) {
  const stamp = data.series.map((one) => one.name + one.colour + one.style).join();
  if (root.legendStamp === stamp) return;
  root.legendStamp = stamp;
  root.legend.replaceChildren(
    ...data.series.map((one) => {
      const item = document.createElement("span");
      const swatch = document.createElement("i");
      swatch.className = one.style;
      swatch.style.setProperty("--colour", one.colour);
      item.append(swatch, one.name);
      return item;
    }),
  );
}

function read(root, update) {
  const { data, at } = root;
  const near = data.series
    .map((one) => {
      let best = -1;
      one.x.forEach((x, i) => { if (best < 0 || Math.abs(x - update) < Math.abs(one.x[best] - update)) best = i; });
      return best < 0 ? null : { one, x: one.x[best], y: one.y[best] };
    })
    .filter(Boolean);
  if (!near.length) return hide(root);
  const place = near.reduce((a, b) => (Math.abs(b.x - update) < Math.abs(a.x - update) ? b : a)).x;
  root.place = place;
  const told = near.filter(({ x }) => x === place);
  root.line.setAttribute("visibility", "visible");
  for (const end of ["x1", "x2"]) root.line.setAttribute(end, at.x(place));
  root.tip.replaceChildren(
    ...[`${data.xTitle} ${place.toLocaleString("en-US")}`, ...told.map(({ one, y }) => `${one.name}: ${shown(y, 6)}`)].map((text) => {
      const row = document.createElement("div");
      row.textContent = text;
      return row;
    }),
  );
  root.tip.hidden = false;
  const left = at.x(place);
  const turned = left > root.width / 2;
  Object.assign(root.tip.style, turned ? { left: "", right: `${root.width - left + 10}px` } : { right: "", left: `${left + 10}px` });
}

function hide(root) {
  root.tip.hidden = true;
  root.place = undefined;
  root.line.setAttribute("visibility", "hidden");
}

function draw(root) {
  const { data } = root;
  root.width = root.clientWidth || 600;
  root.svg.setAttribute("viewBox", `0 0 ${root.width} ${HEIGHT}`);
  root.svg.setAttribute("aria-label", data.label);
  root.at = scales(data, root.width);
  root.line.setAttribute("y1", MARGIN.top);
  root.line.setAttribute("y2", MARGIN.top + root.at.room.y);
  axes(root, data, root.at, root.width);
  curves(root, data, root.at);
  legend(root, data);
  if (root.place !== undefined) read(root, root.place);
}

function begin(parent) {
  const root = document.createElement("div");
  root.className = "losses";
  root.legend = document.createElement("div");
  root.legend.className = "legend";
  root.svg = make("svg", { role: "img", tabindex: "0", height: HEIGHT });
  root.back = make("g");
  root.front = make("g");
  root.line = make("line", { class: "reading", visibility: "hidden" });
  root.svg.append(root.back, root.line, root.front);
  root.tip = document.createElement("div");
  root.tip.className = "tip";
  root.tip.hidden = true;
  root.tip.setAttribute("role", "status");
  const frame = document.createElement("div");
  frame.className = "frame";
  frame.append(root.svg, root.tip);
  root.append(root.legend, frame);
  parent.append(root);
  root.svg.onpointermove = (event) => read(root, root.at.update(event.clientX - root.svg.getBoundingClientRect().left));
  root.svg.onpointerleave = () => hide(root);
  root.svg.onblur = () => hide(root);
  root.svg.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = [...new Set(root.data.series.flatMap((one) => one.x))].sort((a, b) => a - b);
    const now = root.place === undefined ? (step > 0 ? -1 : all.length) : all.indexOf(root.place);
    read(root, all[Math.min(all.length - 1, Math.max(0, now + step))]);
  };
  return root;
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".losses") ?? begin(parentElement);
  root.data = data;
  root.observer ??= new ResizeObserver(() => { if (root.clientWidth !== root.width) draw(root); });
  root.observer.observe(root);
  draw(root);
  return () => root.observer.disconnect();
}
