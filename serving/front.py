"""The one page of HTML that a browser gets, told where its server is and how the lab's pages look.

Else Streamlit's script asks below the page's own address first, then twice more before it connects: a fifth of the time
to the first picture. What it is told here is what it would find out; where that is wrong, it looks for itself as always.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit
from streamlit import config

from pages.shared import style

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

PAGES = Path(__file__).resolve().parent.parent / "pages"
_BEFORE = "<title>"
_ROOT = '<div id="root">'  # a sheet before it comes after Streamlit's own, which it overrules
_KEPT_BY_BROWSERS = (b"content-length", b"etag", b"last-modified")  # they speak of Streamlit's page, not of ours
# The folder that the lab's pages are in: behind a proxy the server may not know it.
_SCRIPT = (
    'window.__streamlit={{BACKEND_BASE_URL:location.origin+location.pathname.replace(/\\/(?:{pages})?$/,""),'
    "HOST_CONFIG:{{allowedOrigins:{origins},useExternalAuthToken:false}}}}"
)


@cache
def original() -> bytes:
    """Streamlit's page."""
    return (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()


@cache
def script() -> str:
    """What the page is told before its own script runs."""
    pages = "|".join(sorted(path.stem for path in PAGES.glob("[a-z]*.py")))
    origins = json.dumps(list(config.get_option("client.allowedOrigins"))).replace("<", "\\u003c")
    return _SCRIPT.format(pages=pages, origins=origins)


@cache
def page() -> bytes:
    """Streamlit's page with that script in it, and the style sheet of all pages."""
    told = original().decode().replace(_BEFORE, f"<script>{script()}</script>{_BEFORE}", 1)
    sheet = style.FILE.read_text(encoding="utf-8")
    return told.replace(_ROOT, f"<style>{sheet}</style>{_ROOT}", 1).encode()


def asked(scope: Message) -> Message:
    """A request for a page, whose answer is not to be packed: it could not be told."""
    headers = list(scope["headers"])
    if not any(name == b"accept" and b"text/html" in value for name, value in headers):
        return scope
    return {**scope, "headers": [(name, value) for name, value in headers if name != b"accept-encoding"]}


def telling(send: Send) -> Send:
    """`send`, with our page in place of Streamlit's: where an answer is as long and the same, byte for byte."""
    begun: list[Message] = []

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start" and _may_be(message):
            begun.append(message)
        elif begun and message["type"] == "http.response.body":
            start = begun.pop()
            if message.get("body") == original():
                kept = [(name, value) for name, value in start["headers"] if name.lower() not in _KEPT_BY_BROWSERS]
                start = {**start, "headers": [*kept, (b"content-length", str(len(page())).encode())]}
                message = {**message, "body": page()}
                style.sheet.in_html = True
            await send(start)
            await send(message)
        else:
            await send(message)

    return told


def _may_be(start: Message) -> bool:
    """Whether such an answer may be Streamlit's page."""
    length = str(len(original())).encode()
    return start["status"] == 200 and any(
        name.lower() == b"content-length" and value == length for name, value in start["headers"]
    )
