"""How Hypothesis searches: the same examples each time, so that a test passes or fails by the code alone; `make fuzz` tries new ones.

One worker for each process that tests: each imports TensorFlow, five seconds of a core.
"""

import os

from hypothesis import settings

os.environ.setdefault("CONVOLUTION_LAB_WORKERS", "1")  # before core.workers is imported
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("fuzz", deadline=None, database=None, print_blob=True)
settings.load_profile(os.environ.get("CONVLAB_HYPOTHESIS", "fixed"))
