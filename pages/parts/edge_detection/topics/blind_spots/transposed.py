"""The same kernel on the image turned about its diagonal: what does it miss?"""

from __future__ import annotations

import streamlit as st

from core import correlation, figures
from core.errors import BadInput
from pages.parts.edge_detection import picture
from pages.parts.edge_detection.settings import TRANSPOSED_CELL, Experiment
from pages.shared import chosen, pictures
from pages.shared.grid import Matrix, Reading, grid_words, tensor_grid
from pages.shared.page import Page
from pages.shared.pictures import scale_of


def draw(page: Page, experiment: Experiment) -> None:
    """X transposed, or as it was where the page transposes it; the kernel; its response and how much it found."""
    _ = page.translate
    x, k = experiment.x.T, experiment.k
    name = "X" if experiment.transpose_image else "Xᵀ"
    st.markdown("### " + _("The same kernel on {name}").format(name=name))
    try:
        response = correlation.correlate(x, k)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    if max(x.shape) <= picture.MAX_SIDE:
        matrices = (
            Matrix("X", x, name, scale=scale_of(x)),
            Matrix("K", k, picture.kernel_name(experiment), before="⋆", scale="signed"),
            Matrix("Y", response, "Y", before="=", scale="signed"),
        )
        tensor_grid(
            matrices,
            (picture.window(k),),
            words=grid_words(_),
            player=False,
            reading=Reading("Y", "X", "K"),
            **chosen.options(page, "transposed", matrices, ("Y", 0, 0), setting=TRANSPOSED_CELL),
        )
    else:
        files = figures.grey_file(x), figures.signed_png(response)
        pictures.row(files, (picture.title(name, x), picture.title("Y", response)))
    st.markdown(picture.verdict(page, response))
