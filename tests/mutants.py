"""How much the tests of a module notice: run them on copies of it with one small mistake each, and count the mistakes caught.

python -m tests.mutants core/numbers.py core/quadratic.py --count 20 --seed 0

A mistake is a comparison turned round or made strict, + for −, * for /, `and` for `or`, a `not` left out, or 0, 1 and 2 mixed up.
What survives is printed with its line: either a test is missing there, or the change makes no difference.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COPIED = (
    "core",
    "pages",
    "tests",
    "benchmarks",
    ".ci",
    ".streamlit",
    "streamlit_app.py",
    "pyproject.toml",
    "Makefile",
    "requirements.txt",
)
PYTEST = (sys.executable, "-m", "pytest", "-x", "-q", "-m")
LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__")
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
NUMBERS = {0: 1, 1: 2, 2: 1}


@dataclass(frozen=True)
class Mutant:
    """One mistake: the line where it is, the statement before and after it, and the whole module with it."""

    line: int
    before: str
    after: str
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    places = [
        (number, part)
        for number, node in enumerate(ast.walk(tree))
        for part in range(len(node.ops) if isinstance(node, ast.Compare) else 1)
        if _changed(copy.deepcopy(node), part) is not None
    ]
    for number, part in places:
        changed = copy.deepcopy(tree)
        nodes = list(ast.walk(changed))
        node = nodes[number]
        statement = _statement(changed, node)
        if statement is None:
            continue
        before = ast.unparse(statement)
        made = _changed(node, part)
        if made is not node:
            _replace(changed, node, made)
        after = ast.unparse(statement)
        if after != before:
            line = getattr(node, "lineno", statement.lineno)
            first = next(
                (pair for pair in zip(before.splitlines(), after.splitlines()) if pair[0] != pair[1]), (before, after)
            )
            yield Mutant(line, first[0].strip(), first[1].strip(), ast.unparse(changed) + "\n")


def _changed(node: ast.AST, part: int) -> ast.AST | None:
    """The node with its mistake (itself, or what stands in its place); None where it has none to make."""
    if isinstance(node, ast.Compare) and type(node.ops[part]) in SWAPS:
        node.ops[part] = SWAPS[type(node.ops[part])]()  # type: ignore[call-overload]
        return node
    if isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)) and type(node.op) in SWAPS:
        node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
        return node
    if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value in NUMBERS:
        node.value = type(node.value)(NUMBERS[node.value])  # type: ignore[index]
        return node
    return node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else None


def _statement(tree: ast.AST, node: ast.AST) -> ast.stmt | None:
    """The smallest statement around the node; None for annotations, which nothing runs."""
    parents = {child: (parent, name) for parent in ast.walk(tree) for name, child in _children(parent)}
    here = node
    while not isinstance(here, ast.stmt):
        if here not in parents or parents[here][1] in ("annotation", "returns"):
            return None
        here = parents[here][0]
    return here


def _children(parent: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for name, value in ast.iter_fields(parent):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield name, child


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST | None) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(part is old for part in value):
                value[:] = [new if part is old else part for part in value]


def tests_of(module: Path, root: Path = ROOT) -> list[Path]:
    """The test files of core/<package>/<module>.py, and the tables of bounds that name its package.

    They are tests/core/<package>/test_<module>.py, else all that begin with that name; where there is none, in tests/core;
    where there is none either, all of the package, or those of the package itself. A package's ``__init__`` has test_<package>.py.
    """
    parts = module.with_suffix("").parts
    *folders, name = parts[:-1] if parts[-1] == "__init__" else parts
    own = root.joinpath("tests", *folders)
    found: list[Path] = []
    for folder in dict.fromkeys((own, root / "tests" / parts[0])):
        exact = folder / f"test_{name}.py"
        found = found or [*([exact] if exact.exists() else []), *sorted(folder.glob(f"test_{name}_*.py"))]
    if not found and len(folders) > 1:
        found = sorted(own.glob("test_*.py"))
        if not found:
            return tests_of(Path(*folders, "__init__.py"), root)
    tables = sorted((root / "tests" / parts[0]).glob("test_bounds_*.py"))
    package = parts[min(1, len(parts) - 1)]
    named = re.compile(rf"^from {parts[0]}(\.{package}\b| import .*\b{package}\b)", re.MULTILINE)
    return found + [table for table in tables if found and named.search(table.read_text(encoding="utf-8"))]


def caught(copied: Path, module: Path, source: str, tests: Sequence[Path], seconds: float) -> bool:
    """Whether the tests fail on the module with this source; a run that does not come to an end is a failure, too."""
    (copied / module).write_text(source, encoding="utf-8")
    for marked in ("not slow", "slow"):  # most mistakes need no slow test
        code = _run(copied, [*PYTEST, f"{marked} and not browser", *map(str, tests)], seconds)
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            return True
    return False


def _run(folder: Path, command: Sequence[str], seconds: float) -> int | None:
    """What a command returns, None where it takes longer; what it has started and left running ends with it."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet, process_group=0) as run:
        try:
            return run.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)


def survey(module: Path, options: argparse.Namespace, rng: random.Random, folder: Path) -> tuple[int, int]:
    """Try some of a module's mutants, print those that survive; (caught, tried)."""
    count, seconds = options.count, options.seconds
    tests = options.tests or [path.relative_to(ROOT) for path in tests_of(module)]
    if not tests:
        print(f"{module}: no test file has its name; say which ones it has: --tests tests/core/test_…")
        return 0, 0
    source = (ROOT / module).read_text(encoding="utf-8")
    if caught(folder, module, source, tests, seconds):
        print(f"{module}: its tests fail, or take longer than {seconds:g} s, as it is")
        return 0, 0
    every = list(mutants(source))
    chosen = sorted(rng.sample(every, min(count, len(every))), key=lambda mutant: mutant.line)
    survivors = [mutant for mutant in chosen if not caught(folder, module, mutant.source, tests, seconds)]
    (folder / module).write_text(source, encoding="utf-8")
    print(
        f"{module}: {len(chosen) - len(survivors)} of {len(chosen)} caught (of {len(every)}) by {', '.join(map(str, tests))}",
        flush=True,
    )
    for mutant in survivors:
        print(f"  line {mutant.line}: {mutant.before}\n    survives as: {mutant.after}", flush=True)
    return len(chosen) - len(survivors), len(chosen)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="make mutants", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("modules", nargs="+", type=Path, help="as core/numbers.py, from the project's folder")
    parser.add_argument("--count", type=int, default=20, help="mutants tried of each module")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--seconds", type=float, default=120, help="for one run of the tests")
    parser.add_argument("--tests", nargs="+", type=Path, help="test files, where they do not have the module's name")
    options = parser.parse_args(arguments)
    for module in options.modules:
        if module.is_absolute() or ".." in module.parts or not (ROOT / module).is_file() or module.suffix != ".py":
            parser.error(f"{module} is no module of this project: name it as core/numbers.py")
    if options.count < 1 or options.seconds <= 0:
        parser.error("--count and --seconds must be above 0")
    rng, total = random.Random(options.seed), [0, 0]
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, Path(folder) / name, ignore=LEFT_OUT)
            else:
                shutil.copy(ROOT / name, Path(folder) / name)
        for module in options.modules:
            found = survey(module, options, rng, Path(folder))
            total = [total[0] + found[0], total[1] + found[1]]
    if total[1]:
        print(f"caught: {total[0]} of {total[1]}, {100 * total[0] / total[1]:.0f} %")
    return 0 if total[1] else 1


if __name__ == "__main__":
    sys.exit(main())
