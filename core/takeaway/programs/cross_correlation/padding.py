"""The same input and kernel under every padding as a lesson."""

from __future__ import annotations

import numpy as np

from core.arrays import Floats, Pair, Sides
from core.correlation import compare, row_in_every_mode
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces
from core.takeaway.subjects import Reader

ROW, CELLS = 6, 3  # numbers of the row that shows every boundary mode, and cells added at its ends


def cells(
    image: Floats,
    kernel: Floats,
    explicit: Sides,
    stride: Pair,
    dilation: Pair,
    boundary: str,
    value: float,
    reader: Reader,
) -> list[Cell]:
    """Arguments as of `core.correlation.compare`.

    Raises
    ------
    BadInput
        Settings that break a rule.
    """
    _ = reader.translate
    answers = compare(image, kernel, explicit, stride=stride, dilation=dilation, boundary=boundary, value=value)
    found = {answer.convention: answer for answer in answers if answer.result is not None}
    zeros = boundary == "constant" and value == 0.0
    filled = f", constant_values={value!r}" if boundary == "constant" else ""
    return [
        *pieces.beginning(
            reader,
            _(
                "Padding adds cells around the input before the kernel slides over it. Libraries add different numbers of cells under the same name, so outputs of one shape can hold different numbers."
            ),
            [pieces.STRIDED],
            [
                pieces.assigned("X", image),
                pieces.assigned("K", kernel),
                f"STRIDE, DILATION = {stride}, {dilation}",
                "PADDINGS = {  # rows above and below, columns left and right",
                *(f"    {name!r}: {answer.sides}," for name, answer in found.items()),
                "}",
            ],
            image,
            kernel,
            tensorflow=zeros,
        ),
        pieces.code(
            "results = {}",
            "for name, sides in PADDINGS.items():",
            f"    results[name] = corr2d(np.pad(X, sides, mode={boundary!r}{filled}), K, STRIDE, DILATION)",
            "    print(name, sides, results[name].shape)",
        ),
        *(pieces.compared(_, f"results[{name!r}]", np.asarray(each.result)) for name, each in found.items()),
        *_alike(reader),
        *(_tensorflow(reader) if zeros else []),
        *_modes(image, reader),
        pieces.text(_("## The picture")),
        pieces.plotted(
            [
                ("X", "X", bool(image.min() < 0)),
                *((f"results[{name!r}]", name, True) for name in found),
            ]
        ),
    ]


def _alike(reader: Reader) -> list[Cell]:
    _ = reader.translate
    return [
        pieces.text(_("## Same shape, different numbers")),
        pieces.code(
            "names = list(results)",
            "for number, one in enumerate(names):",
            "    for other in names[number + 1 :]:",
            "        if PADDINGS[one] != PADDINGS[other] and results[one].shape == results[other].shape:",
            "            different = ~np.isclose(results[one], results[other])",
            f"            print(one, other, {_('numbers that differ:')!r}, different.sum(), {_('of')!r}, different.size)",
        ),
    ]


def _modes(image: Floats, reader: Reader) -> list[Cell]:
    """A row of the image with cells at both ends, under each mode of `numpy.pad`."""
    _ = reader.translate
    modes = row_in_every_mode(np.asarray(image[0, :ROW], dtype=np.float64), CELLS)
    return [
        pieces.text(
            _("## All ways to pad the border"), _("The first numbers of the input's first row, under each mode.")
        ),
        pieces.code(
            f"MODES = {list(modes)!r}",
            f"padded = np.array([np.pad(X[0, :{ROW}], {CELLS}, mode=mode) for mode in MODES])",
            "for mode, line in zip(MODES, padded):",
            "    print(mode, line)",
        ),
        pieces.compared(_, "padded", np.array(list(modes.values()))),
    ]


def _tensorflow(reader: Reader) -> list[Cell]:
    """TensorFlow's "SAME", which the lab calls "same"."""
    _ = reader.translate
    return [
        pieces.text(_("## The same in TensorFlow")),
        pieces.code(
            "Y = tf.nn.conv2d(",
            '    X[None, :, :, None], K[:, :, None, None], strides=STRIDE, padding="SAME", dilations=DILATION',
            ")[0, :, :, 0].numpy()",
            pieces.apart(_, "Y", 'results["same"]'),
        ),
    ]
