"""Which workers of a cluster are there, told by a scheduler that is made up."""

from types import SimpleNamespace

import pytest

from core.cluster.presence import Presence, left, reason
from tests.serving.looped import run


class Client:
    """A client of Dask's whose scheduler says `workers`; those of `broken` start no processes."""

    def __init__(self, **workers):
        self.status, self.workers, self.broken, self.asked = "running", workers, {}, []
        self.scheduler = SimpleNamespace(identity=self.identity)

    async def identity(self, n_workers):
        assert n_workers == -1
        return {
            "workers": {
                name: {"last_seen": seen, "nthreads": threads} for name, (seen, threads) in self.workers.items()
            }
        }

    async def run(self, _function, *_arguments, workers):
        self.asked += workers
        if workers[0] in self.broken:
            raise self.broken[workers[0]]


def look(there):
    return run(there.look())


def test_workers_are_told_once_to_begin_and_counted_by_their_threads():
    client = Client(a=(1.0, 2), b=(1.0, 3))
    there = Presence(client, print)
    assert look(there) == look(there) == ({"a": 2, "b": 3}, frozenset())
    assert sorted(client.asked) == ["a", "b"]
    client.workers = {"b": (2.0, 3), "c": (2.0, 1)}
    assert look(there)[0] == {"b": 3, "c": 1}
    assert client.asked[2:] == ["c"]


def test_a_worker_that_cannot_begin_is_asked_again_and_left_out():
    client = Client(a=(1.0, 2), b=(1.0, 3))
    client.broken["a"] = RuntimeError("no processes")
    there = Presence(client, print)
    assert look(there)[0] == {"b": 3}
    client.broken.clear()
    assert look(there)[0] == {"a": 2, "b": 3}


def test_without_a_worker_the_reason_is_the_first_ones():
    client = Client(a=(1.0, 2), b=(1.0, 3))
    client.broken |= {"b": OSError("second"), "a": RuntimeError("first")}
    with pytest.raises(RuntimeError, match="first"):
        look(Presence(client, print))
    with pytest.raises(OSError, match="it has no workers"):
        look(Presence(Client(), print))


def test_a_worker_that_the_scheduler_no_longer_hears_of_is_silent():
    now, client = [100.0], Client(a=(1.0, 2), b=(1.0, 3))
    there = Presence(client, print)
    there._pulse._clock = lambda: now[0]
    silent = []
    for second in range(7):
        now[0] = 100.0 + second
        client.workers["b"] = (now[0], 3)
        silent.append(look(there)[1])
    assert silent == [frozenset()] * 5 + [frozenset({"a"})] * 2
    assert look(there)[0] == {"b": 3}
    client.workers["a"] = (2.0, 2)
    assert look(there) == ({"a": 2, "b": 3}, frozenset())


def test_a_lost_connection_is_no_cluster():
    client = Client(a=(1.0, 2))
    client.status = "closed"
    with pytest.raises(OSError, match="the connection was lost"):
        look(Presence(client, print))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModuleNotFoundError("x", name="distributed.client"), "this needs `pip install -r requirements-cluster.txt`"),
        (ImportError("x", name="dask"), "this needs `pip install -r requirements-cluster.txt`"),
        (ImportError("x", name="numpy"), "ImportError: x"),
        (ImportError("x"), "ImportError: x"),
        (OSError(" two\n\n lines "), "OSError: two lines"),
        (ValueError("x" * 999), "ValueError: " + "x" * 188),
    ],
)
def test_the_operator_is_told_why_in_a_line(error, told):
    assert reason(error) == told


@pytest.mark.parametrize("answers", [True, False])
def test_a_client_that_is_left_is_closed_whatever_its_scheduler_does(answers):
    async def close(fast):
        assert fast
        if not answers:
            raise OSError("gone")

    client = SimpleNamespace(status="running", _close=close)
    run(left(client))
    assert client.status == "closed"
    run(left(None))
