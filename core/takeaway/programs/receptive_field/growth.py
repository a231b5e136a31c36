"""How the effective field grows with the depth, as a lesson."""

from __future__ import annotations

from dataclasses import dataclass

from core.arrays import Floats
from core.receptive_field import EffectiveFieldExperiment, both
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.programs.beside import beside
from core.takeaway.programs.receptive_field import effective
from core.takeaway.subjects import Reader

_GROWTH = """
table = []
for n in DEPTHS:
    SIZE, UNIT = (n * (KERNEL - 1) + 1,) * 2, (0, 0)  # the input is just the field of the one unit
    maps = [1, *[CHANNELS] * (n - 1), 1]
    LAYERS = [
        (f"conv{{at}}", "conv", (KERNEL, KERNEL), (1, 1), ((0, 0), (0, 0)), (1, 1), (KERNEL, KERNEL, *of), KERNEL**2 * of[0])
        for at, of in enumerate(zip(maps, maps[1:]), 1)
    ]
    law = np.sqrt(2 * np.pi * n * (KERNEL**2 - 1) / 12 / {halved} * np.log(20))  # 95 % of a Gaussian
    table.append([n, SIZE[0], {measured}law])
    print(table[-1])
table = np.array(table)
"""


@dataclass(frozen=True, eq=False)
class Growth:
    """Averages of stacks of 1, 2, 4 … equal convolutions, of `samples` gradients each, all of one kind."""

    experiments: tuple[EffectiveFieldExperiment, ...]
    samples: int
    table: Floats  # (depths, 4): layers, side of the theoretical field, of the effective one, of the law of the square root


def cells(subject: Growth, reader: Reader) -> list[Cell]:
    """The sides of the theoretical and of the effective field over the depth, beside the law of the square root."""
    _ = reader.translate
    first, last = subject.experiments[0], subject.experiments[-1]
    measured = first.kind != "trained"
    names = [_("theoretical field"), *([_("effective field, measured")] if measured else []), _("√n law")]
    kept = [1, 2, 3] if measured else [1, 3]
    return [
        pieces.opening(
            reader,
            _(
                "With each layer the theoretical field grows by the same number of cells. The effective field grows with the square root of the depth alone, so that it fills a smaller and smaller part of the theoretical one (Luo, Li, Urtasun & Zemel 2016)."
            ),
        ),
        pieces.imports(tensorflow=measured),
        pieces.text(_("## The settings")),
        pieces.code(
            f"DEPTHS = {subject.table[:, 0].astype(int).tolist()}",
            f"KERNEL, CHANNELS = {both(first.layers[0].kernel)[0]}, {last.channels}",
            f"SEED, SAMPLES, RELU = {first.seed}, {subject.samples}, {first.kind == 'relu'}",
            *(["\n", *effective.measured(first.kind, {"conv"}), "\n", effective.HELD.strip("\n")] if measured else []),
        ),
        pieces.text(_("## The growth")),
        pieces.code(
            _GROWTH.strip("\n").format(
                halved=2 if first.kind == "uniform" else 1,
                measured="np.sqrt(held(average()).sum()), " if measured else "",
            )
        ),
        pieces.text(_("## Beside the lab")),
        beside(
            _,
            *(
                (name, f"table[:, {at}]", subject.table[:, column])
                for at, (name, column) in enumerate(zip(names, kept, strict=True), 1)
            ),
        ),
        pieces.text(_("## The picture")),
        pieces.code(
            'figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")',
            f'axis.loglog(table[:, 0], table[:, 1:], "o-", label={names!r})',
            'axis.set(xlabel="n")',
            "axis.legend()",
            "plt.show()",
        ),
    ]
