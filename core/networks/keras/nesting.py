"""How Keras counts the calls of a nested model: its own creation may be node 0, so that its calls begin at 1.

Keras 2 counts so for every nested model that was built before it was called; Keras 3 for a Functional model among
the outputs only (``functional_from_config``: "Functional models start out with a built-in node").
"""

from __future__ import annotations

from collections.abc import Mapping

from core.networks.keras.envelope import MODELS
from core.networks.keras.inputs import Config, references


class Turns:
    """Where the calls of each nested model begin, in the inputs of layers and in the outputs of the model.

    Parameters
    ----------
    config : mapping
        Of a Functional model.
    """

    def __init__(self, config: Config) -> None:
        layers = [layer for layer in config["layers"] if layer.get("class_name") in MODELS]
        self._inner: dict[str, int] = {}
        self._outputs: dict[str, int] = {}
        if not layers:
            return
        nodes = [layer.get("inbound_nodes") for layer in config["layers"]]
        modern = any(isinstance(node, Mapping) for calls in nodes if isinstance(calls, list) for node in calls)
        inner, outputs = _turns(nodes), _turns(config.get("output_layers"))
        for layer in layers:
            name = str(layer.get("name") or layer["config"].get("name"))
            functional, made = layer["class_name"] != "Sequential", layer.get("inbound_nodes")
            calls = len(made) if isinstance(made, list) else 0
            if modern:
                self._outputs[name] = int(functional and 0 not in outputs.get(name, ()))
            else:
                told = inner.get(name, set()) | outputs.get(name, set())
                first = 1 if calls in told else int(functional or _was_built(layer["config"]))
                self._inner[name] = self._outputs[name] = 0 if 0 in told else first

    def inner(self, name: str, turn: int) -> int:
        """Which call of the layer an input refers to, counted from 0."""
        return turn - self._inner.get(name, 0)

    def output(self, name: str, turn: int) -> int:
        """Which call of the layer an output of the model refers to, counted from 0."""
        return turn - self._outputs.get(name, 0)


def _turns(value: object) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for name, turn, _ in references(value):
        found.setdefault(name, set()).add(turn)
    return found


def _was_built(config: Config) -> bool:
    """Whether a Sequential of Keras 2 knew its input's shape from the start."""
    layers = config.get("layers")
    first = layers[0] if isinstance(layers, list) and layers and isinstance(layers[0], Mapping) else {}
    inner = first.get("config")
    return first.get("class_name") == "InputLayer" or (isinstance(inner, Mapping) and "batch_input_shape" in inner)
