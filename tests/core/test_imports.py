"""The server's process stays light: importing the whole of core brings neither Streamlit nor TensorFlow."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import core

HEAVY = ("streamlit", "tensorflow", "keras", "matplotlib.pyplot", "torch", "jax")


def test_all_of_core_imports_without_streamlit_and_tensorflow():
    names = [m.name for m in pkgutil.walk_packages(core.__path__, "core.") if not m.name.endswith("__main__")]
    assert {"core.correlation", "core.correlation.snippets.frame", "core.networks.zoo.make"} < set(names)
    code = (
        "import importlib, json, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(core.__file__).parents[1]
    )
    assert json.loads(out.stdout) == []
