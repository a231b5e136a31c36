"""A slider moved → the picture repainted, an address opened → its first picture, a cell painted → all feature maps: the lab's
pages beside a bare Streamlit page with a picture of 512×512, medians of 20, of 10 and of 20.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import TimeoutError

from benchmarks.browser import chromium_page
from tests.browser import driver

TIMES = 20
VISITS = 10
UNCHANGED = 1_000  # ms without another answer
BARE = """
import numpy as np
import streamlit as st
from core import images

photograph = np.uint8(images.photograph("camera", 512) * 255)
st.title("Bare")
value = st.slider("value", 0, 300, 0)
st.image(np.roll(photograph, value, axis=1))
"""
SETTINGS = {"image": "camera", "side": "512", "kernel": "sobel_x"}
TYPED = {"image": "camera", "side": "512", "kernel": "typed", "k": "1_0_-1~2_0_-2~1_0_-1"}
# The page's settings, the control that is changed, what is typed there at each step, the key that says so,
# and which of the page's pictures is the result.
PAGES = {
    "cross_correlation": (SETTINGS, "Dilation", lambda step: str(2 + step), "Enter", -1),
    "edge_detection": (TYPED, "Numbers of the kernel", lambda step: f"1 0 -{2 + step}", "Control+Enter", 1),
    "convolution_vs_correlation": (
        TYPED,
        "Numbers of the kernel",
        lambda step: f"1 {2 + step} -1\n0 0 0",
        "Control+Enter",
        -1,
    ),
}
# A tab that comes to the front paints all its pictures again: that is over before anything is measured.
_SHOWN = """async () => {
  await Promise.all([...document.images].map((picture) => picture.decode().catch(() => {})));
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""
# From the key press to the moment when every picture's address has changed and the picture is decoded and painted.
_PAINTED = """async ([before, place]) => {
  const result = () => [...document.querySelectorAll('[data-testid=stMain] img')].at(place);
  while (!result() || result().src === before || !result().complete) await new Promise(requestAnimationFrame);
  await result().decode().catch(() => {});
  await new Promise(requestAnimationFrame);
  return performance.now();
}"""
# From the beginning of the navigation to the moment when the first picture is decoded and painted.
_FIRST = """async () => {
  const first = () => [...document.querySelectorAll('[data-testid=stMain] img')].find((one) => one.complete && one.naturalWidth);
  while (!first()) await new Promise(requestAnimationFrame);
  await first().decode().catch(() => {});
  await new Promise(requestAnimationFrame);
  return performance.now();
}"""

# From the pointer's move over a cell, with the brush, to the moment when other probabilities, and the maps with them, are painted.
_LOOK = """(likely) => {
  const before = likely.textContent;
  window.seen = window.moved = null;
  const moved = (event) => {
    if (!event.buttons) return;
    window.moved = performance.now();
    window.removeEventListener('pointermove', moved, true);
  };
  window.addEventListener('pointermove', moved, true);
  const painted = () => { window.seen = performance.now(); };
  const look = () => { requestAnimationFrame(likely.textContent === before ? look : painted); };
  look();
}"""


def main() -> None:
    """Print medians and ratios."""
    with tempfile.TemporaryDirectory() as folder, chromium_page() as page:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        servers = driver.start_lab(Path(folder) / "bare.log", str(bare)), driver.start_lab(Path(folder) / "lab.log")
        try:
            # TensorFlow is imported in the server's first seconds, on a core that neither page should miss.
            driver.goto(page, servers[1], "learning_a_kernel")
            driver.main(page).get_by_role("button", name="Step", exact=True).click()
            driver.settle(page, timeout=120)
            bare_page = driver.fresh_page(page.context.browser, viewport=page.viewport_size)
            driver.goto(bare_page, servers[0])
            for name, (query, label, value, key, place) in PAGES.items():
                driver.goto(page, servers[1], name, **query)
                # in turn, so that a slow moment hits both alike
                taken = [
                    (
                        _time(page, partial(_typed, page, label, value, key, step), place),
                        _time(bare_page, partial(_slid, bare_page), -1),
                    )
                    for step in range(TIMES)
                ]
                lab, yardstick = (statistics.median(times) for times in zip(*taken, strict=True))
                print(f"{name}: {lab:.0f} ms, {lab / yardstick:.2f}× the bare page's {yardstick:.0f} ms")
                _opened(page, f"{servers[1].url}/{name}?{urlencode(query)}", bare_page, servers[0].url)
            driver.goto(page, servers[1], "receptive_field", open="maps")
            _drawn(page, bare_page)
        finally:
            for server in servers:
                server.stop()


def _opened(page: Any, address: str, bare_page: Any, bare_address: str) -> None:
    """Print how long the first picture takes on a warm server, the browser's cache warm as well."""
    taken = []
    for _ in range(VISITS):
        pair = []
        for one, url in ((page, address), (bare_page, bare_address)):
            one.bring_to_front()
            one.goto(url, wait_until="commit")
            pair.append(float(one.evaluate(_FIRST)))
            driver.settle(one)
        taken.append(pair)
    lab, yardstick = (statistics.median(times) for times in zip(*taken, strict=True))
    print(f"  opened: {lab:.0f} ms to the first picture, {lab / yardstick:.2f}× the bare page's {yardstick:.0f} ms")


def _drawn(page: Any, bare_page: Any) -> None:
    """Print how long all feature maps of a small network take to follow the brush."""
    picture = page.locator(".editable .matrix")
    picture.scroll_into_view_if_needed()
    page.get_by_role("button", name="Brush", exact=True).click()
    box, taken = picture.bounding_box(), []
    cell = box["width"] / 28
    for step in range(TIMES):
        page.bring_to_front()
        page.mouse.move(box["x"] + 4.5 * cell, box["y"] + (3.5 + step) * cell)
        page.mouse.down()
        page.locator(".side .likely").evaluate(_LOOK)
        page.mouse.move(box["x"] + 5.5 * cell, box["y"] + (3.5 + step) * cell)
        with suppress(TimeoutError):  # this cell leaves the answer as it was
            page.wait_for_function("window.seen", timeout=UNCHANGED)
        lab = page.evaluate("window.seen && window.seen - window.moved")
        page.mouse.up()
        driver.settle(page)
        if lab is None:
            continue
        taken.append((lab, _time(bare_page, partial(_slid, bare_page), -1)))
    lab, yardstick = (statistics.median(times) for times in zip(*taken, strict=True))
    print(f"a cell drawn, all feature maps: {lab:.0f} ms, {lab / yardstick:.2f}× the bare page's {yardstick:.0f} ms")


def _slid(page: Any) -> Callable[[], None]:
    slider = driver.main(page).get_by_role("slider").first
    slider.focus()
    return lambda: slider.press("ArrowRight")


def _typed(page: Any, label: str, value: Callable[[int], str], key: str, step: int) -> Callable[[], None]:
    field = driver.main(page).get_by_label(label, exact=True).first
    field.fill(value(step))
    return lambda: field.press(key)


def _time(page: Any, prepare: Callable[[], Callable[[], None]], place: int) -> float:
    """Milliseconds from a key press to the painted result; `prepare` does what comes before the key press."""
    # A picture is drawn once the browser has fetched the code for pictures.
    page.locator("[data-testid=stMain] img").first.wait_for()
    page.bring_to_front()
    page.evaluate(_SHOWN)
    before = page.evaluate("place => [...document.querySelectorAll('[data-testid=stMain] img')].at(place).src", place)
    press = prepare()
    start = page.evaluate("() => performance.now()")
    press()
    taken = page.evaluate(_PAINTED, [before, place]) - start
    driver.settle(page)
    return float(taken)


if __name__ == "__main__":
    main()
