"""A slider moved → the picture repainted: the lab's pages beside a bare Streamlit page, 512×512, median of 20."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.browser import chromium_page
from tests.browser import driver

TIMES = 20
BARE = """
import numpy as np
import streamlit as st
from core import images

photograph = np.uint8(images.photograph("camera", 512) * 255)
value = st.slider("value", 0, 300, 0)
st.image(np.roll(photograph, value, axis=1))
"""
# The page's settings, the control that is changed, and which of its pictures is the result.
PAGES = {
    "cross_correlation": ({"image": "camera", "side": "512", "kernel": "sobel_x"}, "Dilation, rows", -1),
    "edge_detection": ({"image": "camera", "side": "512", "kernel": "sobel_x"}, "Side in pixels", 1),
    "convolution_vs_correlation": ({"image": "camera", "side": "512", "kernel": "sobel_x"}, "Side in pixels", -1),
}
# From the key press to the moment when every picture's address has changed and the picture is decoded and painted.
_PAINTED = """async ([before, place]) => {
  const result = () => [...document.querySelectorAll('[data-testid=stMain] img')].at(place);
  while (!result() || result().src === before || !result().complete) await new Promise(requestAnimationFrame);
  await result().decode().catch(() => {});
  await new Promise(requestAnimationFrame);
  return performance.now();
}"""


def main() -> None:
    """Print medians and ratios."""
    with tempfile.TemporaryDirectory() as folder, chromium_page() as page:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        server = driver.start_lab(Path(folder) / "bare.log", str(bare))
        try:
            driver.goto(page, server)
            yardstick = _median(page, "value", 0, -1)
        finally:
            server.stop()
        print(f"bare page: {yardstick:.0f} ms")
        lab = driver.start_lab(Path(folder) / "lab.log")
        try:
            for name, (query, label, place) in PAGES.items():
                driver.goto(page, lab, name, **query)
                low = 1 if label.startswith("Dilation") else 480
                taken = _median(page, label, low, place)
                print(f"{name}: {taken:.0f} ms, {taken / yardstick:.2f}× the bare page")
        finally:
            lab.stop()


def _median(page: Any, label: str, low: int, place: int) -> float:
    main = driver.main(page)
    slider = main.get_by_role("slider")
    field = main.get_by_label(label, exact=True).first
    taken = []
    for step in range(TIMES):
        before = page.evaluate(
            "place => [...document.querySelectorAll('[data-testid=stMain] img')].at(place).src", place
        )
        if slider.count():
            slider.first.focus()
            start = page.evaluate("() => performance.now()")
            slider.first.press("ArrowRight")
        else:
            field.fill(str(low + 1 + step))
            start = page.evaluate("() => performance.now()")
            field.press("Enter")
        taken.append(page.evaluate(_PAINTED, [before, place]) - start)
        driver.settle(page)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
