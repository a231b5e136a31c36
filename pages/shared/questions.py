"""What tells what a page asks a worker from all else that is asked, and what it weighs."""

from __future__ import annotations

import functools
import hashlib
import pickle
from collections.abc import Callable
from typing import Any

from pages.shared.job import Call


def name(function: Callable[..., Any], of: str) -> str:
    """What tells a function (or a `partial` of one) asked about one thing, as `digest` gives it, from others."""
    own = function.func if isinstance(function, functools.partial) else function
    return f"{own.__module__}.{own.__qualname__} {of}"


def digest(args: tuple[Any, ...]) -> str:
    """What tells these arguments from all others."""
    return hashlib.sha256(pickle.dumps(args, protocol=5)).hexdigest()


def bytes_of(call: Call) -> int:
    """What a question weighs: its arrays and files."""
    return sum(getattr(one, "nbytes", 0) or (len(one) if isinstance(one, bytes) else 0) for one in call)
