"""A lesson as a program and as a notebook, sign by sign."""

import json

from core.takeaway import Cell, notebook, script

CELLS = [Cell("\n# Title\n\nText.\n"), Cell("\nx = 1\n\nprint(x)\n", code=True)]


def test_a_program_has_its_texts_as_comments_between_marks():
    assert script(CELLS) == "# %% [markdown]\n# # Title\n#\n# Text.\n\n# %%\nx = 1\n\nprint(x)\n"


def test_a_notebook_has_a_cell_of_each_kind_numbered_from_0():
    found = json.loads(notebook(CELLS))
    cells = [(cell["cell_type"], cell["id"], "".join(cell["source"])) for cell in found["cells"]]
    assert cells == [("markdown", "cell-0", "# Title\n\nText."), ("code", "cell-1", "x = 1\n\nprint(x)")]
    assert found["nbformat"] == 4 and found["metadata"]["kernelspec"]["name"] == "python3"
    assert notebook(CELLS).endswith("}\n")
