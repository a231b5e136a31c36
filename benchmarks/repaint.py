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

value = st.number_input("value", value=0, step=1)
st.image(np.full((512, 512, 3), value % 256, dtype=np.uint8))
"""
PAGES = {
    "cross_correlation": ({"image": "camera", "side": "512", "kernel": "sobel_x"}, "Dilation, rows"),
    "edge_detection": ({"image": "camera", "side": "512", "kernel": "sobel_x"}, "Side in pixels"),
    "convolution_vs_correlation": ({"image": "camera", "side": "512", "kernel": "sobel_x"}, "Side in pixels"),
}
# From the key press to the moment when every picture's address has changed and the picture is decoded and painted.
_PAINTED = """async (before) => {
  const result = () => [...document.querySelectorAll('[data-testid=stMain] img')].at(-1);
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
            yardstick = _median(page, "value", 1, 250)
        finally:
            server.stop()
        print(f"bare page: {yardstick:.0f} ms")
        lab = driver.start_lab(Path(folder) / "lab.log")
        try:
            for name, (query, label) in PAGES.items():
                driver.goto(page, lab, name, **query)
                low = 1 if label.startswith("Dilation") else 480
                taken = _median(page, label, low, low + TIMES)
                print(f"{name}: {taken:.0f} ms, {taken / yardstick:.2f}× the bare page")
        finally:
            lab.stop()


def _median(page: Any, label: str, low: int, high: int) -> float:
    field = driver.main(page).get_by_label(label, exact=True).first
    taken = []
    for step in range(TIMES):
        before = page.evaluate("() => [...document.querySelectorAll('[data-testid=stMain] img')].at(-1).src")
        field.fill(str(low + 1 + step % (high - low)))
        start = page.evaluate("() => performance.now()")
        field.press("Enter")
        taken.append(page.evaluate(_PAINTED, before) - start)
        driver.settle(page)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
