"""What Keras layers for sequences compute with: recurrences, attention, embeddings."""

from __future__ import annotations

from collections.abc import Mapping

from core.networks.keras.inputs import Config
from core.networks.work import IN, Dimension, Weights, Work

MAX_VALUE = 10_000_000
UNCOUNTED = Work(form="lost", counted=False)
GATES = {"LSTM": 4, "CuDNNLSTM": 4, "GRU": 3, "SimpleRNN": 1}


def recurrent(class_name: str, config: Config, key: str) -> Work:
    """A kernel and a recurrent kernel for each gate, used once a step."""
    units, gates = positive(config.get("units"), 0), GATES[class_name]
    if not units:
        return UNCOUNTED
    weights = [
        Weights("kernel", f"{key}/kernel", (IN, gates * units), times="inputs"),
        Weights("recurrent", f"{key}/recurrent", (units, gates * units), times="inputs"),
    ]
    if config.get("use_bias", True):
        twice = class_name == "GRU" and config.get("reset_after", True)
        weights.append(Weights("bias", f"{key}/bias", (2, gates * units) if twice else (gates * units,)))
    return Work(tuple(weights), "steps", (units,), keep=bool(config.get("return_sequences")))


def bidirectional(config: Config, key: str, first: bool) -> Work:
    """A recurrence twice, forward and backward."""
    layer = config.get("layer")
    inner = layer.get("config") if isinstance(layer, Mapping) else None
    class_name = str(layer.get("class_name")) if isinstance(layer, Mapping) else ""
    merge = config.get("merge_mode", "concat")
    if not isinstance(inner, Mapping) or class_name not in GATES or merge not in ("concat", "sum", "mul", "ave"):
        return UNCOUNTED
    ways = [recurrent(class_name, inner, f"{key}/{way}") for way in ("forward", "backward")]
    features = (*ways[0].features, 2) if merge == "concat" else ways[0].features
    return Work((*ways[0].weights, *ways[1].weights), "steps", features, keep=ways[0].keep, counted=ways[0].counted)


def embedding(config: Config, key: str, first: bool) -> Work:
    """A table with a row for each word."""
    words, width = positive(config.get("input_dim"), 0), positive(config.get("output_dim"), 0)
    table = Weights("embeddings", f"{key}/embeddings", (words, width))
    return Work((table,), "features", (width,)) if words and width else UNCOUNTED


def attention(config: Config, key: str, first: bool) -> Work:
    """Projections of queries, keys and values, the scores, their sums, and the projection of what comes out."""
    heads, width = positive(config.get("num_heads"), 0), positive(config.get("key_dim"), 0)
    deep = positive(config.get("value_dim"), width)
    out = config.get("output_shape")
    made: tuple[Dimension, ...] = (
        (IN,) if out is None else (positive(out[-1] if isinstance(out, list) and out else out, 0),)
    )
    if not heads or not width or made == (0,):
        return UNCOUNTED
    arrays: list[tuple[str, tuple[Dimension, ...], tuple[Dimension, ...], str]] = [
        ("query", (IN, heads, width), (heads, width), "outputs"),
        ("key", (IN, heads, width), (heads, width), "inputs"),
        ("value", (IN, heads, deep), (heads, deep), "inputs"),
        ("output", (heads, deep, *made), made, "outputs"),
    ]
    weights = []
    for name, shape, bias, times in arrays:
        weights.append(Weights(name, f"{key}/{name}", shape, times=times))  # type: ignore[arg-type]
        if config.get("use_bias", True):
            weights.append(Weights(f"{name} bias", f"{key}/{name} bias", bias))
    return Work(tuple(weights), "features", made, pairs=((heads, width), (heads, deep)))


def positive(value: object, default: int) -> int:
    """A whole number from 1 on, or the default."""
    right = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_VALUE
    return value if right and isinstance(value, int) else default
