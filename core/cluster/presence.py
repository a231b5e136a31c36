"""Whether a Dask cluster is there: scheduler and workers are asked, each with a time to answer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from core.cluster import node
from core.pulse import Pulse

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 5.0  # without an answer, a scheduler or a worker counts as gone
SETTINGS = {
    "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS:g}s",
    "distributed.admin.large-graph-warning-threshold": "1 GiB",  # weights of a visitor's network travel with their job
}


async def connected(address: str) -> Any:
    """A client of Dask's, connected to the scheduler at this address; what it logs of that is left to us."""
    import dask
    from distributed import Client

    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] == "distributed":
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.CRITICAL)
    dask.config.set(SETTINGS)
    client = Client(address, asynchronous=True, set_as_default=False, timeout=CONNECT_SECONDS, name="convolution-lab")
    try:
        async with asyncio.timeout(CONNECT_SECONDS + ANSWER_SECONDS):  # Dask's own does not hold for the first answer
            return await client
    except TimeoutError:
        await left(client)
        raise OSError("something listens there and says nothing that a scheduler says") from None
    except BaseException:
        await left(client)
        raise


class Presence:
    """Which workers of a cluster are there; asked about once a second.

    Parameters
    ----------
    client : distributed.Client
        One that is connected.
    make : callable
        Makes a pool of one process; each new worker is told to start its own.
    """

    def __init__(self, client: Any, make: node.Make) -> None:
        self._client, self._make = client, make
        self._prepared: set[str] = set()
        self._heard: dict[str, float] = {}  # when the scheduler last heard of each worker, by its own clock
        self._pulse: Pulse[str] = Pulse(ANSWER_SECONDS, lambda address: self._heard[address])

    async def look(self) -> tuple[dict[str, int], frozenset[str]]:
        """The workers that are there, with how many jobs each does at once, and those that the scheduler has not heard of for long.

        Raises
        ------
        Exception
            The scheduler does not answer, or has no worker that does.
        """
        if self._client.status != "running":
            raise OSError("the connection was lost")
        told = await asyncio.wait_for(self._client.scheduler.identity(n_workers=-1), ANSWER_SECONDS)
        found = told["workers"]
        self._heard = {address: one["last_seen"] for address, one in found.items()}
        silent = self._pulse.still(found)
        errors = await asyncio.gather(*(self._prepare(one) for one in found if one not in self._prepared | silent))
        there = {one: found[one]["nthreads"] for one in found if one in self._prepared - silent}
        if not there:
            raise next((error for error in errors if error is not None), OSError("it has no workers"))
        return there, silent

    async def _prepare(self, address: str) -> Exception | None:
        try:
            await asyncio.wait_for(self._client.run(node.prepare, self._make, workers=[address]), ANSWER_SECONDS)
        except Exception as error:
            return error
        self._prepared.add(address)
        return None


async def stop(client: Any, name: str, worker: str) -> None:
    """End a job on a worker; one that is out of reach ends it at its deadline."""
    with contextlib.suppress(Exception):
        await asyncio.wait_for(client.run(node.stop, name, workers=[worker]), ANSWER_SECONDS)


async def left(client: Any) -> None:
    """Close a client, if there is one, whose scheduler may be gone."""
    with contextlib.suppress(Exception):
        if client is not None:
            await asyncio.wait_for(client._close(fast=True), ANSWER_SECONDS)
    if client is not None:
        client.status = "closed"  # else it closes itself once it is forgotten, when its loop may have ended


def reason(error: Exception) -> str:
    """Why there is no cluster, for the operator."""
    if isinstance(error, ImportError) and (error.name or "").split(".")[0] in ("distributed", "dask"):
        return "this needs `pip install -r requirements-cluster.txt`"
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
