"""What strangers can hand to the lab, and the function that takes each: it answers, or it raises BadInput with a sentence."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl

import numpy as np
import streamlit as st
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.protocol import Visitor
from core import csv_matrix, exercises, images, keeping, learning, links, numbers
from core.correlation import channels
from core.errors import BadInput
from core.networks import reader
from pages.parts.convolution_vs_correlation import tabs as convolution_vs_correlation
from pages.parts.cross_correlation import tabs as cross_correlation
from pages.parts.edge_detection import tabs as edge_detection
from pages.parts.edge_detection.topics.photographs import strip
from pages.parts.home import tabs as home
from pages.parts.learning_a_kernel import rate_slider
from pages.parts.learning_a_kernel import tabs as learning_a_kernel
from pages.parts.receptive_field import maps
from pages.parts.receptive_field import tabs as receptive_field
from pages.parts.receptive_field.topics.feature_maps import explorer
from pages.shared import address, everywhere, loss_chart, model_file, reported, sections, tours
from pages.shared.grid import grid
from serving import messages
from tests.core.networks import test_reader_mutated as models

TABS = (home, cross_correlation, edge_detection, learning_a_kernel, convolution_vs_correlation, receptive_field)
PAGES = {tabs.__name__.split(".")[-2]: everywhere.fields(tabs.FIELDS) for tabs in TABS}
LINKS = Path(__file__).parents[1] / "pages" / "shared" / "links.txt"


@dataclass(frozen=True)
class Target:
    """One way in.

    Attributes
    ----------
    seeds : tuple of bytes
        Inputs that somebody means.
    call : callable
        Takes bytes; what it returns tells one kind of answer from another.
    share : int
        How many of the inputs are for it, in relation to the others.
    documents : bool
        Whether the seeds are JSON, of which values are changed as well.
    """

    name: str
    seeds: tuple[bytes, ...]
    call: Callable[[bytes], object]
    share: int
    documents: bool = False


def outcome(target: Target, data: bytes) -> str:
    """What becomes of an input: the kind of answer, or the rule that it breaks. Anything else is raised."""
    try:
        return f"answer {target.call(data)}"
    except BadInput as error:
        assert str(error) and len(str(error)) < 2_000
        return error.rule


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")  # what is no UTF-8 becomes half pairs, which JSON can bring as well


def _address(data: bytes) -> object:
    """What an address says is within its bounds, and what is written of it reads back as the same."""
    page, _, query = _text(data).partition(" ")
    page = page if page in PAGES else "cross_correlation"
    fields = PAGES[page]
    asked = tours.spelled_out(page, dict(parse_qsl(query, keep_blank_values=True)))
    decoded = address.understood(fields, asked, sections.renamed(page))
    values = {field.name: field.default for field in fields} | dict(decoded.values)
    again = links.decode(fields, links.encode(fields, values).query)
    assert not again.ignored
    for field in fields:
        assert field.write(again.values.get(field.name, field.default)) == field.write(values[field.name]), field.name
    if decoded.ignored:
        assert all(str(message) for message in decoded.ignored)
        return decoded.ignored[-1].rule
    return page


def _picture(data: bytes) -> object:
    loaded = images.load_image(data, 32, colour=True)
    assert max(loaded.values.shape) <= 32 and np.isfinite(loaded.values).all()
    assert loaded.values.min() >= 0.0 and loaded.values.max() <= 1.0
    return loaded.bits, tuple(note.rule for note in loaded.notes)


def _matrix(data: bytes) -> object:
    values = csv_matrix.read(data)
    assert values.ndim == 2 and max(values.shape) <= 512 and np.isfinite(values).all()


def _model(data: bytes) -> object:
    models.answer(data, 64)


def _kept(data: bytes) -> object:
    found = keeping.unpack(data)
    assert all(np.isfinite(values).all() for values in found.arrays.values())


def _typed(data: bytes) -> object:
    """The text of a field: `kind`, a line, and what was typed."""
    kind, _, text = _text(data).partition("\n")
    match kind:
        case "stack":
            assert channels.parse_stack(text).ndim == 3
        case "kernels":
            assert channels.parse_kernels(text, 2).ndim == 4
        case "losses":
            assert learning.read_losses(text)
        case "class":
            return len(exercises.read_class(text, ("Cross-correlation",)).rows) > 0
        case "model":
            assert reader.read_text(text).graph
        case _:
            values = numbers.parse_numbers(text)
            assert values.ndim == 2 and np.isfinite(values).all()
    return kind if kind in KINDS else ""


KINDS = ("numbers", "stack", "kernels", "losses", "class", "model")
TYPED = (
    b"numbers\n1 2\n3 4", b"numbers\n1.5, -2\t3e2", b"stack\n1 2\n3 4\n\n5 6\n7 8", b"kernels\n1 2\n3 4\n\n5 6\n7 8",
    b"losses\nepoch 2, loss 14.352\nepoch 4, loss 2.971", b"losses\n1 3.5\n2 1.5", b"losses\n[4.0, 2.0, 1.0]",
    b"class\nAnn https://lab.example/cross_correlation?ask=Y&variant=3&box_1=19 1/2\nBob: nothing",
    *(b"model\n" + models.FORMATS[name] for name in ("keras json", "torch.export", "torch.fx", "print")),
)  # fmt: skip
SHAPES = {"X": (2, 2), "Y": (1, 2)}
TEXTS = [["1", "2"], ["3", "4.50 "]]
SHOWN = {
    "maps shows": [(3, 3), (1, 2)], "explorer shows": [(1, 28), (8, 28)], "strip shows": ["photograph", "edges"],
    "slider shows": (0.001, 0.05),
}  # fmt: skip
TOLD: tuple[tuple[str, Any], ...] = (
    ("grid", {"cell": ["Y", 0, 1, 1700000000000], "edits": {"X": {"serial": 1700000000000, "texts": TEXTS}}}),
    ("maps", {"unit": [1, 0, 1]}), ("explorer", {"unit": [1, 7, 27, 0]}), ("strip", {"step": "edges"}), ("slider", {"rate": 0.02}),
    ("chart", {"lost": [120, 10_000]}),
    ("table", {"edited_rows": {"1": {"kernel": "3"}}, "added_rows": [{"kind": "pool"}], "deleted_rows": [0]}),
    ("rows", {"selection": {"rows": [0, 1]}}),
    ("model", {"name": "m.keras", "size": 1200, "kind": "config", "text": models.KERAS}),
    ("model", {"name": "m.onnx", "size": 12, "kind": "whole", "data": "AAECAw=="}),
    ("model", {"name": "m.h5", "size": 12, "kind": "start", "data": "iUhERg==", "entries": ["a", "b/c"]}),
)  # fmt: skip


def _component(data: bytes) -> object:
    """What a component's browser side reports, of one that shows `SHAPES` or `SHOWN`."""
    try:
        name, told = json.loads(data)
    except (ValueError, TypeError, RecursionError):
        return "no message"
    name = str(name)
    with mock.patch.object(st, "session_state", {**SHOWN, name: told}):
        return name if name in READERS and READERS[name](told) is not None else ""


