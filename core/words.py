"""What the lab says, in the visitor's language: gettext catalogues and Markdown prose."""

from __future__ import annotations

import functools
import gettext as _gettext
import io
import re
from collections.abc import Callable
from pathlib import Path

from core.errors import BadInput

LANGUAGES = {"en": "English", "zh": "中文"}
TAGS = {"en": "en", "zh": "zh-CN"}  # as a page's root names them
_LOCALES = Path(__file__).parent / "locales"
_SECTION = re.compile(r"^<!-- section: ([a-z_]+) -->\s*$", re.MULTILINE)


def N_(text: str) -> str:
    """Mark `text` for the catalogues where it is defined; it is translated where it is shown."""
    return text


def language_of(locale: str | None) -> str:
    """The catalogue for a browser's locale: any Chinese one gives ``"zh"``, all others ``"en"``."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"


def gettext(language: str) -> Callable[[str], str]:
    """The function that turns an English text of the sources into `language`."""
    return _catalogue(language).gettext


def sentence(error: BaseException, language: str) -> str:
    """What a visitor reads of `error`: the translated rule with the values received put in."""
    if isinstance(error, BadInput):
        return gettext(language)(error.rule).format(**error.values)
    return str(error)


@functools.cache
def prose(page: str, section: str, language: str) -> str:
    """One section of a page's long text, Markdown.

    Sections of ``locales/<language>/<page>.md`` begin with a line ``<!-- section: name -->``.

    Raises
    ------
    KeyError
        The page has no such section.
    """
    parts = _SECTION.split((_LOCALES / language / f"{page}.md").read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))[section].strip()


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
