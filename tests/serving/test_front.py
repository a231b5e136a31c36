"""The page that every browser gets: Streamlit's, told where its server is."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from typing import Any

import pytest

from pages.shared import style
from serving import front
from tests.browser.driver import Lab
from tests.serving.looped import run
from tests.serving.test_outside import get


def answered(body: bytes, *, parts: int = 1, status: int = 200) -> list[dict[str, Any]]:
    """What leaves the server where Streamlit answers with `body`."""
    left: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        left.append(dict(message))

    async def streamlit_s() -> None:
        told, size = front.telling(send), -(-len(body) // parts)
        head = [(b"content-length", str(len(body)).encode()), (b"etag", b"1"), (b"x", b"y")]
        await told({"type": "http.response.start", "status": status, "headers": head})
        for part in range(parts):
            rest = part + 1 < parts
            await told({"type": "http.response.body", "body": body[part * size : (part + 1) * size], "more_body": rest})

    run(streamlit_s())
    return left


def test_streamlit_s_page_is_told_and_says_how_long_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style.sheet, "in_html", False)
    answered(b"x" * len(front.original()))
    assert not style.sheet.in_html
    start, body = answered(front.original())
    assert style.sheet.in_html
    head, _, rest = body["body"].decode().partition("<body>")
    sheet = style.FILE.read_text(encoding="utf-8")
    assert f"<style>{sheet}</style>" in rest.partition('<div id="root">')[0] and sheet not in head
    assert body["body"] == front.page() and front.script().encode() in body["body"]
    assert start["headers"] == [(b"x", b"y"), (b"content-length", str(len(front.page())).encode())]


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (b"{}", {}),
        (b"x" * len(front.original()), {}),
        (front.original(), {"parts": 2}),
        (front.original(), {"status": 404}),
    ],
    ids=["short", "as long", "in parts", "an error"],
)
def test_every_other_answer_leaves_as_it_is(body: bytes, options: dict[str, int]) -> None:
    start, *rest = answered(body, **options)
    assert (b"etag", b"1") in start["headers"]
    assert b"".join(one["body"] for one in rest) == body


@pytest.mark.slow
def test_a_browser_gets_it_at_every_address_and_may_run_its_script(lab: Lab) -> None:
    for path in ("/", "/edge_detection", "/no_such_page"):
        status, headers, body = get(lab.url + path, Accept="text/html", Accept_Encoding="gzip")
        assert status == 200 and body == front.page()
    told = hashlib.sha256(front.script().encode()).digest()
    assert f"'sha256-{base64.b64encode(told).decode()}'" in headers["content-security-policy"]


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node")
def test_the_page_is_told_the_folder_that_it_is_in() -> None:
    places = {"/": "", "/edge_detection": "", "/lab/": "/lab", "/lab/receptive_field": "/lab", "/other": "/other"}
    program = f"""
      const found = {{}};
      for (const pathname of {list(places)}) {{
        const window = {{}}, location = {{ origin: 'http://here', pathname }};
        {front.script()};
        found[pathname] = window.__streamlit.BACKEND_BASE_URL;
        if (window.__streamlit.HOST_CONFIG.useExternalAuthToken !== false) throw new Error('a token');
      }}
      console.log(JSON.stringify(found));"""
    said = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True, timeout=60).stdout
    assert re.findall(r'"(/[^"]*)":"http://here([^"]*)"', said) == list(places.items())
