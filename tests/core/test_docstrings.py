"""A public function of core that raises one of the lab's errors says so where its reader looks: under "Raises"."""

import ast
import re
from pathlib import Path

import core

CORE = Path(core.__file__).parent
ERRORS = ("BadInput", "WorkerLost", "Unavailable")
SECTION = r"^\s*Raises\n\s*-+\n(?:.*\n)*?\s*{}$"
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


def makers(trees):
    """Names of the functions that return an error for others to raise, and which."""
    functions = (node for tree in trees for node in ast.walk(tree) if isinstance(node, FUNCTIONS))
    returned = {function.name: getattr(function.returns, "id", None) for function in functions}
    return {error: error for error in ERRORS} | {name: error for name, error in returned.items() if error in ERRORS}


def raises(node, error, made):
    """Whether this error is raised there and not caught."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        named = node.exc.func
        return made.get(named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", None)) == error
    caught = isinstance(node, ast.Try) and any(error in ast.dump(one.type) for one in node.handlers if one.type)
    inside = [*node.handlers, *node.orelse, *node.finalbody] if caught else ast.iter_child_nodes(node)
    return any(raises(part, error, made) for part in inside)


def undocumented(tree, made):
    return [
        name
        for name, function in public(tree)
        for error in ERRORS
        if raises(function, error, made)
        and not re.search(SECTION.format(error), ast.get_docstring(function) or "", re.MULTILINE)
    ]


def test_every_public_function_that_raises_an_error_says_so():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in CORE.rglob("*.py")}
    assert len(trees) > 50
    made = makers(trees.values())
    assert {path: names for path, tree in trees.items() if (names := undocumented(tree, made))} == {}


def test_a_function_that_raises_in_silence_is_found():
    silent = 'def f():\n    """Do."""\n    raise BadInput("no")\n'
    spoken = (
        'def f():\n    """Do.\n\n    Raises\n    ------\n    BadInput\n        No.\n    """\n    raise BadInput("no")\n'
    )
    through = silent.replace('BadInput("no")', "errors.damaged()")
    made = makers([ast.parse("def damaged() -> BadInput: ...")])
    assert undocumented(ast.parse(silent), made) == undocumented(ast.parse(through), made) == ["f"]
    assert undocumented(ast.parse(spoken), made) == []
