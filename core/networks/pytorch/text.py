"""Pasted texts of PyTorch programs: print(torch.export.export(…)) and print(torch.fx.symbolic_trace(…)).

The body of ``forward`` is Python, one call a line. Each line is parsed on its own and only literals, names and
calls are taken from the tree; nothing is compiled, imported or evaluated.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from core.errors import BadInput
from core.networks.pytorch import modules
from core.networks.pytorch.expressions import statement
from core.networks.pytorch.program import MAX_CALLS, Call, Program
from core.networks.tensors import Constant, Sizes

MAX_TEXT = 8 * 2**20
MAX_LINE = 20_000
MAX_SIGNATURE = 2_000_000
_FORWARD = re.compile(r"^[ \t]*def forward\(self(?P<rest>.*)$", re.MULTILINE)
_PARAMETER = re.compile(
    r"\s*(?:,\s*)?(?P<name>\w+)(?:\s*:\s*\"(?P<kind>[^\"]*)\"|\s*:\s*[\w.\[\]]+)?(?:\s*=\s*[\w.]+)?"
)
_SHAPE = re.compile(r"^[a-z]+\d*(?:_\w+)?\[(?P<sizes>[\w ,+*()/-]*)\]")
_SIGNED = re.compile(r"^[ \t]*(?P<name>\w+): (?P<kind>[A-Z_]+)", re.MULTILINE)
_WORDS = re.compile(
    r"\b(?:lambda|await|yield|async|import|exec|eval|class|not|if|else|for|while)\b|[-+~!]\s*[-+~!]\s*[-+~!]|:="
)
WEIGHTS = ("PARAMETER", "BUFFER", "CONSTANT_TENSOR", "CUSTOM_OBJ", "TOKEN")


def read(text: str) -> Program | None:
    """The program in a text that has been checked; None where it has no ``def forward``.

    Raises
    ------
    BadInput
        If a line is no plain call, or if there are too many.
    """
    found = _FORWARD.search(text)
    if found is None:
        return None
    program = Program()
    tree = modules.tree(text[: found.start()])
    kinds = {match["name"]: match["kind"] for match in _SIGNED.finditer(text, found.end())}
    _inputs(program, found["rest"], kinds, modules.axes(tree))
    for line in _body(text[found.end() :]):
        if line.startswith("return"):
            program.outputs = _names(line)
            break
        call = _call(line, tree, program)
        if call is not None:
            program.calls.append(call)
        if len(program.calls) > MAX_CALLS:
            raise BadInput("the model has too many operations to follow here: export a part of it")
    if not program.calls:
        raise BadInput("the text ends before the first operation: paste all of it")
    return program


def check(text: str) -> None:
    """Refuse texts and lines that no printed model has.

    Raises
    ------
    BadInput
        Input that breaks a rule; the sentence says which.
    """
    if len(text) > MAX_TEXT:
        raise BadInput(
            "the text is longer than {most} characters; paste the program of a part of the model", most=MAX_TEXT
        )
    longest = max((len(line) for line in text.splitlines()), default=0)
    if longest > MAX_SIGNATURE:
        raise BadInput(
            "a line of the text has {length} characters, too many for a call: paste the program alone", length=longest
        )


def _inputs(program: Program, rest: str, kinds: dict[str, str], axes: int) -> None:
    """What comes in: weights by the signature, or by how export names them; the rest are inputs."""
    place = 0
    while True:
        found = _PARAMETER.match(rest, place)
        if found is None or not found["name"]:
            break
        place = found.end()
        name, kind = found["name"], found["kind"]
        sizes = shape(kind) if kind is not None else (None,) * (axes + 2)
        weight = kinds[name] in WEIGHTS if name in kinds else kind is not None and name.startswith(("p_", "b_", "c_"))
        if weight:
            trained = kinds[name] == "PARAMETER" if name in kinds else name.startswith("p_")
            program.constants[name] = Constant(sizes, name=name if trained else "")
        else:
            program.inputs[name] = sizes


def shape(kind: str) -> Sizes | None:
    """Sizes in an annotation such as f32[1, 3, s77, 224]; None for what is no tensor."""
    found = _SHAPE.match(kind)
    if found is None:
        return None
    parts = [part.strip() for part in found["sizes"].split(",") if part.strip()]
    return tuple(int(part) if part.isdigit() and len(part) < 10 else None for part in parts[:16])


def _body(text: str) -> Iterator[str]:
    """The statements, one a line, without comments; calls broken over lines are joined."""
    for line in text.split("\n")[1:]:
        line = line.strip()
        if line and not line.startswith(("#", '"""')):
            yield line


def _call(line: str, tree: modules.Tree, program: Program) -> Call | None:
    target, value = _parsed(line)
    if target is None:
        return None
    name, kind = target
    call = statement(name, value, tree)
    if call is None:
        program.constants[name] = Constant()
        return None
    sizes = shape(kind) if kind else None
    return replace(call, names=(name,), sizes=(sizes,))


def _parsed(line: str) -> tuple[tuple[str, str | None] | None, ast.expr]:
    """(name, annotation) and the value of an assignment; None for a statement that gives nothing."""
    unreadable = BadInput(
        "this line is not a call that can be read: {line}; paste the text as it was printed", line=line[:120]
    )
    head, _, tail = line.partition("=")
    first = head + "=" + tail.split(";", 1)[0] if tail else line.split(";", 1)[0]
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", first)
    if len(first) > MAX_LINE or _WORDS.search(bare) or bare.count("(") + bare.count("[") > 3_000 or _depth(bare) > 30:
        raise unreadable
    try:
        body = ast.parse(first).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise unreadable from None
    match body:
        case [ast.Assign(targets=[ast.Name(id=name)], value=value)]:
            return (name, None), value
        case [
            ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Constant(value=str(kind)), value=ast.expr() as value)
        ]:
            return (name, kind), value
        case [ast.Expr(value=value)]:
            return None, value
    raise unreadable


def _depth(text: str) -> int:
    depth = most = 0
    for sign in text:
        if sign in "([{":
            depth += 1
            most = max(most, depth)
        elif sign in ")]}":
            depth -= 1
    return most


def _names(line: str) -> list[str]:
    return re.findall(r"[A-Za-z_]\w*", line[len("return") : MAX_LINE])[:1_000]
