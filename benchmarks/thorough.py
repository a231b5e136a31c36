"""A visitor without a browser who does all that one can do: opens menus, uploads files, saves what is offered, keeps, trains.

Which setting is changed, and to what, is drawn by lot of those that the page shows.
"""

from __future__ import annotations

import asyncio
import time
import urllib.request
import uuid
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from random import Random
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.protocol import Answer, Shown, Visitor, state_of

XSRF = "_streamlit_xsrf"
SEPARATOR = "----a-file-of-this-visitor"
LEAVE = ("lang", "open")  # what opens another screen


@dataclass
class Thorough(Visitor):
    """A `Visitor` with menus, files and downloads."""

    menus: dict[str, Shown] = field(default_factory=dict)  # by key: what opens and closes, and tells the server

    def _take(self, message: ForwardMsg) -> None:
        super()._take(message)
        if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "add_block":
            block = message.delta.add_block
            kind = block.WhichOneof("type") or ""
            proto = getattr(block, kind) if kind in ("popover", "expandable") else None
            if proto is not None and proto.id:
                menu = Shown(kind, proto, self._runs, message.delta.fragment_id)
                self.menus[menu.key] = menu

    def _tidy(self, status: int) -> None:
        if status == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.menus = {key: menu for key, menu in self.menus.items() if menu.run == self._runs}
        super()._tidy(status)

    def widgets(self) -> list[Shown]:
        return [*super().widgets(), *self.menus.values()]

    async def open(self, key: str) -> Answer:
        """Open a menu."""
        menu = self.menus[key]
        self.states[menu.proto.id] = state_of(menu.proto.id, "bool_value", True)
        return await self.rerun(fragment=menu.fragment)

    async def upload(self, key: str, name: str, data: bytes) -> Answer:
        """Put a file into an uploader, and wait for the answer."""
        widget, state = self.widget(key), WidgetState()
        state.id = widget.proto.id
        info = state.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(data))
        urls = await self.place_for(name)
        assert await asyncio.to_thread(self.put, urls.upload_url, name, data) == 204
        info.file_id = urls.file_id
        info.file_urls.CopyFrom(urls)
        self.states[state.id] = state
        return await self.rerun(fragment=widget.fragment)

    async def place_for(self, name: str) -> Any:
        """Where a file of that name is to be put."""
        asked = BackMsg()
        asked.file_urls_request.request_id, asked.file_urls_request.session_id = uuid.uuid4().hex, self.session
        asked.file_urls_request.file_names.append(name)
        await self.send(asked)
        return (await self._reply("file_urls_response")).file_urls_response.file_urls[0]

    def put(self, path: str, name: str, data: bytes) -> int:
        """Send the bytes of a file there; the status of the answer."""
        with urllib.request.urlopen(f"{self.server}/_stcore/health", timeout=self.timeout) as answer:
            token = SimpleCookie(answer.headers["Set-Cookie"])[XSRF].value
        head = f'--{SEPARATOR}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{SEPARATOR}--\r\n".encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={SEPARATOR}", "X-Xsrftoken": token,
            "Cookie": "; ".join("=".join(pair) for pair in {**self.cookies, XSRF: token}.items()),
        }  # fmt: skip
        asked = urllib.request.Request(self.server + path, data=body, headers=headers, method="PUT")
        with urllib.request.urlopen(asked, timeout=self.timeout) as answer:
            return int(answer.status)

    async def save(self, widget: Shown) -> bytes:
        """What is behind a download button, made where it is made on the click."""
        path = widget.proto.url
        if widget.proto.deferred_file_id:
            asked = BackMsg()
            request = asked.backend_operation_request
            request.request_id, request.session_id = uuid.uuid4().hex, self.session
            request.deferred_file.file_id = widget.proto.deferred_file_id
            await self.send(asked)
            reply = (await self._reply("backend_operation_response")).backend_operation_response
            if reply.error_msg:
                raise RuntimeError(f"{widget.key}: {reply.error_msg}")
            path = reply.deferred_file.url
        return await asyncio.to_thread(self._get, path)

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.server + path, timeout=self.timeout) as answer:
            return bytes(answer.read())

    async def _reply(self, kind: str) -> ForwardMsg:
        """Receive until that kind of message comes."""
        assert self._socket is not None, "connect first"
        async with asyncio.timeout(self.timeout):
            while True:
                message = ForwardMsg.FromString(await self._socket.recv(decode=False))
                self._take(message)
                if message.WhichOneof("type") == kind:
                    return message

    async def look_on(self, seconds: float) -> None:
        """Stay for so long; what refreshes itself is asked for as a browser asks for it."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            fragment, interval = next(iter(self.refreshing.items()), ("", left))
            await asyncio.sleep(min(left, interval))
            if fragment:
                await self.rerun(fragment=fragment, by_itself=True)

    async def change(self, dice: Random) -> None:
        """Turn, choose or press something that the page shows."""
        able = [widget for widget in self.widgets() if widget.key.split(".")[-1] not in LEAVE]
        able = [widget for widget in able if not getattr(widget.proto, "disabled", False)]
        dice.shuffle(able)
        for widget in able:
            value = honest(widget, dice)
            if value is not None:
                answer = await self.set(widget, value)
                if answer.exceptions:
                    raise RuntimeError(f"{self.page} {widget.key}: {answer.exceptions[0]}")
                return


def honest(widget: Shown, dice: Random) -> Any:
    """A value that a visitor could give the widget; None for one that is not turned."""
    proto = widget.proto
    if widget.kind in ("selectbox", "radio"):
        return dice.choice(list(proto.options))
    if widget.kind == "button_group":
        return [dice.choice(list(proto.options)).content]
    if widget.kind == "checkbox":
        return dice.random() < 0.5
    if widget.kind == "button":
        return True
    if widget.kind == "slider":
        steps = int((proto.max - proto.min) / (proto.step or 1.0))
        return sorted(proto.min + dice.randint(0, steps) * (proto.step or 1.0) for _ in proto.default)
    if widget.kind == "number_input":
        low = proto.min if proto.has_min else proto.default - 3 * proto.step
        high = proto.max if proto.has_max else proto.default + 3 * proto.step
        return min(max(proto.default + dice.randint(-3, 3) * proto.step, low), high)
    return None
