"""Run a script of the lab outside a page: in Node where there is one, else in Chromium."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pages.shared.scripts import joined

ROOT = Path(__file__).resolve().parents[1]
NODE = shutil.which("node")
GET_NODE = (
    "no Node found: install it (Debian: apt-get install nodejs npm), so that the scripts are tested without a browser"
)


def need_node() -> str:
    """Node's executable; without one the test is skipped, or fails where CONVLAB_REQUIRE_NODE=1."""
    if NODE is None:
        if os.environ.get("CONVLAB_REQUIRE_NODE") == "1":
            pytest.fail(GET_NODE, pytrace=False)
        pytest.skip(GET_NODE)
    return NODE


def call(entry: Path, function: str, cases: list[Any]) -> list[Any]:
    """``function(case)`` of the script `entry` for every case; what goes in and comes out is JSON."""
    script = joined(entry)
    if NODE is None:
        return _in_chromium(script, function, cases)
    program = (
        f"{script}\nimport {{ readFileSync }} from 'node:fs';\n"
        f"console.log(JSON.stringify(JSON.parse(readFileSync(0)).map({function})));"
    )
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", program], input=json.dumps(cases), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def _in_chromium(script: str, function: str, cases: list[Any]) -> list[Any]:
    from tests.browser.driver import FLAGS, find_chromium

    sync_api = pytest.importorskip("playwright.sync_api", reason=GET_NODE)
    chromium = find_chromium()
    if chromium is None:
        pytest.skip(GET_NODE)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        try:
            found = browser.new_page().evaluate(f"(cases) => {{ {script}\nreturn cases.map({function}); }}", cases)
        finally:
            browser.close()
    return list(found)
