"""The effective receptive field as a lesson: the squared gradient of one unit, averaged over random weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.arrays import Floats
from core.receptive_field import EffectiveFieldExperiment, EffectiveFieldResult, Row, both
from core.receptive_field.effective import network, theory
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import Check, beside
from core.takeaway.subjects import Reader

_SETTINGS = """
# name, kind, kernel, stride, padding ("same" as TensorFlow has it), dilation, shape of the weights, numbers that one output is summed from
LAYERS = {layers}
SIZE, UNIT = {size}, {unit}  # of the input; the unit of the last layer
SEED, SAMPLES = {seed}, {samples}
"""
_FORWARD = '''
def forward(x, weights):
    """The last layer's map."""
    left = iter(weights)
    for at, (name, kind, kernel, (s, t), padding, dilation, shape, _) in enumerate(LAYERS):
{layers}
        if RELU and shape and at < len(LAYERS) - 1:
            x = tf.nn.relu(x)
    return x
'''
_TRANSPOSED = """        if kind == "transposed":  # zeros between the cells and around them, then a convolution, less what is cut off
            _, H, W, C = x.shape
            x = tf.pad(tf.reshape(x, (1, H, 1, W, 1, C)), [(0, 0), (0, 0), (0, s - 1), (0, 0), (0, t - 1), (0, 0)])
            x = tf.reshape(x, (1, H * s, W * t, C))[:, : H * s - s + 1, : W * t - t + 1]
            spans = [(k - 1) * d for k, d in zip(kernel, dilation)]
            x = tf.pad(x, [(0, 0), *((span, span + max(0, -cut[1])) for span, cut in zip(spans, padding)), (0, 0)])
            x = tf.nn.convolution(x, next(left), padding="VALID", dilations=dilation)
            (top, bottom), (first, last) = [(a, max(0, b)) for a, b in padding]
            x = x[:, top : x.shape[1] - bottom, first : x.shape[2] - last]
            if RELU and at < len(LAYERS) - 1:
                x = tf.nn.relu(x)
            continue"""
_POOL = """        if kind in ("pool", "average"):
            how = "MAX" if kind == "pool" else "AVG"
            if padding == "same":  # the border never wins, and is no part of a mean
                x = tf.nn.pool(x, kernel, how, strides=(s, t), padding="SAME")
            else:
                x = tf.pad(x, [(0, 0), *padding, (0, 0)])
                x = tf.nn.pool(x, kernel, how, padding="VALID", dilations=dilation)[:, ::s, ::t]
            continue"""
_CONV = """        x = tf.pad(x, [(0, 0), *padding, (0, 0)])
        if kind == "depthwise":
            x = tf.nn.depthwise_conv2d(x, next(left), (1, 1, 1, 1), "VALID", dilations=dilation)[:, ::s, ::t]
        else:
            x = tf.nn.convolution(x, next(left), padding="VALID", dilations=dilation)[:, ::s, ::t]"""
_AVERAGE = '''
def gradient(sample):
    """Of the unit with respect to the input, for weights and an input of their own."""
    rng = np.random.default_rng((SEED, 0, sample))
    weights = []
    for *_, shape, entries in LAYERS:
        if shape:
            weights.append(({drawn}).astype(np.float32))
    x = tf.constant(rng.normal(size=(1, *SIZE, 1)), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = forward(x, weights)
        unit = y[0, UNIT[0], UNIT[1], 0]
    return tape.gradient(unit, x, unconnected_gradients="zero").numpy()[0, :, :, 0].astype(float)


def average():
    """The mean of the squared gradients; its sum is 1."""
    energy = np.zeros(SIZE)
    for sample in range(SAMPLES):
        squared = gradient(sample) ** 2
        energy += squared / squared.sum() if squared.sum() else 0.0  # 0 everywhere: all ReLUs were inactive
    return energy / energy.sum()
'''
_EXPECTED = '''
def back(line, cells, kernel, stride, before, dilation, transposed):
    """On one axis: each unit hands its energy to the cells in its window, in equal parts; what falls into padding is lost."""
    found = np.zeros(cells)
    for unit, part in enumerate(line):
        for tap in range(kernel):
            if transposed:  # input i feeds output i * stride + tap * dilation - before
                at, skipped = divmod(unit + before - tap * dilation, stride)
            else:
                at, skipped = unit * stride + tap * dilation - before, 0
            if not skipped and 0 <= at < cells:
                found[at] += part / kernel
    return found


def along(axis):
    line = np.eye(SIZES[-1][axis])[UNIT[axis]]
    for (_, kind, kernel, stride, _, dilation, *_), padding, size in zip(LAYERS[::-1], PADDINGS[::-1], SIZES[-2::-1]):
        line = back(line, size[axis], kernel[axis], stride[axis], padding[axis], dilation[axis], kind == "transposed")
    return line / line.sum()


expected = np.outer(along(0), along(1))
'''
HELD = '''
def held(energy, share=0.95):
    """The fewest cells that hold that share of the energy, the strongest ones first."""
    order = np.argsort(energy, axis=None, kind="stable")[::-1]
    count = np.searchsorted(np.cumsum(energy.ravel()[order]), share * energy.sum() * (1 - 1e-12)) + 1
    found = np.zeros(energy.size, bool)
    found[order[:count]] = True
    return found.reshape(energy.shape)
'''


@dataclass(frozen=True, eq=False)
class Effective:
    """An average as far as it has come: `samples` gradients, 0 where none is; `found` is what its energy says."""

    experiment: EffectiveFieldExperiment
    samples: int = 0
    found: EffectiveFieldResult | None = None

    @property
    def repeatable(self) -> bool:
        """Whether a program can average the same gradients: those of trained networks need the lab's photographs."""
        return self.experiment.kind != "trained" and self.samples > 0


def cells(subject: Effective, reader: Reader) -> list[Cell]:
    """What theory expects; then the same gradients as on the screen, and where 95 % of their energy lies."""
    _ = reader.translate
    experiment, found = subject.experiment, subject.found
    expected: Floats = theory.expected_energy(experiment.layers, experiment.input_size, experiment.unit)
    checks: list[Check] = [(_("expected energy"), "expected", expected)]
    if subject.repeatable and found is not None:
        checks += [
            (_("energy"), "energy", found.energy),
            (_("cells that hold 95% of it"), "held(energy).sum()", int(found.held.sum())),
        ]
    return [
        pieces.opening(
            reader,
            _(
                "Not every cell of a receptive field counts alike: the gradient of a unit with respect to the input says how much each one does. Its square, averaged over random weights, is the effective receptive field (Luo, Li, Urtasun & Zemel 2016)."
            ),
        ),
        pieces.imports(tensorflow=subject.repeatable),
        pieces.text(
            _("## The settings"), _("Rows first: a size is (rows, columns), padding ((top, bottom), (left, right)).")
        ),
        pieces.code(*_settings(subject)),
        pieces.text(_("## What theory expects"), _("The energy spreads like a random walk, one step per layer.")),
        pieces.code(_EXPECTED.strip("\n"), "\n", HELD.strip("\n"), "\n", "print(held(expected).sum())"),
        *(
            [
                pieces.text(
                    _("## TensorFlow's gradient"), _("Each sample has its own random weights and its own input.")
                ),
                pieces.code(*measured(experiment.kind, {layer.kind for layer in experiment.layers})),
                pieces.code("energy = average()", "print(held(energy).sum())"),
            ]
            if subject.repeatable
            else []
        ),
        pieces.text(_("## Beside the lab")),
        beside(_, *checks),
        pieces.text(_("## The picture")),
        pieces.code(
            f"shown = [expected{', energy' if subject.repeatable else ''}]",
            'figure, axes = plt.subplots(1, len(shown), figsize=(5 * len(shown), 5), layout="constrained", squeeze=False)',
            "for axis, values in zip(axes[0], shown):",
            '    axis.imshow(np.sqrt(values), cmap="Blues")  # the root, so that faint cells are visible',
            '    axis.contour(held(values), levels=[0.5], colors="black")',
            "plt.show()",
        ),
    ]


def _settings(subject: Effective) -> list[str]:
    experiment, rows = subject.experiment, subject.experiment.rows
    shapes = network.shapes(rows, experiment.channels)
    layers = [
        f"    {(row.layer.name, row.layer.kind, both(row.layer.kernel), both(row.layer.stride), _padding(row), both(row.layer.dilation), shape, None if shape is None else network.fan_in(row, shape))!r},"
        for row, shape in zip(rows, shapes, strict=True)
    ]
    sizes = [both(experiment.input_size), *(both(row.output_size or 0) for row in rows)]
    firsts = [tuple(before or 0 for before, _ in row.padding) for row in rows]
    return [
        _SETTINGS.strip("\n").format(
            layers="\n".join(["[", *layers, "]"]),
            size=both(experiment.input_size),
            unit=tuple(map(int, experiment.unit)),
            seed=experiment.seed,
            samples=subject.samples,
        ),
        f"SIZES = {sizes!r}  # of the input and of each layer's output",
        f"PADDINGS = {firsts!r}  # above and on the left, of each layer",
        f"RELU = {experiment.kind == 'relu'}",
    ]


def _padding(row: Row) -> object:
    if row.layer.kind in network.POOLS and row.layer.padding == "same" and both(row.layer.dilation) == (1, 1):
        return "same"
    return tuple((before or 0, after or 0) for before, after in row.padding)


def measured(kind: str, kinds: set[str]) -> Sequence[str]:
    """`gradient` and `average` for layers of these kinds."""
    layers = [
        *([_TRANSPOSED] if "transposed" in kinds else []),
        *([_POOL] if kinds & set(network.POOLS) else []),
        *([_CONV] if kinds & {"conv", "depthwise"} else []),
    ]
    gain = 2.0 if kind == "relu" else 1.0
    drawn = f"rng.normal(0, np.sqrt({gain} / entries), shape)"
    if kind == "uniform":
        drawn = "np.full(shape, 1 / entries)"
    return [_FORWARD.strip("\n").format(layers="\n".join(layers)), "\n", _AVERAGE.strip("\n").format(drawn=drawn)]
