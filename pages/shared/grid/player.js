// Play, step and scrub through the cells of one matrix, row by row.

import { made } from "#shared/elements.js";
import { cellName } from "./reading.js";

const SPEEDS = [0.5, 1, 2, 4, 8, 16, 30], CELLS_A_SECOND = 2;
// Who asks for less motion is spared what would flicker: the faster speeds are not offered.
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const ICONS = {
  play: "M8 5v14l11-7z", pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  back: "M6 5h2.5v14H6zM20 5v14l-10-7z", forward: "M15.5 5H18v14h-2.5zM4 5v14l10-7z",
};

export class Player {
  constructor(move) {
    this.move = move;
    this.position = 0;
    this.length = 1;
    this.element = made("div", "player");
    this.element.setAttribute("role", "group");
    this.buttons = {};
    for (const name of ["back", "play", "forward"]) {
      const button = made("button");
      button.append(icon(ICONS[name]));
      this.buttons[name] = button;
      this.element.append(button);
    }
    this.buttons.back.onclick = () => { this.pause(); this.go(this.position - 1); };
    this.buttons.forward.onclick = () => { this.pause(); this.go(this.position + 1); };
    this.buttons.play.onclick = () => this.toggle();
    this.range = made("input");
    this.range.type = "range";
    this.range.min = 0;
    this.range.step = 1;
    this.range.oninput = () => { this.pause(); this.go(Number(this.range.value)); };
    this.speed = made("select");
    for (const factor of SPEEDS) {
      const option = made("option");
      option.value = factor;
      option.textContent = `${factor}×`;
      this.speed.append(option);
    }
    this.speed.value = "1";
    this.element.append(this.range, this.speed);
  }

  update(words, name, rows, columns) {
    this.words = words;
    this.name = name;
    this.columns = columns;
    this.length = rows * columns;
    this.range.max = this.length - 1;
    for (const [key, label] of [["back", words.back], ["forward", words.forward]]) this.label(this.buttons[key], label);
    this.range.setAttribute("aria-label", words.position);
    this.speed.setAttribute("aria-label", words.speed);
    this.speed.title = words.speed;
    for (const option of this.speed.options) option.disabled = calm() && Number(option.value) > 1;
    this.show(Math.min(this.position, this.length - 1));
    this.face();
  }

  label(button, text) { button.title = text; button.setAttribute("aria-label", text); }

  face() {
    this.label(this.buttons.play, this.playing ? this.words.pause : this.words.play);
    this.buttons.play.replaceChildren(icon(this.playing ? ICONS.pause : ICONS.play));
  }

  // The position without telling anyone: a cell was chosen in another way.
  show(position) {
    this.position = position;
    this.range.value = position;
    this.range.style.setProperty("--part", this.length > 1 ? position / (this.length - 1) : 0);
    const cell = cellName(this.name, Math.floor(position / this.columns), position % this.columns);
    this.range.setAttribute("aria-valuetext", `${cell}, ${position + 1} / ${this.length}`);
    this.buttons.back.disabled = position <= 0;
    this.buttons.forward.disabled = position >= this.length - 1;
  }

  go(position) {
    this.show(Math.max(0, Math.min(this.length - 1, position)));
    this.move(Math.floor(this.position / this.columns), this.position % this.columns, this.playing);
  }

  toggle() { if (this.playing) this.pause(); else this.play(); }

  // Over and over, until something is touched; by itself only where motion is welcome.
  playByItself() {
    if (calm()) return;
    this.again = true;
    this.play();
  }

  play() {
    if (this.position >= this.length - 1) this.go(0);
    this.playing = true;
    this.face();
    let last = performance.now(), due = 0;
    const frame = (now) => {
      if (!this.playing) return;
      const speed = Number(this.speed.value);
      due += ((now - last) / 1000) * CELLS_A_SECOND * (calm() ? Math.min(1, speed) : speed);
      last = now;
      if (due >= 1) {
        // A slow frame is caught up with, so that the speed is what was asked for.
        const steps = Math.floor(due);
        due -= steps;
        this.go(this.again ? (this.position + steps) % this.length : this.position + steps);
        if (!this.again && this.position >= this.length - 1) { this.pause(); return; }
      }
      this.request = requestAnimationFrame(frame);
    };
    this.request = requestAnimationFrame(frame);
  }

  pause() {
    this.again = false;
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.request);
    this.face();
    this.move(Math.floor(this.position / this.columns), this.position % this.columns, false);
  }
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
