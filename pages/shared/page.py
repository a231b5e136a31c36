"""What a page's parts know of it: its name, its language, its settings; and text that is shown as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core import words
from core.errors import Message
from core.links import Field
from pages.shared import address

# What Markdown, mathematics, Streamlit's directives or a browser's links could be made of.
_MARKUP = re.compile(
    r"[`*$<>#~|\\!@\n\r]|\]\s*[(\[:]|:[\w/-]*[\[:]|://|www\.|(?<!\w)_|_(?!\w)|&[#\w]+;|--|^\s*(?:[-+]|\d+[.)])(?:\s|$)"
)


@dataclass(frozen=True)
class Page:
    """What a page's parts need to know of it: its name, its language, its settings."""

    name: str
    language: str
    fields: tuple[Field, ...] = ()
    translate: Callable[[str], str] = field(default=str, repr=False)
    told: dict[str, str] = field(default_factory=dict, repr=False, compare=False)  # which section explains which term
    locks: frozenset[str] = frozenset()  # the settings that the link locks
    hidden: frozenset[str] = frozenset()  # the kinds of answers that it hides
    picture_only: bool = False  # whether it shows nothing but the picture

    def key(self, setting: str) -> str:
        """The session-state key (and widget key) of one of the page's settings."""
        return address.key(self.name, setting)

    def put(self, values: Mapping[str, object]) -> None:
        """Give settings other values: in a button's callback, or before their widgets are drawn."""
        for setting, value in values.items():
            st.session_state[self.key(setting)] = value

    def control(self, setting: str) -> dict[str, Any]:
        """What makes a widget the control of a setting, drawn disabled where the link locks it: ``st.toggle(label, **page.control("flip"))``."""
        return {"key": self.key(setting), "disabled": setting in self.locks}

    def choice(self, setting: str, said: Mapping[str, str]) -> dict[str, Any]:
        """The same for a widget that chooses among English words: ``st.selectbox(label, **page.choice("method", METHODS))``."""
        return {"options": list(said), "format_func": lambda name: self.translate(said[name]), **self.control(setting)}

    def locked(self, *settings: str) -> bool:
        """Whether the link locks one of these settings."""
        return not self.locks.isdisjoint(settings)

    def count(self, one: str, many: str, number: int) -> str:
        """The text for this number of things: ``page.count("{n} unit", "{n} units", n).format(n=n)``."""
        return words.ngettext(self.language)(one, many, number)

    def pgettext(self, context: str, text: str) -> str:
        """The translation of a text that means different things in different places."""
        return words.pgettext(self.language)(context, text)

    def prose(self, section: str) -> str:
        return words.prose(self.name, section, self.language)

    def sentence(self, said: Message | BaseException) -> str:
        """What a visitor reads of a message or an error that stands alone: `clause` with a capital and a full stop."""
        text = self.clause(said)
        if _WORD.match(said.rule if isinstance(said, Message) else text):
            text = text[:1].upper() + text[1:]
        return text if text.endswith(_ENDS) else text + ("。" if self.language == "zh" else ".")

    def clause(self, said: Message | BaseException) -> str:
        """The same within a longer sentence; what came from an address or a field stands there literally."""
        if isinstance(said, Message):
            values = {name: literal(v) if isinstance(v, str) else v for name, v in said.values.items()}
            said = Message(said.rule, **values)
        return words.sentence(said, self.language)


_WORD = re.compile("[a-z]+[ ,;:]")  # a name begins as it is written
_ENDS = (".", "?", "!", ":", "…", "。", "？", "！", "：")


def literal(text: str) -> str:
    """The text as Markdown that shows it as it is: as code where it could be markup, a link or a picture."""
    if not _MARKUP.search(text):
        return text
    return "`" + re.sub(r"\s", " ", text.replace("`", "'")) + "`"
