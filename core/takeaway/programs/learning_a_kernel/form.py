"""Pieces of the lessons on the loss as a quadratic form: H, b and c from the patches, the least loss, descent on H alone."""

from __future__ import annotations

from core.learning import KernelLearning
from core.takeaway.programs import training

_FORM = """
h, w = {size}
windows = np.lib.stride_tricks.sliding_window_view({image}.astype(float), (h, w), axis=(0, 1))
n = {entries}
H, b, c = np.zeros((n, n)), np.zeros(n), (Y**2).sum()
for window, y in zip(windows, Y):  # one row of outputs after another: all at once could be large
    P = {laid}.reshape(len(y), -1)  # a row for each output: what its window sees
{ones}    H += 2 * P.T @ P
    b += 2 * P.T @ y
{mean}"""
_LEAST = '''
best = np.linalg.pinv(H, rcond=1e-10, hermitian=True) @ b  # of all kernels of least loss the one of least norm
least = max(0.0, c - b @ best / 2)


def loss(kernels):
    """The loss of flat kernels, (..., n): its distance from the least one, so that small ones stay exact."""
    away = kernels - best
    return least + (away @ H * away).sum(axis=-1) / 2
'''
_DESCEND = '''
def descend(kernel, updates):
    """The kernel before the first update and after each one: the optimizer's rule, with H in place of the image."""
    path, velocity, square = [kernel], np.zeros_like(kernel), np.zeros_like(kernel)
    for t in range(updates):
        rate, gradient = rate_of(t), H @ kernel - b
{rule}
        path.append(kernel)
    return np.array(path)
'''


def form(experiment: KernelLearning, image: str = "X") -> list[str]:
    """H, b and c of the loss ½ wᵀHw − bᵀw + c, from an image of that name and from Y."""
    h, w, *channels = experiment.kernel_shape
    entries = "h * w" + (f" * {channels[0]}" if channels else "") + (" + 1" if experiment.bias else "")
    return [
        _FORM.strip("\n").format(
            size=(h, w),
            image=image,
            entries=entries,
            laid="np.moveaxis(window, 1, -1)" if channels else "window",
            ones="    P = np.column_stack([P, np.ones(len(y))])  # for the bias\n" if experiment.bias else "",
            mean="H, b, c = H / Y.size, b / Y.size, c / Y.size  # the mean\n" if experiment.loss == "mean" else "",
        )
    ]


def towards(experiment: KernelLearning, target: str) -> list[str]:
    """b, c and what follows from them, for another target of the same image."""
    mean = " / y.size" if experiment.loss == "mean" else ""
    return [
        f"y = {target}.ravel()",
        f"b, c = 2 * patches.T @ y{mean}, y @ y{mean}",
        "best = np.linalg.pinv(H, rcond=1e-10, hermitian=True) @ b",
        "least = max(0.0, c - b @ best / 2)",
    ]


def patches(experiment: KernelLearning) -> list[str]:
    """`patches`, (outputs, n): a row for each output; and `y`, its targets."""
    laid = "np.moveaxis(windows, 2, -1)" if len(experiment.kernel_shape) > 2 else "windows"
    ones = ["patches = np.column_stack([patches, np.ones(Y.size)])"] if experiment.bias else []
    return [f"patches, y = {laid}.reshape(Y.size, -1), Y.ravel()", *ones]


def least() -> list[str]:
    """The kernel `best`, its loss `least`, and ``loss(kernels)``."""
    return [_LEAST.strip("\n")]


def descent(experiment: KernelLearning) -> list[str]:
    """`rate_of`, and ``descend(kernel, updates)``: all updates of the whole batch, without TensorFlow."""
    return [
        *rates(experiment),
        "",
        _DESCEND.format(rule="\n".join(f"        {line}" for line in rule(experiment))),
    ]


def rates(experiment: KernelLearning) -> list[str]:
    """`RATES` and ``rate_of(t)``."""
    return [f"RATES = {[(0, experiment.learning_rate)]!r}", "", "", *training.rate_of(experiment), ""]


def rule(experiment: KernelLearning, optimizer: str = "") -> list[str]:
    """One update of `kernel` by `gradient` at `rate`, as Keras makes it; t counts from 0, `velocity` and `square` begin at 0."""
    m = experiment.momentum
    spared = " * (np.arange(n) < n - 1)  # not the bias" if experiment.bias else ""
    decay = [f"kernel = kernel - rate * {experiment.weight_decay!r} * kernel{spared}"]
    steps = {
        "sgd": ["kernel = kernel - rate * gradient"],
        "momentum": [f"velocity = {m!r} * velocity - rate * gradient", "kernel = kernel + velocity"],
        "nesterov": [
            f"velocity = {m!r} * velocity - rate * gradient",
            f"kernel = kernel + {m!r} * velocity - rate * gradient",
        ],
        "rmsprop": [
            "square = 0.9 * square + 0.1 * gradient**2",
            "kernel = kernel - rate * gradient / np.sqrt(square + 1e-7)",
        ],
        "adam": [
            "velocity = 0.9 * velocity + 0.1 * gradient",
            "square = 0.999 * square + 0.001 * gradient**2",
            "corrected = rate * np.sqrt(1 - 0.999 ** (t + 1)) / (1 - 0.9 ** (t + 1))",
            "kernel = kernel - corrected * velocity / (np.sqrt(square) + 1e-7)",
        ],
    }[optimizer or experiment.optimizer]
    return [*(decay if experiment.weight_decay else []), *steps]
