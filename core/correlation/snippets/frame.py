"""What the programs to copy have in common: the libraries, numbers as literals or from a file, the parts in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.arrays import Floats
from core.errors import BadInput
from core.window import axis

Program = tuple[list[str], list[str]]  # its imports, and the lines that make the result

LITERAL = 400  # numbers up to which an input is written into the program
ON_A_LINE = 12  # numbers of a signal
LIBRARIES = ("NumPy", "SciPy", "TensorFlow", "PyTorch", "JAX", "OpenCV")
JAX = ["import jax", "", 'jax.config.update("jax_enable_x64", True)']


def check(library: str) -> None:
    """Raise BadInput where there is no such library.

    Raises
    ------
    BadInput
        There is no such library.
    """
    if library not in LIBRARIES:
        raise BadInput(
            "there is no library “{library}”; choose one of {all}", library=library, all=", ".join(LIBRARIES)
        )


def table(*calls: Callable[..., Program]) -> dict[str, Callable[..., Program]]:
    """What makes the program of each library, given in the order of LIBRARIES."""
    return dict(zip(LIBRARIES, calls, strict=True))


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


def strided(steps: Sequence[int], before: str = "") -> str:
    """What takes every s-th cell on each axis; `before` stands for axes that lie before them (":, ")."""
    return "" if set(steps) == {1} else f"[{before}{', '.join(map(every, steps))}]"


def inside(name: str, spans: Sequence[int]) -> str:
    """What cuts off the places from which a window of these cells reaches over the end, in libraries that begin one at every cell."""
    sizes = [f"{name}.shape[{axis}]" for axis in range(len(spans))] if len(spans) > 1 else [f"{name}.size"]
    return f"[{', '.join(f': {size} - {span - 1}' for size, span in zip(sizes, spans, strict=True))}]"


def every(n: int) -> str:
    """A slice that takes every n-th."""
    return ":" if n == 1 else f"::{n}"


def reach(size: Sequence[int], gaps: Sequence[int]) -> tuple[int, ...]:
    """The cells on each axis that a kernel of that size covers with its dilation."""
    return tuple(axis(k, dilation=d).span for k, d in zip(size, gaps, strict=True))


def spread(size: Sequence[int], gaps: Sequence[int], name: str = "K") -> list[str]:
    """For libraries without dilation: the kernel of that name with zeros between its entries."""
    if set(gaps) == {1}:
        return []
    spans = reach(size, gaps)
    return [
        f"dilated = np.zeros({spans if len(spans) > 1 else spans[0]})",
        f"dilated{strided(gaps)} = {name}",
        f"{name} = dilated",
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