def _grid(told: Any) -> object:
    memory = {
        "selected": None, "overruled": None, "seen": {}, "editable": ["X"], "versions": {"X": "a", "Y": "b"}, "shapes": SHAPES,
    }  # fmt: skip
    state = told if isinstance(told, dict) else {}
    cell, edits = grid._cell(state.get("cell"), memory), grid._edits(state.get("edits"), memory)
    assert cell is None or (0 <= cell[1] < SHAPES[cell[0]][0] and 0 <= cell[2] < SHAPES[cell[0]][1])
    assert set(edits) <= {"X"} and all([len(row) for row in texts] == [2, 2] for texts in edits.values())
    return cell or edits or None


READERS: dict[str, Callable[[Any], object]] = {
    "grid": _grid,
    "maps": lambda _told: maps.chosen_in("maps"),
    "explorer": lambda _told: explorer.chosen_in("explorer"),
    "strip": lambda _told: strip.choice("strip"),
    "slider": lambda _told: rate_slider.rate_of("slider"),
    "chart": lambda _told: loss_chart.lost_in("chart"),
    "table": lambda _told: reported.edits("table", 2, ["kind", "kernel"], growing=True),
    "rows": lambda _told: reported.rows_chosen("rows", 2),
    "model": model_file.received,
}


def _socket(data: bytes) -> object:
    return messages.wanted(data)


def _pictures() -> tuple[bytes, ...]:
    """A small one of each kind that is read."""
    pixels = np.random.default_rng(0).integers(0, 256, (9, 7, 4)).astype(np.uint8)
    rgb, found = Image.fromarray(pixels[..., :3].copy()), []
    exif = Image.Exif()
    exif[0x0112] = 6
    for picture, kind, options in (
        (Image.fromarray(pixels[..., 0].copy()), "PNG", {}), (rgb, "PNG", {}), (Image.fromarray(pixels), "PNG", {}),
        (Image.fromarray(pixels[..., 0].astype(np.uint16) * 200), "PNG", {}), (rgb.quantize(9), "PNG", {"transparency": 3}),
        (rgb.convert("1"), "PNG", {}), (rgb, "JPEG", {"exif": exif, "comment": b"c"}), (rgb, "JPEG", {"progressive": True}),
        (rgb.convert("CMYK"), "JPEG", {}), (rgb, "WEBP", {}), (Image.fromarray(pixels), "WEBP", {"lossless": True}),
    ):  # fmt: skip
        file = io.BytesIO()
        picture.save(file, kind, **options)
        found.append(file.getvalue())
    return tuple(found)


def _addresses() -> tuple[bytes, ...]:
    lines = [line for line in LINKS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return tuple(line.encode() for line in lines)


def _blocks() -> tuple[bytes, ...]:
    png = _pictures()[0]
    return (
        keeping.pack(keeping.Kept("home", {"a": "b"}, "t", "n", {"x": [1, {"y": None}]}, {"K": np.eye(3)}, {"p": png})),
        keeping.pack(keeping.Kept("learning_a_kernel", arrays={"a": np.arange(6, dtype=np.int32).reshape(1, 2, 3)})),
    )


SOCKET = (
    Visitor("http://x", "home", {"a": "b"}).request(),
    BackMsg(clear_cache=True),
    BackMsg(app_heartbeat=True),
    BackMsg(backend_operation_request={"deferred_file": {"file_id": "a"}}),
)
TARGETS = (
    Target("addresses", _addresses(), _address, 30),
    Target("pictures", _pictures(), _picture, 15),
    Target("tables", (b"1,2\n3,4\n", b"\xef\xbb\xbf1.5;2\r\n3;-4e3\r\n", b'"1"\t2\n'), _matrix, 10),
    Target("models", tuple(models.FORMATS.values()), _model, 5),
    Target("kept", _blocks(), _kept, 10),
    Target("typed", TYPED, _typed, 10),
    Target("components", tuple(json.dumps(one).encode() for one in TOLD), _component, 15, documents=True),
    Target("socket", tuple(one.SerializeToString() for one in SOCKET), _socket, 5),
)
