"""The experiment as an address."""

from core.links.fields import Cell, Choice, Field, Flag, Numbers, Real, Seed, Text, Token, Whole, cell_of, cell_text
from core.links.query import Decoded, Encoded, decode, encode
from core.links.sharing import ALL, MAX_QR, VERSION, Names, Version, named

__all__ = [
    "ALL",
    "MAX_QR",
    "VERSION",
    "Cell",
    "Choice",
    "Decoded",
    "Encoded",
    "Field",
    "Flag",
    "Names",
    "Numbers",
    "Real",
    "Seed",
    "Text",
    "Token",
    "Version",
    "Whole",
    "cell_of",
    "cell_text",
    "decode",
    "encode",
    "named",
]
