"""A widget's state is checked where it comes in: anybody can send one that no browser would.

Streamlit takes what the WebSocket brings as it is. A state of another type than the widget's, or one that the widget
cannot read, raises in the middle of a run or before a callback, and again in each run after it. Here it is dropped
before the session sees it: the widget keeps the value that it had. What a page allows beyond the type (bounds, options)
is checked by `address.restore` and `reported`.

What a link locks is put right here, too, before callbacks and after them: `address.restore` is not part of a fragment's run.

Streamlit has no place for such checks, so three methods of its session state are wrapped.
"""

from __future__ import annotations

import functools
import json
import logging
from typing import Any

from streamlit.elements.widgets.number_input import NumberInputSerde
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.runtime.state.session_state import SessionState, WStates

from pages.shared import address, counters, log

# What a browser sends for a widget of whole numbers, and what Streamlit expects before it has seen one.
_ALIKE = ({"int_value", "double_value"}, {"int_array_value", "double_array_value"})
MAX_TEXT = 300_000  # characters of one state: the numbers of a matrix that is typed are far fewer
LONG_TEXTS = ("home.class lines", "receptive_field.model text", "receptive_field.other text")
MAX_TEXTS = dict.fromkeys(LONG_TEXTS, 20_000_000)  # of fields that take more, and say themselves where it is too much


@functools.cache
def guard() -> None:
    """Check all states of this server's sessions from now on."""
    take, register = SessionState.set_widgets_from_proto, SessionState.register_widget
    prepare = SessionState.on_script_will_rerun

    def set_widgets_from_proto(self: SessionState, widget_states: WidgetStates) -> None:
        take(self, widget_states)
        for state in widget_states.widgets:
            if state.id in self._new_widget_state.widget_metadata:
                _drop_if_forged(self._new_widget_state, state.id)
        _hold_locked(self)  # callbacks read settings

    def on_script_will_rerun(self: SessionState, *args: Any, **kwargs: Any) -> None:
        prepare(self, *args, **kwargs)
        _hold_locked(self)  # callbacks change settings

    def register_widget(self: SessionState, metadata: Any, user_key: str | None) -> Any:
        # A browser that comes back to a server that has forgotten it names widgets before any run has drawn them.
        if metadata.id in self._new_widget_state and metadata.id not in self._new_widget_state.widget_metadata:
            self._new_widget_state.set_widget_metadata(metadata)
            _drop_if_forged(self._new_widget_state, metadata.id)
        return register(self, metadata, user_key)

    SessionState.set_widgets_from_proto = set_widgets_from_proto  # type: ignore[method-assign]
    SessionState.register_widget = register_widget  # type: ignore[method-assign]
    SessionState.on_script_will_rerun = on_script_will_rerun  # type: ignore[method-assign]


def _hold_locked(states: SessionState) -> None:
    """The settings that the link locks have its values again, whatever has come from the browser."""
    for key, value in address.held(states).items():
        if key in states and states[key] != value:
            states._new_session_state[key] = value


def _drop_if_forged(states: WStates, id_: str) -> None:
    why = _forged(states, id_)
    if why:
        del states[id_]
        counters.add("forged")
        log.logger("states").log(logging.WARNING, "A state that no browser sends was dropped: %s", why)


def _forged(states: WStates, id_: str) -> str:
    """What is wrong with a state; "" where it is one that its widget could have sent."""
    metadata, state = states.widget_metadata[id_], states.get_serialized(id_)
    assert state is not None
    kind = state.WhichOneof("value")
    expected = metadata.value_type
    if kind is not None and kind != expected and not any({kind, expected} <= alike for alike in _ALIKE):
        return f"{kind} for {expected}"
    reader = getattr(metadata.deserializer, "__self__", None)
    if isinstance(reader, NumberInputSerde) and kind and not _within(reader, getattr(state, kind)):
        return "a number beyond those that a browser counts, which would be read as 0"
    choices = getattr(reader, "formatted_option_to_option_index", None)
    if choices is not None and not set(_texts(state)) <= choices.keys():
        return f"an option that is not on the list, {expected}"
    if state.ByteSize() > MAX_TEXTS.get(user_key_from_element_id(id_) or "", MAX_TEXT):
        return f"{expected} of {state.ByteSize()} bytes"
    try:
        if kind == "json_value" and not isinstance(json.loads(state.json_value), dict):
            return "json_value that is no object"
        states[id_]  # reads it, once for this run
        states.get_serialized(id_)  # and each run writes it
    except Exception as error:
        # reading has not changed the metadata's type, or has changed it to a type of the same family
        states.set_widget_metadata(metadata)
        return f"{expected} that cannot be read, {log.where(error)}"
    return ""


def _within(reader: NumberInputSerde, number: float) -> bool:
    return reader.min_value <= number <= reader.max_value  # nan is not


def _texts(state: WidgetState) -> list[str]:
    """The options that a state names, where it is one of a choice."""
    kind = state.WhichOneof("value")
    return [state.string_value] if kind == "string_value" else list(state.string_array_value.data)
