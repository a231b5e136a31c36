"""Cost and verdict beside a network's fields, and two networks side by side: what the page shows of them."""

from pages.shared import tall_rows
from tests.pages.reading import key_of

PAGE = "receptive_field"
key = key_of(PAGE)
TEXT = """Net(
  (a): Conv2d(3, 4, kernel_size=(9, 9), stride=(1, 1), padding=(4, 4))
  (b): Conv2d(4, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)
)

def forward(self, x : "f32[1, 3, 8, 8]"):
    a = self.a(x)
    b = self.b(a)
    return b
"""


def test_a_network_s_cost_and_verdict_stand_in_its_table_and_a_second_network_beside_it(visit):
    lab = visit(PAGE, network="paste", open="networks", model_object="4", cost_layer="a", model_other="LeNet")
    assert not lab.exception
    lab.text_area(key=key("model text")).set_value(TEXT).run()
    assert not lab.exception and not lab.error
    assert lab.query_params["model_text"] == TEXT  # short enough for the link
    assert not any("link_off" in one.value for one in lab.caption)
    a, b = 9 * 9 * 3 * 4 + 4, 3 * 3 * 4 * 4
    table = next(one.value for one in lab.dataframe if "at this size" in one.value).set_index("layer")
    assert table["parameters"].tolist() == [0, a, b]
    assert table["multiply-adds"].tolist() == [0, (a - 4) * 64, b * 64]
    assert table["activations"].tolist() == [3 * 64 * 4, 4 * 64 * 4, 4 * 64 * 4]
    assert table["at this size"].tolist() == [
        "less than the object",
        "the object",
        "more than the input: could be left out",
    ]
    assert [metric.value for metric in lab.metric][:2] == [f"{a + b:,}", f"{(a - 4 + b) * 64:,}"]
    said = " ".join(one.value for one in (*lab.markdown, *lab.info))
    assert "4·3·9·9 (weight) + 4 (bias) = 976" in said
    assert "1 layer could be left out" in said and "With an input of 10 × 10" in said
    # The second network at its own size, for LeNet does not fit 8 × 8: depth against depth.
    assert not any(one.proto.row_height for one in lab.dataframe)
    other = next(one.value for one in lab.dataframe if "LeNet" in one.value)
    assert other["LeNet"].tolist() == ["C1", "S2", "C3", "S4", "C5"]
    assert other["LeNet: parameters"].tolist() == [156, 0, 2416, 0, 48120]
    assert other["pasted text"].tolist() == ["a", "b", "", "", ""]
    assert f"| parameters | {a + b:,} | 50,692 |" in said


def test_rows_are_as_tall_as_the_longest_name_needs():
    assert tall_rows.heights(["a" * 57, "b"], 2) == {"height": 108}
    assert tall_rows.heights(["b", "a" * 58], 2) == {"height": 170, "row_height": 66}  # Streamlit breaks lines above 64
    assert tall_rows.heights(["a" * 200], 99) == {"height": 640, "row_height": 92}
    assert tall_rows.heights(["a" * 100_000], 99) == {"height": 640, "row_height": 260}
    assert tall_rows.heights([], 99) == {"height": 420}


def test_in_chinese_and_with_a_network_that_cannot_be_counted(visit):
    long = "a" * 100
    mystery = TEXT.replace("self.b(a)", f"torch.ops.own.mystery.default({long})").replace("a = self", f"{long} = self")
    lab = visit(PAGE, network="paste", open="networks", model_other="paste", lang="zh", model_text=mystery)
    assert not lab.exception
    assert lab.text_area(key=key("model text")).value == mystery  # as the link has it
    assert any("未计入" in one.value for one in lab.caption)
    tables = [one.proto for one in lab.dataframe if long in one.value.to_csv()]
    assert [one.row_height for one in tables] == [66]
    lab.text_area(key=key("other text")).set_value("rubbish").run()
    assert not lab.exception
    assert len(lab.error) == 1
    long = TEXT + "\n" * 400_000  # more than other fields take
    lab.text_area(key=key("model text")).set_value(long).run()
    assert lab.text_area(key=key("model text")).value == long
    assert "model_text" not in lab.query_params
    assert any("link_off" in one.value for one in lab.caption)


def test_a_stack_of_one_axis_is_a_stack_on_one_row(visit):
    stack = "~".join(f"conv1x2d1x{2**turn}" for turn in range(3))
    lab = visit(PAGE, preset="own", stack=stack, rows="1", columns="16")
    assert not lab.exception and not lab.error
    assert lab.dataframe[0].value["receptive field"].tolist() == ["1 × 2", "1 × 4", "1 × 8"]
