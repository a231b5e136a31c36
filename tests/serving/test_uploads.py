"""What becomes of files that come in faster, slower or larger than there is room for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from pages.shared.uploads import NO_ROOM
from serving import uploads
from serving.uploads import MIB, Uploads, session_of
from tests.serving.looped import run


class Server:
    """In Streamlit's place: takes files when it is told to, and keeps what came."""

    def __init__(self, **options: Any) -> None:
        self.open, self.files, self.inside, self.most = asyncio.Event(), [], 0, 0
        self.stored = 0
        self.gate = Uploads(
            self.take, stored=lambda session: (self.stored, self.stored), known=lambda name: name != "no", **options
        )

    async def take(self, scope: Any, receive: Any, send: Any) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        await self.open.wait()
        async with Request(scope, receive).form() as form:
            self.files += [await one.read() for one in form.values()]  # type: ignore[union-attr]
        self.inside -= 1

    async def put(self, size: int, session: str = "s", head: bytes | None = None) -> None:
        body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + bytes(1000) + b"\r\n--b--\r\n"
        parts = [body[:300], body[300:]]
        self.parts = parts
        kind = b"multipart/form-data; boundary=b" if head is None else head
        scope = {
            "type": "http", "method": "PUT", "path": "/_stcore/upload_file/s/1",
            "headers": [(b"content-type", kind), (b"content-length", str(size).encode())],
        }  # fmt: skip

        async def receive() -> Any:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def send(message: Any) -> None:
            self.files.append(message.get("status"))

        await self.gate(scope, receive, send, session)


def test_files_wait_until_so_many_bytes_may_come_in() -> None:
    async def flood() -> None:
        server = Server(room=0)
        at_once = server.gate.coming_bytes // (30 * MIB)
        coming = [asyncio.create_task(server.put(30 * MIB)) for _ in range(5)]
        while server.inside < at_once:
            await asyncio.sleep(0)
        server.open.set()
        await asyncio.gather(*coming)
        assert server.most == at_once == 2
        assert server.files == [bytes(1000)] * 5

    run(flood())


@pytest.mark.parametrize("stored", [uploads.VISITOR_BYTES, 10**12])
def test_a_file_without_room_is_forgotten_and_a_word_is_put_in_its_place(stored: int) -> None:
    async def late() -> None:
        server = Server(room=0)
        server.open.set()
        server.stored = stored
        await server.put(MIB)
        assert server.files == [NO_ROOM] and server.parts == []
        server.files.clear()
        server.stored = 0
        await server.put(MIB)
        assert server.files == [bytes(1000)]

    run(late())


def test_who_waits_too_long_is_told_and_who_sends_too_slowly_loses_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "WAIT_SECONDS", 0.0)

    async def slow() -> None:
        server = Server(room=0)
        first = asyncio.create_task(server.put(60 * MIB))
        while not server.inside:
            await asyncio.sleep(0)
        second = asyncio.create_task(server.put(60 * MIB))
        while server.inside < 2:
            await asyncio.sleep(0)
        server.open.set()
        await asyncio.gather(first, second)
        assert server.files == [bytes(1000), NO_ROOM] or server.files == [NO_ROOM, bytes(1000)]
        server.open.clear()
        monkeypatch.setattr(uploads, "COMING_SECONDS", 0.0)
        server.files.clear()
        await server.put(60 * MIB)
        assert server.files == [408, None]
        assert not server.gate._coming

    run(slow())


def test_a_file_of_nobody_is_left_to_streamlit_and_other_requests_are_no_files() -> None:
    async def unknown() -> None:
        server = Server(room=0)
        server.open.set()
        server.stored = 10**12
        await server.put(MIB, "no")
        assert server.files == [bytes(1000)]

    run(unknown())
    asked = {"type": "http", "method": "PUT"}
    assert session_of(asked, "/_stcore/upload_file/a-b/c") == "a-b"
    assert session_of({**asked, "method": "DELETE"}, "/_stcore/upload_file/a-b/c") == ""
    assert session_of({"type": "websocket"}, "/_stcore/upload_file/a-b/c") == ""
    assert session_of(asked, "/_stcore/upload_file/a/b/c") == session_of(asked, "/_stcore/health") == ""
