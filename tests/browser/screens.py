"""What holds of every first screen: what a visitor needs lies in the window, and nothing scrolls sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def in_view(page: Page, *places: Locator) -> None:
    """Fail unless each of these lies in the window as a whole, with the page not scrolled."""
    size = page.viewport_size
    assert size is not None
    for place in places:
        place.wait_for()
        box = place.bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"] + 1, box
        assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"] + 1, box
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window, once all its elements have come."""
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    return int(
        page.evaluate(
            "(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; })()"
        )
    )
