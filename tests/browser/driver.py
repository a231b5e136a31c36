"""How a browser test starts the lab, walks about in it and reads what stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from serving.replicas import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
)
GET_CHROMIUM = (
    "no Chromium found: install it (Debian: apt-get install chromium; anywhere: "
    "python -m playwright install chromium) or name it in $CHROMIUM"
)
# Runs before the page does and listens in on its WebSocket: whether the newest of what the page has asked the server for
# (a rerun is field 11 of a BackMsg) has been answered (4: a run begins, 6: it has ended, 2 for the sake of another one,
# 3 that of a fragment alone).
LISTEN_IN = """(() => {
  window.answered = 'no';
  const varint = (bytes, at) => {
    let value = 0, scale = 1;
    do { value += (bytes[at] & 127) * scale; scale *= 128; } while (bytes[at++] & 128);
    return [value, at];
  };
  const field = (bytes, wanted) => {
    for (let at = 0, tag, value; at < bytes.length;) {
      [tag, at] = varint(bytes, at);
      if ((tag & 7) === 1 || (tag & 7) === 5) { at += (tag & 7) === 1 ? 8 : 4; continue; }
      [value, at] = varint(bytes, at);
      if (Math.floor(tag / 8) === wanted) return value;
      if ((tag & 7) === 2) at += value;
    }
  };
  const send = WebSocket.prototype.send;
  const heard = new WeakSet();
  WebSocket.prototype.send = function (data) {
    if (!heard.has(this)) {
      heard.add(this);
      this.addEventListener('message', ({ data }) => {
        const bytes = new Uint8Array(data);
        if (field(bytes, 4) !== undefined) window.answered = 'running';
        const ended = field(bytes, 6);
        if (ended !== undefined) window.ended = ended;
        if (ended !== undefined && window.answered === 'running') window.answered = ended === 2 ? 'no' : 'yes';
      });
    }
    if (typeof data !== 'string' && field(new Uint8Array(data.buffer ?? data), 11) !== undefined) window.answered = 'no';
    return send.call(this, data);
  };
})()"""
# All is answered and drawn: a heading (an app of grids alone has none), the first picture or a sentence in its place, nothing
# of an older run; and so it is still when the browser has laid it out.
_SETTLED = """() => {
  const all = (selector, root) => [  // within components, too
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap(one => one.shadowRoot ? all(selector, one.shadowRoot) : []),
  ];
  const drawn = () => {
    const app = document.querySelector('[data-testid=stApp]'), main = document.querySelector('[data-testid=stMain]');
    return window.answered === 'yes' && app?.getAttribute('data-test-script-state') === 'notRunning'
      && main && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]') && all('h1, .grid', main).length > 0
      && all('.grid', main).every(grid => grid.querySelector('.matrix, canvas'))
      && all('.matrix, canvas, img, .vega-embed svg, [data-testid=stAlert], [data-testid=stException], .st-key-home-class-lines textarea', main)
        .some(one => one.tagName !== 'IMG' || one.naturalWidth > 0);
  };
  // A promise would count as a yes, so this is asked again and again: drawn, and then nothing more to do.
  if (!drawn()) { window.nothingToDo = undefined; return false; }
  if (window.nothingToDo === undefined) {
    const asked = window.nothingToDo = { yes: false };
    const idle = (then) => requestIdleCallback(then, { timeout: 1000 });  // a page that paints without a pause is never idle
    idle(() => requestAnimationFrame(() => idle(() => { asked.yes = true; })));
  }
  const settled = window.nothingToDo.yes;
  if (settled) window.nothingToDo = undefined;
  return settled;
}"""


def find_chromium() -> str | None:
    """The browser to drive: $CHROMIUM, one on the path, or the one playwright has installed."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else shutil.which(named)
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"):
        if found := shutil.which(name):
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@dataclass(frozen=True)
class Lab:
    """A running server: where it is, and its process."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_lab(log: Path, app: str = "streamlit_app.py", **environment: str) -> Lab:
    """Start a server of `app` on a free port and wait until it answers; no session is opened."""
    port = free_port()
    options = {
        "server.headless": "true",
        "server.address": "127.0.0.1",
        "server.port": str(port),
        "browser.gatherUsageStats": "false",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", app]
        + [part for name, value in options.items() for part in (f"--{name}", value)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    lab, heard, answers = Lab(f"http://127.0.0.1:{port}", process, log), threading.Event(), []

    def listen_to_it() -> None:
        assert process.stdout is not None
        with log.open("wb") as output, process.stdout:
            for line in process.stdout:
                output.write(line)
                output.flush()
                if b"URL:" in line:  # Streamlit says so once it listens
                    answers.append(line)
                    heard.set()
        heard.set()

    threading.Thread(target=listen_to_it, name=f"log of {lab.url}", daemon=True).start()
    if heard.wait(300) and answers:
        return lab
    lab.stop()
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def fresh_page(browser: Browser, **options: Any) -> Page:
    """A page in a browser that has seen nothing yet, listened to as `settle` needs it."""
    context = browser.new_context(**options)
    context.add_init_script(LISTEN_IN)
    return context.new_page()


def settle(page: Page, timeout: float = 300) -> None:
    """Wait until the page shows its heading and its first picture, as the script makes them after the last click; `timeout` in seconds."""
    # Asked more often, it may be still while a grid has yet to hear of its new page.
    page.wait_for_function(_SETTLED, timeout=timeout * 1000, polling=50)
    assert troubles_in(page) == []


def goto(page: Page, lab: Lab, path: str = "", **query: str) -> Page:
    """Open the lab's page `path` ("" is the front page) with a query, and wait until it stands still."""
    page.goto(f"{lab.url}/{path}" + (f"?{urlencode(query)}" if query else ""))
    settle(page)
    return page


