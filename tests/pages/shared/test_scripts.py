"""The lab's scripts: joined out of their files, without an error of grammar, and their own tests pass."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pages.shared.scripts import joined
from tests.scripts import ROOT, need_node

# What a component hands to Streamlit: a script with a default export.
ENTRIES = sorted(
    path for path in (ROOT / "pages").rglob("*.js") if "\nexport default function" in "\n" + path.read_text("utf-8")
)


def test_every_script_belongs_to_a_component() -> None:
    used = "\n".join(joined(entry) for entry in ENTRIES)
    for path in (ROOT / "pages").rglob("*.js"):
        assert path.read_text("utf-8").split("\n")[0] in used, path


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda path: path.stem)
def test_a_joined_script_is_one_module(entry: Path, tmp_path: Path) -> None:
    script = joined(entry)
    assert script.count("export ") == script.count("export default function") == 1
    program = tmp_path / "script.mjs"
    program.write_text(script, encoding="utf-8")
    # Two files that use one name for different things would be an error of grammar here.
    done = subprocess.run([need_node(), "--check", str(program)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_what_is_imported_stands_before_it_and_once(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("export const a = 1;\n")
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport function b() { return a; }\n')
    (tmp_path / "c.js").write_text(
        'import { a } from "./a.js";\nimport { b } from "./b.js";\n\nexport default function () { return a + b(); }\n'
    )
    assert [line for line in joined(tmp_path / "c.js").split("\n") if line] == [
        "const a = 1;",
        "function b() { return a; }",
        "export default function () { return a + b(); }",
    ]


def test_scripts_that_cannot_be_joined_say_why(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n')
    with pytest.raises(ValueError, match="imports itself"):
        joined(tmp_path / "a.js")
    (tmp_path / "c.js").write_text('import * as all from "./a.js";\n')
    with pytest.raises(ValueError, match="must read"):
        joined(tmp_path / "c.js")


def test_the_scripts_own_tests_pass() -> None:
    tests = sorted(str(path) for path in (ROOT / "tests" / "js").glob("*.test.js"))
    assert tests
    done = subprocess.run([need_node(), "--test", *tests], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
