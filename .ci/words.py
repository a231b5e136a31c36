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
from typing import NamedTuple

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "core" / "locales" / "zh" / "LC_MESSAGES"
MARKS = {"_", "N_", "Message", "BadInput", "WorkerLost", "Unavailable", "gettext", "translate"}
PLURAL_MARKS = {"count", "ngettext"}
CONTEXT_MARKS = {"pgettext"}
PAGES = (
    "home",
    "cross_correlation",
    "edge_detection",
    "learning_a_kernel",
    "convolution_vs_correlation",
    "receptive_field",
)


class Text(NamedTuple):
    """What a call marks: an entry of the catalogues, told from others by its context and its words."""

    words: str
    context: str = ""
    plural: str = ""

    def __str__(self) -> str:
        return (f"({self.context}) " if self.context else "") + repr(self.words)


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
    for folder in ("pages", "serving", "core"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def marked(call: ast.Call) -> Text | None:
    """The text of a call such as ``_("…")``, ``page.count("…", "…", n)`` or ``page.pgettext("context", "…")``."""
    name = getattr(call.func, "id", getattr(call.func, "attr", None))
    said = []
    for argument in call.args[:2]:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            break
        said.append(argument.value)
    if name in MARKS and said:
        return Text(said[0])
    if name in PLURAL_MARKS and len(said) == 2:
        return Text(said[0], plural=said[1])
    if name in CONTEXT_MARKS and len(said) == 2:
        return Text(said[1], context=said[0])
    return None


def texts(path: Path) -> Iterator[Text]:
    """The marked literals of one source file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (text := marked(node)):
            yield text


def extract() -> dict[str, dict[Text, list[tuple[str, str]]]]:
    """Area → text → where it stands. A text of two areas belongs to `shared`: it has one translation."""
    found: dict[Text, dict[str, list[tuple[str, str]]]] = {}
    for path in sources():
        if path.exists():
            for text in texts(path):
                places = found.setdefault(text, {}).setdefault(area_of(path), [])
                place = (path.relative_to(ROOT).as_posix(), "")
                if place not in places:
                    places.append(place)
    areas: dict[str, dict[Text, list[tuple[str, str]]]] = {}
    for text, by_area in found.items():
        area = next(iter(by_area)) if len(by_area) == 1 else "shared"
        areas.setdefault(area, {})[text] = sorted(place for places in by_area.values() for place in places)
    return areas


def text_of(entry: polib.POEntry) -> Text:
    return Text(entry.msgid, entry.msgctxt or "", entry.msgid_plural)


def translation(entry: polib.POEntry) -> str:
    """中文 has one form, whatever the number."""
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def translations() -> dict[Text, str]:
    """What all catalogues hold now, so that a text which moves to another one keeps its translation."""
    held: dict[Text, str] = {}
    for path in sorted(CATALOGUES.glob("*.po"), key=lambda path: path.stem == "shared"):
        held.update({text_of(entry): translation(entry) for entry in polib.pofile(str(path))})
    return held


def update(area: str, wanted: dict[Text, list[tuple[str, str]]], held: dict[Text, str]) -> None:
    path = CATALOGUES / f"{area}.po"
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": "zh",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for text, places in sorted(wanted.items(), key=lambda item: (item[0].words, item[0].context)):
        said = held.get(text, "")
        entry = polib.POEntry(msgid=text.words, occurrences=places, msgctxt=text.context or None)
        if text.plural:
            entry.msgid_plural, entry.msgstr_plural = text.plural, {0: said}
        else:
            entry.msgstr = said
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(path))


def troubles() -> list[str]:
    """What is missing, stale, twice there or untranslated, a line each."""
    found = extract()
    out = []
    seen: dict[tuple[str, str], str] = {}
    for area in sorted(found.keys() | {p.stem for p in CATALOGUES.glob("*.po")}):
        path = CATALOGUES / f"{area}.po"
        entries = {text_of(e): translation(e) for e in polib.pofile(str(path))} if path.exists() else {}
        wanted = found.get(area, {})
        out += [f"{area}: missing: {text}" for text in wanted if text not in entries]
        out += [f"{area}: stale: {text}" for text in entries if text not in wanted]
        out += [f"{area}: untranslated: {text}" for text in wanted if not entries.get(text, "-")]
        for text in entries:
            other = seen.setdefault((text.context, text.words), area)
            if other != area:
                out.append(f"{area}: also in {other}: {text}")
    return out


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        lines = troubles()
        print("\n".join(lines) or "every text is in the catalogues")
        return 1 if lines else 0
    found, held = extract(), translations()
    for area in arguments or sorted(found.keys() | {path.stem for path in CATALOGUES.glob("*.po")}):
        update(area, found.get(area, {}), held)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
