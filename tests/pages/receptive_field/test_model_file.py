"""What the browser sends of a model's file is checked: whoever forges it gets a sentence."""

import base64
import json

import pytest

from core.errors import BadInput
from core.networks.keras.reader import MAX_JSON
from pages.parts.receptive_field.topics.networks.source import network_of
from pages.shared.model_file import HEAD, MAX_WHOLE, Received, received

MODEL = json.dumps({"layers": [{"class_name": "Conv2D", "config": {"name": "a", "kernel_size": 3}}]})
CONFIG = {"name": "m.keras", "size": 10**9, "kind": "config", "text": MODEL}
WHOLE = {"name": "m.json", "size": len(MODEL), "kind": "whole", "data": base64.b64encode(MODEL.encode()).decode()}
START = {"name": "m.pth", "size": 9e8, "kind": "start", "data": "UEsDBA==", "entries": ["m/data.pkl"]}


def test_a_configuration_a_whole_file_and_a_beginning_are_taken():
    assert received(CONFIG) == Received("m.keras", 10**9, "config", MODEL.encode())
    assert received(WHOLE).data == MODEL.encode()
    assert received(START).entries == ("m/data.pkl",)
    for value in (CONFIG, WHOLE):
        assert [node.name for node in network_of(received(value)).graph.nodes] == ["input", "a"]
    with pytest.raises(BadInput, match="PyTorch"):
        network_of(received(START))
    with pytest.raises(BadInput, match="900 MB"):
        network_of(received({**START, "data": "AAAA", "entries": []}))
    assert received(CONFIG).digest != received(WHOLE).digest


@pytest.mark.parametrize(
    "value",
    [
        *(None, 7, "text", [], {}, {"kind": "config"}),
        *({**CONFIG, "name": name} for name in (None, 3, "n" * 201)),
        *({**CONFIG, "size": size} for size in (None, "3", -1, True, float("nan"), float("inf"), 10**400)),
        *({**CONFIG, "kind": kind} for kind in (None, "other", [], {})),
        *({**CONFIG, "text": text} for text in (None, 3, b"x", "x" * (MAX_JSON + 1))),
        *({**WHOLE, "data": data} for data in (None, 5, "===", "é", "A" * (MAX_WHOLE * 4 // 3 + 9))),
        *({**START, "entries": names} for names in (None, "abc", [3], ["n" * 201], ["n"] * 101)),
        {**START, "data": base64.b64encode(bytes(HEAD + 1)).decode()},
        *({"name": "m", "size": 3, "kind": "problem", "why": why} for why in (None, "other", [])),
    ],
)
def test_what_the_control_does_not_send_is_refused_in_a_sentence(value):
    with pytest.raises(BadInput, match="not a model's file"):
        received(value)


@pytest.mark.parametrize("why", ["large", "locked", "crowded", "unreadable", "damaged"])
def test_what_the_browser_could_not_read_is_said(why):
    with pytest.raises(BadInput):
        received({"name": "m", "size": 3, "kind": "problem", "why": why})


@pytest.mark.parametrize(
    "kept", [CONFIG, START, 7, {"kind": "config"}, {**CONFIG, "text": "\ud800{"}, {**CONFIG, "text": "[" * 9999}]
)
def test_the_page_stays_usable_whatever_was_sent(visit, kept):
    lab = visit("receptive_field", network="upload", open="networks")
    lab.session_state["receptive_field.model file kept"] = kept
    lab.run()
    assert not lab.exception
    assert bool(lab.error) == (kept is not CONFIG)
