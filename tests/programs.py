"""Programs to copy, run as a reader would run them: in a process of their own, beside their files."""

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass, field

import numpy as np
import pytest

PEERS = {"PyTorch": "torch", "JAX": "jax", "OpenCV": "cv2"}


@dataclass(frozen=True)
class Program:
    """A program, the files that lie beside it (name → bytes), and what its result is called."""

    text: str
    files: dict = field(default_factory=dict)
    result: str = "Y"


def results(folder, programs, **environment):
    """The result of each; all in one process: libraries of this size take seconds to come up, and not two of them fit into one."""
    for number, program in enumerate(programs):
        place = folder / str(number)
        place.mkdir()
        for name, data in program.files.items():
            (place / name).write_bytes(data)
        (place / "program.py").write_text(program.text, encoding="utf-8")
    runner = (
        "import os, runpy, numpy as np\n"
        f"for number, name in enumerate({[program.result for program in programs]!r}):\n"
        f"    os.chdir(os.path.join({str(folder)!r}, str(number)))\n"
        "    np.save('result.npy', runpy.run_path('program.py')[name])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", runner], capture_output=True, text=True, timeout=300, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout
    return [np.load(folder / str(number) / "result.npy") for number in range(len(programs))]


def skip_without(library):
    """Skip the test where that peer is not installed."""
    if importlib.util.find_spec(PEERS[library]) is None:
        pytest.skip(f"{PEERS[library]} is not installed: see benchmarks/requirements.txt")
