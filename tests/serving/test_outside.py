"""What a stranger gets from the server, over HTTP and over the WebSocket."""

from __future__ import annotations

import json
import re
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import numpy
import pytest
import streamlit
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import serving.app
from benchmarks.protocol import Visitor
from pages.shared import fetched
from serving import messages, settings, state
from serving.app import Outside
from tests.browser.driver import ROOT, Lab
from tests.serving.looped import run

pytestmark = pytest.mark.slow


def get(url: str, **headers: str) -> tuple[int, Any, bytes]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.mark.parametrize(
    "path", ["/", "/edge_detection", "/_stcore/health", "/ready", "/_stcore/host-config", "/favicon.png"]
)
def test_every_answer_has_the_headers(lab: Lab, path: str) -> None:
    status, headers, _ = get(lab.url + path)
    assert status == 200
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["frame-ancestors"] == "* file:"
    sources = " ".join(policy[name] for name in policy if name != "frame-ancestors")
    assert "http" not in sources and "*" not in sources  # nothing from elsewhere
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "_stcore/metrics",
        "_stcore/agent/openapi.json",
        "_stcore/agent/interact",
        "_stcore/script-health-check",
        "%5fstcore/metrics",
    ],
)
def test_what_is_nobody_s_business_is_not_there(lab: Lab, path: str) -> None:
    status, _, body = get(f"{lab.url}/{path}")
    assert status == 404 and body == b"not found"


def test_a_browser_of_another_replica_or_none_is_given_this_one_s_cookie(lab: Lab) -> None:
    assert get(lab.url)[1]["set-cookie"].startswith("convolution_lab_replica=one; Path=/; HttpOnly; SameSite=Lax")
    assert "Secure; Partitioned" in get(lab.url, X_Forwarded_Proto="https")[1]["set-cookie"]
    assert "replica=one" in get(lab.url, Cookie="a=b; convolution_lab_replica=two")[1]["set-cookie"]
    assert get(lab.url, Cookie="a=b; convolution_lab_replica=one")[1]["set-cookie"] is None


class Listening(Visitor):
    """Keeps all that the server has said."""

    def _take(self, message: ForwardMsg) -> None:
        self.__dict__.setdefault("heard", []).append(message.SerializeToString())
        super()._take(message)


def test_no_place_version_or_installation_is_told(lab: Lab) -> None:
    async def visit(page: str) -> tuple[list[bytes], str]:
        async with Listening(lab.url, page) as visitor:
            await visitor.rerun()
            await visitor.rerun()
            return visitor.__dict__["heard"], visitor.path

    secrets = [
        str(ROOT),
        sys.prefix,
        str(Path(streamlit.__file__).parent),
        str(Path.home() / "."),
        socket.gethostname(),
    ]
    secrets += [streamlit.__version__, sys.version.split()[0], numpy.__version__]
    for page in ("cross_correlation", "receptive_field"):
        heard, path = run(visit(page))
        assert path == "streamlit_app.py"
        for said in heard:
            started = ForwardMsg.FromString(said).new_session
            assert not started.initialize.user_info.ByteSize() and not started.initialize.environment_info.ByteSize()
            assert [one for one in secrets if len(one) > 4 and one.encode() in said] == []


def test_texts_and_noise_on_the_socket_end_that_connection_alone_and_fill_no_log(lab: Lab) -> None:
    from websockets.exceptions import ConnectionClosed

    async def noise() -> None:
        for data in ("text", b"\xff\xff\xff", b""):
            async with Visitor(lab.url, "home") as visitor:
                await visitor.rerun()
                await visitor._socket.send(data)  # type: ignore[union-attr]
                if data == b"":  # a message of no kind
                    assert (await visitor.rerun()).exceptions == ()
                    continue
                with pytest.raises(ConnectionClosed):
                    await visitor.rerun()

    before = lab.log.stat().st_size
    run(noise())
    assert (lab.log.stat().st_size - before) < 2_000
    assert b"Traceback" not in lab.log.read_bytes() and b"WebSocket /" not in lab.log.read_bytes()
    for line in lab.log.read_text(encoding="utf-8").splitlines():
        if line.startswith("{"):
            assert {"time", "level", "logger", "message"} <= json.loads(line).keys()


def test_messages_that_act_on_everybody_are_dropped() -> None:
    for name in (
        "clear_cache",
        "set_run_on_save",
        "load_git_info",
        "debug_shutdown_runtime",
        "debug_disconnect_websocket",
    ):
        assert not messages.wanted(BackMsg(**{name: True}).SerializeToString()), name
    installs = BackMsg()
    installs.backend_operation_request.SetInParent()
    assert not messages.wanted(installs.SerializeToString())
    for name, let_in in (
        ("deferred_file", True),
        ("dataframe_chunk", True),
        ("install_skills", False),
        ("dismiss_skills_nudge", False),
    ):
        operation = BackMsg()
        getattr(operation.backend_operation_request, name).SetInParent()
        assert messages.wanted(operation.SerializeToString()) is let_in, name
    for name in ("stop_script", "app_heartbeat"):
        assert messages.wanted(BackMsg(**{name: True}).SerializeToString()), name
    assert messages.wanted(Visitor("http://x").request().SerializeToString())
    assert messages.wanted(b"\xff\xff")  # Streamlit ends the connection


