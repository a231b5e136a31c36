"""The kinds of settings: each value comes back as it was written, each bound is where it is said to be."""

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
from tests.core.bounds import ends, holds

FIELDS = (
    links.Real("rate", 0.02, -1e9, 1e9),
    links.Whole("epochs", 10, 0, 100_000),
    links.Choice("image", "band", ("band", "step")),
    links.Flag("flip", False),
    links.Numbers("k", "1 -1"),
    links.Cell("cell", "", ("Y", "X⋆K")),
)


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


def test_a_seed_begins_at_0():
    assert links.Seed("seed").default == 0
    assert not links.encode([links.Seed("seed")], {"seed": 0}).query


def test_numbers_are_read_from_their_least_to_their_largest():
    rate, epochs, *_ = FIELDS
    holds(lambda value: epochs.read(str(value)), [(0, -1), (100_000, 100_001)], "“epochs” must be between 0 and 100000")
    holds(lambda value: rate.read(repr(value)), ends(-1e9, 1e9), "“rate” must be between -1000000000 and 1000000000")
    assert [epochs.read(text) for text in ("+7", "0" * 19 + "7")] == [7, 7]
    holds(epochs.read, [("0" * 20, "0" * 21), ("7", "9" * 5000)], "must be between")
    assert epochs.write(7.0) == "7" and rate.write(7) == "7" and rate.write(0.1) == "0.1"


def test_of_many_options_twelve_are_named():
    for count, said in ((12, "o10, o11"), (13, "o10, o11 …")):
        field = links.Choice("image", "o0", tuple(f"o{n}" for n in range(count)))
        assert field.read(f"o{count - 1}") == f"o{count - 1}"
        with pytest.raises(BadInput) as refused:
            field.read("other")
        assert str(refused.value).endswith(said)


def test_a_switch_is_1_or_0():
    flag = links.Flag("flip", False)
    assert [flag.read(flag.write(value)) for value in (True, False)] == [True, False]
    assert [flag.write(value) for value in (True, False)] == ["1", "0"]


def test_a_matrix_has_so_many_rows_and_columns():
    field = links.Numbers("k", "", (2, 3))
    holds(lambda rows: field.read("~".join(["0"] * rows)), [(2, 3)], "“k” is 3 × 1, larger than 2 × 3")
    holds(lambda columns: field.read("_".join(["0"] * columns)), [(3, 4)], "“k” is 1 × 4, larger than 2 × 3")
    assert field.read("1_2.50~-0_1e3") == "1 2.5\n0 1000" and field.write("1, 2.50\n3 4") == "1_2.5~3_4"


def test_a_text_is_of_its_alphabet_and_full_width_signs_are_plain_ones():
    field = links.Text("note", "", 5, "abc12-")
    assert field.read("ａ１－") == "a1-"
    holds(field.read, [("abcab", "abcabc"), ("a", "d"), ("", " ")], "or is longer than 5 characters")


def test_a_cell_is_a_matrix_a_row_and_a_column():
    field = links.Cell("cell", "", ("Y", "X" * 8, "Z" * 9))
    assert [field.read(text) for text in ("", "Y.0.1", "Y.007.01", "Y.9999.9999")] == [
        "",
        "Y.0.1",
        "Y.7.1",
        "Y.9999.9999",
    ]
    wrong = ("Y.10000.0", "Y.0.10000", "Z" * 9 + ".0.1", "Y.0", "Y.0.1.2", ".0.1", "X.0.1")
    holds(field.read, [("X" * 8 + ".0.1", text) for text in wrong], "must be a matrix")


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
