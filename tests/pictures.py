"""Picture files for tests, packed as a camera or a program packs them."""

import io

import numpy as np
from PIL import Image


def packed(values, kind="PNG", mode=None, **options):
    """A file of that kind: whole numbers are pixels as they are, others brightness from 0 to 1."""
    values = np.asarray(values)
    pixels = values if values.dtype.kind in "iu" else np.uint8(np.rint(255 * np.clip(values, 0, 1)))
    picture = Image.fromarray(pixels)
    file = io.BytesIO()
    (picture.convert(mode) if mode else picture).save(file, kind, compress_level=1, **options)
    return file.getvalue()


def speckled(*shape, kind="PNG", seed=0):
    """A file of noise, which hardly shrinks when it is packed."""
    return packed(np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8), kind)
