// What a teacher shares: the link with what is added to it, as an address, as HTML and as a QR code.
// Everything is made here but the code's picture, which the server draws of the address once it is asked for.

import { made } from "#shared/elements.js";
import { changed, copied, embedCode, FRAME, LESSON, link } from "./addresses.js";

const HEIGHTS = { picture: 360, page: 900 };

function make(kind, className = "", text = "") {
  return Object.assign(made(kind, className), { textContent: text });
}

function choice(text) {
  const label = make("label"), box = make("input");
  box.type = "checkbox";
  label.append(box, " ", text);
  return { label, box };
}

// A choice with finer ones below it: all of them ("1"), or some by name. It begins with none, and says so.
class Choices {
  constructor(words, options, now) {
    const { label, box } = choice(words.some), named = now === "1" ? [] : now.split(",").filter(Boolean);
    Object.assign(this, { label, box, words, all: choice(words.all), list: make("div", "finer"), none: make("p", "none") });
    this.all.label.className = "all";
    this.all.box.checked = now === "1";
    this.list.append(this.all.label);
    this.finer = Object.entries(options).map(([name, title]) => {
      const one = choice(title);
      one.box.checked = named.includes(name);
      this.list.append(one.label);
      return { name, box: one.box };
    });
    this.none.setAttribute("role", "status");
    this.list.append(this.none);
    this.kept = named.filter((name) => !(name in options)); // written by hand: more than is offered here
    box.checked = Boolean(now);
  }

  get text() {
    if (!this.box.checked) return "";
    if (this.all.box.checked) return "1";
    return [...this.finer.filter((one) => one.box.checked).map((one) => one.name), ...this.kept].join(",");
  }

  update() {
    this.list.hidden = !this.box.checked;
    for (const { box } of this.finer) box.disabled = this.all.box.checked;
    const said = this.box.checked && !this.text ? this.words.none : "";
    if (this.none.textContent !== said) this.none.textContent = said;
  }
}

class Lesson {
  constructor(parent, component) {
    const { words, locks, hides } = component.data, now = new URL(window.location.href).searchParams;
    this.root = make("div", "lesson");
    this.picture = choice(words.picture);
    this.picture.box.checked = now.get("view") === "picture";
    this.lock = new Choices(words.lock, locks, now.get("lock") ?? "");
    this.hide = new Choices(words.hide, hides, now.get("hide") ?? "");
    this.address = make("input", "address");
    this.address.readOnly = true;
    this.address.setAttribute("aria-label", words.address);
    this.copy = this.button(words.copy, () => this.address.value);
    this.embed = this.button(words.embed, () => embedCode(this.address.value, document.title, this.picture.box.checked ? HEIGHTS.picture : HEIGHTS.page));
    this.qr = make("button", "", words.qr);
    this.qr.onclick = () => component.setStateValue("qr", this.address.value);
    this.reason = make("p", "reason");
    this.reason.id = "reason";
    this.image = make("img", "qr");
    this.row = make("div", "row");
    this.row.append(this.copy, this.embed, this.qr);
    this.root.append(
      make("p", "", words.intro), this.picture.label, this.lock.label, this.lock.list, this.hide.label, this.hide.list,
      this.address, this.row, this.reason, this.image, make("p", "note", words.note));
    this.root.onchange = () => this.update();
    parent.append(this.root);
  }

  button(text, value) {
    const button = make("button", "", text);
    button.onclick = async () => {
      if (await copied(value())) {
        button.textContent = this.data.words.copied;
        clearTimeout(button.timer);
        button.timer = setTimeout(() => { button.textContent = text; }, 2000);
      } else {
        this.address.value = value();
        this.address.focus();
        this.address.select();
      }
    };
    return button;
  }

  update(data = this.data) {
    this.data = data;
    this.lock.update();
    this.hide.update();
    const put = { view: this.picture.box.checked ? "picture" : "", lock: this.lock.text, hide: this.hide.text };
    this.address.value = link(changed(window.location.href, [...FRAME, ...LESSON], put), data.version);
    const long = new TextEncoder().encode(this.address.value).length > data.limit;
    this.qr.disabled = long;
    this.reason.textContent = long ? data.words.long : "";
    if (long) this.qr.setAttribute("aria-describedby", "reason"); else this.qr.removeAttribute("aria-describedby");
    this.image.hidden = data.qr?.address !== this.address.value;
    if (!this.image.hidden) {
      this.image.src = data.qr.image;
      this.image.alt = data.words.qr;
    }
  }
}

export default function (component) {
  const { parentElement, data } = component, stamp = JSON.stringify([data.words, data.locks, data.hides]);
  if (parentElement.stamp !== stamp) {
    parentElement.lesson?.root.remove();
    parentElement.lesson = new Lesson(parentElement, component);
    parentElement.stamp = stamp;
  }
  const { lesson } = parentElement;
  lesson.update(data);
  return () => { for (const button of [lesson.copy, lesson.embed]) clearTimeout(button.timer); };
}