def enter(field: Locator, text: str) -> None:
    """Type into a field in place of what stands there, press Enter and wait until the page stands still."""
    field.fill(text)
    field.press("Enter")
    settle(field.page)


def troubles_in(page: Page) -> list[str]:
    """The Python exceptions that the page shows."""
    return page.locator("[data-testid=stException]").all_inner_texts()


def main(page: Page) -> Locator:
    """What is right of the menu."""
    return page.locator("[data-testid=stMain]")


def cell(page: Page | Locator, name: str, row: int, column: int) -> Locator:
    """One cell of the first visible matrix `name` of the page, or of one of its tensor grids."""
    return page.locator(f'[role=gridcell][aria-label^="{name}[{row},{column}] ="]:visible').first


def matrix(page: Page, name: str) -> list[list[str]]:
    """The numbers of a matrix of up to 32 × 32 cells, in full, as a screen reader is told them."""
    cells = page.locator(f'[role=gridcell][aria-label^="{name}["]:visible')
    cells.first.wait_for()
    labels = cells.evaluate_all("cells => cells.map(cell => cell.getAttribute('aria-label'))")
    rows: list[list[str]] = []
    for label in labels:
        found = re.match(r"^.*?\[(\d+),(\d+)\] = ([^,]*)", label)
        assert found, label
        row, column = int(found[1]), int(found[2])
        if (row, column) == (0, 0) and rows:
            break  # a second matrix of the same name
        if row == len(rows):
            rows.append([])
        rows[row].append(found[3])
    return rows


def lit(page: Page | Locator, name: str) -> set[tuple[int, int]]:
    """The cells of matrix `name` that are lit, one at least."""
    cells = page.locator(f'.cell.lit[aria-label^="{name}["]:visible')
    cells.first.wait_for()
    labels = cells.evaluate_all("cells => cells.map(cell => cell.getAttribute('aria-label'))")
    places = [re.match(r"^.*?\[(\d+),(\d+)\]", label) for label in labels]
    return {(int(place[1]), int(place[2])) for place in places if place}


def reading(page: Page) -> str:
    """The sentence below the first visible grid."""
    return page.locator(".grid .reading > span:visible").first.inner_text()


def listen(page: Page, troubles: list[str]) -> None:
    """Collect what goes wrong in the browser: console errors, uncaught exceptions, failed requests."""

    def on_console(message: Any) -> None:
        # Streamlit looks for its base path below a page's own address first: those 404s are normal.
        if message.type == "error" and "Failed to load resource" not in message.text:
            troubles.append(f"console: {message.text[:400]}")

    def on_response(response: Any) -> None:
        if response.status >= 400 and "/_stcore/" not in response.url:
            troubles.append(f"{response.status} {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: troubles.append(f"page error: {str(error)[:400]}"))
    page.on("response", on_response)
