"""One Chromium and one server for each test worker; every test fails on an error in the browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.driver import FLAGS, GET_CHROMIUM, LISTEN_IN, Lab, find_chromium, listen, start_lab, troubles_in

HERE = Path(__file__).parent


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
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The lab's server, shared by a worker's tests."""
    lab = start_lab(tmp_path_factory.mktemp("lab") / "server.log")
    yield lab
    lab.stop()


@pytest.fixture
def cold_lab(chromium: str, tmp_path: Path) -> Iterator[Callable[..., Lab]]:
    """Start servers that nobody has visited yet; ``cold_lab(app=…, NAME="environment")``."""
    started: list[Lab] = []

    def start(app: str = "streamlit_app.py", **environment: str) -> Lab:
        environment.setdefault("CONVOLUTION_LAB_WORKERS", "1")  # half of the TensorFlow imports
        started.append(start_lab(tmp_path / f"server{len(started)}.log", app, **environment))
        return started[-1]

    yield start
    for lab in started:
        lab.stop()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open fresh browsers: ``visit(width=390, height=844, scheme="dark", locale="zh-CN", touch=True)``.

    When the test is over, none of their pages may have shown an error.
    """
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_one(
        width: int = 1280,
        height: int = 900,
        *,
        scheme: str = "light",
        locale: str = "en-US",
        touch: bool = False,
        **more: Any,
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale=locale,
            has_touch=touch,
            **more,
        )
        contexts.append(context)
        context.add_init_script(LISTEN_IN)
        context.on("page", lambda page: listen(page, troubles))
        return context.new_page()

    yield open_one
    for context in contexts:
        for page in context.pages:
            troubles += troubles_in(page)
        context.close()
    assert troubles == []


@pytest.fixture
def page(visit: Callable[..., Any]) -> Any:
    """A fresh browser, 1280 × 900, light, English."""
    return visit()
