"""What the topic shows, as files: maps, kernels, curves, numbers, and the program in Keras."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core import feature_maps, figures
from core.arrays import Array, Floats
from core.feature_maps import SHAPES, Answer, Setting, Unit, units
from core.takeaway import Cell, Reader, notebook, opening
from pages.parts.receptive_field.topics.feature_maps import kernels, training
from pages.parts.receptive_field.topics.feature_maps.job import Training
from pages.parts.receptive_field.topics.feature_maps.names import shape_titles, stage_title
from pages.shared import downloads, takeaway
from pages.shared.loss_chart import Curve
from pages.shared.page import Page

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(page: Page, setting: Setting, job: Training | None, answer: Answer, unit: Unit) -> None:
    """ "Save…": what needs a training is there once there is one."""
    weights = kernels.weights_of(setting, job)
    trained = job if job is not None and job.begun else None
    checks = () if trained is None else tuple(trained.checks[0])
    losses = np.empty(0) if trained is None else np.array(trained.losses[0])
    rates = () if trained is None else tuple(trained.rates)
    curves = training.loss_curves(page, trained)
    accuracies = training.accuracy_curves(page, trained)
    made = None if trained is None else trained.states[0].updates
    written = units.sum_of(setting, weights, answer, unit)
    downloads.save(
        page,
        {
            "feature maps": lambda: maps_figure(page, answer),
            "kernels": lambda: figures.matrices(kernel_parts(page, weights[0])),
            "losses": (lambda: _curves(page, curves, page.translate("loss"), log=True)) if curves else None,
            "accuracies": (lambda: _curves(page, accuracies, page.translate("accuracy"), log=False))
            if accuracies
            else None,
        },
        {
            "picture": lambda: answer.stages[0].maps[..., 0],
            "kernels": lambda: kernel_table(weights[0]),
            "probabilities": lambda: probabilities(page, answer),
            "products": lambda: products(written),
            "batch losses": (lambda: pd.DataFrame({"update": np.arange(len(losses)), "loss": losses}))
            if len(losses)
            else None,
            "accuracies": (lambda: pd.DataFrame([vars(check) for check in checks])) if checks else None,
        },
        {
            "train_shapes_keras.py": partial(feature_maps.program, setting, rates, made or None),
            "train_shapes.ipynb": partial(_notebook, takeaway.reader_of(page), setting, rates, made or None),
        },
    )


def kernel_table(first: Array) -> pd.DataFrame:
    """One row for each row of each of the first layer's kernels."""
    side, channels = first.shape[0], first.shape[3]
    rows = np.moveaxis(first[:, :, 0, :], 2, 0).reshape(-1, side)
    table = pd.DataFrame(rows, columns=[f"column {column}" for column in range(side)])
    table.insert(0, "kernel", np.repeat(np.arange(channels), side))
    table.insert(1, "row", np.tile(np.arange(side), channels))
    return table


def _notebook(reader: Reader, setting: Setting, rates: tuple[tuple[int, float], ...], made: int | None) -> str:
    _ = reader.translate
    said = _(
        "A small convolutional network learns to tell shapes apart: the same pictures, first weights, batches and losses as in the lab."
    )
    program = Cell(feature_maps.program(setting, rates, made), code=True)
    return notebook((opening(reader, said), program))


def probabilities(page: Page, answer: Answer) -> pd.DataFrame:
    """One row a shape."""
    titles = shape_titles(page)
    return pd.DataFrame({"shape": [titles[shape] for shape in SHAPES], "probability": answer.probabilities})


def products(written: units.Sum) -> pd.DataFrame:
    """One row a cell of the unit's window: its map, row and column there, input, weight, product."""
    rows = []
    for row, column, channel in np.ndindex(written.inputs.shape):
        value = float(written.inputs[row, column, channel])
        weight = None if written.kernel is None else float(written.kernel[row, column, channel])
        rows.append((channel, row, column, value, weight, None if weight is None else value * weight))
    return pd.DataFrame(rows, columns=["map", "row", "column", "input", "weight", "product"])


def kernel_parts(page: Page, first: Array) -> list[figures.Part]:
    """The first layer's kernels, each under the name of its nearest."""
    found = []
    for channel in range(first.shape[3]):
        kernel = first[:, :, 0, channel]
        found.append(figures.Part(kernels.likeness_said(page, feature_maps.nearest(kernel)), kernel, "signed"))
    return found


def maps_figure(page: Page, answer: Answer) -> Figure:
    """The picture, and each layer's maps as one block."""
    parts = [figures.Part(stage_title(page, "picture"), answer.stages[0].maps[..., 0], "grey")]
    for stage in answer.stages[1:]:
        parts.append(figures.Part(stage_title(page, stage.name), block(stage.maps), "signed"))
    return figures.matrices(parts)


def block(maps: Floats) -> Floats:
    """(side, side, C) → the maps in a square of tiles, a row and a column of zeros between them."""
    channels = maps.shape[2]
    columns = int(np.ceil(np.sqrt(channels)))
    rows = -(-channels // columns)
    tiles = np.zeros((rows * columns, maps.shape[0] + 1, maps.shape[1] + 1))
    tiles[:channels, :-1, :-1] = np.moveaxis(maps, 2, 0)
    return tiles.reshape(rows, columns, *tiles.shape[1:]).swapaxes(1, 2).reshape(rows * tiles.shape[1], -1)[:-1, :-1]


def _curves(page: Page, curves: list[Curve], title: str, *, log: bool) -> Figure:
    lines = [
        figures.Series(one.name, one.updates, one.losses, "--" if one.style == "dashed" else "-") for one in curves
    ]
    return figures.curves(lines, x=page.translate("update"), y=title, log=log)
