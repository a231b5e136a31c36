"""Which network is looked at: a named one, a file of any format, or a pasted text – and its graph."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.errors import BadInput
from core.networks import Graph, format_of, graph_of, keras_reader, reader, refusal, zoo
from core.words import N_
from pages.parts.receptive_field.topics.networks import unit as networks_unit
from pages.shared import cache, model_file, reading
from pages.shared.page import Page

UPLOAD, PASTE = "upload", "paste"
TEXT = "model_text"  # the setting that holds a short pasted text
SOURCES_SAID = {UPLOAD: N_("your own file"), PASTE: N_("pasted text")}
HEADLESS = N_(
    "without the dense layers at its end (`include_top=False`), which published numbers of parameters include"
)
MAX_UPLOAD = 20  # MB


@dataclass(frozen=True)
class Source:
    """A network: `name` tells it from every other, `size` is its natural input, `named` one of the lab's own.

    `config` gives its configuration where Keras wrote it, read anew: it is needed only to run it.
    """

    name: str
    graph: Graph
    size: tuple[int, ...] | None = None
    named: bool = False
    config: Callable[[], Mapping[str, Any]] | None = None


def choose(page: Page) -> Source | None:
    """Draw the controls; None where there is no file or text yet.

    Raises
    ------
    BadInput
        Where what was brought is no network.
    """
    chosen = st.session_state[page.key("network")]
    if chosen == UPLOAD:
        found = _brought(page)
    elif chosen == PASTE:
        found = _pasted(page)
    else:
        description = zoo.network(chosen)
        st.caption(description["source"] + ("" if description["top"] else " · " + page.translate(HEADLESS)))
        graph = cache.graph(chosen, lambda: graph_of(description["config"]))
        return Source(chosen, graph, tuple(description["size"]), named=True, config=lambda: description["config"])
    if found is not None and st.session_state.get(page.key("model before")) != found.name:
        # Another file begins in the middle of its last layer.
        st.session_state[page.key("model before")] = found.name
        another(page)
    return found


def invite(page: Page) -> None:
    """What there is to see, and how to get there, while there is no file or text yet."""
    _ = page.translate
    if st.session_state[page.key("network")] == UPLOAD:
        st.info(
            _(
                "Choose a model file to see one of its units on a picture and, below, the receptive field of every layer. In Keras, `model.save('model.keras')` writes such a file; in PyTorch, `torch.export.save(torch.export.export(model, inputs), 'model.pt2')`. To look around first, choose a named network, such as ResNet50."
            )
        )
    else:
        st.info(
            _(
                "Paste a model as text to see one of its units on a picture and, below, the receptive field of every layer. In Keras, `print(model.to_json())` writes such a text; in PyTorch, `print(torch.export.export(model, inputs))`."
            )
        )


def another(page: Page) -> None:
    """Another network begins at its last layer, in the middle."""
    st.session_state[page.key("model_layer")] = st.session_state[page.key("model_input")] = ""
    networks_unit.centre(page)


def network_of(received: model_file.Received) -> reader.Model:
    """The model in what came of a file, by what is in it.

    Raises
    ------
    BadInput
        Where its format is not read, with what to do; or where what it holds is no network.
    """
    if received.part == "config":
        return reader.read_text(received.data.decode("utf-8", "replace"))
    if received.part == "program":
        return cache.model_read(reader.read_program, received.data)
    if received.part == "whole":
        return cache.model_read(reader.read, received.data)
    raise refusal(format_of(received.data, received.entries)) or BadInput(
        "the file has {size:.0f} MB and is not a model that can be read here: use a .keras, .onnx or .pt2 file",
        size=received.size / 1e6,
    )


def model_of(page: Page, setting: str, received: model_file.Received) -> reader.Model | None:
    """The same, remembered; None while a worker reads a large file, which is said here.

    Raises
    ------
    BadInput
        As `network_of`; or the worker did not come to an end.
    """
    read = {"program": reader.read_program, "whole": reader.read}.get(received.part)
    if read is not None and len(received.data) > cache.QUICK_BYTES:
        coming = reading.model(page, setting, read, received.data)
        if coming.result is None:
            coming.draw(reading.READING)
            return None
    return cache.model(received.digest, lambda: network_of(received))


def text_model(page: Page, setting: str, text: str) -> tuple[str, reader.Model | None]:
    """The model in a pasted text, and what tells it from any other; None while a worker reads a long text.

    Raises
    ------
    BadInput
        The text is no model; or the worker did not come to an end.
    """
    data = text.encode("utf-8", "surrogatepass")
    name = hashlib.sha256(data).hexdigest()
    if len(data) > cache.QUICK_BYTES:
        return name, model_of(page, setting, model_file.Received("", len(data), "whole", data))
    return name, cache.model(name, lambda: reader.read_text(text))


def _brought(page: Page) -> Source | None:
    _ = page.translate
    received = model_file.choose(page, "model file")
    st.caption(
        _(
            "Your file stays on your computer: only the graph of a .keras, .onnx or .pt2 file is sent, no weights. A small file of another kind is sent whole so that it can be recognized."
        )
    )
    with st.expander(_("Or upload the file"), key=page.key("model upload open"), on_change="rerun") as more:
        if more.open:
            file = st.file_uploader(
                _("A model: .keras, .onnx, .pt2, JSON or text"),
                key=page.key("model upload"),
                max_upload_size=MAX_UPLOAD,
                help=_("Only the graph is read: no weights are loaded and nothing in the file is run."),
            )
            st.caption(
                _(
                    "For a larger file, choose “pasted text” and paste what model.to_json() gives, or stay in your terminal:"
                    " `python -m core.receptive_field model.onnx`."
                )
            )
            if file is not None:
                received = model_file.Received(file.name, file.size, "whole", file.getvalue())
    if received is None:
        return None
    model = model_of(page, "model file", received)
    if model is None:
        return None
    return _recognised(page, received.digest, model, lambda: keras_reader.read_model(received.data))


def in_link(page: Page) -> bool:
    """Whether the address holds the network that is chosen: a file is in none, of pasted texts only a short one."""
    chosen = st.session_state[page.key("network")]
    return chosen != UPLOAD and (chosen != PASTE or bool(st.session_state[page.key(TEXT)]))


def _typed(page: Page) -> None:
    """What an address brings goes into the box: on arrival, after Back, and where the box was closed meanwhile."""
    box, linked = page.key("model text"), st.session_state[page.key(TEXT)]
    if box not in st.session_state or linked != st.session_state.get(page.key("model text linked"), ""):
        st.session_state[box] = linked


def _link(page: Page, text: str) -> None:
    """A short text is part of the address."""
    fits = next(field for field in page.fields if field.name == TEXT)
    try:
        fits.read(text)
    except BadInput:
        text = ""
    st.session_state[page.key(TEXT)] = st.session_state[page.key("model text linked")] = text


def _pasted(page: Page) -> Source | None:
    _ = page.translate
    _typed(page)
    text = st.text_area(
        _("The text of model.to_json(), or what print(torch.export.export(model, inputs)) shows"),
        key=page.key("model text"),
        height=160,
        help=_(
            "PyTorch's print(torch.fx.symbolic_trace(model)) can also be read, as can print(model) of a Sequential."
        ),
    )
    _link(page, text)
    if not text.strip():
        return None
    name, model = text_model(page, "model text", text)
    return None if model is None else _recognised(page, name, model, lambda: keras_reader.read_json(text))


def _recognised(page: Page, name: str, model: reader.Model, config: Callable[[], Mapping[str, Any]]) -> Source:
    """The model that was brought, and a line that says what it was taken for; `config` reads it where it is Keras's."""
    st.caption(page.translate("Recognized as {format}.").format(format=model.format))
    return Source(name, model.graph, config=config if model.format == "Keras" else None)
