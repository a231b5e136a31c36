"""What a changed setting costs the server, in processor time: ten changes on the lab's pages, each beside a bare Streamlit page.

The bare page draws what the lab's page shows (the same widgets with the same options and values, the same texts, components
with the same data, pictures of the same size) and computes nothing. Once as Streamlit gives it, where each run ends with a
collection of garbage through all that was ever imported, and once frozen, as the lab freezes it. Processor time is that of
the server's process alone, workers left out, so other work on the machine hardly matters.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.protocol import Shown, Visitor
from benchmarks.timing import table
from tests.browser import driver

TIMES = 12
ROUNDS = 3
PHOTOGRAPH = {"image": "camera", "side": "512", "kernel": "sobel_x"}
PAGE = Path(__file__).with_name("bare_page.py")


@dataclass(frozen=True)
class Change:
    """A setting that is turned: `values`, in turn; for a choice the places of its options."""

    name: str
    page: str
    key: str
    values: Sequence[Any] = (None,)
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time: the lab's page, the bare one as Streamlit gives it, and one whose garbage is frozen."""

    change: Change
    lab: float
    bare: float
    frozen: float


CHANGES = (
    Change("a stride", "cross_correlation", "stride_rows", (2, 3, 1)),
    Change("a kernel", "cross_correlation", "kernel", (1, 2, 3, 4)),
    Change("a dilation, photograph", "cross_correlation", "dilation_rows", range(2, 99), PHOTOGRAPH),
    Change("a preset", "cross_correlation", "preset notebook"),
    Change("a kernel", "edge_detection", "kernel", (1, 2, 3, 0)),
    Change(
        "a threshold, photograph", "edge_detection", "threshold", [[step / 100] for step in range(1, 99)], PHOTOGRAPH
    ),
    Change("a learning rate", "learning_a_kernel", "rate", [step / 5000 for step in range(1, 99)]),
    Change("a number of epochs", "learning_a_kernel", "epochs", range(11, 99)),
    Change("the flip", "convolution_vs_correlation", "flip", (True, False)),
    Change("a stack", "receptive_field", "preset", (1, 2, 3, 0)),
)


def main() -> None:
    """Print milliseconds and ratios."""
    rows = [
        [cost.change.page.replace("_", " "), cost.change.name]
        + [f"{value:.0f}" for value in (cost.lab, cost.bare, cost.frozen)]
        + [f"{cost.lab / cost.bare:.2f}", f"{cost.lab / cost.frozen:.2f}"]
        for cost in asyncio.run(measured())
    ]
    print(table(["page", "what is changed", "lab, ms", "bare, ms", "frozen, ms", "lab ÷ bare", "lab ÷ frozen"], rows))
    for name, place in (("the bare page", -2), ("the frozen one", -1)):
        print(f"median beside {name}: {statistics.median(float(row[place]) for row in rows):.2f}")


async def measured(changes: Sequence[Change] = CHANGES) -> list[Cost]:
    """What each change costs."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.json"
        lab = driver.start_lab(Path(folder) / "lab.log")
        bare = driver.start_lab(Path(folder) / "bare.log", str(PAGE), BARE_PAGE=str(page))
        frozen = driver.start_lab(Path(folder) / "frozen.log", str(PAGE), BARE_PAGE=str(page), BARE_FROZEN="1")
        try:
            for change in changes:
                async with Visitor(lab.url, change.page, change.query) as visitor:
                    await visitor.rerun()
                    await visitor.rerun()
                    page.write_text(json.dumps({"": described(visitor)}), encoding="utf-8")
                    async with Visitor(bare.url) as second, Visitor(frozen.url) as third:
                        for one in (second, third):
                            assert not (await one.rerun()).exceptions
                        pairs = ((lab, visitor), (bare, second), (frozen, third))
                        rounds = [
                            [await _cost(server, one, change, TIMES * number) for server, one in pairs]
                            for number in range(ROUNDS)
                        ]
                found.append(Cost(change, *(min(times) for times in zip(*rounds, strict=True))))
        finally:
            for server in (lab, bare, frozen):
                server.stop()
    return found


async def _cost(lab: driver.Lab, visitor: Visitor, change: Change, first: int) -> float:
    """Milliseconds of the server's processor time that one change takes, on average of TIMES from number `first` on."""
    before = processor_seconds(lab.process.pid)
    for step in range(first, first + TIMES):
        widget = visitor.widget(f"{change.page}.{change.key}")
        answer = await visitor.set(widget, value_of(widget, change.values[step % len(change.values)]))
        assert not answer.exceptions, answer.exceptions
    return 1000 * (processor_seconds(lab.process.pid) - before) / TIMES


def value_of(widget: Shown, value: Any) -> Any:
    """What a widget reports: for a choice the option at that place, for a button that it was pressed."""
    if widget.kind == "selectbox":
        return widget.proto.options[value]
    return True if value is None else value


def described(visitor: Visitor) -> list[dict[str, Any]]:
    """What the page shows, element by element, for the bare page to draw."""
    return [_described(one) for _place, one in sorted(visitor.shown.items()) if one.kind]


def _described(one: Shown) -> dict[str, Any]:
    """Its kind, and what of it Streamlit's own function for that kind takes."""
    proto, told = one.proto, {"kind": one.kind, "key": one.key if getattr(one.proto, "id", "") else ""}
    for name in ("label", "body", "help", "min", "max", "step", "format"):
        if hasattr(proto, name):
            told[name] = getattr(proto, name)
    if hasattr(proto, "default"):
        told["default"] = list(proto.default) if hasattr(proto.default, "__len__") else proto.default
    if hasattr(proto, "options"):
        told["options"] = [getattr(option, "content", option) for option in proto.options]
    if one.kind == "imgs":
        told["count"] = len(proto.imgs)
    if one.kind == "bidi_component":
        code = len(proto.js_content), len(proto.css_content)
        told |= {"name": proto.component_name[-20:], "js": code[0], "css": code[1], "data": _data(proto)}
    return told


def _data(proto: Any) -> str:
    """As much as a component was told."""
    return proto.json or "x" * max(0, proto.ByteSize() - len(proto.js_content) - len(proto.css_content))


def processor_seconds(process: int) -> float:
    """What a process has used of a processor, all its threads together; Linux tells."""
    fields = Path(f"/proc/{process}/stat").read_bytes().rsplit(b")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
