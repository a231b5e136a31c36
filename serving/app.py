"""What stands round Streamlit's own app: one layer for all that comes in and goes out, a probe, and the server's beginning and end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config
from streamlit.runtime.caching.global_cache_budget import reconfigure_global_cache_budget_from_config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from core import memory, workers
from pages.shared import fetched, made_files, states
from serving import away, front, headers, logs, messages, metrics, settings, state, uploads

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]

ROOT = Path(__file__).resolve().parent.parent
PROBES = ("/ready", "/_stcore/health")  # by an address that no visitor uses
CLOSED = ("/_stcore/metrics", "/_stcore/agent/", "/_stcore/script-health-check")
MEDIA = "/media"
SMALL_CACHE = "16mb"
LOOK_SECONDS = 1.0


def middleware() -> list[Middleware]:
    """The layer round Streamlit's own."""
    return [Middleware(Outside, settings=settings.read())]


def routes() -> list[Route]:
    """Beside Streamlit's own: whether this server should be given visitors."""
    return [Route(f"{_base()}/ready", _ready, methods=["GET", "HEAD"])]


@contextlib.asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """The server's life: log and metrics, a look at the workers each second, and an end in good order."""
    chosen = settings.read()
    memory.share_arenas()
    if memory.is_small(memory.memory()):  # less than .streamlit/config.toml lets cached results have
        config.set_option("server.maxCacheDataSize", SMALL_CACHE)
        reconfigure_global_cache_budget_from_config()
    away.keep(app, memory.memory())
    logs.install(chosen.log)
    states.guard()
    made_files.guard()
    _end_in_order(chosen.drain_seconds)
    looking = asyncio.create_task(_look())
    threading.Thread(target=state.warm_up, name="warm up", daemon=True).start()
    with metrics.served(chosen.metrics_port, app):
        yield {}
    looking.cancel()


class Outside:
    """Checks what comes in, and adds to what goes out."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]], settings: settings.Settings) -> None:
        self._app, self._settings = app, settings
        self._headers, self._folder, self._base = headers.headers(settings), str(ROOT).encode(), _base()
        self._uploads = uploads.Uploads(app)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = Headers(scope=scope)
        status = self._refused(scope, request)
        if status:
            await _refuse(scope, receive, self._adding(scope, request, send), status)
            return
        send = self._adding(scope, request, send)
        if scope["type"] == "websocket":
            receive, send = self._checked(receive), self._discreet(send)
        else:
            scope, send = front.asked(scope), front.telling(send)
        session = uploads.session_of(scope, scope["path"].removeprefix(self._base))
        if session:
            await self._uploads(scope, receive, send, session)
        else:
            await self._app(scope, receive, send)
            self._told(scope)

    def _told(self, scope: Message) -> None:
        """A script may wait until its pictures have been fetched."""
        folder, _, name = str(scope["path"]).removeprefix(self._base).rpartition("/")
        if folder == MEDIA:
            fetched.fetches.tell(name)

    def _refused(self, scope: Message, request: Headers) -> int:
        """The status of an answer that Streamlit is not asked for; 0 where it is."""
        path = scope["path"].removeprefix(self._base)
        if path.startswith(CLOSED):
            return 404
        if path not in PROBES and not is_host_allowed(request.get("host")):
            return 421
        opens = scope["type"] == "websocket" or "text/html" in request.get("accept", "")
        return 503 if state.draining() and opens and path not in PROBES else 0

    def _adding(self, scope: Message, request: Headers, send: Send) -> Send:
        """`send` with our headers, and with the replica's cookie for a browser that has another one or none."""
        added = list(self._headers) if scope["type"] == "http" else []
        replica = self._settings.replica
        if replica and f"{headers.COOKIE}={replica}" not in request.get("cookie", "").split("; "):
            secure = request.get("x-forwarded-proto", scope.get("scheme", "")) in ("https", "wss")
            added.append((b"set-cookie", headers.cookie(self._settings, secure)))

        async def adding(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept", "websocket.http.response.start"):
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        return adding

    @staticmethod
    def _checked(receive: Receive) -> Receive:
        async def checked() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    away.heard(message)
                    return message
                data = message.get("bytes")
                if data is None:  # a text, which no browser sends
                    return {"type": "websocket.disconnect", "code": 1003}
                if messages.wanted(data):
                    return message

        return checked

    def _discreet(self, send: Send) -> Send:
        async def discreet(message: Message) -> None:
            if message["type"] == "websocket.send" and message.get("bytes"):
                message = {**message, "bytes": messages.discreet(message["bytes"], self._folder)}
            await send(message)

        return discreet


async def _refuse(scope: Message, receive: Receive, send: Send, status: int) -> None:
    said = {404: "not found", 421: "this server has another name", 503: "restarting"}[status]
    if scope["type"] == "http":
        retry = {"retry-after": "1"} if status == 503 else {}
        await PlainTextResponse(said, status, retry)(scope, receive, send)
        return
    await receive()  # the request to connect
    await send({"type": "websocket.http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "websocket.http.response.body", "body": b""})


async def _ready(_request: Request) -> PlainTextResponse:
    why = state.ready()
    return PlainTextResponse(why or "ready", 503 if why else 200, {"cache-control": "no-store"})


async def _look() -> None:
    while True:
        workers.state()
        await asyncio.sleep(LOOK_SECONDS)


def _end_in_order(seconds: float) -> None:
    """SIGTERM: not ready any more; the server's own end follows when what runs has ended, or after some seconds."""
    try:
        own, loop = signal.getsignal(signal.SIGTERM), asyncio.get_running_loop()

        def told(number: int, frame: Any) -> None:
            again = state.draining()
            state.drain()
            if again or not callable(own):
                loop.call_soon_threadsafe(lambda: callable(own) and own(number, frame))
            else:
                loop.call_soon_threadsafe(lambda: loop.create_task(_end(lambda: own(number, frame), seconds)))

        signal.signal(signal.SIGTERM, told)
    except ValueError:  # a server in another thread: whoever started it ends it
        return


async def _end(own: Callable[[], Any], seconds: float) -> None:
    """Wait for the jobs that run, then let the server end; readiness is false meanwhile, so a proxy has time to notice."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while workers.state().running:
                await asyncio.sleep(0.05)
    own()


def _base() -> str:
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""
