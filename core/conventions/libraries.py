"""What each library means by one kernel: whether it flips it, how large its result is, what it puts outside the picture.

Every call is described by a rule, and `by_rule` computes it from the rule alone. Where the library is installed,
`computed` calls it, in a worker process, so that the two can be compared.
"""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from core.arrays import Floats
from core.checks import real
from core.conventions.calls import CALLS
from core.correlation.correlate2d import correlate
from core.kernels.named import flip
from core.window import centred, output_size

Size = Literal["valid", "same", "full"]
Border = Literal["none", "constant", "symmetric", "reflect"]

APART = ("torch", "jax")  # they do not share a process with TensorFlow safely
SECONDS = 60.0  # that such a library may take, its import included
TOLERANCE = 1e-4  # relative to the largest result: TensorFlow, PyTorch and JAX are asked in float32


@dataclass(frozen=True)
class Convention:
    """One call of one library.

    Attributes
    ----------
    call : str
        As it is written in a program; X is the image, K the kernel; x and k where both are one line of numbers.
    library : str
    package : str
        What must be installed; "" where it cannot be.
    flips : bool
        Whether it is a true convolution.
    size : "valid", "same" or "full"
    border : "none", or the mode of `numpy.pad` for what lies outside
    early : bool
        For "same" and a kernel with an even side: whether the middle is the later of the two middle cells, so that
        the window reaches one cell further to the top and left.
    dimensions : 2, or 1
        1 for a call that takes nothing but one row or one column of numbers.
    """

    call: str
    library: str
    package: str
    flips: bool
    size: Size
    border: Border = "constant"
    early: bool = True
    dimensions: int = 2

    def takes(self, image: Floats, kernel: Floats) -> bool:
        """Whether the call can be given such an image and kernel: where it must, one row each, or one column each."""
        lines = (image.shape[axis] == kernel.shape[axis] == 1 for axis in (0, 1))
        return self.dimensions == 2 or any(lines)

    @property
    def installed(self) -> bool:
        return bool(self.package) and importlib.util.find_spec(self.package) is not None


@dataclass(frozen=True)
class Answer:
    """What a call gives for one image and kernel.

    `by_rule` is ours, from the rule; `computed` the library's own, None where it is not installed.
    """

    convention: Convention
    by_rule: Floats
    computed: Floats | None = None

    @property
    def result(self) -> Floats:
        return self.by_rule if self.computed is None else self.computed

    @property
    def apart(self) -> float | None:
        """Largest difference between the two, relative to the largest number; infinite where the sizes differ."""
        return None if self.computed is None else _apart(self.by_rule, self.computed)


CONVENTIONS: tuple[Convention, ...] = (
    Convention("numpy.correlate(x, k)", "NumPy", "numpy", False, "valid", "none", dimensions=1),
    Convention("numpy.correlate(x, k, mode='same')", "NumPy", "numpy", False, "same", dimensions=1),
    Convention("numpy.convolve(x, k)", "NumPy", "numpy", True, "full", dimensions=1),
    Convention("numpy.convolve(x, k, mode='same')", "NumPy", "numpy", True, "same", dimensions=1),
    Convention("scipy.signal.correlate2d(X, K)", "SciPy", "scipy", False, "full"),
    Convention("scipy.signal.correlate2d(X, K, mode='same')", "SciPy", "scipy", False, "same", early=False),
    Convention("scipy.signal.correlate2d(X, K, mode='valid')", "SciPy", "scipy", False, "valid", "none"),
    Convention("scipy.signal.convolve2d(X, K)", "SciPy", "scipy", True, "full"),
    Convention("scipy.signal.convolve2d(X, K, mode='same')", "SciPy", "scipy", True, "same"),
    Convention("scipy.signal.convolve2d(X, K, mode='valid')", "SciPy", "scipy", True, "valid", "none"),
    Convention("scipy.ndimage.correlate(X, K)", "SciPy", "scipy", False, "same", "symmetric"),
    Convention("scipy.ndimage.convolve(X, K)", "SciPy", "scipy", True, "same", "symmetric", early=False),
    Convention("tf.nn.conv2d(X, K, 1, 'VALID')", "TensorFlow", "tensorflow", False, "valid", "none"),
    Convention("tf.nn.conv2d(X, K, 1, 'SAME')", "TensorFlow", "tensorflow", False, "same", early=False),
    Convention("torch.conv2d(X, K)", "PyTorch", "torch", False, "valid", "none"),
    Convention("torch.conv2d(X, K, padding='same')", "PyTorch", "torch", False, "same", early=False),
    Convention("jax.lax.conv(X, K, (1, 1), 'SAME')", "JAX", "jax", False, "same", early=False),
    Convention("jax.scipy.signal.convolve2d(X, K, mode='same')", "JAX", "jax", True, "same"),
    Convention("cv2.filter2D(X, -1, K)", "OpenCV", "cv2", False, "same", "reflect"),
    Convention("conv2(X, K)", "MATLAB", "", True, "full"),
    Convention("conv2(X, K, 'same')", "MATLAB", "", True, "same", early=False),
    Convention("imfilter(X, K)", "MATLAB", "", False, "same", early=False),
)


