"""Programs to copy, run as a reader would run them: each with names of its own, beside its files."""

import contextlib
import importlib.util
import io
import os
import re
import runpy
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from core import workers

ROOT = Path(__file__).resolve().parents[1]
PEERS = {"PyTorch": "torch", "JAX": "jax", "OpenCV": "cv2"}


@dataclass(frozen=True)
class Program:
    """A program, the files that lie beside it (name → bytes), and what its result is called."""

    text: str
    files: dict = field(default_factory=dict)
    result: str = "Y"


def results(folder, programs, **environment):
    """The result of each, run where its libraries are: they take seconds to come up.

    Here, or TensorFlow's in a worker; those that need a peer or an environment of their own all in one process more.
    """
    for number, program in enumerate(programs):
        place = folder / str(number)
        place.mkdir()
        for name, data in program.files.items():
            (place / name).write_bytes(data)
        (place / "program.py").write_text(program.text, encoding="utf-8")
    names = [program.result for program in programs]
    if environment or _imports(programs, *PEERS.values()):
        runner = f"from tests.programs import run_all\nprint(run_all({str(folder)!r}, {names!r}))"
        done = subprocess.run(
            [sys.executable, "-c", runner],
            capture_output=True, text=True, timeout=300, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        assert done.stdout.strip()
    elif _imports(programs, "tensorflow", "keras"):
        assert workers.run(run_all, str(folder), names, timeout=300)
    else:
        assert run_all(str(folder), names)
    return [np.load(folder / str(number) / "result.npy") for number in range(len(programs))]


def _imports(programs, *modules):
    return any(re.search(rf"\b(import|from) ({'|'.join(modules)})\b", program.text) for program in programs)


def run_all(folder, names):
    """Run each of the programs in its place and keep the result of that name beside it; what they print."""
    said, here = io.StringIO(), os.getcwd()
    try:
        with contextlib.redirect_stdout(said):
            for number, name in enumerate(names):
                os.chdir(os.path.join(folder, str(number)))
                np.save("result.npy", runpy.run_path("program.py")[name])
    finally:
        os.chdir(here)
    return said.getvalue()


def skip_without(library):
    """Skip the test where that peer is not installed."""
    if importlib.util.find_spec(PEERS[library]) is None:
        pytest.skip(f"{PEERS[library]} is not installed: see benchmarks/requirements.txt")
