"""What holds of every screen: what a visitor needs lies in the window, nothing scrolls sideways, controls say what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


CHOSEN = """() => {
  const within = document.querySelector('[data-testid=stMain]');
  const of = (selector, value) => [...within.querySelectorAll(selector)].map(value);
  return [
    ...of('input:not([type=file]), textarea', (e) => ['radio', 'checkbox'].includes(e.type) ? e.checked : e.value),
    ...of('[role=slider]', (e) => e.getAttribute('aria-valuetext') ?? e.getAttribute('aria-valuenow')),
    ...of('[data-testid=stSelectbox]', (e) => e.innerText),
    ...of('[data-testid=stButtonGroup] button', (e) => [e.innerText, e.dataset.testid, e.getAttribute('aria-checked')].join()),
  ];
}"""


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


def chosen(page: Page) -> list[Any]:
    """What the page's controls say."""
    said: list[Any] = page.evaluate(CHOSEN)
    return said


def until_chosen(page: Page, before: list[Any], *, same: bool = True) -> None:
    """Wait until the controls say what they said, or something else; fails where they never do."""
    from playwright.sync_api import TimeoutError

    compare = "===" if same else "!=="
    try:
        said = f"before => JSON.stringify(({CHOSEN})()) {compare} JSON.stringify(before)"
        page.wait_for_function(said, arg=before)
    except TimeoutError:
        assert (chosen(page) == before) is same, (before, chosen(page))
