"""What stands in a page's tensor grids, read from what the server sends to the browser."""

import json
from concurrent.futures import wait

import numpy as np

from pages.shared import answers

MAX_RUNS = 400


def grids(lab, number=0):
    """The matrices of the page's tensor grid of that number, by name."""
    found = []
    for element in lab.get("bidi_component"):
        data = _data_of(element)
        if data and "matrices" in data:
            found.append(data["matrices"])
    return {m["name"]: np.array(m["values"], float).reshape(m["rows"], m["columns"]) for m in found[number]}


def percent(text):
    """The number of a relative error as it is shown, the largest that it can be."""
    return 0.0 if text == "exact to rounding" else float(text.removeprefix("< ").rstrip("%"))


def grid_with(lab, name):
    """The matrices, by name, of the page's first tensor grid that shows one of that name."""
    for element in lab.get("bidi_component"):
        matrices = (_data_of(element) or {}).get("matrices", [])
        if any(m["name"] == name for m in matrices):
            return {m["name"]: np.array(m["values"], float).reshape(m["rows"], m["columns"]) for m in matrices}
    raise AssertionError(f"no grid shows {name}")


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
    found = [data for data in map(_data_of, lab.get("bidi_component")) if data and "matrices" in data]
    return tuple(found[number]["selected"])


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
    found = [data for data in map(_data_of, lab.get("bidi_component")) if data and "matrices" in data]
    return found[number]["matrices"]
