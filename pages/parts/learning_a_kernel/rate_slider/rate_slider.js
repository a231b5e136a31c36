// A range input on a logarithmic scale with two marks: the largest stable rate, and the fastest one. A mark may be null.
// The position is a whole number of STEPS; a rate typed elsewhere may lie between two of them or outside.
const STEPS = 600;
const PAUSE = 120; // milliseconds between two reports while it is dragged

export default function ({ parentElement, data, setStateValue }) {
  let root = parentElement.querySelector(".rate");
  if (!root) {
    root = document.createElement("div");
    root.className = "rate";
    root.innerHTML = '<input type="range" min="0"><div class="scale"><i class="stable"></i><i class="unstable"></i></div><div class="marks"></div>';
    parentElement.append(root);
  }
  const input = root.querySelector("input");
  const span = Math.log(data.high / data.low);
  const share = (rate) => Math.min(1, Math.max(0, Math.log(rate / data.low) / span));
  const rateAt = (step) => {
    const exact = data.low * Math.exp((step / STEPS) * span);
    return Number(exact.toPrecision(3));
  };
  input.max = STEPS;
  input.setAttribute("aria-label", data.label);
  if (!root.dragging) input.value = Math.round(share(data.rate) * STEPS);
  input.setAttribute("aria-valuetext", String(data.rate));
  root.querySelector(".stable").style.width = `${data.limit === null ? 100 : 100 * share(data.limit)}%`;
  const marks = root.querySelector(".marks");
  marks.replaceChildren(
    ...["fastest", "limit"].filter((name) => data[name] !== null).map((name) => {
      const mark = document.createElement("span");
      mark.className = name;
      mark.style.left = `${100 * share(data[name])}%`;
      mark.textContent = `${data.marks[name]} ${Number(data[name].toPrecision(3))}`;
      return mark;
    }),
  );
  const report = () => {
    root.timer = undefined;
    setStateValue("rate", rateAt(Number(input.value)));
  };
  input.oninput = () => {
    root.dragging = true;
    input.setAttribute("aria-valuetext", String(rateAt(Number(input.value))));
    if (root.timer === undefined) root.timer = setTimeout(report, PAUSE);
  };
  input.onchange = () => {
    root.dragging = false;
    clearTimeout(root.timer);
    report();
  };
  return () => clearTimeout(root.timer);
}
