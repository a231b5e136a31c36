"""A visit to a page as a browser would make it, without pixels."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import workers
from pages.shared import garbage

APP = Path(__file__).parents[2] / "streamlit_app.py"


@pytest.fixture
def visit(monkeypatch):
    """visit("cross_correlation", stride_rows="2") → the page as it opens at that address.

    Workers start with the first job, not with the first page: most tests need none.
    """
    monkeypatch.setattr(workers, "start_in_background", lambda warm_up: None)
    monkeypatch.setattr(garbage, "keep_small", garbage.thaw)  # once, and by no clock

    def visit(page="home", **query):
        lab = AppTest.from_file(APP, default_timeout=300)
        if page != "home":
            lab.switch_page(f"pages/{page}.py")
        for name, value in query.items():
            lab.query_params[name] = value
        return lab.run()

    return visit
