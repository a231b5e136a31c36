"""What a link says of itself and of how its page is shown: the version of the lab's links, names of what is locked or hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import BadInput
from core.links.fields import Text, Whole

VERSION = 1  # of the lab's links; those of 0.1 name none
ALL = "1"  # in place of a list of names
MAX_LISTED = 12  # options that one sentence has room for
MAX_QR = 2953  # bytes that the largest QR code holds (version 40, level L: ISO/IEC 18004, table 7)


@dataclass(frozen=True)
class Version(Whole):
    """The version of links that a link was written in; 0 for one that does not say."""

    def read(self, text: str) -> int:
        version = Whole(self.name, self.default, self.low, 10**9).read(text)
        if version > self.high:
            raise BadInput(
                "it has version {version}, and this lab reads links up to version {limit}; update the lab to see all of it",
                version=version,
                limit=self.high,
            )
        return version


@dataclass(frozen=True)
class Names(Text):
    """Some of the named `options`, separated by commas; "1" for all of them, empty for none.

    More than `MAX_LISTED` options are not listed where one is unknown.
    """

    options: tuple[str, ...] = ()

    def read(self, text: str) -> str:
        if text in ("", "0", ALL):
            return text.replace("0", "")
        named = text.split(",")
        for name in named:
            if name not in self.options and len(self.options) > MAX_LISTED:
                raise BadInput(
                    "“{name}” names no control “{text}” of this page; the menu beside “Copy link” writes links with the right names",
                    name=self.name,
                    text=name[:40],
                )
            if name not in self.options:
                raise BadInput(
                    "“{name}” has no option “{text}”; choose one of {options}",
                    name=self.name,
                    text=name[:40],
                    options=", ".join((ALL, *self.options)),
                )
        return ",".join(name for name in self.options if name in named)


def named(text: str, everything: Sequence[str]) -> tuple[str, ...]:
    """The names in what `Names` reads; `everything` where it says "1"."""
    return tuple(everything) if text == ALL else tuple(name for name in text.split(",") if name)
