"""What the page's address carries, and the frozen experiment that it names."""

from __future__ import annotations

from dataclasses import dataclass

from core import links
from core.networks import zoo
from core.receptive_field import STACKS, Layer, Row
from core.receptive_field import text as stack_text
from core.receptive_field.running import averaging
from pages.parts.receptive_field import backdrop

NAME = "receptive_field"
OWN = "own"
PRESETS = (*STACKS, OWN)
MAX_DEPTH = stack_text.MAX_LAYERS  # also what stands for the last layer
MAX_SIDE = 4096  # cells a side of an input
# The table's figures; choosing one opens its derivation.
FIGURES = ("output", "size", "stride", "padding", "centre", "overlap", "unseen", "outside")
PRINTED = "".join(map(chr, range(32, 127))) + "\n"
NAMES_OF_LAYERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/# "
FIRST_SCREEN: tuple[links.Field, ...] = (
    links.Choice("preset", "chapter", PRESETS),
    links.Text("stack", "", max_length=stack_text.MAX_CHARACTERS),
    links.Whole("rows", 3, 1, MAX_SIDE),
    links.Whole("columns", 3, 1, MAX_SIDE),
    links.Whole("layer", MAX_DEPTH, 0, MAX_DEPTH),
    links.Whole("row", 0, 0, MAX_SIDE),
    links.Whole("column", 0, 0, MAX_SIDE),
    backdrop.FIELD,
    *backdrop.RANGE,
    links.Choice("figure", "none", ("none", *FIGURES)),
    links.Whole("figure_layer", 0, 0, MAX_DEPTH),
)
MODEL_FIELDS: tuple[links.Field, ...] = (
    links.Choice("network", "ResNet50", (*zoo.names(), "upload", "paste")),
    links.Text("model_text", "", alphabet=PRINTED),  # what was pasted, if it is short
    links.Text("model_size", "", max_length=30, alphabet="0123456789x"),
    links.Whole("model_rate", 0, 0, 10**9),  # 0: none
    links.Text("model_object", "", max_length=30, alphabet="0123456789x"),
    links.Text("model_layer", "", max_length=200, alphabet=NAMES_OF_LAYERS),  # empty: the last one
    links.Whole("model_row", 3, 0, 10_000),
    links.Whole("model_column", 3, 0, 10_000),
    links.Text("model_input", "", max_length=200, alphabet=NAMES_OF_LAYERS),
    links.Text("cost_layer", "", max_length=200, alphabet=NAMES_OF_LAYERS),  # whose cost is derived
    links.Choice("model_other", "none", ("none", *zoo.names(), "upload", "paste")),
    links.Choice("model_weights", "random", ("random", "own")),
    links.Choice("model_inputs", "noise", averaging.INPUTS),
    links.Whole("model_samples", 10, 1, averaging.MAX_SAMPLES),
    links.Seed("model_seed"),
)


@dataclass(frozen=True)
class Experiment:
    """A stack on an input of that size (rows, columns), with one row of figures a layer."""

    layers: tuple[Layer, ...]
    input_size: tuple[int, int]
    rows: tuple[Row, ...]

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """(rows, columns) of the input and of each layer's output."""
        return (self.input_size, *(row.output_size or (0, 0) for row in self.rows))

    def unit(self, layer: int, row: int, column: int) -> tuple[int, int, int]:
        """(depth, row, column) of the chosen unit, moved into the stack where it lies outside."""
        depth = min(max(layer, 0), len(self.layers))
        size = self.sizes[depth]
        return depth, min(max(row, 0), size[0] - 1), min(max(column, 0), size[1] - 1)
