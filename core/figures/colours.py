"""The lab's colours, the same on every page, in every picture and in both themes."""

from __future__ import annotations

# Okabe & Ito (2008), "Color Universal Design": told apart by all common kinds of colour vision.
NEGATIVE = "#D55E00"
POSITIVE = "#0072B2"
WINDOW = "#E69F00"
ACCENT = "#3B5BDB"
GUESS = "#009E73"
MUTED = "#8A8F98"
SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#6A51A3", "#7F7F7F")


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of "#rrggbb", 0 … 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
