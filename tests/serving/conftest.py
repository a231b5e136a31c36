"""One server of the lab for the tests that speak its protocol."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from serving.replicas import free_port
from tests.browser.driver import Lab, start_lab


@pytest.fixture(scope="session")
def metrics_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, metrics_port: int) -> Iterator[Lab]:
    lab = start_lab(
        tmp_path_factory.mktemp("served") / "server.log",
        CONVOLUTION_LAB_METRICS_PORT=str(metrics_port),
        CONVOLUTION_LAB_LOG="json",
        CONVOLUTION_LAB_REPLICA="one",
    )
    while True:
        try:
            urllib.request.urlopen(f"{lab.url}/ready", timeout=60).close()
            break
        except urllib.error.HTTPError as not_yet:
            not_yet.close()
    yield lab
    lab.stop()
