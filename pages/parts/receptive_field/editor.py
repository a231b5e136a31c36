"""The editable stack: preset, input size, a table of layers, add and undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.errors import BadInput
from core.receptive_field import KINDS, STACKS, Layer, both, table
from core.receptive_field import text as stack_text
from core.words import N_
from pages.parts.receptive_field import history
from pages.parts.receptive_field.settings import MAX_DEPTH, MAX_SIDE, OWN, PRESETS, Experiment
from pages.shared.page import Page
from pages.shared.reported import edits

TITLES = {"chapter": N_("the chapter's stack"), OWN: N_("custom layers")}
KIND_TITLES = {
    "conv": N_("convolution"),
    "depthwise": N_("depthwise convolution"),
    "transposed": N_("transposed convolution"),
    "pool": N_("max pooling"),
    "average": N_("average pooling"),
}
COLUMNS = ("kind", "kernel", "stride", "padding", "dilation")


def choose(page: Page) -> tuple[tuple[Layer, ...] | None, Experiment | None]:
    """Draw stack and input size; the layers and the experiment, None where a sentence says what is wrong."""
    _ = page.translate
    st.selectbox(
        _("Stack"),
        PRESETS,
        format_func=lambda name: _(TITLES[name]) if name in TITLES else name,
        **page.control("preset"),
        on_change=_preset_chosen,
        args=(page,),
    )
    with st.container(horizontal=True, wrap=False, gap="small"):  # side by side on a phone, too
        st.number_input(_("Input, rows"), step=1, **page.control("rows"))
        st.number_input(_("Input, columns"), step=1, **page.control("columns"))
    layers = None
    history.shown(page)
    try:
        layers = history.layers_of(page)
        return layers, _experiment(page, layers)
    except BadInput as error:
        st.error(page.sentence(error))
        return layers, None


def _experiment(page: Page, layers: tuple[Layer, ...]) -> Experiment:
    rows, columns = (st.session_state[page.key(name)] for name in ("rows", "columns"))
    if not (1 <= rows <= MAX_SIDE and 1 <= columns <= MAX_SIDE):
        raise BadInput(
            "the input must be from 1 to {most} cells per side, got {rows} × {columns}",
            most=MAX_SIDE,
            rows=rows,
            columns=columns,
        )
    if not layers:
        raise BadInput("the stack has no layers yet; add one")
    return Experiment(layers, (rows, columns), table(layers, (rows, columns)))


def edit(page: Page, layers: tuple[Layer, ...] | None, figures: Mapping[str, Sequence[str]]) -> None:
    """The table of layers: what a layer is can be typed into it, `figures` (title → a text a layer) follow from that.

    `layers` is None while what is typed is no stack: the table then waits with it.
    """
    _ = page.translate
    if layers is not None:
        now = (st.session_state[page.key("preset")], stack_text.write(layers))
        if st.session_state.get(page.key("table of")) != now:
            # Another stack needs another editor: its old edits belong to the old rows.
            st.session_state[page.key("table of")] = now
            st.session_state[page.key("version")] = st.session_state.get(page.key("version"), 0) + 1
            st.session_state[page.key("base")] = layers
    base = st.session_state.get(page.key("base"))
    if base is None:
        return
    frame = _frame(base)
    frame.insert(0, _("layer"), [layer.name for layer in base])
    for place, (title, texts) in enumerate(figures.items()):
        frame.insert(1 if place == 0 else len(frame.columns), title, list(texts) if len(texts) == len(base) else "?")
    key = page.key(f"editor {st.session_state[page.key('version')]}")
    if key in st.session_state and edits(key, len(base), COLUMNS, growing=True) is None:
        del st.session_state[key]
    st.data_editor(
        frame,
        key=key,
        on_change=_typed,
        args=(page, key),
        num_rows="fixed" if page.locked("stack") else "dynamic",
        hide_index=True,
        width="stretch",
        column_config=_columns(page),
        disabled=page.locked("stack") or [_("layer"), *figures],
    )


def _typed(page: Page, key: str) -> None:
    """What was typed into the table becomes the stack, in its shortest form where it can be read."""
    rows = _frame(st.session_state[page.key("base")]).to_dict("records")
    told = edits(key, len(rows), COLUMNS, growing=True)
    if told is None:
        return
    for place, cells in told["edited_rows"].items():
        rows[int(place)].update(cells)
    rows = [row for place, row in enumerate(rows) if place not in set(told["deleted_rows"])] + told["added_rows"]
    history.take(page, _text(rows))


def _columns(page: Page) -> Mapping[Any, Any]:
    """What the table's columns are called, and what they hold."""
    _ = page.translate
    return {
        "kind": st.column_config.SelectboxColumn(
            _("type"),
            width=130,
            options=list(KINDS),
            format_func=lambda kind: _(KIND_TITLES[str(kind)]),
            default="conv",
        ),
        "kernel": st.column_config.TextColumn(_("kernel"), default="3", help=_("3, or rows x columns: 3x5")),
        "stride": st.column_config.TextColumn(_("stride"), default="1"),
        "padding": st.column_config.TextColumn(
            _("padding"), default="0", help=_("same, same_lower, 1, rows x columns: 1x2, or four sides: 0.1.0.1")
        ),
        "dilation": st.column_config.TextColumn(_("dilation"), default="1"),
    }


def _frame(layers: Sequence[Layer]) -> pd.DataFrame:
    def pair(value: object) -> str:
        rows, columns = both(value)  # type: ignore[arg-type]
        return str(rows) if rows == columns else f"{rows}x{columns}"

    def sides(layer: Layer) -> str:
        if not isinstance(layer.padding, tuple):
            return str(layer.padding)
        (top, bottom), (left, right) = layer.padding  # type: ignore[misc]
        return pair((top, left)) if (top, left) == (bottom, right) else f"{top}.{bottom}.{left}.{right}"

    return pd.DataFrame(
        [
            {
                "kind": layer.kind,
                "kernel": pair(layer.kernel),
                "stride": pair(layer.stride),
                "padding": sides(layer),
                "dilation": pair(layer.dilation),
            }
            for layer in layers
        ],
        columns=COLUMNS,
        dtype="str",
    )


def _text(rows: Sequence[Mapping[Any, Any]]) -> str:
    defaults = {"kind": "conv", "kernel": "3", "stride": "1", "padding": "0", "dilation": "1"}
    layers = []
    for row in rows:
        cell = {
            name: str(row[name]).strip().replace("×", "x")
            if isinstance(row.get(name), str) and row[name].strip()
            else value
            for name, value in defaults.items()
        }
        layers.append(f"{cell['kind']}{cell['kernel']}s{cell['stride']}p{cell['padding']}d{cell['dilation']}")
    return "~".join(layers)


def _preset_chosen(page: Page) -> None:
    history.remember(page)
    name = st.session_state[page.key("preset")]
    if name == OWN:
        if not st.session_state[page.key("stack")]:
            page.put({"stack": "conv3p1~conv3p1~pool2s2", "rows": 16, "columns": 16})
    else:
        rows, columns = STACKS[name].input_size
        page.put({"rows": rows, "columns": columns})
    last = table(STACKS[name].layers, STACKS[name].input_size)[-1].output_size if name != OWN else None
    row, column = (size // 2 for size in last or (0, 0))  # the unit in the middle of the last layer
    page.put({"layer": MAX_DEPTH, "row": row, "column": column, "formula_layer": MAX_DEPTH})
