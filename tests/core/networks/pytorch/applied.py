"""One call of a PyTorch program, as the lab reads it."""

from core.networks.pytorch.program import Call
from core.networks.pytorch.vocabulary import apply
from core.networks.tensors import Constant, Draft, Tensor

SIZES = (2, 3, 4, 5)  # examples, channels, rows, columns
X = object()
"""In the place of an argument: the input."""


def read(target, *args, sizes=SIZES, layout=None, told=(), work=None, **kwargs):
    """(what comes out, the last node) of one call."""
    draft = Draft({"x": layout} if layout is not None else None)
    x = draft.input("x", sizes)

    def given(value):
        return [given(item) for item in value] if isinstance(value, list) else x if value is X else value

    call = Call(target, ("n",), sizes=told, work=work)
    found = apply(draft, call, [given(arg) for arg in args], {key: given(value) for key, value in kwargs.items()})
    return found, draft.nodes[-1]


def kind(target, *args, **options):
    """What the last node does."""
    return read(target, *args, **options)[1].operation.kind


def weights(*sizes, name="w"):
    return Constant(sizes, name=name)


def tensor(sizes, places, axes=2):
    return Tensor(0, sizes, places, axes)
