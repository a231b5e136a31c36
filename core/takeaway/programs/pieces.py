"""What the lessons have in common: the title, the numbers, the book's corr2d, plots, the comparison with the screen."""

from __future__ import annotations

import base64
import textwrap
import zlib
from collections.abc import Sequence

import numpy as np

from core.arrays import Array, Pair
from core.correlation.snippets import frame
from core.takeaway.lesson import Cell
from core.takeaway.subjects import Reader, Translate

WRITTEN = 100  # results up to which a lesson holds all of the screen's numbers
LINE = 100
BESIDE = 5  # matrices in a row of a picture

NUMBERS = '''
def numbers(packed, shape, kind="<f8"):
    """The numbers of a large matrix, packed as text so that this file needs no other."""
    return np.frombuffer(zlib.decompress(base64.b64decode(packed)), kind).reshape(shape)
'''
CORR2D = '''
def corr2d(X, K):
    """Cross-correlation by its definition: Dive into Deep Learning, "Convolutions for Images"."""
    h, w = K.shape
    Y = np.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y
'''
STRIDED = '''
def corr2d(X, K, stride=(1, 1), dilation=(1, 1)):
    """Cross-correlation by its definition, as in Dive into Deep Learning, with stride and dilation (rows, columns)."""
    h, w = [(k - 1) * d + 1 for k, d in zip(K.shape, dilation)]
    Y = np.zeros([(n - span) // s + 1 for n, span, s in zip(X.shape, (h, w), stride)])
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            top, left = i * stride[0], j * stride[1]
            Y[i, j] = (X[top : top + h : dilation[0], left : left + w : dilation[1]] * K).sum()
    return Y
'''
SHOW = '''
def show(ax, values, title, signed=True):
    """One matrix: orange below 0, blue above it, or in shades of grey; its numbers where there is room for them."""
    limit = np.abs(values).max() or 1.0
    if signed:
        ax.imshow(values, cmap="PuOr", vmin=-limit, vmax=limit)
    else:
        ax.imshow(values, cmap="gray", vmin=min(0.0, values.min()), vmax=max(1.0, values.max()))
    if values.size <= 150:
        for (i, j), value in np.ndenumerate(values):
            box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 1}
            ax.text(j, i, f"{value:.4g}", ha="center", va="center", fontsize=8, bbox=box)
    ax.set(title=title, xticks=[], yticks=[])
'''


def text(*paragraphs: str) -> Cell:
    """A cell of Markdown."""
    return Cell("\n\n".join(part for part in paragraphs if part))


def code(*lines: str) -> Cell:
    """A cell of Python."""
    return Cell("\n".join(lines), code=True)


def opening(reader: Reader, explained: str) -> Cell:
    """The title, what this is about, where it came from, and what it needs."""
    _ = reader.translate
    return text(
        f"# {reader.title}",
        explained,
        _("The experiment in the lab: {address}").format(address=f"<{reader.address}>") if reader.address else "",
        _("Needs Python with NumPy, TensorFlow and matplotlib. Run the cells from top to bottom."),
    )


def beginning(
    reader: Reader,
    explained: str,
    functions: Sequence[str],
    settings: Sequence[str],
    *values: Array,
    tensorflow: bool = True,
) -> list[Cell]:
    """What a topic's lesson begins with: the title, the imports, its functions, its settings (`values` among them)."""
    _ = reader.translate
    return [
        opening(reader, explained),
        imports(*values, tensorflow=tensorflow),
        text(_("## The operation")),
        code("\n\n".join(function.strip("\n") + "\n" for function in functions)),
        text(_("## The settings"), _("Change them, and run the cells below again.")),
        code(*settings),
    ]


def imports(*values: Array, tensorflow: bool = True) -> Cell:
    """What the program imports; with what unpacks the matrices that are too large to be written out."""
    packs = any(frame.needs_file(each) for each in values)
    head = ["import base64", "import zlib", ""] if packs else []
    head += ["import matplotlib.pyplot as plt", "import numpy as np"]
    head += ["import tensorflow as tf"] if tensorflow else []
    return code(*head, *(["", NUMBERS] if packs else []))


def assigned(name: str, values: Array) -> str:
    """``name = …``: written out where it is short, else packed; every digit of float64, or of float32 where it is that."""
    if not frame.needs_file(values):
        return f"{name} = {frame.literal(values)}"
    kind = "<f4" if values.dtype == np.float32 else "<f8"
    packed = base64.b64encode(zlib.compress(np.ascontiguousarray(values).astype(kind).tobytes(), 6)).decode()
    lines = "\n".join(packed[start : start + LINE] for start in range(0, len(packed), LINE))
    return f'{name} = numbers("""\n{lines}\n""", {tuple(values.shape)}, "{kind}")'


def corr2d(stride: Pair = (1, 1), dilation: Pair = (1, 1)) -> str:
    """The definition, with stride and dilation where they are needed."""
    return CORR2D if stride == dilation == (1, 1) else STRIDED


def borrowed(program: str, head: str, *given: str) -> str:
    """A program to copy as a function that returns what the program prints.

    Parameters
    ----------
    program : str
        As `core.correlation.snippets` write it.
    head : str
        Name and arguments of the function.
    *given : str
        Lines of it that the lesson has already: inputs, imports.
    """
    for lines in ("import numpy as np", "import tensorflow as tf", *given):
        assert f"{lines}\n" in program or "import" in lines
        program = program.replace(f"{lines}\n", "", 1)
    *body, printed = program.strip("\n").splitlines()
    result = printed.removeprefix("print(").removesuffix(")")
    return f"def {head}:\n" + textwrap.indent("\n".join([*body, f"return {result}"]), "    ")


def compared(_: Translate, name: str, values: Array) -> Cell:
    """How far a result of the program is from the screen's numbers, printed: all of them, or their sums where they are many."""
    said = repr(_("largest difference from the lab's screen:"))
    if values.size <= WRITTEN:
        return code(f"screen = {frame.literal(values)}", f"print({said}, np.abs({name} - screen).max())")
    sums = [float(values.min()), float(values.max()), float(np.abs(values).sum())]
    return code(
        f"# {', '.join(map(str, values.shape))}: smallest, largest, sum of the magnitudes",
        f"screen = np.array({sums!r})",
        f"here = np.array([{name}.min(), {name}.max(), np.abs({name}).sum()])",
        f"print({said}, np.abs(here - screen).max())",
    )


def apart(_: Translate, other: str, name: str = "Y") -> str:
    """The line that prints how far TensorFlow's result is from that of the definition."""
    return f"print({_('largest difference from TensorFlow:')!r}, np.abs({other} - {name}).max())"


def plotted(parts: Sequence[tuple[str, str, bool]]) -> Cell:
    """Matrices side by side: (the expression, its title, whether it is drawn by sign)."""
    rows = -(-len(parts) // BESIDE)
    columns = -(-len(parts) // rows)
    draws = [
        f"show(axes[{place}], {values}, {title!r}{'' if signed else ', signed=False'})"
        for place, (values, title, signed) in enumerate(parts)
    ]
    size = f'figsize=({4 * columns}, {4 * rows}), layout="constrained"'
    return code(
        SHOW,
        "",
        f"figure, axes = plt.subplots({rows}, {columns}, squeeze=False, {size})",
        "axes = axes.ravel()",
        *draws,
        *([f"for empty in axes[{len(parts)}:]:", '    empty.axis("off")'] if rows * columns > len(parts) else []),
        "plt.show()",
    )
