"""What an operator sets, all by the environment; docs/hosting.md lists them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

LOGS = ("text", "json", "trace")


@dataclass(frozen=True)
class Settings:
    """How this server behaves towards the world.

    Attributes
    ----------
    frame_ancestors : str
        Who may embed the lab, as Content-Security-Policy says it; everybody unless told otherwise.
    log : str
        "text", one line an event; "json", the same as JSON; "trace", with tracebacks.
    metrics_port : int
        Where Prometheus finds the metrics, on this machine alone; 0: nowhere.
    replica : str
        This replica's name, which a proxy finds in a cookie; "" where there is one alone.
    drain_seconds : float
        How long a server that is told to end waits for what runs.
    cluster : str
        The scheduler of a Dask cluster, which `core.workers` asks by itself; "" where the server has workers of its own.
    """

    frame_ancestors: str = "* file:"
    log: str = "text"
    metrics_port: int = 0
    replica: str = ""
    drain_seconds: float = 5.0
    cluster: str = ""


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the environment.

    Raises
    ------
    ValueError
        One that cannot be meant: better not to start than to be open by mistake.
    """

    def get(name: str, default: str, pattern: str, rule: str) -> str:
        value = environment.get(f"CONVOLUTION_LAB_{name}", default)
        if not re.fullmatch(pattern, value):
            raise ValueError(f"CONVOLUTION_LAB_{name} must be {rule}, got {value[:80]!r}")
        return value

    return Settings(
        get("FRAME_ANCESTORS", "* file:", r"[\w:/.*' -]+", "a list of sources such as 'self' https://example.org"),
        get("LOG", "text", "|".join(LOGS), f"one of {', '.join(LOGS)}"),
        int(get("METRICS_PORT", "0", r"[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}", "a port from 1 to 64999, or 0")),
        get("REPLICA", "", r"[A-Za-z0-9_-]{0,32}", "up to 32 letters and digits"),
        float(get("DRAIN_SECONDS", "5", r"[0-9]{1,3}(\.[0-9]+)?", "a number of seconds below 1000")),
        get("CLUSTER", "", r"((tcp|tls)://[A-Za-z0-9.:\[\]_-]+:[0-9]{1,5})?", "tcp://host:port or tls://host:port"),
    )