def test_a_dropped_message_never_reaches_streamlit() -> None:
    reached: list[Any] = []
    sent = [
        {"type": "websocket.receive", "bytes": BackMsg(clear_cache=True).SerializeToString()},
        {"type": "websocket.receive", "bytes": BackMsg(stop_script=True).SerializeToString()},
        {"type": "websocket.disconnect", "code": 1000},
    ]

    async def streamlit_app(scope: Any, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            reached.append(BackMsg.FromString(message["bytes"]).WhichOneof("type"))

    async def receive() -> Any:
        return sent.pop(0)

    run(Outside(streamlit_app, settings.Settings())(scope("websocket"), receive, nowhere))
    assert reached == ["stop_script"]


def scope(kind: str = "http", path: str = "/", **headers: str) -> dict[str, Any]:
    return {
        "type": kind, "path": path, "method": "GET", "scheme": "ws" if kind == "websocket" else "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip


async def nowhere(_message: Any) -> None:
    """Nobody listens."""


def status_of(asked: dict[str, Any]) -> int:
    """What is answered, 200 where Streamlit is asked."""
    sent: list[Any] = []

    async def streamlit_app(_scope: Any, _receive: Any, _send: Any) -> None:
        sent.append({"status": 200})

    async def receive() -> Any:
        return {"type": "websocket.connect" if asked["type"] == "websocket" else "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    run(Outside(streamlit_app, settings.Settings())(asked, receive, send))
    return int(sent[0]["status"])


def test_a_server_that_ends_sends_new_visitors_elsewhere_and_serves_those_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(state, "_draining", True)
    assert status_of(scope(accept="text/html,application/xhtml+xml")) == 503
    assert status_of(scope("websocket", "/_stcore/stream")) == 503
    assert status_of(scope(path="/media/1.png", accept="image/png")) == 200
    assert status_of(scope(path="/_stcore/health", accept="text/html")) == 200
    assert state.ready() == "ends"


def test_a_script_hears_that_a_picture_has_been_fetched_once_it_has_been_sent() -> None:
    with fetched.fetches.awaited(["1.png"]) as coming:
        for path in ("/media/2.png", "/media/1.png/", "/1.png"):
            assert status_of(scope(path=path)) == 200
            assert not coming.wait(0)
        assert status_of(scope(path="/media/1.png")) == 200
        assert coming.wait(0)


def test_a_host_that_is_not_allowed_gets_nothing_but_the_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving.app, "is_host_allowed", lambda host: host == "lab.example.org")
    assert status_of(scope(host="lab.example.org")) == 200
    assert status_of(scope(host="10.0.0.7")) == 421
    assert status_of(scope("websocket", "/_stcore/stream", host="10.0.0.7")) == 421
    assert status_of(scope(path="/ready", host="10.0.0.7")) == 200


def test_metrics_are_for_this_machine_and_count_what_happens(lab: Lab, metrics_port: int) -> None:
    def read() -> dict[str, float]:
        status, headers, body = get(f"http://127.0.0.1:{metrics_port}/metrics")
        assert status == 200 and headers["content-type"].startswith("text/plain; version=0.0.4")
        lines = [line for line in body.decode().splitlines() if not line.startswith("#")]
        assert all(re.fullmatch(r'convolution_lab_[a-z_]+(\{[a-z]+="[^"]+"\})? [0-9.e+-]+', line) for line in lines)
        return {
            line.rsplit(" ", 1)[0].removeprefix("convolution_lab_"): float(line.rsplit(" ", 1)[1]) for line in lines
        }

    async def visit() -> None:
        before = read()
        async with Visitor(lab.url, "home") as visitor:
            await visitor.rerun()
            during = read()
            assert during["sessions"] >= 1 and during["ready"] == 1
            assert during["run_seconds_count"] == during['run_seconds_bucket{le="+Inf"}'] > before["run_seconds_count"]
            assert during["run_seconds_sum"] > before["run_seconds_sum"]
            assert during['memory_bytes{of="server"}'] > 50e6

    run(visit())
    assert get(f"http://127.0.0.1:{metrics_port}/other")[0] == 404
    with socket.socket() as probe:  # of no other address of this machine
        probe.settimeout(5)
        own = socket.gethostbyname(socket.gethostname())
        if own != "127.0.0.1":
            assert probe.connect_ex((own, metrics_port)) != 0
