"""Another network beside the one on the screen: what both come to, and their layers, equal depths side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from core.errors import BadInput
from core.networks import graph_of, zoo
from core.receptive_field import GraphRow, Outline, Solution, aligned, image_of, outline
from pages.parts.receptive_field.table import by
from pages.parts.receptive_field.topics.networks import beside
from pages.parts.receptive_field.topics.networks.source import (
    HEADLESS,
    PASTE,
    SOURCES_SAID,
    UPLOAD,
    Source,
    model_of,
    text_model,
)
from pages.shared import cache, model_file, tall_rows
from pages.shared.page import Page, literal

NONE = "none"


def draw(page: Page, source: Source, solution: Solution) -> None:
    """The control, and the two networks beside each other once there are two."""
    _ = page.translate
    st.markdown("## " + _("Beside another network"))
    st.selectbox(
        _("Compare with"),
        (NONE, *zoo.names(), UPLOAD, PASTE),
        format_func=lambda name: "—" if name == NONE else _(SOURCES_SAID[name]) if name in SOURCES_SAID else name,
        **page.control("model_other"),
    )
    if st.session_state[page.key("model_other")] == NONE:
        return
    try:
        other = _other(page)
        if other is None:
            return
        second = _solved(page, other, image_of(solution))
    except BadInput as error:
        st.error(page.sentence(error))
        return
    titles = _titles(page, source, other)
    found = [beside.of(name, one, None) for name, one in ((source.name, solution), (other.name, second))]
    _head(page, titles, [outline(one, cost.cost) for one, cost in zip((solution, second), found)])
    sizes = [" × ".join(map(str, image_of(one) or ("?",))) for one in (solution, second)]
    if sizes[0] != sizes[1]:
        st.caption(_("{first} is counted at {size}, {second} at {other}.").format(first=titles[0], size=sizes[0], second=titles[1], other=sizes[1]))  # fmt: skip
    _headless(page)
    numbers = st.column_config.NumberColumn(format="localized", width=140)
    shown = table(page, titles, solution, second, found)
    localized: dict[str, Any] = {name: numbers for name, kind in shown.dtypes.items() if str(kind) == "Int64"}
    localized |= {title: tall_rows.text_column(list(shown[title])) for title in titles}  # long names on one line
    heights = tall_rows.heights((name for title in titles for name in shown[title]), len(shown))
    st.dataframe(shown, hide_index=True, width="stretch", column_config=localized, **heights)


def _headless(page: Page) -> None:
    """Which of the lab's own networks are counted without what a model of one's own may have."""
    for name in dict.fromkeys(st.session_state[page.key(setting)] for setting in ("network", "model_other")):
        if name not in SOURCES_SAID and not zoo.network(name)["top"]:
            st.caption(f"{name}: {page.translate(HEADLESS)}")


def table(page: Page, titles: list[str], first: Solution, second: Solution, found: list[beside.Beside]) -> pd.DataFrame:
    """One row for each depth: a layer of each network with its field, stride and cost."""
    _ = page.translate
    costs = [{layer.name: layer for layer in one.cost.layers} for one in found]
    records = []
    for depth, *rows in aligned(first, second):
        record: dict[str, Any] = {_("depth"): depth}
        for title, row, cost in zip(titles, rows, costs):
            layer = cost[row.node.name] if row is not None else None
            record |= {
                title: "" if row is None else row.node.name,
                f"{title}: {_('receptive field')}": _field(page, row),
                f"{title}: {_('effective stride')}": "" if row is None else by(row.field.stride),
                f"{title}: {_('parameters')}": None if layer is None else layer.parameters,
                f"{title}: {_('multiply-adds')}": None if layer is None else layer.multiply_adds,
            }
        records.append(record)
    shown = pd.DataFrame(records)
    numbers = [name for name in shown if str(name).endswith((f": {_('parameters')}", f": {_('multiply-adds')}"))]
    return shown.astype(dict.fromkeys(numbers, "Int64"))


def _head(page: Page, titles: list[str], lines: list[Outline]) -> None:
    """Final field, stride and cost, with the second network's share of the first's."""
    _ = page.translate
    first, second = lines
    rows = [
        (_("last field"), *(by(one.size) or "—" for one in lines), ""),
        (_("effective stride"), *(by(one.stride) or "—" for one in lines), ""),
        (_("layers that slide or multiply"), f"{first.layers}", f"{second.layers}", _times(first.layers, second.layers)),
        (_("parameters"), f"{first.parameters:,}", f"{second.parameters:,}", _times(first.parameters, second.parameters)),
        (_("multiply-adds"), f"{first.multiply_adds:,}", f"{second.multiply_adds:,}", _times(first.multiply_adds, second.multiply_adds)),
        (_("activations"), f"{first.memory / 1e6:,.1f} MB", f"{second.memory / 1e6:,.1f} MB", _times(first.memory, second.memory)),
    ]  # fmt: skip
    st.markdown(
        "\n".join(
            [
                "| | " + " | ".join(literal(title) for title in titles) + " | |",
                "|---|---|---|---|",
                *("| " + " | ".join(row) + " |" for row in rows),
            ]
        )
    )


def _titles(page: Page, source: Source, other: Source) -> list[str]:
    """What the two are called: one of the lab's own by its name, what was brought by how."""
    _ = page.translate
    chosen = [st.session_state[page.key(name)] for name in ("network", "model_other")]
    names = [_(SOURCES_SAID[name]) if name in SOURCES_SAID else name for name in chosen]
    return names if names[0] != names[1] else [f"{names[0]} (1)", f"{names[1]} (2)"]


def _other(page: Page) -> Source | None:
    """The second network; None where there is no file or text yet."""
    _ = page.translate
    chosen = st.session_state[page.key("model_other")]
    if chosen == UPLOAD:
        received = model_file.choose(page, "other file")
        if received is None:
            return None
        model = model_of(page, "other file", received)
        return None if model is None else Source(received.digest, model.graph)
    if chosen == PASTE:
        text = st.text_area(
            _("The text of model.to_json(), or what print(torch.export.export(model, inputs)) shows"),
            key=page.key("other text"),
            height=160,
        )
        if not text.strip():
            return None
        name, read = text_model(page, "other text", text)
        return None if read is None else Source(name, read.graph)
    description = zoo.network(chosen)
    graph = cache.graph(chosen, lambda: graph_of(description["config"]))
    return Source(chosen, graph, tuple(description["size"]), named=True)


def _solved(page: Page, other: Source, size: tuple[int, ...] | None) -> Solution:
    """The second network at the first one's input size, or at its own where that does not fit it."""
    names = other.graph.inputs
    chosen = None
    if len(names) > 1:
        chosen = st.selectbox(page.translate("Which input?"), names, key=page.key("other input"))
    try:
        return cache.solution(other.name, size, chosen, (), other.graph)
    except BadInput:
        return cache.solution(other.name, other.size, chosen, (), other.graph)


def _field(page: Page, row: GraphRow | None) -> str:
    if row is None:
        return ""
    return by(row.field.size) if row.field.sees == "box" else page.translate(beside.SAID.get(row.field.sees, "unknown"))


def _times(first: int, second: int) -> str:
    return f"× {second / first:.2g}" if first else ""
