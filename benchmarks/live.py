"""A kernel learned live: pictures and updates a second, how soon Stop and a new rate take effect, four visitors at once."""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.browser import chromium_page
from tests.browser import driver

TIMES = 10
SECONDS = 6.0
SETTINGS = {
    "image": "camera", "side": "256", "kernel": "gaussian", "h": "5", "w": "5", "start": "random", "loss": "mean",
    "rate": "0.001", "epochs": "1000000",
}  # fmt: skip
# How often the line under the curve has changed since `watch`. It asks for text, never for what is laid out: `innerText` of
# the whole page on every change took a fifth of the browser's time, from the very run that is measured.
_WATCH = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const line = () => (/([\\d,]+) of 1,000,000 updates/.exec(main.textContent) ?? [''])[0];
  window.seen = { pictures: 0, line: line() };
  window.watching?.disconnect();
  window.watching = new MutationObserver(() => {
    const now = line();
    if (now && now !== window.seen.line) { window.seen.line = now; window.seen.pictures++; }
  });
  window.watching.observe(main, { subtree: true, childList: true, characterData: true });
}"""
# When the visitor last clicked or pressed a key: what the driver itself takes to get there does not count.
_ACTED = """() => ['click', 'keydown'].forEach((kind) => window.addEventListener(
  kind, () => { window.acted = performance.now(); }, true))"""
_UNTIL = """async (name) => {
  const tests = {
    stopped: (text) => /Paused/.test(text),
    changed: (text) => /learning rate 0\\.001 → 0\\.002/.test(text),
  };
  while (!tests[name](document.querySelector('[data-testid=stMain]').textContent)) await new Promise(requestAnimationFrame);
  return performance.now();
}"""


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, chromium_page() as page:
        lab = driver.start_lab(Path(folder) / "lab.log")
        try:
            alone = _engine()
            print(f"the engine without a page: {alone:,.0f} updates a second")
            driver.goto(page, lab, "learning_a_kernel", **SETTINGS)
            _begin(page)
            page.evaluate(_ACTED)
            page.evaluate(_WATCH)
            first, begun = _updates(page), time.perf_counter()
            page.wait_for_timeout(1000 * SECONDS)
            last, taken = _updates(page), time.perf_counter() - begun
            pictures = page.evaluate("window.seen.pictures") / taken
            print(
                f"on the page: {(last - first) / taken:,.0f} updates a second, {(last - first) / taken / alone:.0%} of it;"
                f" {pictures:.1f} pictures a second"
            )
            print(f"Stop takes effect within {_stops(page):.0f} ms (median of {TIMES})")
            print(f"a new rate takes effect within {_rates(page):.0f} ms (median of {TIMES})")
            _four(page, lab)
        finally:
            lab.stop()


def _engine() -> float:
    """Updates a second of the same experiment in one worker, in chunks as the page asks for them."""
    import numpy as np

    from core import correlation, images, kernels, learning, workers

    image = images.picture("camera", side=256)
    experiment = learning.KernelLearning(
        image, correlation.correlate(image, kernels.gaussian()), kernel_size=(5, 5), learning_rate=0.001,
        epochs=1_000_000, loss="mean", initial_kernel=np.zeros((5, 5)),
    )  # fmt: skip
    state = workers.run(learning.advance, experiment, learning.start(experiment), 50)[0]
    state, _ = workers.run(learning.advance, experiment, state, 500)
    begun, before = time.perf_counter(), state.epoch
    while time.perf_counter() - begun < SECONDS:
        state, _ = workers.run(learning.advance, experiment, state, 500)
    rate = (state.epoch - before) / (time.perf_counter() - begun)
    workers.set_executor(None)
    return float(rate)


def _begin(page: Any) -> None:
    main = driver.main(page)
    main.get_by_role("button", name=re.compile("^(Start training|Start again|Resume)$")).click()
    page.wait_for_function(
        "() => /[1-9][\\d,]* of 1,000,000 updates/.test(document.querySelector('[data-testid=stMain]').innerText)",
        timeout=90_000,
    )
    page.wait_for_timeout(1000)


def _updates(page: Any) -> int:
    found = re.search(r"([\d,]+) of 1,000,000 updates", driver.main(page).inner_text())
    return int(found[1].replace(",", "")) if found else 0


def _stops(page: Any) -> float:
    taken = []
    stop = driver.main(page).get_by_role("button", name="Stop training")
    for _ in range(TIMES):
        stop.click()
        taken.append(page.evaluate(_UNTIL, "stopped") - page.evaluate("window.acted"))
        driver.settle(page)
        _begin(page)
    return statistics.median(taken)


def _rates(page: Any) -> float:
    """From Enter to the first picture that tells of updates with the new rate."""
    taken = []
    main = driver.main(page)
    for _ in range(TIMES):
        main.get_by_role("button", name="Stop training").click()
        driver.settle(page)
        main.get_by_role("button", name="Reset").click()
        driver.settle(page)
        field = main.locator("[data-testid=stNumberInput]").get_by_label("Learning rate", exact=True)
        field.fill("0.001")
        field.press("Enter")
        driver.settle(page)
        _begin(page)
        field.fill("0.002")
        field.press("Enter")
        taken.append(page.evaluate(_UNTIL, "changed") - page.evaluate("window.acted"))
    return statistics.median(taken)


def _four(page: Any, lab: driver.Lab) -> None:
    """Four visitors train; a fifth one changes a setting on another page."""
    browser = page.context.browser
    main = driver.main(page)
    main.get_by_role("button", name="Stop training").click()
    fifth = driver.fresh_page(browser, viewport={"width": 1280, "height": 900})
    driver.goto(fifth, lab, "cross_correlation", image="noise", side="24", kernel="sobel_x")
    idle = _answer(fifth)
    visitors = [driver.fresh_page(browser, viewport={"width": 1280, "height": 900}) for _ in range(4)]
    for number, visitor in enumerate(visitors):
        visitor.goto(f"{lab.url}/learning_a_kernel?{urlencode({**SETTINGS, 'start_seed': str(number)})}")
        driver.settle(visitor)
        _begin(visitor)
    before = [_updates(visitor) for visitor in visitors]
    begun = time.perf_counter()
    busy = _answer(fifth)
    page.wait_for_timeout(max(0.0, 1000 * (SECONDS - time.perf_counter() + begun)))
    made = [_updates(visitor) - first for visitor, first in zip(visitors, before, strict=True)]
    total = sum(made) or 1
    print("four visitors share the updates: " + ", ".join(f"{one / total:.0%}" for one in made))
    print(f"a fifth visitor's setting answers in {idle:.0f} ms alone, {busy:.0f} ms beside them: {busy / idle:.1f}×")


def _answer(page: Any) -> float:
    taken = []
    field = driver.main(page).get_by_label("Dilation", exact=True)
    for step in range(TIMES):
        rows = 24 - 2 * (1 + (step + 1) % 8)
        field.fill(str(1 + (step + 1) % 8))
        start = page.evaluate("() => performance.now()")
        field.press("Enter")
        page.wait_for_function(
            "rows => document.querySelector('[data-testid=stMain]').innerText.includes(`Output Y\\n${rows}×${rows}`) || [...document.querySelectorAll('[data-testid=stMain] *')].some(e => e.shadowRoot?.textContent.includes(`${rows}×${rows}`))",
            arg=rows,
        )
        taken.append(page.evaluate("() => performance.now()") - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
