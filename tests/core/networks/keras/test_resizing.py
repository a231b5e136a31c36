"""Layers that depend on the size of the map: what they are told, in every notation."""

import pytest

from core.checks import MAX_CELLS
from core.errors import BadInput
from core.networks.graph import Operation
from core.networks.keras.resizing import resizing
from core.networks.resampling import Resize


def told(kind, **config):
    found = resizing(kind, config, "a")
    return found if found is None or found.resize is None else found.resize


def test_resizing():
    assert told("Resizing", height=3, width=4) == told("Resize", size=[3, 4]) == Resize((3, 4))
    assert told("Resizing", height=3, width=4, interpolation="Nearest", antialias=True) == Resize(
        (3, 4), "nearest", True
    )
    assert told("Resizing", height=3, width=4, crop_to_aspect_ratio=True).fit == "crop"
    assert told("Resizing", height=3, width=4, pad_to_aspect_ratio=True).fit == "pad"
    for name in ("area", "adaptive"):
        assert told("Resizing", height=3, width=4, interpolation=name) == Operation("unknown", unlisted=True)
    assert told("Resize", size=MAX_CELLS) == Resize((MAX_CELLS,))
    for size in (0, MAX_CELLS + 1, None):
        with pytest.raises(BadInput, match="size"):
            told("Resize", size=size)


def test_crops_adaptive_pools_and_smooth_enlargement():
    assert told("CenterCrop", height=3, width=4) == Resize((3, 4), fit="centre")
    assert told("AdaptiveAveragePooling2D", output_size=[3, 1]) == Resize((3, 1), "adaptive")
    assert told("AdaptiveMaxPooling3D", output_size=2) == Resize((2, 2, 2), "adaptive")
    assert told("AdaptiveMaxPooling1D", output_size=1) == Operation("everything")
    assert told("UpSampling2D", interpolation="bicubic") == Resize((2, 2), "bicubic", times=True)
    assert told("UpSampling2D", size=[2, 3], interpolation="lanczos3") == Resize((2, 3), "lanczos3", times=True)
    for kind, config in (("UpSampling2D", {}), ("AdaptiveMaxPooling4D", {}), ("Conv2D", {"kernel_size": 3})):
        assert told(kind, **config) is None
