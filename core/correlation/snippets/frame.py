"""What the programs to copy have in common: the libraries, numbers as literals or from a file, the parts in order."""

from __future__ import annotations

from collections.abc import Sequence

from core.arrays import Floats, Pair
from core.errors import BadInput
from core.window import axis

Program = tuple[list[str], list[str]]  # its imports, and the lines that make the result

LITERAL = 400  # numbers up to which an input is written into the program
ON_A_LINE = 12  # numbers of a signal
LIBRARIES = ("NumPy", "SciPy", "TensorFlow", "PyTorch", "JAX", "OpenCV")
JAX = ["import jax", "", 'jax.config.update("jax_enable_x64", True)']


def check(library: str) -> None:
    """Raise BadInput where there is no such library."""
    if library not in LIBRARIES:
        raise BadInput(
            "there is no library “{library}”; choose one of {all}", library=library, all=", ".join(LIBRARIES)
        )


def whole(start: Sequence[str], program: Program, result: str) -> str:
    """The program: imports, the inputs, the call, and the result printed."""
    imports, lines = program
    return "\n".join(["import numpy as np", *imports, "", *start, *lines, f"print({result})"]) + "\n"


def needs_file(values: Floats) -> bool:
    """Whether the program reads these numbers from a file."""
    return values.size > LITERAL


def source(values: Floats, file: str) -> str:
    """The numbers as a literal, or what reads them from `file`.

    A file has rows and columns: the matrices of a stack (matrices, rows, columns) lie below each other in it.
    """
    if not needs_file(values):
        return literal(values)
    read = f'np.loadtxt("{file}", delimiter=",", ndmin={min(values.ndim, 2)})'
    return read if values.ndim < 3 else f"{read}.reshape{values.shape}"


def literal(values: Floats) -> str:
    """The array as a literal; every digit that float64 holds."""
    if values.ndim == 1 and values.size > ON_A_LINE:
        lines = [values[start : start + ON_A_LINE] for start in range(0, values.size, ON_A_LINE)]
        return "np.array([\n" + "".join(f"    {_numbers(line)},\n" for line in lines) + "])"
    return f"np.array({_nested(values)})"


def strided(steps: Pair) -> str:
    """What takes every s-th row and column of a matrix."""
    return "" if steps == (1, 1) else f"[{every(steps[0])}, {every(steps[1])}]"


def every(n: int) -> str:
    """A slice that takes every n-th."""
    return ":" if n == 1 else f"::{n}"


def reach(size: Sequence[int], gaps: Pair) -> Pair:
    """(rows, columns) that a kernel of that size covers with its dilation."""
    h, w = (axis(k, dilation=d).span for k, d in zip(size, gaps, strict=True))
    return h, w


def spread(size: Sequence[int], gaps: Pair) -> list[str]:
    """For libraries without dilation: the kernel with zeros between its entries."""
    if gaps == (1, 1):
        return []
    return [
        f"dilated = np.zeros({reach(size, gaps)})",
        f"dilated[::{gaps[0]}, ::{gaps[1]}] = K",
        "K = dilated",
    ]


def _nested(values: Floats, indent: str = "") -> str:
    if values.ndim == 1:
        return f"[{_numbers(values)}]"
    if len(values) == 1:
        return f"[{_nested(values[0], indent)}]"
    inner = indent + "    "
    return "[\n" + "".join(f"{inner}{_nested(each, inner)},\n" for each in values) + indent + "]"


def _numbers(values: Floats) -> str:
    return ", ".join(repr(float(value)) for value in values)
