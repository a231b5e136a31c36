"""The address: what is written reads back as the same value, what is hostile is refused with a sentence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import links
from core.errors import BadInput
from core.numbers import rows_of
from pages.parts.convolution_vs_correlation import tabs as convolution_vs_correlation
from pages.parts.cross_correlation import tabs as cross_correlation
from pages.parts.edge_detection import tabs as edge_detection
from pages.parts.learning_a_kernel import tabs as learning_a_kernel

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


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=12))
def test_matrices_come_back_to_the_last_bit(row):
    text = " ".join(repr(value) for value in row)
    query = links.encode(FIELDS, {**{f.name: f.default for f in FIELDS}, "k": text}).query
    back = links.decode(FIELDS, query).values.get("k", "1 -1")
    assert [float(cell) for cell in back.split()] == row


@given(st.floats(-1e9, 1e9))
def test_numbers_come_back_to_the_last_bit(value):
    assert FIELDS[0].read(FIELDS[0].write(value)) == value


@pytest.mark.parametrize("cell", [("Y", 0, 0), ("X⋆K", 31, 7)])
def test_a_cell_comes_back(cell):
    query = links.encode(FIELDS, {"cell": links.cell_text(cell)}).query
    assert links.cell_of(links.decode(FIELDS, query).values["cell"]) == cell


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("rate", "nan", "finite"),
        ("rate", "1e999", "finite"),
        ("rate", "0.02; import os", "finite"),
        ("rate", "9" * 5000, "finite"),
        ("rate", "1e10", "between"),
        ("epochs", "1.5", "whole"),
        ("epochs", "-1", "between"),
        ("epochs", "１０⁹", "whole"),
        ("image", "../../etc/passwd", "no option"),
        ("flip", "yes", "0 or 1"),
        ("k", "", "finite"),
        ("k", "1_2~3", "different lengths"),
        ("k", "1__2", "finite"),
        ("k", "~".join(["0"] * 65), "larger"),
        ("k", "0_" * 5000, "more than"),
        ("k", "<script>", "finite"),
        ("cell", "Y", "like Y.0.1"),
        ("cell", "Z.0.1", "like Y.0.1"),
        ("cell", "Y.-1.0", "like Y.0.1"),
        ("cell", "Y.0.99999", "like Y.0.1"),
        ("cell", "Y.٣.0", "like Y.0.1"),
        ("cell", "Y.0.1\n", "like Y.0.1"),
        ("cell", "Y." * 5000, "like Y.0.1"),
        ("__class__", "1", "no setting"),
    ],
)
def test_hostile_values_are_ignored_with_a_sentence(name, text, says):
    decoded = links.decode(FIELDS, {name: text})
    assert decoded.values == {}
    assert len(decoded.ignored) == 1
    assert says in str(decoded.ignored[0])
    assert len(str(decoded.ignored[0])) < 400


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


PAGES = (convolution_vs_correlation, cross_correlation, edge_detection, learning_a_kernel)
HOSTILE = (
    "nan", "-nan", "inf", "-inf", "1e999", "-1e999", "1e308", "-1", "0", "9" * 15, "9" * 30, "-" + "9" * 400,
    "0x10", "1_000", "1e3", "١٢٣", "½", " 1", "1\x00", "\ud800", "\u202e1", "", "~", "_", "unknown",
    "<script>alert(1)</script>", "../../etc/passwd", "__import__('os').system('x')", "{}", "None",
    "7" * 15_000, "x" * 20_000, "1_" * 7_000, "1~" * 7_000,
)  # fmt: skip


def keeps_its_bounds(field, value):
    """Whether an accepted value is one that the field says it allows."""
    match field:
        case links.Whole():
            return type(value) is int and field.low <= value <= field.high
        case links.Real():
            return type(value) is float and math.isfinite(value) and field.low <= value <= field.high
        case links.Choice():
            return value in field.options
        case links.Flag():
            return type(value) is bool
        case links.Numbers():
            cells = [[float(cell) for cell in row] for row in rows_of(value)]
            return (
                1 <= len(cells) <= field.max_shape[0]
                and {len(row) for row in cells} <= set(range(1, field.max_shape[1] + 1))
                and all(math.isfinite(cell) for row in cells for cell in row)
            )
        case links.Cell():
            return value == "" or value.split(".")[0] in field.matrices
        case links.Text():
            return len(value) <= field.max_length and set(value) <= set(field.alphabet)
    raise AssertionError(f"a kind of field without a rule here: {field}")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:16])
@pytest.mark.parametrize("settings", PAGES, ids=lambda settings: settings.__name__)
def test_no_field_of_a_page_takes_what_is_out_of_its_bounds(settings, text):
    for field in settings.FIELDS:
        decoded = links.decode(settings.FIELDS, {field.name: text})
        assert len(decoded.values) + len(decoded.ignored) == 1
        assert all(str(error) for error in decoded.ignored)
        assert all(keeps_its_bounds(field, value) for value in decoded.values.values())
    together = links.decode(settings.FIELDS, {field.name: text for field in settings.FIELDS} | {"no such": text})
    assert together.ignored
    by_name = {field.name: field for field in settings.FIELDS}
    assert all(keeps_its_bounds(by_name[name], value) for name, value in together.values.items())


def test_a_seed_begins_at_0():
    assert links.Seed("seed").default == 0
    assert not links.encode([links.Seed("seed")], {"seed": 0}).query
