"""Receptive fields of a whole model, branches included, from its configuration alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import BadInput
from core.networks.keras.config import graph_of
from core.receptive_field.description import operations_of
from core.receptive_field.field import ReceptiveField
from core.receptive_field.layer import Layer
from core.receptive_field.solver import Solution, solve


def receptive_fields(
    config: Mapping[str, Any],
    input_size: int | Sequence[int] | None = None,
    *,
    source: str | None = None,
    described: Mapping[str, Layer | str] | None = None,
) -> dict[str, ReceptiveField]:
    """The receptive field of every layer, by its name.

    Parameters
    ----------
    config : dict
        ``model.get_config()`` of a Functional or Sequential model, or ``json.loads(model.to_json())``. Layers
        of a nested model are called ``model/layer``, a layer's second call ``layer#2``.
    input_size : int or tuple of int, optional
        Size of the input along its spatial axes, by default the model's own. Without one the padding of
        layers behind a "same" with a stride is unknown.
    source : str, optional
        The input that is meant, where there are several.
    described : mapping, optional
        What custom and Lambda layers do, by name: a :class:`~core.receptive_field.layer.Layer`, "pointwise", "everything" or
        a kernel such as "3x3,stride=2" (:mod:`core.receptive_field.description`).

    Raises
    ------
    BadInput
        If the configuration is none, or the input has to be chosen or does not fit.

    Examples
    --------
    >>> receptive_fields({"layers": [
    ...     {"class_name": "Conv2D", "config": {"name": "a", "kernel_size": 3, "strides": 2}},
    ...     {"class_name": "MaxPooling2D", "config": {"name": "b", "pool_size": 2}},
    ... ]})["b"].size
    (5, 5)
    """
    return {
        row.node.name: row.field for row in solve_config(config, input_size, source=source, described=described).rows
    }


def solve_config(
    config: Mapping[str, Any],
    input_size: int | Sequence[int] | None = None,
    *,
    source: str | None = None,
    described: Mapping[str, Layer | str] | None = None,
) -> Solution:
    """The same with the graph, the layers' sizes and the notices on them.

    Raises
    ------
    BadInput
        Input that breaks a rule; the sentence says which.
    """
    graph = graph_of(config)
    for name in described or {}:
        if all(name != node.name for node in graph.nodes):
            raise BadInput("there is no layer {layer} in this network; choose one of its layers", layer=name[:80])
    return solve(graph, input_size, source, operations_of(described))
