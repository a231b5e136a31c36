"""What the address carries of the tabs "Channels" and "Pooling and transposed"."""

from __future__ import annotations

from core import images, links
from core.correlation import channels
from core.words import N_
from pages.shared import chosen, controls, display

BOOK, NOISE = "book", "noise"
INPUTS = (BOOK, controls.TYPED, NOISE, *images.PHOTOGRAPHS, controls.UPLOADED)
INPUT_TITLES = {
    BOOK: N_("two channels, from the book"),
    controls.TYPED: N_("typed matrices"),
    NOISE: N_("random noise, three channels"),
}
KERNELS = {
    BOOK: N_("2 → 1 channels, from the book"),
    "book_outputs": N_("2 → 3 channels, from the book"),
    "grey": N_("1 × 1, 3 → 1: colour to greyscale"),
    "mixing": N_("1 × 1, 3 → 3: colour to brightness and two colour differences"),
    "mean": N_("1 × 1: mean of all channels"),
    "sobel": N_("Sobel on every channel, 2 outputs per group: left to right, top to bottom"),
    controls.TYPED: N_("typed matrices"),
}
OPERATIONS = {
    "max": N_("max pooling"),
    "average": N_("average pooling"),
    "transposed": N_("transposed convolution"),
}
SIDES = (4, 512)
CHANNELS_CELL, OPERATIONS_CELL = "channels_cell", "operations_cell"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NUMBERS = "0123456789.-+eE ,;()[]\t\n−，、"


def named(letter: str, channel: int) -> str:
    """X₁, K₂ …: `channel` counts from 0, people from 1."""
    return letter + str(channel + 1).translate(_SUBSCRIPTS)


CHANNELS: tuple[links.Field, ...] = (
    links.Choice("channels_input", BOOK, INPUTS),
    links.Text("channels_x", "", max_length=12_000, alphabet=_NUMBERS),
    links.Whole("channels_side", 16, *SIDES),
    links.Seed("channels_seed"),
    links.Choice("channels_kernel", BOOK, tuple(KERNELS)),
    links.Text("channels_k", "", max_length=12_000, alphabet=_NUMBERS),
    links.Whole("channels_groups", 1, 1, channels.MAX_IN),
    *display.fields("channels_"),
    links.Whole("channels_stride", 1, 1, 64),
    links.Whole("channels_padding", 0, 0, 64),
    links.Whole("channels_out", 1, 1, channels.MAX_OUT),
    links.Whole("channels_step", 0, 0, channels.MAX_IN),  # 0: all of them
    chosen.field("S", *(named(letter, c) for letter in "XKP" for c in range(channels.MAX_IN)), setting=CHANNELS_CELL),
)
OPERATION: tuple[links.Field, ...] = (
    links.Choice("operations_kind", "max", tuple(OPERATIONS)),
    *(links.Whole(f"operations_{name}", 2, 1, 512) for name in ("rows", "columns")),
    *(links.Whole(f"operations_stride_{name}", 1, 1, 512) for name in ("rows", "columns")),
    *(links.Whole(f"operations_padding_{name}", 0, 0, 512) for name in ("rows", "columns")),
    *(links.Whole(f"operations_extra_{name}", 0, 0, 512) for name in ("rows", "columns")),
    links.Whole("operations_dilation", 1, 1, 64),
    links.Flag("operations_counted", True),
    links.Flag("operations_ceil", False),
    *(links.Whole(f"operations_{name}", 0, 0, 511) for name in ("top", "left")),
    chosen.field("Y", "X", "K", setting=OPERATIONS_CELL),
)
