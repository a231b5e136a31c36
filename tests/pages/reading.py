"""What a page shows and says, read from what the server sends to the browser."""

import json
from concurrent.futures import wait

import numpy as np

from pages.shared import answers

MAX_RUNS = 400


def key_of(page):
    """name → the key of that setting or widget of the page."""
    return lambda name: f"{page}.{name}"


def said(lab):
    """All texts and captions of the page."""
    return " ".join(one.value for one in (*lab.markdown, *lab.caption))


def query_of(lab):
    """What the page's address says, by name."""
    return {name: one[0] if isinstance(one, list) else one for name, one in lab.query_params.items()}


def refused(lab, kind, key, value, says=""):
    """Put a value that breaks a rule into a widget of that kind: an error says so, and the value stays as it was typed."""
    getattr(lab, kind)(key=key).set_value(value).run()
    assert not lab.exception
    assert any(says in error.value for error in lab.error)
    assert getattr(lab, kind)(key=key).value == value


def grids(lab, number=0):
    """The matrices of the page's tensor grid of that number, by name."""
    return _values(matrices(lab, number))


def percent(text):
    """The number of a relative error as it is shown, the largest that it can be."""
    return 0.0 if text == "exact to rounding" else float(text.removeprefix("< ").rstrip("%"))


def grid_with(lab, name):
    """The matrices, by name, of the page's first tensor grid that shows one of that name."""
    return next(found for data in sent(lab, "matrices") if name in (found := _values(data["matrices"])))


def _values(shown):
    return {m["name"]: np.array(m["values"], float).reshape(m["rows"], m["columns"]) for m in shown}


def _data_of(element):
    try:
        return json.loads(element.proto.json)
    except (ValueError, AttributeError):
        return None


def sent(lab, part):
    """What each of the page's components that are sent a `part` is sent."""
    return [data for data in map(_data_of, lab.get("bidi_component")) if data and part in data]


def component(lab, part):
    """What the first of them is sent."""
    return sent(lab, part)[0]


def selected(lab, number=0):
    """The cell that the server asks for in the page's tensor grid of that number."""
    return tuple(sent(lab, "matrices")[number]["selected"])


def settled(lab, **state):
    """The page once its answers have come: run again as its fragments do in a browser, which a test has none of."""
    for _ in range(MAX_RUNS):
        if not any(button.key and ".answer " in button.key and button.key.endswith(" cancel") for button in lab.button):
            return lab
        wait(answers.in_flight(), timeout=0.5)
        for name, value in state.items():  # what AppTest forgets from run to run
            lab.session_state[name] = value
        lab.run()
    raise AssertionError("no answer came")


def matrices(lab, number=0):
    """What the page's tensor grid of that number is sent of its matrices, titles included."""
    return sent(lab, "matrices")[number]["matrices"]
