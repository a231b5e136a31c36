"""The tensor grid while it plays a 28×28 input: pictures a second in Chromium."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.browser import chromium_page
from tests.browser import driver

SECONDS = 3
# Counts the frames that the browser really paints, and in how many of them another cell was chosen.
_COUNT = """async (seconds) => {
  const chosen = () => {
    const all = [document, ...[...document.querySelectorAll('*')].map(e => e.shadowRoot).filter(Boolean)];
    for (const root of all) { const s = root.querySelector('input[type=range]'); if (s) return s.value; }
    return null;
  };
  let frames = 0, moves = 0, last = chosen();
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await new Promise(requestAnimationFrame);
    frames += 1;
    const now = chosen();
    if (now !== last) { moves += 1; last = now; }
  }
  return [frames / seconds, moves / seconds];
}"""


def main() -> None:
    """Print frames and moves a second, at the player's top speed."""
    with tempfile.TemporaryDirectory() as folder, chromium_page() as page:
        lab = driver.start_lab(Path(folder) / "server.log")
        try:
            driver.goto(page, lab, "cross_correlation", image="noise", side="28", kernel="sobel_x")
            speeds = page.locator("select").first
            speeds.select_option(speeds.locator("option").last.get_attribute("value"))
            page.get_by_role("button", name="Play", exact=True).first.click()
            frames, moves = page.evaluate(_COUNT, SECONDS)
        finally:
            lab.stop()
    print(f"28×28 while playing: {frames:.0f} frames a second, {moves:.0f} windows a second")


if __name__ == "__main__":
    main()
