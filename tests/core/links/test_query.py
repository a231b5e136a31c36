"""The address: what is written reads back as the same value, what is hostile is refused with a sentence."""

import math

from core import links
from core.errors import BadInput

FIELDS = (
    links.Real("rate", 0.02, -1e9, 1e9),
    links.Whole("epochs", 10, 0, 100_000),
    links.Choice("image", "band", ("band", "step")),
    links.Flag("flip", False),
    links.Numbers("k", "1 -1"),
    links.Cell("cell", "", ("Y", "X⋆K")),
)


def test_defaults_leave_the_address_empty():
    assert links.encode(FIELDS, {field.name: field.default for field in FIELDS}).query == {}


def test_an_address_is_short_and_readable():
    query = links.encode(FIELDS, {"rate": 0.034, "epochs": 20, "image": "step", "flip": True, "k": "0, 1\n2\t3.5"})
    assert query.left_out == ()
    assert query.query == {"rate": "0.034", "epochs": "20", "image": "step", "flip": "1", "k": "0_1~2_3.5"}


def test_what_is_too_long_is_left_out_by_name_and_the_rest_stays():
    """40 × 40 numbers of 17 digits are three times what an address holds."""
    fields = (*FIELDS, links.Text("note", "", max_length=10))
    rows = "\n".join(" ".join(repr(1 / (3 + i + 40 * j)) for i in range(40)) for j in range(40))
    encoded = links.encode(fields, {"rate": 0.5, "image": "step", "k": rows, "note": "a" * 11})
    assert encoded.query == {"rate": "0.5", "image": "step"}
    assert encoded.left_out == ("note", "k")


def test_what_cannot_be_written_is_not_called_too_long():
    assert links.encode(FIELDS, {"rate": 0.5, "k": "1 two"}) == links.Encoded({"rate": "0.5"}, ())


def test_one_bad_setting_leaves_the_others_standing():
    decoded = links.decode(FIELDS, {"rate": "0.5", "epochs": "many"})
    assert decoded.values == {"rate": 0.5}


def test_an_endless_address_loses_its_longest_settings_alone():
    decoded = links.decode(FIELDS, {"k": "1_" * 10_000, "rate": "0.5", "unknown": "x" * 16_001})
    assert decoded.values == {"rate": 0.5}
    assert len(decoded.ignored) == 2
    assert all("longer than" in str(error) for error in decoded.ignored)
    assert {error.values["name"] for error in decoded.ignored} == {"k", "unknown"}


def test_a_value_that_cannot_be_written_is_left_out():
    values = {field.name: field.default for field in FIELDS}
    assert links.encode(FIELDS, {**values, "k": "1 two", "rate": math.nan}) == links.Encoded({}, ())


def test_a_rule_travels_through_pickle():
    import pickle

    error = pickle.loads(pickle.dumps(BadInput("stride {stride} is not positive", stride=0)))
    assert (str(error), error.rule, error.values) == (
        "stride 0 is not positive",
        "stride {stride} is not positive",
        {"stride": 0},
    )


def test_of_settings_together_too_long_the_longest_goes_until_the_rest_has_room(monkeypatch):
    monkeypatch.setattr("core.links.query.MAX_CHARACTERS", 40)
    fields = [links.Text(name, "", max_length=99) for name in "abc"]
    values = {"a": "x" * 9, "b": "x" * 17, "c": "x" * 11}
    assert links.encode(fields, values) == links.Encoded(values, ())  # 37 signs, and 3 of names
    longer = {**values, "c": "x" * 12}
    assert links.encode(fields, longer) == links.Encoded({"a": "x" * 9, "c": "x" * 12}, ("b",))
    decoded = links.decode(fields, longer)
    assert decoded.values == {"a": "x" * 9, "c": "x" * 12} and [one.values["name"] for one in decoded.ignored] == ["b"]
    many = {"a": "x" * 30, "b": "x" * 41, "c": "x" * 50}
    assert links.encode(fields, many) == links.Encoded({"a": "x" * 30}, ("c", "b"))


def test_a_text_has_room_up_to_its_length():
    field = links.Text("note", "", max_length=10)
    assert links.encode([field], {"note": "a" * 10}) == links.Encoded({"note": "a" * 10}, ())
    assert links.encode([field], {"note": "a" * 11}) == links.Encoded({}, ("note",))
