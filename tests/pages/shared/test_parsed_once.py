"""A typed matrix is read once in a run, however many parts of the page show it."""

import importlib
import sys
from collections import Counter
from pathlib import Path

import pytest

from core import numbers
from core.correlation import correlate2d

ROOT = Path(__file__).resolve().parents[3]
X, K = "9_8_7~6_5_4~3_2_1", "1_2~3_4"
PAGES = {
    "cross_correlation": ("idea", "matrix", "workshop", "code"),
    "edge_detection": ("idea", "blind_spots"),
    "learning_a_kernel": ("idea", "data", "theory"),
    "convolution_vs_correlation": ("idea", "laws", "impulse"),
}


@pytest.fixture
def parsed(monkeypatch):
    """text → how often it was parsed, counted wherever a page may ask for it."""
    for path in [*(ROOT / "pages/parts").rglob("*.py"), *(ROOT / "pages/shared").rglob("*.py")]:
        # One that is imported later, by the visit, would hold on to this test's counter.
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    counts, whole = Counter(), numbers.parse_numbers

    def counting(text, max_shape=(64, 64)):
        counts[text] += 1
        return whole(text, max_shape)

    for name, module in list(sys.modules.items()):
        if name.startswith(("pages.", "core.")) and getattr(module, "parse_numbers", None) is whole:
            monkeypatch.setattr(module, "parse_numbers", counting)
    return counts


@pytest.mark.parametrize(("page", "topic"), [(page, topic) for page, topics in PAGES.items() for topic in topics])
def test_a_typed_matrix_is_parsed_once_a_run(visit, parsed, page, topic):
    more = {"h": "2", "w": "2", "init": "5_6~7_8"} if page == "learning_a_kernel" else {}
    more = {"work_kind": "above"} if topic == "workshop" else {"b": "2_-1"} if topic == "laws" else more
    lab = visit(page, image="typed", x=X, kernel="typed", k=K, open=topic, **more)
    assert not lab.exception
    assert not lab.error
    parsed.clear()
    lab.run()
    asked = ["9 8 7\n6 5 4\n3 2 1", "1 2\n3 4"]
    asked += ["5 6\n7 8"] if page == "learning_a_kernel" else ["2 -1"] if topic == "laws" else []
    assert parsed == dict.fromkeys(asked, 1)


def test_typed_signals_are_parsed_once_a_run(visit, parsed):
    lab = visit("cross_correlation", open="signals", signal="typed", signal_x="1_2_3_4", filter="typed", filter_k="5_1")
    assert not lab.exception
    parsed.clear()
    lab.run()
    assert parsed == {"1 2 3 4": 1, "5 1": 1}


def test_padding_is_resolved_once_a_run_for_the_page(visit, monkeypatch):
    asked, whole = [], correlate2d.sides_of

    def counting(*arguments):
        asked.append(arguments)
        return whole(*arguments)

    monkeypatch.setattr(correlate2d, "sides_of", counting)
    lab = visit("cross_correlation", padding="same", open="matrix")
    asked.clear()
    lab.run()
    assert not lab.exception
    assert len(asked) == 1
