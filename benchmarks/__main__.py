"""Run all benchmarks, or those named: `python -m benchmarks correlation learning`."""

from __future__ import annotations

import importlib
import os
import platform
import sys

ALL = ("correlation", "learning", "recovery", "grid", "repaint", "rerun", "live", "sweep", "visit")


def main(names: list[str]) -> None:
    """Say what machine this is, then each benchmark's table."""
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    for name in names or ALL:
        print(f"## {name}\n", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()
        print()


if __name__ == "__main__":
    main(sys.argv[1:])