def by_rule(convention: Convention, image: Floats, kernel: Floats) -> Floats:
    """The call's result, (rows, columns), from its rule alone.

    Raises
    ------
    BadInput
        A kernel that does not fit into the image: some of the calls could not answer.
    """
    output_size(image.shape, kernel.shape)
    applied = flip(kernel) if convention.flips else kernel
    padding: Any = convention.size
    if convention.size == "same":
        padding = tuple(centred(k, early=convention.early) for k in kernel.shape)
    boundary = "constant" if convention.border == "none" else convention.border
    return np.asarray(correlate(image, applied, padding=padding, boundary=boundary))


def computed(calls: Iterable[str], image: Floats, kernel: Floats) -> dict[str, Floats]:
    """What the installed ones of these calls give; imports heavy libraries, so run it in a worker.

    A library that does not answer is left out: its rule stands for it.

    Raises
    ------
    BadInput
        An image or kernel that is no matrix of finite numbers.
    """
    image, kernel = real(image, "image"), real(kernel, "kernel")
    out: dict[str, Floats] = {}
    wanted = [c for c in CONVENTIONS if c.call in set(calls) and c.installed and c.takes(image, kernel)]
    for package in APART:
        own = [c.call for c in wanted if c.package == package]
        if own:
            out |= _in_own_process(own, image, kernel)
    for convention in wanted:
        if convention.package not in APART:
            out[convention.call] = np.asarray(CALLS[convention.call](image, kernel), dtype=np.float64)
    return out


def _in_own_process(calls: list[str], image: Floats, kernel: Floats) -> dict[str, Floats]:
    """The calls in a fresh interpreter; arrays travel as npz, which never holds code."""
    sent = io.BytesIO()
    np.savez(sent, calls=np.array(calls), image=image, kernel=kernel)
    root = str(Path(__file__).resolve().parents[2])
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "core.conventions"],
            input=sent.getvalue(),
            capture_output=True,
            timeout=SECONDS,
            cwd=root,
            check=True,
        )
        with np.load(io.BytesIO(done.stdout), allow_pickle=False) as found:
            return dict(zip(calls, (found[name] for name in found.files), strict=True))
    except (subprocess.SubprocessError, ValueError, OSError, EOFError):
        return {}


def answer() -> None:
    """What the fresh interpreter does: the calls asked for on standard input, their results on standard output."""
    with np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False) as asked:
        calls, image, kernel = asked["calls"], asked["image"], asked["kernel"]
    results = [np.asarray(CALLS[str(call)](image, kernel), dtype=np.float64) for call in calls]
    found = io.BytesIO()
    np.savez(found, *results)
    sys.stdout.buffer.write(found.getvalue())


def compare(image: Floats, kernel: Floats, found: dict[str, Floats]) -> tuple[Answer, ...]:
    """The answer of every call that takes such an image and kernel; `found` is what `computed` gave.

    Raises
    ------
    BadInput
        A kernel that does not fit into the image.
    """
    return tuple(Answer(c, by_rule(c, image, kernel), found.get(c.call)) for c in CONVENTIONS if c.takes(image, kernel))


def groups(answers: Iterable[Answer]) -> tuple[tuple[Answer, ...], ...]:
    """The answers that agree, in order of first appearance: same size, and same numbers up to rounding."""
    kinds: list[list[Answer]] = []
    for answer in answers:
        for kind in kinds:
            if _apart(kind[0].result, answer.result) <= TOLERANCE:
                kind.append(answer)
                break
        else:
            kinds.append([answer])
    return tuple(tuple(kind) for kind in kinds)


def _apart(one: Floats, other: Floats) -> float:
    if one.shape != other.shape:
        return float("inf")
    largest = max(float(np.abs(one).max()), float(np.abs(other).max()))
    return float(np.abs(one - other).max()) / largest if largest else 0.0
