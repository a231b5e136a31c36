"""A public function of core that raises BadInput says so where its reader looks: under "Raises"."""

import ast
import re
from pathlib import Path

import core

CORE = Path(core.__file__).parent
SECTION = re.compile(r"^\s*Raises\n\s*-+\n(?:.*\n)*?\s*BadInput$", re.MULTILINE)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def public(tree):
    """(name, function) of what a module offers: its functions, and its classes' methods and constructors' checks."""
    for node in tree.body:
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_"):
            yield node.name, node
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in node.body:
                # A method without a docstring is one of several classes' that are described together.
                if isinstance(method, FUNCTIONS) and not method.name.startswith("_") and ast.get_docstring(method):
                    yield f"{node.name}.{method.name}", method
                elif isinstance(method, FUNCTIONS) and method.name in ("__init__", "__post_init__"):
                    yield node.name, ast.ClassDef(node.name, [], [], [node.body[0], *method.body], [])


def raises(node):
    """Whether BadInput is raised there and not caught."""
    if isinstance(node, ast.Raise):
        return isinstance(node.exc, ast.Call) and getattr(node.exc.func, "id", None) == "BadInput"
    caught = isinstance(node, ast.Try) and any("BadInput" in ast.dump(one.type) for one in node.handlers if one.type)
    inside = [*node.handlers, *node.orelse, *node.finalbody] if caught else ast.iter_child_nodes(node)
    return any(map(raises, inside))


def undocumented(tree):
    return [
        name
        for name, function in public(tree)
        if raises(function) and not SECTION.search(ast.get_docstring(function) or "")
    ]


def test_every_public_function_that_raises_bad_input_says_so():
    found = {path: undocumented(ast.parse(path.read_text(encoding="utf-8"))) for path in CORE.rglob("*.py")}
    assert len(found) > 50
    assert {path: names for path, names in found.items() if names} == {}


def test_a_function_that_raises_in_silence_is_found():
    silent = 'def f():\n    """Do."""\n    raise BadInput("no")\n'
    spoken = (
        'def f():\n    """Do.\n\n    Raises\n    ------\n    BadInput\n        No.\n    """\n    raise BadInput("no")\n'
    )
    assert undocumented(ast.parse(silent)) == ["f"]
    assert undocumented(ast.parse(spoken)) == []
