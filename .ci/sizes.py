"""No function longer than 60 lines, no file longer than 280: what outgrows them is two concepts.

python .ci/sizes.py    list what is longer, in core and pages; Python here, scripts by ESLint (.ci/scripts.py)
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_FUNCTION, MAX_FILE = 60, 280
# Longer functions that are still to be divided: "file: function". One that is short again must leave the list.
ALLOWED: frozenset[str] = frozenset()


def long_functions(path: Path) -> dict[str, int]:
    """Name → lines of the functions of a file that are too long, decorators not counted."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = {node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions}
    return {name: count for name, count in lines.items() if count > MAX_FUNCTION}


def troubles(root: Path = ROOT, allowed: frozenset[str] = ALLOWED) -> list[str]:
    """What is too long, and what is allowed without need, a line each."""
    out, met = [], set()
    for folder in ("core", "pages", "serving"):
        for path in sorted((root / folder).rglob("*.py")):
            name = path.relative_to(root).as_posix()
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > MAX_FILE:
                out.append(f"{name}: {lines} lines, at most {MAX_FILE}")
            for function, count in long_functions(path).items():
                place = f"{name}: {function}"
                met.add(place)
                if place not in allowed:
                    out.append(f"{place}: {count} lines, at most {MAX_FUNCTION}")
    return out + [f"{place} is short enough: take it from the list in .ci/sizes.py" for place in sorted(allowed - met)]


if __name__ == "__main__":
    found = troubles()
    print("\n".join(found) or "no function and no file is too long")
    sys.exit(1 if found else 0)
