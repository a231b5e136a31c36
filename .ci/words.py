"""Keep the gettext catalogues in step with the sources.

python .ci/words.py            bring every area's .po up to date, keeping translations
python .ci/words.py AREA ...   only these areas
python .ci/words.py --check    change nothing, list what is missing, stale or untranslated
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "core" / "locales" / "zh" / "LC_MESSAGES"
MARKS = {"_", "N_", "Message", "BadInput", "WorkerLost", "gettext", "translate"}
PAGES = (
    "home",
    "cross_correlation",
    "edge_detection",
    "learning_a_kernel",
    "convolution_vs_correlation",
    "receptive_field",
)


def area_of(path: Path) -> str:
    """The catalogue that holds a source file's texts: its page's, `shared`, or one of core's."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "pages":
        for page in PAGES:
            if page in parts:
                return page
    return "core" if parts[0] == "core" else "shared"


def sources() -> Iterator[Path]:
    yield ROOT / "streamlit_app.py"
    for folder in ("pages", "core"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def texts(path: Path) -> Iterator[tuple[str, int]]:
    """The marked literals of one source file with their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", None))
        first = node.args[0]
        if name in MARKS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, node.lineno


def extract() -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Area → text → where it stands."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for path in sources():
        if path.exists():
            for text, _line in texts(path):
                places = found.setdefault(area_of(path), {}).setdefault(text, [])
                place = (path.relative_to(ROOT).as_posix(), "")
                if place not in places:
                    places.append(place)
    return found


def update(area: str, wanted: dict[str, list[tuple[str, str]]]) -> None:
    path = CATALOGUES / f"{area}.po"
    old = {e.msgid: e.msgstr for e in polib.pofile(str(path))} if path.exists() else {}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "zh"}
    for text, places in sorted(wanted.items()):
        new.append(polib.POEntry(msgid=text, msgstr=old.get(text, ""), occurrences=places))
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))


def troubles() -> list[str]:
    """What is missing, stale or untranslated, a line each."""
    found = extract()
    out = []
    for area in sorted(found.keys() | {p.stem for p in CATALOGUES.glob("*.po")}):
        path = CATALOGUES / f"{area}.po"
        entries = {e.msgid: e.msgstr for e in polib.pofile(str(path))} if path.exists() else {}
        wanted = found.get(area, {})
        out += [f"{area}: missing: {text!r}" for text in wanted if text not in entries]
        out += [f"{area}: stale: {text!r}" for text in entries if text not in wanted]
        out += [f"{area}: untranslated: {text!r}" for text in wanted if not entries.get(text, "-")]
    return out


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        lines = troubles()
        print("\n".join(lines) or "every text is in the catalogues")
        return 1 if lines else 0
    found = extract()
    for area in arguments or sorted(found):
        update(area, found.get(area, {}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
