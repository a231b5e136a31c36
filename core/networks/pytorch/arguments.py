"""The arguments of one call, by the names of its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.networks.tensors import Constant, Draft, Sizes, Tensor, unknown

# torch.nn.functional and tensors' methods have names of their own for some parameters.
OTHER_NAMES = {"input": "self", "x": "self", "other": "mat2", "tensor": "self", "axis": "dim", "chunks": "parts"}
OTHER_NAMES |= {"split_size": "parts", "split_sizes": "parts", "split_size_or_sections": "parts", "shape": "size"}
OTHER_NAMES |= {"scale_factors": "scale_factor", "output_size_": "size", "upscale_factor": "factor"}
OTHER_NAMES |= {"downscale_factor": "factor", "unflattened_size": "sizes", "length": "end", "keepdims": "keepdim"}
OTHER_NAMES |= {"mat1": "self", "batch1": "self", "batch2": "mat2"}


@dataclass(frozen=True)
class Arguments:
    """What one call is given; ``sizes`` are the dimensions that the program says of its results."""

    draft: Draft
    name: str
    label: str
    target: str
    parameters: Sequence[str]
    args: Sequence[object]
    kwargs: Mapping[str, object]
    sizes: Sequence[Sizes | None]

    def get(self, parameter: str) -> object:
        """An argument by its parameter's name; None where it is left out."""
        for key, value in self.kwargs.items():
            if key == parameter or (key not in self.parameters and OTHER_NAMES.get(key) == parameter):
                return value
        if parameter not in self.parameters:
            return None
        place = self.parameters.index(parameter)
        if place < len(self.args):
            return self.args[place]
        # An archive names all arguments; where it has another name for one, its place tells.
        keys = list(self.kwargs)
        if not self.args and place < len(keys):
            key = keys[place]
            if key not in self.parameters and OTHER_NAMES.get(key) not in self.parameters:
                return self.kwargs[key]
        return None

    def rest(self, parameter: str) -> list[object]:
        """A shape, given as one list or as the last arguments of a method."""
        value = self.get(parameter)
        if isinstance(value, list):
            return value
        return list(self.args[self.parameters.index(parameter) :])

    def whole(self, parameter: str, default: int) -> int:
        """An integer, or the default."""
        value = self.get(parameter)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def integers(self, parameter: str) -> list[int] | None:
        """Integers, given as a list, as one number or as the last arguments."""
        value = self.get(parameter)
        many = self.rest(parameter) if parameter == "dims" and not isinstance(value, list) else value
        values = many if isinstance(many, list) else [many]
        found = [number for number in values if isinstance(number, int) and not isinstance(number, bool)]
        return found if found and len(found) == len(values) else None

    @property
    def tensors(self) -> list[Tensor]:
        """All that depends on the model's input, in order."""
        return tensors_in([*self.args, *self.kwargs.values()])

    @property
    def constants(self) -> list[Constant]:
        """Tensors that do not."""
        return [value for value in (*self.args, *self.kwargs.values()) if isinstance(value, Constant)]

    @property
    def told(self) -> Sizes | None:
        """Dimensions of the first result, as the program has them."""
        return self.sizes[0] if self.sizes else None

    def lost(self) -> Tensor:
        """The answer where nothing is known."""
        return unknown(self.draft, self.name, self.label, self.tensors, self.told)


def tensors_in(values: Sequence[object]) -> list[Tensor]:
    """Tensors among values and in lists among them."""
    found: list[Tensor] = []
    for value in values:
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, list):
            found += [item for item in value if isinstance(item, Tensor)]
    return found


def sizes_of(value: object) -> Sizes | None:
    """Dimensions of a tensor or a constant."""
    return value.sizes if isinstance(value, Tensor | Constant) else None
