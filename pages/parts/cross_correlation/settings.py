"""What the page's address carries, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass

from core import links
from core.arrays import Floats
from core.words import N_
from pages.parts.cross_correlation.topics.channels import settings as channels_settings
from pages.parts.cross_correlation.topics.padding import settings as padding_settings
from pages.parts.cross_correlation.topics.workshop import settings as workshop_settings
from pages.shared import chosen, controls, geometry, sections

NAME = "cross_correlation"
TITLES = {
    "idea": N_("The idea"),
    "numbers": N_("Your own numbers and images"),
    "layer": N_("As a layer"),
    "speed": N_("Loops and speed"),
    "padding": N_("Padding compared"),
    "matrix": N_("As a matrix product"),
    "signals": N_("Signals"),
    "channels": N_("Channels"),
    "operations": N_("Pooling and transposed convolution"),
    "workshop": N_("Kernel workshop"),
    "code": N_("Code to copy"),
}
MATRICES = ("Y", "X", "K")  # of the first picture
FIELDS: tuple[links.Field, ...] = (
    *controls.image_fields("counting"),
    *controls.kernel_fields("counting"),
    *geometry.fields(),
    chosen.field(*MATRICES),
    sections.field(TITLES),
    links.Whole("layer_seed", 0, 0, 2**31 - 1),
    *padding_settings.PADDING,
    *padding_settings.SIGNALS,
    *channels_settings.CHANNELS,
    *channels_settings.OPERATION,
    *workshop_settings.WORKSHOP,
)


@dataclass(frozen=True)
class Experiment:
    """One cross-correlation: X (H, W), K (h, w), stride, padding and dilation; what X and K are called."""

    image: Floats
    kernel: Floats
    geometry: geometry.Geometry
    image_name: str = ""
    kernel_name: str = ""
