"""Settings that a link locks: they keep the link's values, and their controls are drawn disabled.

`lock=1` locks every control, `lock=rate,epochs` those. What only changes what one looks at (a chosen cell, an open
topic, an axis) stays free under `lock=1`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core import links
from core.words import N_

SETTING = "lock"
# What one name in a link stands for where a control has several settings.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "image": ("image", "x", "side", "seed", "black_percentile", "white_percentile"),
    "kernel": ("kernel", "k"),
    "padding": ("padding", "top", "bottom", "left", "right"),
    "stride": ("stride_rows", "stride_columns"),
    "dilation": ("dilation_rows", "dilation_columns"),
    "stack": ("preset", "stack"),
    "size": ("rows", "columns"),
}
# The controls beside the pages' first pictures: what "Copy link" offers to lock.
CONTROLS = {
    "rate": N_("Learning rate"),
    "epochs": N_("Epochs"),
    "image": N_("Input image"),
    "transpose_image": N_("Transpose X"),
    "kernel": N_("Kernel"),
    "transpose_kernel": N_("Transpose K"),
    "threshold": N_("Threshold"),
    "padding": N_("Padding"),
    "stride": N_("Stride"),
    "dilation": N_("Dilation"),
    "stack": N_("Stack"),
    "size": N_("Input size"),
    "optimizer": N_("Optimizer"),
}
LOOKED_AT = frozenset(
    "open help log flip step plane plane_x plane_y goal layer row column picture figure figure_layer formula_layer"
    " code_library channels_step maps_unit_stage maps_unit_channel maps_unit_row maps_unit_column"
    " model_layer model_row model_column cost_layer".split()
)


def field(fields: Sequence[links.Field]) -> links.Names:
    """The setting: which of a page's settings, or groups of them, are locked."""
    return links.Names(SETTING, "", max_length=2_000, options=(*_groups(fields), *(one.name for one in fields)))


def controls(fields: Iterable[links.Field]) -> dict[str, str]:
    """What a link to the page can lock, by name, with what its control is called (a key of the catalogues)."""
    names = {one.name for one in fields}
    return {name: title for name, title in CONTROLS.items() if names & set(GROUPS.get(name, (name,)))}


def settings(text: str, fields: Sequence[links.Field]) -> frozenset[str]:
    """The names of the settings that are locked by what the address says."""
    own = [one.name for one in fields]
    free = {one.name for one in fields if isinstance(one, links.Cell)} | LOOKED_AT
    names = links.named(text, [name for name in own if name not in free])
    return frozenset(setting for name in names for setting in GROUPS.get(name, (name,)) if setting in own)


def _groups(fields: Sequence[links.Field]) -> tuple[str, ...]:
    names = {one.name for one in fields}
    return tuple(name for name, group in GROUPS.items() if name not in names and names & set(group))
