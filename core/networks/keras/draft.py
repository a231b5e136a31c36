"""A Keras model while it is read: the calls of its layers, with their inputs still by name."""

from __future__ import annotations

from typing import NamedTuple

from core.errors import BadInput
from core.networks.graph import Operation
from core.networks.keras.inputs import Config, input_channels, input_operation, input_shape
from core.networks.work import NOTHING, Work

MAX_NODES = 10_000
MAX_NESTING = 30


class Call(NamedTuple):
    """One call of a layer; ``scope`` is the path of nested models, with a slash at its end."""

    scope: str
    layer: str
    turn: int

    @property
    def name(self) -> str:
        """Path of the layer, with #2 … for its further calls."""
        return self.scope + self.layer + (f"#{self.turn + 1}" if self.turn else "")


class Tensor(NamedTuple):
    """One output of a call."""

    call: Call
    output: int


class LayerCall(NamedTuple):
    """A call's layer as the configuration has it; `path` names it and the nested models around it, the same for all its calls."""

    path: tuple[str, ...]
    layer: Config


class Found(NamedTuple):
    """What is known of a call: all of its node but the inputs' numbers, which are there when every layer is."""

    label: str
    operation: Operation
    work: Work
    inputs: list[Tensor]
    told: int | None


class Draft:
    """Nodes in the order in which they are found, with their inputs still by name."""

    def __init__(self, channels_first: bool) -> None:
        self.channels_first = channels_first
        self.paths: dict[str, tuple[str, ...]] = {"": ()}
        self.layers: dict[Call, LayerCall] = {}
        self.nodes: dict[Call, Found] = {}
        self.models: dict[Call, list[Tensor]] = {}

    def add(
        self,
        call: Call,
        layer: Config,
        label: str,
        operation: Operation,
        inputs: list[Tensor],
        work: Work = NOTHING,
        told: int | None = None,
    ) -> None:
        """Keep a layer's call; `told` are the channels of its first input, where the file says them.

        Raises
        ------
        BadInput
            As `check` does.
        """
        self.check(call)
        self.layers[call] = LayerCall(self.path(call), layer)
        self.nodes[call] = Found(label, operation, work, inputs, told)

    def path(self, call: Call) -> tuple[str, ...]:
        """Names of the nested models around a layer, and its own: the same for all its calls."""
        return (*self.paths[call.scope], call.layer)

    def input(self, call: Call, layer: Config, model: Config | None = None) -> None:
        """Keep an input of the model, told by an InputLayer or by the first layer of `model`.

        Raises
        ------
        BadInput
            As `check` does; or a shape that cannot be read.
        """
        channels = input_channels(layer, self.channels_first, model)
        work = Work(features=() if channels is None else (channels,))
        own = layer if model is None else {"config": {"batch_shape": input_shape(layer, model)}}
        self.add(call, own, "InputLayer", input_operation(layer, self.channels_first, model), [], work)

    def check(self, call: Call) -> None:
        """Refuse a call that is there already, or one too many.

        Raises
        ------
        BadInput
            There is one too many, or one of that name already.
        """
        if call in self.nodes or call in self.models:
            raise BadInput(
                "two layers of the model are named {layer}: rename one and save the model again", layer=call.name
            )
        if len(self.nodes) + len(self.models) >= MAX_NODES:
            raise BadInput(
                "the model has more than {most} layers, too many to follow here: save a part of it", most=MAX_NODES
            )

    def resolve(self, tensor: Tensor) -> Call:
        """The call that a tensor comes from, through the outputs of nested models.

        Raises
        ------
        BadInput
            A nested model has no such output.
        """
        for _ in range(MAX_NESTING + 2):
            outputs = self.models.get(tensor.call)
            if outputs is None:
                return tensor.call
            if not 0 <= tensor.output < len(outputs):
                break
            tensor = outputs[tensor.output]
        raise BadInput(
            "the nested model {model} has no such output: save the whole model again with model.save()",
            model=tensor.call.name,
        )
