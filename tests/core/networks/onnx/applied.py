"""One operation of ONNX, as the lab reads it and as onnx's reference evaluation computes it."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from core.networks.onnx.operators import Call
from core.networks.onnx.vocabulary import apply
from core.networks.tensors import Constant, Draft, Tensor

SIZES = (2, 3, 4, 5)  # examples, channels, rows, columns
X = "x"
"""In the place of an argument: the input."""


def whole(*numbers):
    return np.array(numbers, np.int64)


def ones(*sizes):
    return np.ones(sizes, np.float32)


def read(kind, *given, sizes=SIZES, outputs=1, told=None, layout=None, **attributes):
    """(results, the last node) of one operation; arrays are constants, tensors as they are."""
    draft = Draft({"x": layout} if layout is not None else None)
    x = draft.input("x", sizes)
    values = [_value(value, x, place) for place, value in enumerate(given)]
    lists = {key: tuple(value) if isinstance(value, list) else value for key, value in attributes.items()}
    found = apply(Call(draft, "n", kind, values, lists, [told] * outputs))
    return found, draft.nodes[-1]


def _value(value, x, place):
    if isinstance(value, np.ndarray):
        numbers = tuple(value.ravel().tolist()) if value.size <= 64 else None
        return Constant(value.shape, numbers, f"c{place}")
    return x if isinstance(value, str) else value


def evaluated(kind, *given, outputs=1, opset=21, image=None, **attributes):
    """The results by onnx, of an input of ones or of `image`."""
    names = ["" if value is None else f"i{place}" for place, value in enumerate(given)]
    image = ones(*SIZES) if image is None else np.asarray(image, np.float32)
    arrays = {name: image if isinstance(value, str) else value for name, value in zip(names, given) if name}
    stored = [numpy_helper.from_array(array, name) for name, array in arrays.items()]
    out = [helper.make_tensor_value_info(f"y{place}", TensorProto.UNDEFINED, None) for place in range(outputs)]
    node = helper.make_node(kind, names, [value.name for value in out], **attributes)
    model = helper.make_model(
        helper.make_graph([node], "g", [], out, stored), opset_imports=[helper.make_opsetid("", opset)]
    )
    return ReferenceEvaluator(model).run(None, {})


def tensor(sizes, places, axes=2):
    return Tensor(0, sizes, places, axes)
