"""Networks as graphs of windows: a reader for each format, and a zoo of named ones."""

from core.networks import reader, zoo
from core.networks.archives import MAX_DIRECTORY, MAX_ENTRIES
from core.networks.cost import Cost
from core.networks.formats import HEAD, format_of, refusal
from core.networks.graph import MAX_SIDE, Graph
from core.networks.keras import reader as keras_reader
from core.networks.keras.config import graph_of
from core.networks.keras.reader import MAX_JSON
from core.networks.reader import Model

__all__ = [
    "HEAD",
    "MAX_DIRECTORY",
    "MAX_ENTRIES",
    "MAX_JSON",
    "MAX_SIDE",
    "Cost",
    "Graph",
    "Model",
    "format_of",
    "graph_of",
    "keras_reader",
    "reader",
    "refusal",
    "zoo",
]
