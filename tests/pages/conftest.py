"""A visit to a page as a browser would make it, without pixels."""

import functools
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

from core import workers
from pages.parts.receptive_field.topics.feature_maps import job as feature_maps_job
from pages.shared import downloads, garbage, live, pictures

pytest.register_assert_rewrite("tests.pages.reading")
APP = Path(__file__).parents[2] / "streamlit_app.py"


@pytest.fixture(scope="session", autouse=True)
def quick_starts():
    """What Streamlit does for each app that a test starts, and that is the same for all: done once.

    It reads what every installed package says of itself, in search of components (0.2 s), and tidies up after the Keras
    that another test has imported here (0.3 s). The lab has no components in packages and no Keras in its server.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests)
        )
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


@pytest.fixture
def visit(monkeypatch):
    """visit("cross_correlation", stride_rows="2") → the page as it opens at that address.

    Workers start with the first job, not with the first page: most tests need none.
    """
    monkeypatch.setattr(workers, "start_in_background", lambda warm_up: None)
    monkeypatch.setattr(garbage, "keep_small", garbage.thaw)  # once, and by no clock
    monkeypatch.setattr(pictures, "HEAD_START", 0.0)  # no browser waits for a picture
    for steps in (live, feature_maps_job):
        monkeypatch.setattr(steps, "STEP_SECONDS", 300.0)  # no fragment watches a Step that takes longer

    def visit(page="home", **query):
        lab = AppTest.from_file(APP, default_timeout=300)
        if page != "home":
            lab.switch_page(f"pages/{page}.py")
        for name, value in query.items():
            lab.query_params[name] = value
        return lab.run()

    return visit


@pytest.fixture
def instead():
    """instead(executor): it takes what goes to the workers, until the end of the test."""

    def install(executor):
        workers.set_executor(executor)
        return executor

    yield install
    workers.set_executor(None)


@pytest.fixture
def offered(monkeypatch):
    """name → what makes the file, for each file that the page offers, as if every "Save…" were open."""
    found = {}
    monkeypatch.setattr(downloads, "button", lambda page, name, data, mime, file="": found.update({name: data}))
    monkeypatch.setattr(downloads, "save", downloads.offer)
    return found
