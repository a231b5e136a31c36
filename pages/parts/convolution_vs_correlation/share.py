"""What the page's first screen shows, to hand on: its link, its files, its image and kernels for other pages."""

from __future__ import annotations

from core import figures, takeaway
from pages.parts.convolution_vs_correlation import learn_both, picture
from pages.parts.convolution_vs_correlation.settings import Experiment
from pages.shared import downloads, use_on
from pages.shared.page import Page


def draw(page: Page, experiment: Experiment, compared: picture.Compared) -> None:
    """Copy link, and what the page's first screen shows as files: the training's are there once it has begun."""
    downloads.share(
        page,
        {
            "convolution and correlation": lambda: figures.matrices(picture.parts(experiment, compared)),
            **learn_both.pictures(page),
        },
        {
            **learn_both.tables(page),
            "X": lambda: experiment.image,
            "K": lambda: experiment.kernel,
            "correlation": lambda: compared.correlated,
            "convolution": lambda: compared.convolved,
        },
        onward=lambda: use_on.menu(
            page,
            experiment.image,
            {use_on.BOTH: lambda: experiment.kernel, use_on.FLIPPED: lambda: experiment.flipped},
        ),
        take=lambda: takeaway.Comparison(experiment.image, experiment.kernel, learn_both.trained(page, experiment)),
    )
