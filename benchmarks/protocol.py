"""A visitor without a browser: Streamlit's WebSocket protocol, with what a browser would send and keep.

    async with Visitor("http://127.0.0.1:8501", "edge_detection", {"image": "camera"}) as visitor:
        answer = await visitor.rerun()
        answer = await visitor.set(visitor.widget("edge_detection.kernel"), "Sobel (across)")
        answer.seconds, answer.exceptions

Streamlit names a widget by an id that ends in the key its page gave it. What a visitor has set, and what the server has
told each widget to show, is sent with every rerun, as a browser does.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

# The field of a WidgetState that each kind of element reports its value in.
FIELDS = {
    "button": "trigger_value", "download_button": "trigger_value", "checkbox": "bool_value", "slider": "double_array_value",
    "number_input": "double_value", "selectbox": "string_value", "radio": "string_value",
    "button_group": "string_array_value", "multiselect": "string_array_value", "text_input": "string_value",
    "text_area": "string_value", "color_picker": "string_value", "file_uploader": "file_uploader_state_value",
    "camera_input": "file_uploader_state_value", "bidi_component": "json_value", "vega_lite_chart": "string_value",
    "dataframe": "string_value",
}  # fmt: skip


@dataclass(frozen=True)
class Message:
    """One message of the server: seconds after the request, what it is about, and its bytes."""

    seconds: float
    kind: str
    size: int


@dataclass(frozen=True)
class Answer:
    """All that came for one request, up to the end of the script's run."""

    seconds: float
    messages: tuple[Message, ...]
    status: int  # a ForwardMsg.ScriptFinishedStatus
    exceptions: tuple[str, ...]  # those that the page shows now

    @property
    def bytes(self) -> int:
        return sum(message.size for message in self.messages)


@dataclass
class Shown:
    """An element on the page, and the run that drew it last."""

    kind: str
    proto: Any
    run: int
    fragment: str = ""

    @property
    def key(self) -> str:
        """What its page calls a widget."""
        return str(self.proto.id).split("-", 2)[-1]


