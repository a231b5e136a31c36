"""Files on their way in: as many bytes at once as the memory bears, the others wait; and so much for one visitor, so much for all.

A file that finds no room is let come to its end without a byte of it being kept. In its place Streamlit is given a short
one, which the page knows and tells in a sentence: of a status alone a browser says nothing that helps.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.formparsers import MultiPartParser
from starlette.responses import PlainTextResponse
from streamlit import config, runtime

from core.memory import memory
from pages.shared.uploads import NO_ROOM

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

MIB = 2**20
ADDRESS = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+")
VISITOR_BYTES = 160 * MIB
WAIT_SECONDS = 30.0  # for others' files to come to their end
COMING_SECONDS = 300.0  # of one file: who sends slower than this holds a place that others want


class Uploads:
    """What lets files in.

    Parameters
    ----------
    app : callable
        Streamlit's.
    room : int
        Bytes of memory that there are; 0 where nothing tells.
    stored : callable
        Session → bytes of its files, and of those of all sessions.
    known : callable
        Whether there is such a session: of another one Streamlit refuses the file unread.
    """

    def __init__(
        self,
        app: App,
        room: int | None = None,
        stored: Callable[[str], tuple[int, int]] | None = None,
        known: Callable[[str], bool] | None = None,
    ) -> None:
        room = memory() if room is None else room
        self._app, self._stored, self._known = app, stored or stored_now, known or known_now
        self.coming_bytes = max(80 * MIB, room // 16)  # twice that in memory: as it comes, and as it is stored
        self.stored_bytes = max(160 * MIB, room // 8)
        self._coming: Counter[str] = Counter()  # bytes of each visitor's
        self._ended = asyncio.Condition()
        MultiPartParser.spool_max_size = self.coming_bytes  # never to a disk, which may be full

    async def __call__(self, scope: Message, receive: Receive, send: Send, session: str) -> None:
        """Let one file in, when there is room for it."""
        if not self._known(session):
            await self._app(scope, receive, send)
            return
        size = declared(scope)
        in_turn = await self._turn(session, size)
        try:
            mine, all_ = self._stored(session)
            fits = in_turn and mine + self._coming[session] <= VISITOR_BYTES
            fits = fits and all_ + self._coming.total() <= self.stored_bytes
            if not fits:
                scope, receive = emptied(scope, receive)
            async with asyncio.timeout(COMING_SECONDS):
                await self._app(scope, receive, send)
        except TimeoutError:
            await PlainTextResponse("the file came too slowly", 408)(scope, receive, send)
        finally:
            if in_turn:
                async with self._ended:
                    self._coming = +(self._coming - Counter({session: size}))
                    self._ended.notify_all()

    async def _turn(self, session: str, size: int) -> bool:
        """Wait until so many bytes may come in, which then count; False where that takes too long."""
        try:
            async with asyncio.timeout(WAIT_SECONDS), self._ended:
                await self._ended.wait_for(lambda: self._coming.total() + size <= self.coming_bytes)
                self._coming[session] += size
        except TimeoutError:
            return False
        return True


def session_of(scope: Message, path: str) -> str:
    """Whose file is put here; "" for any other request."""
    found = ADDRESS.fullmatch(path) if scope["type"] == "http" and scope["method"] == "PUT" else None
    return found[1] if found else ""


def declared(scope: Message) -> int:
    """How many bytes a request says it has, or could have at most."""
    most = int(config.get_option("server.maxUploadSize")) * MIB
    said = Headers(scope=scope).get("content-length", "")
    return min(int(said), most) if said.isdecimal() and len(said) < 16 else most


def emptied(scope: Message, receive: Receive) -> tuple[Message, Receive]:
    """The same request with `NO_ROOM` in the file's place, once all of it has come and been forgotten."""
    boundary = re.search(r'boundary="?([^";]{1,200})', Headers(scope=scope).get("content-type", ""))
    line = f"--{boundary[1] if boundary else ''}".encode("latin-1")
    # Streamlit refuses a name that its uploader does not take: all for pictures take this one, that for models any.
    part = b'Content-Disposition: form-data; name="file"; filename="file.png"\r\n\r\n'
    body = line + b"\r\n" + part + NO_ROOM + b"\r\n" + line + b"--\r\n"
    scope = {**scope, "headers": list(scope["headers"])}
    named = MutableHeaders(scope=scope)
    named["content-length"] = str(len(body))

    async def forgotten() -> Message:
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return message
            if not message.get("more_body"):
                return {"type": "http.request", "body": body, "more_body": False}

    return scope, forgotten


def stored_now(session: str) -> tuple[int, int]:
    """Bytes of the session's files, and of all sessions', as Streamlit holds them."""
    storage: dict[str, dict[str, Any]] = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    sizes = {name: sum(len(file.data) for file in list(files.values())) for name, files in list(storage.items())}
    return sizes.get(session, 0), sum(sizes.values())


def known_now(session: str) -> bool:
    """Whether a visitor is connected under this name."""
    return runtime.exists() and runtime.get_instance().is_active_session(session)
