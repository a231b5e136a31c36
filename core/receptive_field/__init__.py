"""Receptive fields of stacks and of networks."""

from core.receptive_field import export, snippets, text
from core.receptive_field.alignment import Outline, aligned, outline
from core.receptive_field.axis import AxisField
from core.receptive_field.beside import cost_of
from core.receptive_field.cells import MAX_CELLS, Traced, map_cells, seen, traced
from core.receptive_field.coverage import Coverage, coverage
from core.receptive_field.description import operation_of, operations_of
from core.receptive_field.effective.averaging import EffectiveFieldResult, EffectiveState
from core.receptive_field.effective.experiment import EffectiveFieldExperiment
from core.receptive_field.field import ReceptiveField, Row, layers_to_cover, least_input, more_to_cover, table
from core.receptive_field.layer import KINDS, Layer, both
from core.receptive_field.notices import grouped
from core.receptive_field.padding import Padding, paddings, pytorch_lines
from core.receptive_field.perturbation.comparison import Comparison
from core.receptive_field.perturbation.lights import Report
from core.receptive_field.perturbation.trial import Trial
from core.receptive_field.presets import STACKS
from core.receptive_field.regions import alignment, projection, receptive_field, regions, unseen
from core.receptive_field.solver import GraphRow, Solution, solve
from core.receptive_field.verdict import Verdict, first_productive, first_to_see, image_of, verdicts

__all__ = [
    "KINDS",
    "MAX_CELLS",
    "STACKS",
    "AxisField",
    "Comparison",
    "Coverage",
    "EffectiveFieldExperiment",
    "EffectiveFieldResult",
    "EffectiveState",
    "GraphRow",
    "Layer",
    "Outline",
    "Padding",
    "ReceptiveField",
    "Report",
    "Row",
    "Solution",
    "Traced",
    "Trial",
    "Verdict",
    "aligned",
    "alignment",
    "both",
    "cost_of",
    "coverage",
    "export",
    "first_productive",
    "first_to_see",
    "grouped",
    "image_of",
    "layers_to_cover",
    "least_input",
    "map_cells",
    "more_to_cover",
    "operation_of",
    "operations_of",
    "outline",
    "paddings",
    "projection",
    "pytorch_lines",
    "receptive_field",
    "regions",
    "seen",
    "snippets",
    "solve",
    "table",
    "text",
    "traced",
    "unseen",
    "verdicts",
]
