"""A Chromium page to measure in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser import driver


@contextmanager
def chromium_page() -> Iterator[Any]:
    """A fresh page at 1280 × 900."""
    from playwright.sync_api import sync_playwright

    found = driver.find_chromium()
    if found is None:
        raise SystemExit(driver.GET_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(driver.FLAGS))
        yield driver.fresh_page(browser, viewport={"width": 1280, "height": 900})
        browser.close()
