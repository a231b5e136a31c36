"""What the lab says, in the visitor's language: gettext catalogues and Markdown prose."""

from __future__ import annotations

import functools
import gettext as _gettext
import io
import re
from collections.abc import Callable
from pathlib import Path

from core.errors import Message

LANGUAGES = {"en": "English", "zh": "中文"}
TAGS = {"en": "en", "zh": "zh-CN"}  # as a page's root names them
_LOCALES = Path(__file__).parent / "locales"
_SECTION = re.compile(r"^<!-- section: ([a-z_]+) -->\s*$", re.MULTILINE)
# A line's end inside a paragraph, where Markdown would show a space that Chinese does not have: between
# two Chinese signs, or after Chinese punctuation; not before a list, a table, a heading, a formula or a comment.
_SIGN, _STOP = "\u2014-\u2026\u3000-\u303f\u4e00-\u9fff\uff00-\uffef", "\u2014-\u2026\u3000-\u303f\uff00-\uffef"
_BREAK = re.compile(rf"(?<=[{_SIGN}])\n[ ]*(?=[{_SIGN}])|(?<=[{_STOP}])\n[ ]*(?!\s|[-*+] |\d+\. |[|#>]|\$\$|<!--|```)")


def N_(text: str) -> str:
    """Mark `text` for the catalogues where it is defined; it is translated where it is shown."""
    return text


def language_of(locale: str | None) -> str:
    """The catalogue for a browser's locale: any Chinese one gives ``"zh"``, all others ``"en"``."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"


def gettext(language: str) -> Callable[[str], str]:
    """The function that turns an English text of the sources into `language`."""
    return _catalogue(language).gettext


def ngettext(language: str) -> Callable[[str, str, int], str]:
    """The function that chooses between an English singular and plural by a number, in `language`."""
    return _catalogue(language).ngettext


def pgettext(language: str) -> Callable[[str, str], str]:
    """The function that translates a text whose meaning depends on a context: ``("number", "Channels")``."""
    return _catalogue(language).pgettext


def sentence(said: Message | BaseException, language: str) -> str:
    """What a visitor reads of a message or an error: the translated rule with the values received put in."""
    if isinstance(said, Message):
        return gettext(language)(said.rule).format(**said.values)
    return str(said)


@functools.cache
def prose(page: str, section: str, language: str) -> str:
    """One section of a page's long text, Markdown.

    Sections of ``locales/<language>/<page>.md`` begin with a line ``<!-- section: name -->``.
    Lines of one Chinese paragraph are joined without a space.

    Raises
    ------
    KeyError
        The page has no such section.
    """
    parts = _SECTION.split((_LOCALES / language / f"{page}.md").read_text(encoding="utf-8"))
    return _BREAK.sub("", dict(zip(parts[1::2], parts[2::2], strict=True))[section].strip())


@functools.cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    # English is the language of the sources, so only the others have catalogues.
    # .po files are read as they are: no compiled copy that could fall behind.
    import polib

    chain = _gettext.NullTranslations()
    for path in sorted((_LOCALES / language / "LC_MESSAGES").glob("*.po")):
        area = _gettext.GNUTranslations(io.BytesIO(polib.pofile(str(path)).to_binary()))
        area.add_fallback(chain)
        chain = area
    return chain
