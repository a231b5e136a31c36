"""The experiment as an address."""

from core.links.fields import Cell, Choice, Field, Flag, Numbers, Real, Seed, Text, Token, Whole, cell_of, cell_text
from core.links.query import Decoded, Encoded, decode, encode

__all__ = [
    "Cell",
    "Choice",
    "Decoded",
    "Encoded",
    "Field",
    "Flag",
    "Numbers",
    "Real",
    "Seed",
    "Text",
    "Token",
    "Whole",
    "cell_of",
    "cell_text",
    "decode",
    "encode",
]
