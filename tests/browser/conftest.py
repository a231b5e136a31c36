"""One Chromium and one server for each test worker; every test fails on an error in the browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.browser.driver import FLAGS, GET_CHROMIUM, LISTEN_IN, Lab, find_chromium, listen, start_lab, troubles_in

HERE = Path(__file__).parent
PATIENCE = 300_000  # milliseconds for whatever is waited for: a busy machine makes no test fail


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The executable; without one the browser tests are skipped, or fail where CONVLAB_REQUIRE_BROWSER=1."""
    try:
        found = find_chromium()
    except ImportError:
        found = None
    if found is None:
        if os.environ.get("CONVLAB_REQUIRE_BROWSER") == "1":
            pytest.fail(GET_CHROMIUM, pytrace=False)
        pytest.skip(GET_CHROMIUM)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """Playwright's browser."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The lab's server, shared by a worker's tests."""
    folder = tmp_path_factory.mktemp("lab")
    lab = start_lab(folder / "server.log", CONVOLUTION_LAB_DATA=str(folder / "data"))
    yield lab
    lab.stop()


@pytest.fixture
def cold_lab(chromium: str, tmp_path: Path) -> Iterator[Callable[..., Lab]]:
    """Start servers that nobody has visited yet; ``cold_lab(app=…, NAME="environment")``."""
    started: list[Lab] = []

    def start(app: str = "streamlit_app.py", **environment: str) -> Lab:
        started.append(start_lab(tmp_path / f"server{len(started)}.log", app, **environment))
        return started[-1]

    yield start
    for lab in started:
        lab.stop()


@dataclass(frozen=True)
class Tab:
    """A tab of a browser of its own, and what went wrong in it."""

    context: Any
    page: Any
    troubles: list[str]

    def swept(self) -> bool:
        """Leave nothing for the next visitor to find; False where that cannot be: the browser or its server is gone."""
        from playwright.sync_api import Error

        try:
            for other in self.context.pages:
                if other is not self.page:
                    other.close()
            self.page.unroute_all(behavior="ignoreErrors")
            self.context.clear_cookies()
            self.page.goto(urljoin(self.page.url, "/_stcore/health"))  # ends the visit; no script runs there
            self.page.evaluate("() => { sessionStorage.clear(); localStorage.clear(); }")
            self.page.mouse.move(0, 0)
        except Error:
            return False
        self.troubles.clear()
        return True


def open_tab(browser: Any, **options: Any) -> Tab:
    context, troubles = browser.new_context(**options), []
    context.set_default_timeout(PATIENCE)
    context.add_init_script(LISTEN_IN)
    context.on("page", lambda page: listen(page, troubles))
    return Tab(context, context.new_page(), troubles)


@pytest.fixture(scope="session")
def tabs() -> dict[str, list[Tab]]:
    """Tabs that nobody uses now, by their options: one that has compiled the lab's scripts opens a page in a third of the time."""
    return {}


@pytest.fixture
def visit(browser: Any, tabs: dict[str, list[Tab]]) -> Iterator[Callable[..., Any]]:
    """Open browsers that remember nothing: ``visit(width=390, height=844, scheme="dark", locale="zh-CN", touch=True)``.

    One that a test listens to or changes for good is asked for with ``fresh=True``: nobody uses it before or after.
    When the test is over, none of their pages may have shown an error.
    """
    used: list[tuple[Tab, list[Tab]]] = []

    def open_one(
        width: int = 1280,
        height: int = 900,
        *,
        scheme: str = "light",
        locale: str = "en-US",
        touch: bool = False,
        fresh: bool = False,
        **more: Any,
    ) -> Any:
        kind = {"locale": locale, "has_touch": touch, **more}
        free = [] if fresh else tabs.setdefault(repr(sorted(kind.items())), [])
        tab = free.pop() if free else open_tab(browser, **kind)
        used.append((tab, free))
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.page.emulate_media(
            color_scheme=scheme,
            reduced_motion=more.get("reduced_motion", "no-preference"),
            forced_colors=more.get("forced_colors", "none"),
        )
        return tab.page

    yield open_one
    troubles: list[str] = []
    for tab, free in used:
        seen = [said for page in tab.context.pages for said in troubles_in(page)] + tab.troubles
        troubles += seen
        if not seen and not tab.page.is_closed() and tab.swept():
            free.append(tab)
        else:
            tab.context.close()
    assert troubles == []


@pytest.fixture
def page(visit: Callable[..., Any]) -> Any:
    """A fresh browser, 1280 × 900, light, English."""
    return visit()
