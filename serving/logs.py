"""One line an event, bounded, without what a visitor typed: kind and place of an error, not what it says."""

from __future__ import annotations

import json
import logging
import time

from pages.shared import log

NAMES = ("streamlit", "uvicorn", "websockets")


class OneLine(logging.Formatter):
    """`2026-01-31 12:00:00Z WARNING streamlit.web: …`, or the same as JSON."""

    converter = staticmethod(time.gmtime)

    def __init__(self, *, as_json: bool, traces: bool = False) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._json, self._traces = as_json, traces

    def format(self, record: logging.LogRecord) -> str:
        if self._traces:
            return super().format(record)
        error = record.exc_info[1] if record.exc_info else None
        said = " ".join(str(record.msg if error is not None else record.getMessage()).split())
        place = log.where(error) if error is not None else ""
        if self._json:
            line = {
                "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
                "level": record.levelname,
                "logger": record.name,
            }
            return json.dumps({**line, "message": said, **({"error": place} if place else {})}, ensure_ascii=False)
        return f"{self.formatTime(record, self.datefmt)}Z {record.levelname} {record.name}: {said}" + (
            f" ({place})" if place else ""
        )


def install(kind: str) -> None:
    """Write the log of Streamlit, of the server and of the lab this way from now on.

    Streamlit gives each of its loggers a handler of its own: those go, and all is handed on to one.
    """
    from streamlit import logger as streamlit_logger

    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(as_json=kind == "json", traces=kind == "trace"))
    handler.addFilter(log.PerMinute(60))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for name, found in list(logging.root.manager.loggerDict.items()):
        if isinstance(found, logging.Logger) and name.split(".")[0] in NAMES:
            _bare(found)
    streamlit_logger.setup_formatter = _bare  # loggers that are made later


def _bare(logger: logging.Logger) -> None:
    """Hand on what this logger is told; the server's tells of each connection whose it is, so of that warnings only."""
    logger.handlers.clear()
    logger.propagate = True
    if logger.name.startswith("uvicorn"):
        logger.setLevel(logging.WARNING)
