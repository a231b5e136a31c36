"""One server of the lab for the tests that speak its protocol."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.driver import Lab, start_lab


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    lab = start_lab(tmp_path_factory.mktemp("served") / "server.log")
    yield lab
    lab.stop()
