"""Networks as graphs of windows: a reader for each format, and a zoo of named ones."""

from core.networks import zoo

__all__ = [
    "zoo",
]
