"""Layers that are not known, and what the visitor says that they do."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.errors import BadInput
from core.networks import Graph
from core.receptive_field import operation_of
from pages.shared.page import Page, literal
from pages.shared.reported import edits

MAX_NAMED = 6  # in a sentence


def choose(page: Page, graph: Graph, network: str) -> tuple[tuple[str, str], ...]:
    """Draw a table of the layers to describe; (name, description) of those that are.

    The warning goes when all are. Where a description cannot be read a sentence says so, and it does not count.
    """
    _ = page.translate
    nodes = [node for node in graph.nodes if node.operation.kind == "unknown"]
    if not nodes:
        return ()
    warning = st.container()
    does = _("does")
    key = page.key(f"described {network[:16]} {page.language}")
    if key in st.session_state and edits(key, len(nodes), [does]) is None:
        del st.session_state[key]
    edited = st.data_editor(
        pd.DataFrame(
            {
                _("layer"): [node.name for node in nodes],
                _("class"): [node.label for node in nodes],
                does: [""] * len(nodes),
            }
        ),
        hide_index=True,
        width="stretch",
        disabled=[_("layer"), _("class")],
        key=key,
        column_config={
            does: st.column_config.TextColumn(
                help=_("pointwise, everything, or a kernel such as 3x3,stride=2"), max_chars=100
            )
        },
    )
    found = {}
    for node, text in zip(nodes, edited[does].tolist()):
        if not isinstance(text, str) or not text.strip():
            continue
        try:
            operation_of(text, node.name)
        except BadInput as error:
            st.error(page.sentence(error))
            continue
        found[node.name] = text.strip()
    with warning:
        left = [node for node in nodes if node.name not in found]
        own = [node.name for node in left if node.operation.unlisted]
        others = [node.name for node in left if not node.operation.unlisted]
        if others:
            st.warning(
                _(
                    "What these layers see is defined in their own code: {layers}. Describe them in the table below: pointwise, everything, or a kernel such as 3x3,stride=2."
                ).format(layers=_few(page, others))
            )
        if own:
            st.warning(
                _(
                    "These are Keras's own layers, but this lab does not yet know what they see: {layers}. Describe them in the table below: pointwise, everything, or a kernel such as 3x3,stride=2."
                ).format(layers=_few(page, own))
            )
    return tuple(found.items())


def _few(page: Page, names: list[str]) -> str:
    return page.translate(", ").join(map(literal, names[:MAX_NAMED])) + (
        f" … (+{len(names) - MAX_NAMED})" if len(names) > MAX_NAMED else ""
    )
