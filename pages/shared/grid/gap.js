// Small buttons between two matrices or maps: what is pressed goes there. Python says which: [[place, name, text, label], …].

import { made } from "#shared/elements.js";

export class Gap {
  // owner: data, trigger(name, value), and `pressed`, the button that was pressed last.
  constructor(owner) {
    this.owner = owner;
    this.element = made("div", "gap");
    this.buttons = [];
  }

  update(asked = []) {
    this.element.hidden = !asked.length;
    while (this.buttons.length > asked.length) this.buttons.pop().remove();
    asked.forEach(([place, name, text, label], i) => {
      const button = (this.buttons[i] ??= this.element.appendChild(made("button")));
      button.textContent = text;
      button.title = label;
      button.setAttribute("aria-label", label);
      button.onclick = () => {
        this.owner.pressed = { button: String([place, name]), gaps: this.count };
        this.owner.trigger("pressed", [place, name]);
      };
      const { pressed } = this.owner;
      if (pressed?.button !== String([place, name]) || pressed.gaps === this.count) return;
      // What was put in may have brought other matrices along: the focus stays in the gap that it was in.
      this.owner.pressed = null;
      if (document.activeElement === document.body) button.focus();
    });
  }

  // All gaps of the picture: another number tells that something was put in.
  get count() { return Object.keys(this.owner.data.gaps ?? {}).length; }

  // What it takes of a row's width.
  get width() { return this.element.hidden ? 0 : this.element.offsetWidth + 4; }
}
