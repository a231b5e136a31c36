"""What the page's first screen shows, to hand on: its link and its files."""

from __future__ import annotations

from core import figures, takeaway
from core.receptive_field import export, snippets
from pages.parts.receptive_field import backdrop, growth, picture, table
from pages.parts.receptive_field.settings import Experiment
from pages.parts.receptive_field.topics import on_picture
from pages.shared import downloads
from pages.shared.page import Page


def draw(page: Page, experiment: Experiment) -> None:
    """Copy link and Save…"""
    # Files are made when they are asked for, outside the session: what they show is read here.
    unit, ground = picture.unit_of(page, experiment), backdrop.chosen(page)
    downloads.share(
        page,
        {
            "receptive field": lambda: figures.matrices(picture.parts(experiment, unit)),
            "unit on a picture": lambda: figures.matrices(on_picture.parts(experiment, unit, ground)),
            "growth": lambda: growth.figure(page, experiment),
        },
        {"layers": lambda: table.frame(page, experiment)},
        {
            "layers for programs.csv": lambda: export.stack_csv(experiment.rows),
            "layers.json": lambda: export.stack_json(experiment.rows),
            "layers.md": lambda: export.stack_markdown(experiment.rows),
            "model_keras.py": lambda: snippets.keras(experiment.rows),
            "model_pytorch.py": lambda: snippets.pytorch(experiment.rows),
        },
        take=lambda: takeaway.Field(experiment.layers, experiment.input_size, unit) if experiment.layers else None,
    )
