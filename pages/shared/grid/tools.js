// The tools of a grid whose cells can be changed: undo, redo, reset, and the brush, which is off until it is taken up.

import { made } from "#shared/elements.js";

const ACTIONS = ["undo", "redo", "reset"];

export class Tools {
  // owner: undo(), redo(), reset(), and switched(painting).
  constructor(owner) {
    this.owner = owner;
    this.painting = false;
    this.element = made("div", "edits");
    this.element.setAttribute("role", "group");
    this.buttons = Object.fromEntries(ACTIONS.map((name) => [name, this.button(() => owner[name]())]));
    this.brush = this.button(() => {
      this.painting = !this.painting;
      this.show();
    });
    this.field = made("input");
    this.field.value = "1";
    this.field.size = 4;
    this.field.maxLength = 40;
    this.field.inputMode = "decimal";
    this.field.autocomplete = "off";
    this.element.append(...ACTIONS.map((name) => this.buttons[name]), this.brush, this.field);
  }

  button(pressed) {
    const button = made("button");
    button.onclick = pressed;
    return button;
  }

  update(words, editable, history) {
    this.element.hidden = !editable;
    if (!editable) this.painting = false;
    for (const name of ACTIONS) this.buttons[name].textContent = words[name];
    this.buttons.undo.title = `${words.undo} (Ctrl+Z)`;
    this.buttons.redo.title = `${words.redo} (Ctrl+Y)`;
    this.buttons.reset.title = words.reset_hint;
    this.brush.textContent = words.brush;
    this.brush.title = words.paint;
    this.field.setAttribute("aria-label", words.brush);
    this.element.setAttribute("aria-label", words.edit);
    this.enable(history);
    this.show();
  }

  // Disabled buttons would lose the focus of a keyboard that has just pressed them: they are said to be, and do nothing.
  enable(history) {
    const can = { undo: history.canUndo, redo: history.canRedo, reset: history.canReset };
    for (const name of ACTIONS) this.buttons[name].setAttribute("aria-disabled", String(!can[name]));
  }

  show() {
    this.brush.setAttribute("aria-pressed", String(this.painting));
    this.owner.switched(this.painting);
  }
}
