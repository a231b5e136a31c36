"""How Hypothesis searches: the same examples each time, so that a test passes or fails by the code alone; `make fuzz` tries new ones.

One TensorFlow for each process that tests, in its worker: it takes five seconds of a core to come up.
"""

import os

os.environ.setdefault("CONVOLUTION_LAB_WORKERS", "1")  # before core.workers is imported

from hypothesis import settings

from tests import recording

settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("CONVLAB_HYPOTHESIS", "fixed"))


def pytest_addoption(parser):
    parser.addoption("--sentences", metavar="FILE", help="write there which test provokes which sentence of the lab")


def pytest_configure(config):
    recording.register(config)
