"""A lesson is texts and programs in turn; as a Jupyter notebook, and as one Python program whose texts are comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    """Markdown, or Python."""

    text: str
    code: bool = False


Cells = Sequence[Cell]


def notebook(cells: Cells) -> str:
    """The lesson as a notebook (nbformat 4), without outputs."""
    import nbformat  # with its schemas it takes a moment to import

    made: list[Any] = []
    for number, cell in enumerate(cells):
        new = nbformat.v4.new_code_cell if cell.code else nbformat.v4.new_markdown_cell
        made.append(new(cell.text.strip("\n"), id=f"cell-{number}"))  # else an id is drawn, and no two files are alike
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return str(nbformat.writes(nbformat.v4.new_notebook(cells=made, metadata=metadata))) + "\n"


def script(cells: Cells) -> str:
    """The lesson as a program; editors show its parts as cells by the marks between them."""
    parts = []
    for cell in cells:
        if cell.code:
            parts.append("# %%\n" + cell.text.strip("\n"))
        else:
            lines = cell.text.strip("\n").splitlines()
            parts.append("\n".join(["# %% [markdown]", *(f"# {line}".rstrip() for line in lines)]))
    return "\n\n".join(parts) + "\n"
