"""One door for models: a file or a text of any known format → its graph, the format told by the content.

Keras (.keras, JSON), ONNX (.onnx), PyTorch (.pt2, texts of torch.export, torch.fx and print). Nothing is executed,
unpickled or imported, and weights are not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import BadInput
from core.networks import archives, formats
from core.networks.graph import Graph
from core.networks.keras.config import graph_of as keras_graph
from core.networks.keras.reader import read_json, read_model
from core.networks.onnx import reader as onnx
from core.networks.pytorch import archive, modules, text
from core.networks.pytorch.reader import graph_of as pytorch_graph

MAX_TEXT = 16 * 2**20


@dataclass(frozen=True)
class Model:
    """A graph, and the format in which it came."""

    format: str
    graph: Graph


def read(source: str | Path | bytes | BinaryIO) -> Model:
    """The model in a file: a path, its bytes, or an open binary file, which is read by seeking.

    Raises
    ------
    BadInput
        If its format is none of those known, or cannot be answered; if it is damaged or exceeds a bound.
    """
    with archives.opened(source) as file:
        return _read(file)


def _read(file: BinaryIO) -> Model:
    file.seek(0)
    start = file.read(formats.HEAD)
    if start.startswith(b"PK"):
        return _archive(file)
    # In a saved_model.pb the version is 1 and the graphs follow; an ONNX file of that age has no such version.
    refused = formats.refusal("saved model" if start.startswith(b"\x08\x01\x12") else formats.format_of(start))
    if refused is not None:
        raise refused
    if onnx.is_onnx(file):
        return Model("ONNX", onnx.graph_of(file))
    file.seek(0)
    raw = file.read(MAX_TEXT + 1)
    if len(raw) > MAX_TEXT:
        raise BadInput(
            "the text is longer than {most} characters; paste the program of a part of the model", most=MAX_TEXT
        )
    try:
        return read_text(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _no_model() from None


def read_text(content: str) -> Model:
    """The model in a text: JSON of Keras, or what PyTorch prints.

    Raises
    ------
    BadInput
        If it is none, or exceeds a bound.
    """
    bare = content.lstrip()
    if bare[:1] in ("{", "[", '"'):
        return Model("Keras", keras_graph(read_json(content)))
    text.check(content)
    program = text.read(content)
    if program is not None:
        exported = "torch.ops." in content
        return Model(f"PyTorch ({'torch.export' if exported else 'torch.fx'})", pytorch_graph(program))
    if modules.is_tree(bare):
        return Model("PyTorch (print)", pytorch_graph(modules.sequence(bare)))
    raise _no_model()


def read_program(raw: bytes) -> Model:
    """The model in the JSON that a .pt2 archive holds.

    Raises
    ------
    BadInput
        If it is none, or exceeds a bound.
    """
    return Model("PyTorch (.pt2)", pytorch_graph(archive.parse(raw)))


def _archive(file: BinaryIO) -> Model:
    names = archives.names(file)
    if archive.has_program(names):
        return Model("PyTorch (.pt2)", pytorch_graph(archive.read(file)))
    refused = formats.refusal(formats.format_of(b"PK", names))
    if refused is not None:
        raise refused
    return Model("Keras", keras_graph(read_model(file)))


def _no_model() -> BadInput:
    return BadInput(
        "this is not a model that can be read here: use a .keras, .onnx or .pt2 file, the text of model.to_json(), or what print(torch.export.export(model, inputs)) shows"
    )
