"""The notebook's problem, small generic ones, and the matrix of patches written out."""

import numpy as np
from hypothesis import strategies as st

from core import images
from core.correlation import corr2d

BAND = images.band()
EDGES = corr2d(BAND, np.array([[1.0, -1.0]]))
NOTEBOOK = np.array([[-0.39838535, 1.15418606]])


def patches(image, h, w, *ones):
    """The matrix of patches: one row an output, `ones` behind each."""
    rows, columns = image.shape[0] - h + 1, image.shape[1] - w + 1
    return np.array([[*image[i : i + h, j : j + w].ravel(), *ones] for i in range(rows) for j in range(columns)])


@st.composite
def problems(draw):
    """Small generic problems: normal images, targets that no kernel meets, a generic first kernel."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    h, w, channels = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.sampled_from([(), (1,), (3,)]))
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    image = rng.normal(size=(rows + h - 1, columns + w - 1, *channels))
    return image, rng.normal(size=(rows, columns)), rng.normal(size=(h, w, *channels))
