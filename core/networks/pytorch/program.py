"""A PyTorch program as a list of calls: what archives and pasted texts have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.networks.tensors import Constant, Sizes
from core.networks.work import Work

MAX_CALLS = 50_000


@dataclass(frozen=True)
class Ref:
    """The result of an earlier call, by its name."""

    name: str


@dataclass(frozen=True)
class Part:
    """A slice in an index."""

    start: object = None
    stop: object = None
    step: object = None


UNREADABLE = "?"
"""In place of an argument that is no literal: not None, which would stand for the default."""
Argument = object
"""A literal (number, text, None), a Ref, a Part, or a list of these."""


@dataclass(frozen=True)
class Call:
    """One call.

    Attributes
    ----------
    target : str
        The operator by its plain name: conv2d, view, add.
    names : tuple of str
        What its results are called.
    args, kwargs
        Literals and references.
    label : str
        What a table calls it, the target if empty.
    sizes : tuple
        Dimensions of each result where the program says them.
    work : Work, optional
        What it computes with, where a module says so rather than the arguments.
    """

    target: str
    names: tuple[str, ...]
    args: tuple[Argument, ...] = ()
    kwargs: dict[str, Argument] = field(default_factory=dict)
    label: str = ""
    sizes: tuple[Sizes | None, ...] = ()
    work: Work | None = None


@dataclass
class Program:
    """Inputs, constants, calls in the order in which they run, and the names of the outputs."""

    inputs: dict[str, Sizes | None] = field(default_factory=dict)
    constants: dict[str, Constant] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
