"""Inputs that are kept: those that once went wrong, and one for each kind of answer that was met. One file a target, a line each."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "corpus"
MAX_BYTES = 3_000  # of one that is kept for its answer


def kept(name: str) -> list[bytes]:
    """All inputs of a target."""
    return [base64.b64decode(line["input"]) for line in lines(name)]


def lines(name: str) -> list[dict[str, Any]]:
    file = HERE / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def keep(name: str, found: Mapping[bytes, str]) -> None:
    """Add inputs, with why; one that is there already stays as it is."""
    there = set(kept(name))
    add(
        name,
        ({"why": why, "input": base64.b64encode(data).decode()} for data, why in found.items() if data not in there),
    )


def add(name: str, new: Iterable[Mapping[str, Any]]) -> None:
    """Add lines at the end of a target's file."""
    HERE.mkdir(exist_ok=True)
    with (HERE / f"{name}.jsonl").open("a", encoding="utf-8") as file:
        for line in new:
            file.write(json.dumps(line) + "\n")
