"""What the WebSocket lets in and out: the messages that a visitor of the lab needs, without what is nobody's business."""

from __future__ import annotations

from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# The others clear everybody's cache, rerun on save, ask for the repository's state, or end the server.
WANTED = frozenset({"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"})
# A file to save that is made when it is asked for, and more rows of a long table; the others install software.
WANTED_OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})


def wanted(data: bytes) -> bool:
    """Whether a visitor may send this; what is no message at all is left to Streamlit, which ends the connection."""
    try:
        message = BackMsg.FromString(data)
    except Exception:
        return True
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in WANTED_OPERATIONS
    return kind in (*WANTED, None)


def discreet(data: bytes, folder: bytes) -> bytes:
    """A message to a visitor, without the place of the script on this machine, versions and the installation's id.

    Only the message that begins a run has them, and it alone names the script's `folder`.
    """
    if folder not in data:
        return data
    message = ForwardMsg.FromString(data)
    if message.WhichOneof("type") != "new_session":
        return data
    started = message.new_session
    started.main_script_path = Path(started.main_script_path).name
    for part in (started.initialize.user_info, started.initialize.environment_info):  # the browser asks for both
        part.Clear()
        part.SetInParent()
    return bytes(message.SerializeToString())
