"""Configurations with values that stand where they should not: an answer or a sentence."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput
from core.keras_graph import solve_config
from core.networks.keras.reader import read_json
from tests.core.networks.keras.made import base, model, start

JUNK = (
    st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats() | st.text(max_size=3) | st.just([]) | st.just({})
)
JUNK |= st.lists(st.integers(-2, 3), max_size=4)
PIECES = {
    "nested": model(
        "m",
        [start([None, 32, 32, 3], inbound_nodes=[]), base(inbound_nodes=[[["in", 0, 0, {}]]])],
        [["in", 0, 0]],
        [["base", 1, 0]],
    ),
    "resized": {
        "class_name": "Sequential",
        "config": {
            "layers": [
                start([None, 12, 9, 3]),
                {
                    "class_name": "Resizing",
                    "config": {"name": "r", "height": 8, "width": 7, "interpolation": "bicubic"},
                },
                {"class_name": "EinsumDense", "config": {"name": "e", "equation": "abcd,de->abce"}},
                {"class_name": "AdaptiveMaxPooling2D", "config": {"name": "p", "output_size": [3, 2]}},
            ]
        },
    },
    "operations": model(
        "m",
        [
            start([None, 12, 9, 3], inbound_nodes=[]),
            {
                "class_name": "Pad",
                "module": "keras.src.ops.numpy",
                "name": "pad",
                "config": {"name": "pad", "pad_width": [[0, 0], [1, 1], [2, 0], [0, 0]]},
                "inbound_nodes": [
                    {
                        "args": [
                            {
                                "class_name": "__keras_tensor__",
                                "config": {"shape": [None, 12, 9, 3], "keras_history": ["in", 0, 0]},
                            }
                        ],
                        "kwargs": {},
                    }
                ],
            },
        ],
        [["in", 0, 0]],
        [["pad", 0, 0]],
    ),
}


def places(value, path=()):
    yield path
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, key))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PIECES)), st.lists(st.tuples(st.integers(0, 10**6), JUNK), min_size=1, max_size=2))
def test_whatever_stands_in_a_configuration_it_is_answered_or_a_sentence(name, changes):
    found = json.loads(json.dumps(PIECES[name]))
    for number, junk in changes:
        everywhere = list(places(found))[1:]
        if not everywhere:
            break
        *way, last = everywhere[number % len(everywhere)]
        inner = found
        for key in way:
            inner = inner[key]
        inner[last] = junk
    try:
        solve_config(found)
        read_json(json.dumps(found))
    except BadInput as error:
        assert str(error)
