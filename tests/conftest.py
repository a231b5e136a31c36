"""How Hypothesis searches: the same examples each time, so that a test passes or fails by the code alone; `make fuzz` tries new ones.

One TensorFlow for each process that tests, in its worker: it takes five seconds of a core to come up.
"""

import os

os.environ.setdefault("CONVOLUTION_LAB_WORKERS", "1")  # before core.workers is imported

import pytest
from hypothesis import settings

from tests import by_file, recording

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("CONVLAB_HYPOTHESIS", "fixed"))


def pytest_addoption(parser):
    parser.addoption("--sentences", metavar="FILE", help="write there which test provokes which sentence of the lab")


def pytest_configure(config):
    recording.register(config)


def pytest_collection_modifyitems(items):
    by_file.slow_first(items)


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return by_file.ByFile(config, log) if config.getoption("dist") == "loadfile" else None
