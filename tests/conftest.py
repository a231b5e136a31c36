"""How Hypothesis searches: the same examples each time, so that a test passes or fails by the code alone; `make fuzz` tries new ones.

One TensorFlow for each process that tests, in its worker: it takes five seconds of a core to come up.
"""

import os

os.environ.setdefault("CONVOLUTION_LAB_WORKERS", "1")  # before core.workers is imported

import pytest
from hypothesis import settings

from core import workers

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("CONVLAB_HYPOTHESIS", "fixed"))


def _refuse():
    raise AssertionError("a test that starts TensorFlow is marked slow")


@pytest.fixture(autouse=True)
def tensorflow_where_it_is_said(request, monkeypatch):
    """No workers but in tests marked slow, so that `make quick` starts none."""
    if not any(request.node.get_closest_marker(name) for name in ("slow", "browser")):
        monkeypatch.setattr(workers, "_executor", None)
        monkeypatch.setattr(workers, "_local", _refuse)
