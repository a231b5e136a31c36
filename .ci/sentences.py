"""Every sentence that the lab can say of bad input, a lost worker or what it did, with a test that provokes it: docs/sentences.md.

python .ci/sentences.py FILE ...   bring the list up to date; FILEs are what `pytest --sentences FILE` recorded. A sentence that
                                   none of them has is looked for in the tests' own texts
python .ci/sentences.py --check    change nothing; fail for a sentence that is not listed and for a listed test that is gone;
                                   tell how many have no test yet
"""

from __future__ import annotations

import ast
import functools
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs" / "sentences.md"
CATALOGUES = ROOT / "core" / "locales" / "zh" / "LC_MESSAGES"
KINDS = {"BadInput": "refusal", "WorkerLost": "worker lost", "Unavailable": "unavailable", "Message": "note"}
NOBODY = "none"
WORDS, LETTERS = 3, 12  # in a row, that are a quotation
ALIKE = 0.6  # of their letters: a sentence and what was made of it
_ENTRY = re.compile(
    r"^- (?P<kind>[a-z ]+), `(?P<where>[^`]+)`: (?P<test>`[^`]+`|none)\n {4}> (?P<rule>.*)\n", re.MULTILINE
)
HEAD = """# Sentences

What the lab can say of bad input (refusal), of work without an answer (worker lost), of what the server lacks (unavailable) and of what it did (note): the rule in English and
中文, where it is made, and a test that provokes it. Written by `.ci/sentences.py`; `make check` fails where one is missing.
"""


class Sentence(NamedTuple):
    """A rule, what kind of message it is, the first file that makes it."""

    rule: str
    kind: str
    where: str


def sentences() -> Iterator[Sentence]:
    """Every rule of core and pages once, in the order of the files."""
    seen: set[str] = set()
    for folder in ("core", "pages", "serving"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(call, ast.Call) or not call.args:
                    continue
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                first = call.args[0]
                if name not in KINDS or not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                    continue
                if first.value not in seen:
                    seen.add(first.value)
                    yield Sentence(first.value, KINDS[name], str(path.relative_to(ROOT)))


def recorded(files: list[str]) -> dict[str, str]:
    """Rule → test, from what pytest wrote."""
    found: dict[str, str] = {}
    for file in files:
        for rule, test in json.loads(Path(file).read_text(encoding="utf-8")).items():
            found.setdefault(rule, test)
    return found


def listed() -> dict[str, str]:
    """Rule → test, from the list as it is."""
    if not LIST.exists():
        return {}
    return {_unescaped(m["rule"]): m["test"].strip("`") for m in _ENTRY.finditer(LIST.read_text(encoding="utf-8"))}


def exists(test: str) -> bool:
    """Whether the file still has a test function of that name."""
    file, _, name = test.partition("::")
    return name in _tests(ROOT / file)


@functools.cache
def _tests(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(n.name for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, functions))


class Asserted:
    """Where tests quote sentences: runs of words, of one sentence only, in the texts of a test and of its parameters."""

    def __init__(self) -> None:
        self.runs: dict[tuple[str, ...], str] = {}
        self.used = Counter(run for sentence in sentences() for run in _runs_of_rule(sentence.rule))
        for path in sorted((ROOT / "tests").rglob("test_*.py")):
            for test in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                    for text in ast.walk(test):
                        if isinstance(text, ast.Constant) and isinstance(text.value, str):
                            name = f"{path.relative_to(ROOT)}::{test.name}"
                            for run in _runs(text.value.replace("\\", "")):
                                self.runs.setdefault(run, name)

    def of(self, rule: str) -> str:
        """A test that quotes part of the rule, or NOBODY."""
        quoted = (self.runs[run] for run in _runs_of_rule(rule) if self.used[run] == 1 and run in self.runs)
        return next(quoted, NOBODY)


def _runs_of_rule(rule: str) -> list[tuple[str, ...]]:
    return [run for part in re.split(r"\{[^}]*\}", rule) for run in _runs(part)]


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"[^\s“”.,:;()]+", text)
    for at in range(len(words) - WORDS + 1):
        run = tuple(words[at : at + WORDS])
        if sum(map(len, run)) >= LETTERS:
            yield run


def _reworded(rule: str, gone: dict[str, str]) -> str:
    """The test of a sentence that is said no more, has the same fields and reads much alike: it was this one."""
    fields = sorted(re.findall(r"\{(\w+)", rule))
    alike = [
        (SequenceMatcher(None, rule, other).ratio(), test)
        for other, test in gone.items()
        if sorted(re.findall(r"\{(\w+)", other)) == fields
    ]
    best = max(alike, default=(0.0, NOBODY))
    return best[1] if best[0] >= ALIKE else NOBODY


def _escaped(rule: str) -> str:
    return rule.replace("\\", "\\\\").replace("\n", "\\n")


def _unescaped(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\\\", "\\")


def _chinese() -> dict[str, str]:
    import polib

    return {e.msgid: e.msgstr for path in sorted(CATALOGUES.glob("*.po")) for e in polib.pofile(str(path))}


def write(files: list[str]) -> None:
    """The list anew: what was recorded before what stood there, as long as the test exists."""
    fresh, old, chinese, asserted = recorded(files), listed(), _chinese(), Asserted()
    said = {sentence.rule for sentence in sentences()}
    gone = {rule: test for rule, test in {**fresh, **old}.items() if rule not in said and exists(test)}
    lines = [HEAD]
    place = ""
    for rule, kind, where in sentences():
        room = Path(*Path(where).parts[:2]).with_suffix("").as_posix()
        if room != place:
            lines.append(f"\n## {room}\n\n")
            place = room
        # A test that stood there stays: the list changes only where it has to.
        tests = [old.get(rule, NOBODY), fresh.get(rule, NOBODY)]
        tests = [test for test in tests if test != NOBODY and exists(test)]
        tests = tests or [t for t in (asserted.of(rule), _reworded(rule, gone)) if t != NOBODY] or [NOBODY]
        test = tests[0] if tests[0] == NOBODY else f"`{tests[0]}`"
        lines.append(
            f"- {kind}, `{where}`: {test}\n    > {_escaped(rule)}\n    >\n    > {_escaped(chinese.get(rule, ''))}\n"
        )
    LIST.write_text("".join(lines), encoding="utf-8")


def missing() -> list[str]:
    """What is wrong with the list."""
    told, known = [], listed()
    rules = {sentence.rule for sentence in sentences()}
    for rule, _kind, where in sentences():
        test = known.get(rule)
        if test is None:
            told.append(f"{where}: not in the list: {rule!r}")
        elif test == NOBODY:
            told.append(f"{where}: no test provokes {rule!r}")
        elif not exists(test):
            told.append(f"{where}: there is no test {test} any more for {rule!r}")
    told += [f"{LIST.name}: nothing says {rule!r} any more" for rule in known if rule not in rules]
    return told


def _count() -> str:
    known = listed()
    return f"{len(known)} sentences, {sum(test == NOBODY for test in known.values())} without a test"


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        wrong = missing()
        print("\n".join(wrong) or _count())
        return bool(wrong)
    write(arguments)
    print(_count())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
