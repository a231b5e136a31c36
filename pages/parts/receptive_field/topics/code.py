"""The tab "As code": the stack rebuilt in Keras and in PyTorch, and its table for other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from core.receptive_field import Row
from core.receptive_field import export as field_export
from core.receptive_field import snippets as stack_snippets
from pages.parts.receptive_field.settings import Experiment
from pages.shared import prose
from pages.shared.page import Page

# The names of libraries and formats are the same in every language.
FORMS: Mapping[str, tuple[str, Callable[[Sequence[Row]], str]]] = {
    "Keras": ("python", stack_snippets.keras),
    "PyTorch": ("python", stack_snippets.pytorch),
    "Markdown": ("markdown", field_export.stack_markdown),
}


def draw(page: Page, experiment: Experiment) -> None:
    """Snippets to copy."""
    prose.draw(page, "code")
    for tab, (language, written) in zip(st.tabs(list(FORMS)), FORMS.values(), strict=True):
        tab.code(written(experiment.rows), language=language)
