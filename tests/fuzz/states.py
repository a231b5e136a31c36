"""States of widgets that no browser sends, and addresses that nobody has written, over the protocol of a running server."""

from __future__ import annotations

import asyncio
import json
import math
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qsl

from benchmarks.protocol import FIELDS, Shown, state_of
from benchmarks.thorough import Thorough
from tests.browser.driver import Lab, start_lab
from tests.fuzz import corpus
from tests.fuzz.mutations import JUNK, SIGNS, changed, mutated
from tests.fuzz.targets import TARGETS, TOLD
from tests.serving.forging import FORGED

ROUNDS = 6  # of forged states in one visit
SPARED = ("lang", "open")  # else most rounds would see another screen
UNDONE = "Something went wrong"
UNNAMED = "unnamed"  # in place of a kind: the browser says nothing of the widget
Forged = list[tuple[str, str, Any]]  # key, kind, value


def main(count: int, seed: int) -> int:
    """Forge so many states; how many kinds of failures there were."""
    with tempfile.TemporaryDirectory() as folder:
        lab = start_lab(Path(folder) / "lab.log", CONVOLUTION_LAB_DATA=folder, CONVOLUTION_LAB_WORKERS="1")
        try:
            begun = time.perf_counter()
            sent, failed = asyncio.run(_forge(lab, count, Random(f"{seed} states")))
            taken = time.perf_counter() - begun
        finally:
            lab.stop()
        places = sorted(
            {line.split("A page failed: ")[1] for line in lab.log.read_text().splitlines() if "A page failed" in line}
        )
    corpus.add("states", failed)
    for line in failed:
        print(f"states: {line['why']}: {line['page']} {line['query']}", flush=True)
    print(*places, sep="\n")
    print(
        f"{sent:,} forged states in {taken:.0f} s, {sent / taken:.0f} a second, {len(failed)} visits went wrong",
        flush=True,
    )
    return len(failed) + len(places)


async def _forge(lab: Lab, count: int, dice: Random) -> tuple[int, list[dict[str, Any]]]:
    sent, failed = 0, []
    addresses = next(target for target in TARGETS if target.name == "addresses").seeds
    while sent < count:
        page, _, query = dice.choice(addresses).decode().partition(" ")
        if dice.random() < 0.5:
            query = mutated(query.encode(), dice).decode("utf-8", "replace")
        visit = Visit(page, dict(parse_qsl(query, keep_blank_values=True)))
        why = await visit.made(lab, dice)
        sent += visit.sent
        if why:
            failed.append({"why": why, "page": visit.page, "query": visit.query, "rounds": visit.rounds})
    return sent, failed


class Visit:
    """One visit of somebody who forges; `rounds` says what was sent."""

    def __init__(self, page: str, query: dict[str, str], rounds: list[Forged] | None = None) -> None:
        self.page, self.query, self.rounds, self.sent = page, query, rounds or [], 0

    async def made(self, lab: Lab, dice: Random | None) -> str:
        """Visit and forge, by lot or as `rounds` say; what went wrong, "" where nothing did."""
        async with Thorough(lab.url, self.page, self.query) as visitor:
            answer = await visitor.rerun()
            for turn in range(len(self.rounds) if dice is None else ROUNDS):
                if dice is not None:
                    self.rounds.append(forged(visitor, dice))
                ids = {one.key: one.proto.id for one in visitor.widgets()}
                named = [(ids[key], kind, value) for key, kind, value in self.rounds[turn] if key in ids]
                states = [state_of(id_, kind, value) for id_, kind, value in named if kind != UNNAMED]
                for id_, kind, _value in named:
                    if kind == UNNAMED:
                        visitor.states.pop(id_, None)
                self.sent += len(states)
                answer = await visitor.rerun(states)
                if answer.exceptions or any(UNDONE in text for text in visitor.texts()):
                    return (*answer.exceptions, UNDONE)[0]
            honest = await visitor.rerun()
            whole = honest.exceptions == () and honest.status == 0 and len(visitor.widgets()) > 3
            return "" if whole else "the session is broken"


def forged(visitor: Thorough, dice: Random) -> Forged:
    """A state of most of the widgets that the page shows."""
    able = [one for one in visitor.widgets() if one.key.split(".")[-1] not in SPARED and dice.random() < 0.7]
    return [(one.key, *state(one, dice)) for one in able]


def state(widget: Shown, dice: Random) -> tuple[str, Any]:
    """A kind of state, and a value of that kind: mostly the widget's own kind, with a value that it may not have."""
    if dice.random() < 0.1:
        return UNNAMED, None
    own = FIELDS.get(widget.kind, "bool_value")
    if own in ("file_uploader_state_value", "trigger_value") or dice.random() < 0.2:
        kind, value = dice.choice(FORGED)
        return (kind, None if isinstance(value, float) and math.isnan(value) else value)
    number = dice.choice(
        (0.0, -1.0, 1.0, 3.5, 1e308, -1e308, 2.0**53, dice.uniform(-20, 20), float(dice.randrange(100)))
    )
    options = [str(getattr(one, "content", one)) for one in getattr(widget.proto, "options", ())]
    text = dice.choice(("1 2\n3 4", *SIGNS, *options)) + dice.choice(("", *SIGNS))
    match own:
        case "double_value":
            return own, number
        case "double_array_value":
            return own, [number] * dice.choice((0, 1, 1, 1, 2, 40))
        case "string_array_value":
            return own, [text, *dice.sample(options, min(len(options), 2))][: dice.randrange(4)]
        case "json_value":
            return own, json.dumps(changed(dice.choice(TOLD)[1], dice)) if dice.random() < 0.9 else json.dumps(
                dice.choice(JUNK)
            )
        case "bool_value":
            return own, dice.random() < 0.5
        case _:
            return own, text.encode("utf-8", "replace").decode()
