"""The tab "Networks and your own model": a Keras configuration, branches included, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import BadInput
from core.keras_graph import solve_config
from core.networks import zoo
from core.networks.keras import reader
from core.receptive_field import Layer, Solution
from core.receptive_field import export as field_export
from core.receptive_field import text as stack_text
from core.words import N_
from pages.parts.receptive_field.topics.networks import check as networks_check
from pages.parts.receptive_field.topics.networks import unit as networks_unit
from pages.shared import downloads
from pages.shared.page import Page

UPLOAD, PASTE = "upload", "paste"
SOURCES_SAID = {UPLOAD: N_("your own file"), PASTE: N_("pasted JSON")}
SEES_SAID = {
    "box": N_("a box"),
    "everything": N_("the whole input"),
    "flat": N_("no place of its own: rearranged"),
    "nothing": N_("nothing of this input"),
    "unknown": N_("unknown"),
}
MAX_UPLOAD = 20  # MB
MAX_NOTICES = 12


def draw(page: Page) -> None:
    """Choose a network, read its table, look at one unit."""
    _ = page.translate
    st.markdown(page.prose("model"))
    left, right = st.columns([2, 1])
    chosen = left.selectbox(
        _("Network"),
        (*zoo.names(), UPLOAD, PASTE),
        format_func=lambda name: _(SOURCES_SAID[name]) if name in SOURCES_SAID else name,
        key=page.key("network"),
        on_change=_another,
        args=(page,),
    )
    right.text_input(
        _("Input size"),
        key=page.key("model_size"),
        on_change=networks_unit.centre,
        args=(page,),
        help=_("224, or rows x columns: 224x320; empty: the network's own. Without a size some paddings stay unknown."),
    )
    try:
        found = _config(page, chosen)
        if found is None:
            return
        config, natural = found
        solution = _solved(page, config, _size(st.session_state[page.key("model_size")]) or natural)
    except BadInput as error:
        st.error(page.sentence(error))
        return
    _notices(page, solution)
    st.dataframe(table(page, solution), hide_index=True, width="stretch", height=420)
    with st.container(horizontal=True):
        downloads.button(page, "network.csv", lambda: field_export.graph_csv(solution).encode(), "text/csv")
        downloads.button(page, "network.json", lambda: field_export.graph_json(solution).encode(), "application/json")
    networks_unit.draw(page, solution)
    if chosen in zoo.names():
        networks_check.draw(page, chosen)


def table(page: Page, solution: Solution) -> pd.DataFrame:
    """One row a layer, columns in the visitor's language."""
    _ = page.translate
    return pd.DataFrame(
        [
            {
                _("layer"): row.node.name,
                _("class"): row.node.label,
                _("output"): _by(row.size),
                _("a unit sees"): _(SEES_SAID[row.field.sees]),
                _("receptive field"): _by(row.field.size),
                _("effective stride"): _by(row.field.stride),
                _("effective padding"): _by(row.field.padding),
                _("centre of the first unit"): _by(row.field.centre),
                _("with its gates"): _("the whole input") if row.field.gates else "",
            }
            for row in solution.rows
        ]
    )


def _config(page: Page, chosen: str) -> tuple[Mapping[str, Any], tuple[int, ...] | None] | None:
    """The configuration and its natural input size; None where there is nothing yet."""
    _ = page.translate
    if chosen == UPLOAD:
        file = st.file_uploader(
            _("A .keras file, or JSON"),
            type=["keras", "json", "txt"],
            key=page.key("model file"),
            max_upload_size=MAX_UPLOAD,
            help=_("Only the configuration is read: no weights are loaded and nothing in the file is run."),
        )
        return None if file is None else (reader.read_model(file.getvalue()), None)
    if chosen == PASTE:
        text = st.text_area(_("The text of model.to_json()"), key=page.key("model text"), height=160)
        return (reader.read_json(text), None) if text.strip() else None
    description = zoo.network(chosen)
    st.caption(description["source"])
    return description["config"], tuple(description["size"])


def _size(text: str) -> tuple[int, ...] | None:
    parts = text.lower().replace("×", "x").replace(",", "x").split("x") if text.strip() else []
    if not all(part.strip().isdigit() and len(part.strip()) < 6 for part in parts):
        raise BadInput("the input size “{text}” is not a number or rows x columns", text=text[:40])
    sizes = tuple(int(part) for part in parts)
    return sizes or None


def _solved(page: Page, config: Mapping[str, Any], size: tuple[int, ...] | None) -> Solution:
    """Solve it; ask where the model has several inputs, or layers that nobody knows."""
    _ = page.translate
    inputs = st.session_state[page.key("model_input")] or None
    given: Any = size[0] if size is not None and len(size) == 1 else size
    try:
        solution = solve_config(config, given, source=inputs)
    except BadInput as error:
        names = str(error.values.get("inputs", ""))
        if not names:
            raise
        choices = [name.strip() for name in names.split(",")]
        inputs = st.session_state[page.key("model_input")] = choices[0]
        solution = solve_config(config, given, source=inputs)
    if len(solution.graph.inputs) > 1:
        st.selectbox(_("Which input?"), solution.graph.inputs, key=page.key("model_input"))
    unknown = [row.node.name for row in solution.rows if row.operation.kind == "unknown"]
    if not unknown:
        return solution
    st.warning(
        _("These layers are not Keras's own, so what they look at is unknown: {layers}. Describe one below.").format(
            layers=", ".join(unknown[:8]) + (" …" if len(unknown) > 8 else "")
        )
    )
    described: dict[str, Layer | str] = {}
    for name in unknown[:8]:
        text = st.text_input(
            _("{layer} does").format(layer=name),
            key=page.key(f"does {name}"),
            placeholder=_("pointwise, everything, or a layer such as conv3s2p1"),
        ).strip()
        if text:
            described[name] = text if text in ("pointwise", "everything") else stack_text.read(text)[0]
    return solve_config(config, given, source=inputs, described=described) if described else solution


def _another(page: Page) -> None:
    """Another network begins at its last layer, in the middle."""
    st.session_state[page.key("model_layer")] = st.session_state[page.key("model_input")] = ""
    networks_unit.centre(page)


def _notices(page: Page, solution: Solution) -> None:
    _ = page.translate
    lines = [
        "- " + _(notice.rule).format(layer=notice.layer, **dict(notice.values))
        for notice in solution.notices[:MAX_NOTICES]
    ]
    if not lines:
        return
    if len(solution.notices) > MAX_NOTICES:
        lines.append("- " + _("… and {more} more").format(more=len(solution.notices) - MAX_NOTICES))
    broken = any(notice.topic == "stride" for notice in solution.notices)
    (st.error if broken else st.info)("\n".join(lines))


def _by(pair: Any) -> str:
    if pair is None or not len(pair):
        return ""
    texts = ["?" if value is None else f"{float(value):g}" for value in pair]
    return texts[0] if len(set(texts)) == 1 else " × ".join(texts)
