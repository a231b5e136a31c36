"""What axe-core finds on a page of the lab, against WCAG 2.2 AA and its own best practices.

``python -m tests.browser.access`` (``make access``) scans every page and topic in both languages and both themes.
"""

from __future__ import annotations

import importlib
import itertools
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser import driver

AXE = driver.ROOT / "tests" / "js" / "node_modules" / "axe-core" / "axe.min.js"
GET_AXE = "no axe-core found: `npm ci --ignore-scripts` in tests/js (make check does it)"
PAGES = ("cross_correlation", "edge_detection", "learning_a_kernel", "convolution_vs_correlation", "receptive_field")
LANGUAGES, THEMES = ("en", "zh"), ("light", "dark")
# What is Streamlit's own, by rule and by what stands in the element's selector: docs/access.md says what each is.
STREAMLITS: tuple[tuple[str, str], ...] = ()
_RUN = """async (within) => {
  const options = { resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
  const { violations } = await axe.run(within ?? document, options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html, any, all, none }) =>
    [id, target.flat().join(" "), html.slice(0, 300), [...any, ...all, ...none].map(one => one.message).join("; ")]));
}"""


@dataclass(frozen=True)
class Violation:
    """One element that breaks one rule."""

    rule: str
    selector: str
    html: str
    why: str

    @property
    def ours(self) -> bool:
        """Whether the lab can mend it."""
        return not any(self.rule == rule and part in self.selector for rule, part in STREAMLITS)

    def __str__(self) -> str:
        return f"{self.rule}: {self.selector}\n    {self.html}\n    {self.why}"


def places() -> list[tuple[str, str]]:
    """Every page with every of its topics; the front page is ("", "")."""
    topics = {name: importlib.import_module(f"pages.parts.{name}.tabs").TOPICS for name in PAGES}
    home = importlib.import_module("pages.parts.home.tabs").TOPICS
    found = [(name, topic.name) for name in PAGES for topic in topics[name]]
    return [("", ""), *(("", topic.name) for topic in home), *found]


def scan(page: Any, within: str | None = None) -> list[Violation]:
    """What breaks a rule on the page as it stands, in the elements that the selector `within` names."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return [Violation(*found) for found in page.evaluate(_RUN, within)]


def scans(browser: Any, lab: driver.Lab) -> Iterator[tuple[str, list[Violation]]]:
    """The full matrix: what was scanned, and what was found there."""
    for language, theme in itertools.product(LANGUAGES, THEMES):
        page = driver.fresh_page(browser, viewport={"width": 1280, "height": 800}, color_scheme=theme)
        for name, topic in places():
            driver.goto(page, lab, name, lang=language, **({"open": topic} if topic else {}))
            yield f"{name or 'home'} {topic} {language} {theme}", scan(page)
        page.context.close()


def main() -> int:
    """Print what is ours, and count what is Streamlit's; 1 where anything is ours."""
    if not AXE.exists():
        print(GET_AXE)
        return 1
    from playwright.sync_api import sync_playwright

    chromium, counted, scanned, ours = driver.find_chromium(), Counter[str](), 0, 0
    if chromium is None:
        print(driver.GET_CHROMIUM)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(driver.FLAGS))
        lab = driver.start_lab(Path(folder) / "server.log")
        try:
            for where, found in scans(browser, lab):
                scanned += 1
                counted.update(one.rule for one in found if not one.ours)
                for one in found:
                    if one.ours:
                        ours += 1
                        print(f"{where}: {one}", flush=True)
        finally:
            lab.stop()
            browser.close()
    print(f"{scanned} scans: {ours} violations of ours; of Streamlit's own: {dict(counted)}")
    return 1 if ours else 0


if __name__ == "__main__":
    sys.exit(main())
