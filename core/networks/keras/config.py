"""A Keras model's configuration → a graph of layers; nothing is deserialised, imported or executed.

Functional and Sequential models, nested in each other, as Keras 2 and Keras 3 write them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.errors import BadInput
from core.networks.graph import Graph, Node, Operation
from core.networks.keras.draft import MAX_NESTING, Call, Draft, LayerCall, Tensor
from core.networks.keras.envelope import MODELS, model_of
from core.networks.keras.inputs import Config, references, stores_channels_first, told_shape
from core.networks.keras.layers import operation
from core.networks.keras.nesting import Turns
from core.networks.keras.work import work_of


def graph_of(config: Mapping[str, Any]) -> Graph:
    """The graph of layers that a configuration describes.

    Parameters
    ----------
    config : dict
        ``model.get_config()``, or what ``json.loads(model.to_json())`` gives.

    Raises
    ------
    BadInput
        If it is not the configuration of a Functional or Sequential model, if layers refer to layers that
        are not there or to themselves, or if there are more than 10,000.
    """
    return calls_of(config)[0]


def calls_of(config: Mapping[str, Any]) -> tuple[Graph, tuple[LayerCall, ...]]:
    """The same with what the configuration says of each node's layer, for those that build it; raises BadInput, too."""
    class_name, inner = model_of(config)
    draft = Draft(stores_channels_first(inner))
    outputs = _expand(draft, class_name, inner, "", None, 0)
    graph, order = _sorted(draft, outputs)
    return graph, tuple(draft.layers[call] for call in order)


def _expand(
    draft: Draft, class_name: str, config: Config, scope: str, given: list[Tensor] | None, depth: int
) -> list[Tensor]:
    """Add a model's layers under `scope` and say what its outputs are; `given` feeds a nested model."""
    if depth > MAX_NESTING:
        raise BadInput(
            "models are nested more than {most} levels deep: save the inner model by itself", most=MAX_NESTING
        )
    layers = config["layers"]
    for layer in layers:
        if not isinstance(layer, Mapping) or not isinstance(layer.get("config"), Mapping):
            raise BadInput(
                "a layer of the configuration is not a JSON object with its own “config”: give the text of model.to_json()"
            )
    if class_name == "Sequential":
        return _chain(draft, config, scope, given, depth)
    turns = Turns(config)
    sources = [name for name, _, _ in references(config.get("input_layers"))]
    fed = dict(zip(sources, given)) if given is not None else {}
    for layer in layers:
        name = _name(layer)
        if layer.get("class_name") == "InputLayer":
            call = Call(scope, name, 0)
            if name in fed:
                draft.add(call, layer, "InputLayer", Operation("pointwise"), [fed[name]])
            else:
                draft.input(call, layer)
            continue
        nodes = layer.get("inbound_nodes")
        for index, node in enumerate(nodes if isinstance(nodes, list) else []):
            inputs = _tensors(node, scope, turns.inner)
            _call(draft, layer, Call(scope, name, index), inputs, depth)
    return _tensors(config.get("output_layers"), scope, turns.output)


def _chain(draft: Draft, config: Config, scope: str, given: list[Tensor] | None, depth: int) -> list[Tensor]:
    layers: Sequence[Config] = config["layers"]
    last = list(given or [])[:1]
    for position, layer in enumerate(layers):
        name = _name(layer)
        if layer.get("class_name") == "InputLayer" and position == 0:
            if last:
                draft.add(Call(scope, name, 0), layer, "InputLayer", Operation("pointwise"), last)
            else:
                draft.input(Call(scope, name, 0), layer)
        else:
            if not last:
                # Nothing says what comes in but the first layer itself, or the model's own shape.
                first = Call(scope, "input", 0)
                draft.input(first, layer, config)
                last = [Tensor(first, 0)]
            _call(draft, layer, Call(scope, name, 0), last, depth)
        last = [Tensor(Call(scope, name, 0), 0)]
    if not last:
        raise BadInput("the model has no layers: add some and save it again")
    return last


def _call(draft: Draft, layer: Config, call: Call, inputs: list[Tensor], depth: int) -> None:
    class_name, config = str(layer.get("class_name", "")), layer["config"]
    if class_name in MODELS and isinstance(config.get("layers"), list):
        draft.check(call)
        draft.models[call] = []
        draft.paths[call.name + "/"] = (*draft.paths[call.scope], call.layer)
        draft.models[call] = _expand(draft, class_name, config, call.name + "/", inputs, depth + 1)
        return
    module = layer.get("module")
    shape = told_shape(layer.get("inbound_nodes"), call.turn)
    rank = None if shape is None else len(shape)
    found = operation(class_name, module if isinstance(module, str) else None, config, call.name, rank)
    work = work_of(class_name, found, config, "/".join(draft.path(call)), draft.channels_first, rank)
    told = shape[1 if draft.channels_first else -1] if shape and len(shape) > 1 else None
    if found.kind in ("pointwise", "dense") and draft.channels_first:
        found = replace(found, channels_first=True)
    draft.add(call, layer, class_name[:60], found, inputs, work, told if isinstance(told, int) else None)


def _tensors(value: object, scope: str, turn_of: Callable[[str, int], int]) -> list[Tensor]:
    return [Tensor(Call(scope, name, turn_of(name, turn)), output) for name, turn, output in references(value)]


def _name(layer: Config) -> str:
    name = layer.get("name") or layer["config"].get("name") or layer.get("class_name")
    if not isinstance(name, str) or len(name) > 200:
        raise BadInput("a layer of the configuration has no name: save the model again with model.save()")
    return name


def _sorted(draft: Draft, outputs: list[Tensor]) -> tuple[Graph, list[Call]]:
    """Every layer after its inputs, otherwise in the configuration's order; and the call of each."""
    calls = list(draft.nodes)
    places = {call: place for place, call in enumerate(calls)}
    sources: list[list[int]] = []
    for call in calls:
        found = [draft.resolve(tensor) for tensor in draft.nodes[call].inputs]
        for source in found:
            if source not in places:
                raise BadInput(
                    "layer {layer} takes its input from {source}, which is not in the model: save the whole model again",
                    layer=call.name,
                    source=source.name[:200],
                )
        sources.append([places[source] for source in found])
    waiting = [len(set(before)) for before in sources]
    feeds: list[set[int]] = [set() for _ in calls]
    for place, before in enumerate(sources):
        for index in before:
            feeds[index].add(place)
    ready = [place for place, count in enumerate(waiting) if count == 0]
    order: dict[int, int] = {}
    while ready:
        place = heapq.heappop(ready)
        order[place] = len(order)
        for after in feeds[place]:
            waiting[after] -= 1
            if waiting[after] == 0:
                heapq.heappush(ready, after)
    if len(order) < len(calls):
        stuck = next(call for place, call in enumerate(calls) if place not in order)
        raise BadInput(
            "the model has a cycle: layer {layer} depends on itself; a receptive field needs a network without loops",
            layer=stuck.name,
        )
    nodes = []
    for place in order:
        known = draft.nodes[calls[place]]
        inputs = tuple(order[source] for source in sources[place])
        nodes.append(Node(calls[place].name, known.label, known.operation, inputs, known.work, told=known.told))
    missing = [call for call in map(draft.resolve, outputs) if call not in places]
    if missing:
        raise BadInput(
            "the model's output {layer} is not in the model: save the model again with model.save()",
            layer=missing[0].name,
        )
    graph = Graph(tuple(nodes), tuple(dict.fromkeys(draft.resolve(output).name for output in outputs)))
    return graph, [calls[place] for place in order]