@dataclass
class Visitor:
    """One session on a running server; `rerun` first, as a browser does."""

    server: str
    page: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    locale: str = "en-US"
    timeout: float = 60.0
    states: dict[str, WidgetState] = field(default_factory=dict)
    shown: dict[tuple[int, ...], Shown] = field(default_factory=dict)
    refreshing: dict[str, float] = field(default_factory=dict)  # fragment → seconds between its own reruns
    session: str = ""
    script: str = ""  # the hash of the page's script
    path: str = ""  # of the script, as the server tells it
    toasts: int = 0  # short notes that have come
    _runs: int = 0
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> Visitor:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def connect(self) -> None:
        """Open the WebSocket; a second time the same session, or a new one with all that we have set where it is forgotten."""
        address = urlsplit(self.server)
        self._socket = await connect(
            f"{'wss' if address.scheme == 'https' else 'ws'}://{address.netloc}{address.path.rstrip('/')}/_stcore/stream",
            subprotocols=["streamlit", *(["none", self.session] if self.session else [])],  # type: ignore[list-item]
            additional_headers={**self.headers, "Cookie": "; ".join("=".join(pair) for pair in self.cookies.items())},
            max_size=None,
            proxy=None,
        )
        given = self._socket.response.headers.get_all("Set-Cookie") if self._socket.response is not None else []
        self.cookies |= {name: morsel.value for text in given for name, morsel in SimpleCookie(text).items()}

    async def close(self) -> None:
        """As a browser whose tab is closed."""
        if self._socket is not None:
            await self._socket.close(1001)

    async def send(self, message: BackMsg) -> None:
        await self.send_bytes(message.SerializeToString())

    async def send_bytes(self, data: bytes) -> None:
        assert self._socket is not None, "connect first"
        await self._socket.send(data)

    async def rerun(self, states: Iterable[WidgetState] = (), *, fragment: str = "", by_itself: bool = False) -> Answer:
        """Ask for a run with these widget states beside all others, of this time only; wait until it has finished."""
        begun = time.perf_counter()
        await self.send(self.request(states, fragment=fragment, by_itself=by_itself))
        return await self.answer(begun)

    async def set(self, widget: Shown, value: Any) -> Answer:
        """Change one widget, in the kind of value that it has, and wait for the answer."""
        state = state_of(widget.proto.id, FIELDS[widget.kind], value)
        if widget.kind in ("button", "download_button"):
            return await self.rerun([state], fragment=widget.fragment)
        self.states[state.id] = state
        return await self.rerun(fragment=widget.fragment)

    def request(self, states: Iterable[WidgetState] = (), *, fragment: str = "", by_itself: bool = False) -> BackMsg:
        """What a browser sends to ask for a run."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = urlencode(self.query)
        asked.page_script_hash, asked.page_name = self.script, "" if self.script else self.page
        asked.fragment_id, asked.is_auto_rerun = fragment, by_itself
        asked.cached_message_hashes.extend(self._kept)
        asked.context_info.locale, asked.context_info.timezone = self.locale, "UTC"
        asked.context_info.url = f"{self.server}/{self.page}"
        own = {state.id for state in states}
        asked.widget_states.widgets.extend(states)
        asked.widget_states.widgets.extend(state for id_, state in self.states.items() if id_ not in own)
        return message

    async def answer(self, begun: float | None = None) -> Answer:
        """Receive until the script has finished; not at the end of a run that gives way to another one."""
        assert self._socket is not None, "connect first"
        begun = time.perf_counter() if begun is None else begun
        came: list[Message] = []
        async with asyncio.timeout(self.timeout):
            while True:
                data = await self._socket.recv(decode=False)
                message = ForwardMsg.FromString(data)
                came.append(Message(time.perf_counter() - begun, message.WhichOneof("type") or "", len(data)))
                self._take(message)
                if message.WhichOneof("type") == "script_finished" and (
                    message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
                ):
                    self._tidy(message.script_finished)
                    return Answer(came[-1].seconds, tuple(came), message.script_finished, self.exceptions())

    def widget(self, key: str) -> Shown:
        """The widget, or component, that its page drew under `key`."""
        for one in self.widgets():
            if one.key == key:
                return one
        raise KeyError(f"no widget {key!r}: {sorted(one.key for one in self.widgets())}")

    def widgets(self) -> list[Shown]:
        """All that can report something."""
        return [one for one in self.shown.values() if one.kind in FIELDS and one.proto.id]

    def exceptions(self) -> tuple[str, ...]:
        """The Python exceptions that the page shows."""
        return tuple(f"{one.proto.type}: {one.proto.message}" for one in self.shown.values() if one.kind == "exception")

    def texts(self) -> list[str]:
        """What stands in the page's texts and alerts."""
        return [one.proto.body for one in self.shown.values() if one.kind in ("markdown", "alert", "heading", "html")]

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            kept = ForwardMsg()
            kept.CopyFrom(self._kept[message.ref_hash])
            kept.metadata.CopyFrom(message.metadata)
            message, kind = kept, kept.WhichOneof("type")
        elif message.metadata.cacheable:
            self._kept[message.hash] = message
        if kind == "new_session":
            self._runs += 1
            started = message.new_session
            self.session = started.initialize.session_id or self.session
            self.path = started.main_script_path
            self.script = started.page_script_hash
            if not message.metadata.run.fragment_ids:  # a run of fragments alone leaves the others' clocks as they are
                self.refreshing.clear()
        elif kind == "delta":
            self._draw(tuple(message.metadata.delta_path), message.delta)
        elif kind == "navigation":
            self.script = message.navigation.page_script_hash or self.script
        elif kind == "page_info_changed":
            self.query = dict(parse_qsl(message.page_info_changed.query_string, keep_blank_values=True))
        elif kind == "auto_rerun":
            self.refreshing[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self.refreshing.pop(fragment, None)

    def _draw(self, place: tuple[int, ...], delta: Any) -> None:
        for other in [other for other in self.shown if other[: len(place)] == place and len(other) > len(place)]:
            if self.shown[other].run != self._runs:
                del self.shown[other]  # what stood in a block that has become something else
        if delta.WhichOneof("type") != "new_element":
            self.shown.pop(place, None)
            return
        element: Element = delta.new_element
        kind = element.WhichOneof("type") or ""
        proto = getattr(element, kind) if kind else None
        self.toasts += kind == "toast"
        self.shown[place] = Shown(kind, proto, self._runs, delta.fragment_id)
        told = _told(kind, proto) if kind in FIELDS else None
        if told is not None and (getattr(proto, "set_value", False) or proto.id not in self.states):
            self.states[proto.id] = state_of(proto.id, FIELDS[kind], told)

    def _tidy(self, status: int) -> None:
        """Drop what a run of the whole script has not drawn again, and the values of widgets that are gone."""
        if status == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.shown = {place: one for place, one in self.shown.items() if one.run == self._runs}
            there = {one.proto.id for one in self.widgets()}
            self.states = {id_: state for id_, state in self.states.items() if id_ in there}


def state_of(id_: str, kind: str, value: Any) -> WidgetState:
    """The state of a widget: the field `kind` of a WidgetState, with a value of that kind."""
    state = WidgetState(id=id_)
    if kind in ("double_array_value", "int_array_value", "string_array_value"):
        getattr(state, kind).SetInParent()
        getattr(state, kind).data.extend(value)
    elif kind in ("json_value", "json_trigger_value"):
        setattr(state, kind, value if isinstance(value, str) else json.dumps(value))
    elif kind == "file_uploader_state_value":
        state.file_uploader_state_value.SetInParent()
    elif value is not None:
        setattr(state, kind, value)
    return state


def _told(kind: str, proto: Any) -> Any:
    """What a new widget shows: its default, or what the server has set; None where a browser would send nothing."""
    set_by_server = getattr(proto, "set_value", False)
    if kind in ("selectbox", "radio"):
        if set_by_server:
            return proto.raw_value
        return proto.options[proto.default] if proto.HasField("default") else None
    if kind == "button_group":
        return list(proto.raw_values) if set_by_server else [proto.options[place].content for place in proto.default]
    if kind == "multiselect":
        return list(proto.raw_values) if set_by_server else [proto.options[place] for place in proto.default]
    if kind in ("slider", "number_input", "checkbox", "text_input", "text_area", "color_picker"):
        value = proto.value if set_by_server else proto.default
        return list(value) if kind == "slider" else value
    return None
