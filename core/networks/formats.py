"""Which format a file has, told by its first bytes and, in an archive, by its entries: never by its name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from core.errors import BadInput

Format = Literal[
    "keras",
    "json",
    "hdf5",
    "pytorch",
    "saved model",
    "tensorflow lite",
    "pickle",
    "safetensors",
    "numpy",
    "archive",
    "",
]
HEAD = 64  # bytes that are enough to tell
_DATA_OF_PYTORCH = ("data.pkl", "constants.pkl")


def format_of(head: bytes, entries: Iterable[str] = ()) -> Format:
    """The format of a file that begins with `head`; `entries` are the names in an archive. "" where it is unknown."""
    if head.startswith(b"PK"):
        return _archive(tuple(entries))
    if head.startswith(b"\x89HDF\r\n\x1a\n"):
        return "hdf5"
    if head.startswith(b"\x93NUMPY"):
        return "numpy"
    if head[4:8] == b"TFL3":
        return "tensorflow lite"
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return "pickle"
    if head[8:10] == b'{"' and head[4:8] == bytes(4):
        return "safetensors"
    # The byte order mark is what some editors on Windows begin a text with.
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return "json" if text[:1] in (b"{", b"[", b'"') else ""


def refusal(kind: Format) -> BadInput | None:
    """What is said of a file in a format that is not read; None for the others."""
    match kind:
        case "hdf5":
            return BadInput(
                "this is an HDF5 file (.h5), an older format of Keras; save the model as .keras in Keras 3, or give the"
                " text of model.to_json()"
            )
        case "pytorch":
            return BadInput(
                "this is a PyTorch file of weights or code (.pt, .pth), which is not opened: save"
                " torch.export.export(model, inputs) with torch.export.save() as .pt2, or paste what it prints"
            )
        case "saved model":
            return BadInput(
                "this is a TensorFlow SavedModel, which contains operations, not layers; save the model as .keras, or use the text of model.to_json()"
            )
        case "tensorflow lite":
            return BadInput(
                "this is a TensorFlow Lite model, which contains operations, not layers; use the Keras model it was converted from: model.save() as .keras, or the text of model.to_json()"
            )
        case "pickle":
            return BadInput(
                "this is a Python pickle (a .pkl or an older PyTorch file): reading one runs code, so it is not"
                " opened; save torch.export.export(model, inputs) as .pt2, paste what it prints, or give the text of"
                " model.to_json()"
            )
        case "safetensors" | "numpy":
            return BadInput(
                "this file contains arrays (weights), not layers; use the text of model.to_json(), or paste what print(torch.export.export(model, inputs)) shows"
            )
        case "archive":
            return BadInput(
                "this archive has no config.json, so it is not a .keras file, and it contains no exported PyTorch program: save the model with model.save() or torch.export.save()"
            )
    return None


def _archive(entries: tuple[str, ...]) -> Format:
    if "config.json" in entries:
        return "keras"
    ends = {entry.rsplit("/", 1)[-1] for entry in entries}
    if ends.intersection(_DATA_OF_PYTORCH):
        return "pytorch"
    if ends.intersection(("saved_model.pb", "saved_model.pbtxt")):
        return "saved model"
    if entries and all(entry.endswith(".npy") for entry in entries):
        return "numpy"
    return "archive"
