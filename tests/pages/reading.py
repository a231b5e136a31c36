"""What stands in a page's tensor grids, read from what the server sends to the browser."""

import json

import numpy as np


def grids(lab, number=0):
    """The matrices of the page's tensor grid of that number, by name."""
    found = []
    for element in lab.get("bidi_component"):
        data = _data_of(element)
        if data and "matrices" in data:
            found.append(data["matrices"])
    return {m["name"]: np.array(m["values"], float).reshape(m["rows"], m["columns"]) for m in found[number]}


def _data_of(element):
    try:
        return json.loads(element.proto.json)
    except (ValueError, AttributeError):
        return None
