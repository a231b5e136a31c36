"""The server's process stays light: what importing core, and its public faces alone, brings along."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import core

SERVERS = ("streamlit", "tensorflow", "keras", "matplotlib.pyplot", "torch", "jax")
LATE = ("scipy", "numba", "skimage", "matplotlib", "PIL", "pandas", "altair", "onnx")


def test_faces_bring_nothing_heavy_and_the_rest_of_core_neither_streamlit_nor_tensorflow():
    names = [m.name for m in pkgutil.walk_packages(core.__path__, "core.") if not m.name.endswith("__main__")]
    assert {"core.correlation", "core.correlation.snippets.frame", "core.networks.zoo.make"} < set(names)
    faces = [name for name in names if name.count(".") == 1]
    assert {"core.receptive_field", "core.keras_graph", "core.images", "core.workers", "core.window"} < set(faces)
    code = (
        "import importlib, json, sys\n"
        "brought = lambda heavy: [m for m in heavy if m in sys.modules]\n"
        f"for name in {faces!r}: importlib.import_module(name)\n"
        f"light = brought({SERVERS + LATE!r})\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"print(json.dumps([light, brought({SERVERS!r})]))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(core.__file__).parents[1]
    )
    assert json.loads(out.stdout) == [[], []]
