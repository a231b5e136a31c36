"""The server's process stays light: what importing core, and its public faces alone, brings along."""

import ast
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import core

ROOT = Path(core.__file__).parents[1]
SERVERS = ("streamlit", "tensorflow", "keras", "matplotlib.pyplot", "torch", "jax")
LATE = ("scipy", "numba", "skimage", "matplotlib", "PIL", "pandas", "altair", "onnx")


def test_faces_bring_nothing_heavy_and_the_rest_of_core_neither_streamlit_nor_tensorflow():
    names = [m.name for m in pkgutil.walk_packages(core.__path__, "core.") if not m.name.endswith("__main__")]
    assert {"core.correlation", "core.correlation.snippets.frame", "core.networks.zoo.make"} < set(names)
    faces = [name for name in names if name.count(".") == 1]
    assert {"core.receptive_field", "core.keras_graph", "core.images", "core.workers", "core.window"} < set(faces)
    code = (
        "import importlib, json, sys\n"
        "brought = lambda heavy: [m for m in heavy if m in sys.modules]\n"
        f"for name in {faces!r}: importlib.import_module(name)\n"
        f"light = brought({SERVERS + LATE!r})\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"print(json.dumps([light, brought({SERVERS!r})]))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(out.stdout) == [[], []]


def test_pages_and_benchmarks_import_from_faces():
    deep = []
    for path in [*ROOT.glob("pages/**/*.py"), *ROOT.glob("benchmarks/*.py"), ROOT / "streamlit_app.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            # A face is a package or one of core's single files; a module inside a package is private.
            inside = [name for name in names if name.startswith("core.") and name.count(".") > 1]
            deep += [(path.name, name) for name in inside if not (ROOT / name.replace(".", "/")).is_dir()]
    assert deep == []


def test_faces_offer_what_others_use_and_nothing_else():
    others = [*ROOT.glob("pages/**/*.py"), *ROOT.glob("[bst]*/**/*.py"), ROOT / "README.md"]
    words = {word for path in others for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    offered = {
        face.parent.name: ast.parse(face.read_text(encoding="utf-8")) for face in ROOT.glob("core/*/__init__.py")
    }
    unused = [
        f"{name}.{alias.asname or alias.name}"
        for name, tree in offered.items()
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
        if (alias.asname or alias.name) not in words
    ]
    assert len(offered) > 10 and unused == []  # ReceptiveField is what the README's program is given


ACROSS = "bounds_of_|docstrings|glossary|imports|rarely_said"  # what all of core is held to


def test_a_file_of_tests_has_the_name_of_a_module_or_package_in_its_folder():
    """tests/core/links/test_query.py is about core/links/query.py; test_regions_further.py may stand beside test_regions.py."""
    astray = []
    for path in ROOT.glob("tests/core/**/test_*.py"):
        folder, name = path.relative_to(ROOT / "tests").parent, path.stem.removeprefix("test_")
        known = {part.stem for part in (ROOT / folder).iterdir()} | {folder.name}
        named = any(name == one or name.startswith(f"{one}_") for one in known)
        if not (named or (folder == Path("core") and re.match(ACROSS, name))):
            astray.append(str(path.relative_to(ROOT)))
    assert astray == []
