"""The page Receptive field: figures by hand and from the published table, editing, bad input, addresses."""

import hashlib
import json

import numpy as np
import pytest
import scipy.signal
import streamlit as st

from core.receptive_field import STACKS
from core.words import gettext
from pages.parts.receptive_field import editor
from pages.shared import downloads
from pages.shared.page import Page
from tests.pages.reading import grids, key_of, query_of, refused, said

PAGE = "receptive_field"
key = key_of(PAGE)


def last_row(lab):
    return lab.dataframe[0].value.iloc[-1]


def test_it_opens_on_the_chapters_stack_whose_last_unit_sees_all_nine_cells(visit):
    lab = visit(PAGE)
    assert not lab.exception
    table = lab.dataframe[0].value
    assert table["receptive field"].tolist() == ["2", "3"]
    assert table["output"].tolist() == ["2", "1"]
    assert "z sees 9 of the 9 inputs." in said(lab)
    assert table.columns[1] == "receptive field"


def test_the_unit_19_sees_the_cells_0_1_3_and_4(visit):
    lab = visit(PAGE, layer="1", row="0", column="0")
    assert "rows 0 to 1 and columns 0 to 1: 4 of the 9 inputs." in said(lab)


@pytest.mark.parametrize(
    ("preset", "size", "stride", "padding"), [("VGG-16", "212", "32", "90"), ("AlexNet", "195", "32", "64")]
)
def test_presets_have_the_figures_of_the_published_table(visit, preset, size, stride, padding):
    """Araujo, Norris & Sim, Distill 2019, table 1."""
    lab = visit(PAGE)
    lab.selectbox(key=key("preset")).set_value(preset).run()
    row = last_row(lab)
    found = (row["receptive field"], row["effective stride"], row["effective padding"])
    assert not lab.exception
    assert found[:2] == (size, stride)
    assert preset != "VGG-16" or found[2] == padding


def test_a_layer_can_be_added_and_taken_back(visit):
    lab = visit(PAGE)
    lab.selectbox(key=key("preset")).set_value("LeNet").run()
    before = len(lab.dataframe[0].value)
    lab.button(key=key("add")).click().run()
    assert not lab.exception
    assert len(lab.dataframe[-1].value) == before + 1
    lab.button(key=key("undo")).click().run()
    assert lab.session_state[key("preset")] == "LeNet"


@pytest.mark.parametrize(
    ("place", "step", "expected"),
    [
        (1, "up", "pool2s2~conv3~conv5"),
        (0, "down", "pool2s2~conv3~conv5"),
        (0, "insert", "conv3~conv3p1~pool2s2~conv5"),
        (2, "delete", "conv3~pool2s2"),
    ],
)
def test_a_layer_is_moved_inserted_and_deleted_undone_and_redone(visit, place, step, expected):
    lab = visit(PAGE, preset="own", stack="conv3~pool2s2~conv5", rows="30", columns="30")
    lab.selectbox(key=key("place")).set_value(place).run()
    lab.button(key=key(step)).click().run()
    assert not lab.exception
    assert lab.session_state[key("stack")] == expected
    assert query_of(lab)["stack"] == expected
    lab.button(key=key("undo")).click().run()
    assert lab.session_state[key("stack")] == "conv3~pool2s2~conv5"
    lab.button(key=key("redo")).click().run()
    assert lab.session_state[key("stack")] == expected
    assert not lab.exception


def test_three_more_layers_keep_their_numbers_and_a_last_cell(visit):
    lab = visit(PAGE)
    for _ in range(3):
        lab.button(key=key("add")).click().run()
    assert not lab.exception and not lab.error
    assert last_row(lab)["output"] == "1"
    assert (lab.session_state[key("rows")], lab.session_state[key("columns")]) == (6, 6)
    # 2×2 kernels 0 1 2 3, five times over: the last number by NumPy's own sums.
    found = np.arange(36.0).reshape(6, 6)
    for _ in range(5):
        found = scipy.signal.correlate2d(found, np.arange(4.0).reshape(2, 2), "valid")
    assert grids(lab)["conv5"].tolist() == found.tolist()


def test_a_pool_is_put_behind_the_chosen_unit_s_layer(visit):
    lab = visit(PAGE, preset="own", stack="conv3~conv5", rows="30", columns="30", layer="1")
    lab.button(key=key("add pool")).click().run()
    assert lab.session_state[key("stack")] == "conv3~pool2s2~conv5"
    assert lab.session_state[key("layer")] == 2


@pytest.mark.parametrize(
    ("told", "stack", "rows"),
    [
        ({"edited_rows": {1: {"kernel": "3"}}, "added_rows": [], "deleted_rows": []}, "conv2~conv3", 4),
        (
            {"edited_rows": {}, "added_rows": [{"kind": "pool", "stride": "2"}], "deleted_rows": []},
            "conv2~conv2~pool3s2",
            5,
        ),
        ({"edited_rows": {}, "added_rows": [], "deleted_rows": [0]}, "conv2", 3),
        ({"edited_rows": {0: {"kernel": "two"}}, "added_rows": [], "deleted_rows": []}, "convtwos1p0d1~conv2s1p0d1", 3),
    ],
)
def test_what_is_typed_into_the_table_is_the_stack_and_the_input_grows_with_it(monkeypatch, told, stack, rows):
    state = {key(name): value for name, value in {"preset": "chapter", "stack": "", "rows": 3, "columns": 3}.items()}
    state |= {"editor": told, key("base"): STACKS["chapter"].layers, key("shown"): {}}
    monkeypatch.setattr(st, "session_state", state)
    editor._typed(Page(PAGE, "en", (), str), "editor")
    assert (state[key("preset")], state[key("stack")], state[key("rows")]) == ("own", stack, rows)


def test_the_last_layer_deleted_leaves_a_sentence_and_a_way_back(visit):
    lab = visit(PAGE, preset="own", stack="conv3", rows="9", columns="9")
    lab.button(key=key("delete")).click().run()
    assert not lab.exception
    assert any("no layers yet" in error.value for error in lab.error)
    lab.button(key=key("undo")).click().run()
    assert not lab.error
    assert lab.session_state[key("stack")] == "conv3"


def test_another_preset_can_be_taken_back(visit):
    lab = visit(PAGE)
    lab.selectbox(key=key("preset")).set_value("VGG-16").run()
    lab.button(key=key("undo")).click().run()
    assert not lab.exception
    assert lab.session_state[key("preset")] == "chapter"
    assert last_row(lab)["receptive field"] == "3"


def test_cells_never_seen_and_the_share_outside_stand_in_the_table(visit):
    # A 2×2 pool with stride 3 on 7 cells skips one row in three and the last ones: 4 of 7 rows and columns seen.
    lab = visit(PAGE, preset="own", stack="pool2s3~conv3p1", rows="7", columns="7")
    rows = lab.dataframe[-1].value
    assert rows["never seen"].tolist() == ["33", "33"]
    # The corner's box of the second layer: 3 · 3 − 1 = 8 cells from −3 on, 5 of them inside on each axis.
    assert rows["outside at the corner"].tolist() == ["0%", "61%"]


def test_a_stack_in_the_address_comes_back_with_the_same_figures(visit):
    lab = visit(PAGE, preset="own", stack="conv3x5d2~pool2s2", rows="20", columns="30")
    assert not lab.exception
    row = lab.dataframe[-1].value.iloc[-1]
    # Rows: 1 + 2·2 = 5, then + 1·1 = 6. Columns: 1 + 4·2 = 9, then 10.
    assert row["receptive field"] == "6 × 10"
    again = visit(PAGE, **query_of(lab))
    assert again.dataframe[-1].value.equals(lab.dataframe[-1].value)


@pytest.mark.parametrize(
    ("stack", "says"),
    [
        ("conv3s0", "stride"),
        ("conv99999", "kernel"),
        ("conv30", "The window of layer conv1 spans"),
        ("rubbish", "not a layer"),
        ("conv3~" * 101, "100"),
    ],
)
def test_a_bad_stack_is_a_sentence_and_the_page_stays(visit, stack, says):
    lab = visit(PAGE, preset="own", stack=stack, rows="16", columns="16")
    assert not lab.exception
    assert any(says in error.value for error in lab.error)


@pytest.mark.parametrize("value", [0, -1, 10**9])
def test_an_input_of_no_possible_size_is_a_sentence(visit, value):
    lab = visit(PAGE)
    refused(lab, "number_input", key("rows"), value, "from 1 to 4096")


@pytest.mark.parametrize(
    "query", [{}, {"preset": "VGG-16", "rows": "224", "columns": "200", "layer": "9", "row": "50"}]
)
def test_every_picture_table_and_snippet_is_offered(visit, query, monkeypatch):
    monkeypatch.setattr(downloads, "save", downloads.offer)  # as if every "Save…" were open
    lab = visit(PAGE, **query)
    assert not lab.exception
    names = {button.proto.label for button in lab.get("download_button")}
    assert {"layers.csv", "layers.json", "layers.md", "model_keras.py", "model_pytorch.py"} <= names
    for kind in ("receptive field", "unit on a picture", "growth"):
        assert f"{kind}.png" in names
        assert f"{kind}.svg" in names


def test_the_page_speaks_chinese(visit):
    lab = visit(PAGE, lang="zh")
    assert lab.title[0].value == gettext("zh")("Receptive field")
    assert gettext("zh")("receptive field") in lab.dataframe[0].value.columns


def open_networks(visit, **query):
    lab = visit(PAGE, **query)
    lab.session_state[key("open")] = "networks"
    return lab.run()


def pasted(visit, text):
    return open_networks(visit, network="paste").text_area(key=key("model text")).set_value(text).run()


def describe(lab, config, *texts):
    """Type into the table of unknown layers, as the browser tells of it."""
    lab.session_state[key(f"described {hashlib.sha256(config.encode()).hexdigest()[:16]} en")] = {
        "edited_rows": {place: {"does": text} for place, text in enumerate(texts)},
        "added_rows": [],
        "deleted_rows": [],
    }
    return lab.run()


def model_table(lab):
    return next(d.value for d in lab.dataframe if "a unit sees" in d.value.columns)


def test_a_named_network_has_its_published_field(visit):
    lab = open_networks(visit, network="InceptionV3")
    assert not lab.exception
    row = model_table(lab).iloc[-1]
    assert (row["receptive field"], row["effective stride"], row["effective padding"]) == ("1311", "32", "618")


def test_a_pasted_model_is_answered_and_an_unknown_layer_can_be_described(visit):
    config = (
        '{"class_name": "Sequential", "config": {"name": "s", "layers": ['
        '{"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 32, 32, 3]}},'
        '{"class_name": "Conv2D", "config": {"name": "a", "kernel_size": [3, 3]}},'
        '{"class_name": "Mystery", "config": {"name": "m"}}]}}'
    )
    lab = pasted(visit, config)
    assert not lab.exception
    assert model_table(lab)["a unit sees"].iloc[-1] == "unknown"
    describe(lab, config, "conv5")
    assert not lab.exception
    assert model_table(lab)["receptive field"].iloc[-1] == "7"  # 3 + (5 − 1)


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"class_name": "Functional", "config": {}}', "[" * 5000])
def test_a_pasted_text_that_is_no_model_is_a_sentence_and_stays(visit, text):
    lab = open_networks(visit, network="paste")
    refused(lab, "text_area", key("model text"), text)


def upload(lab, data, name="m.keras"):
    lab.session_state[key("model upload open")] = True
    lab.run()
    return lab.file_uploader(key=key("model upload")).upload(name, data, "application/octet-stream").run()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"\x89HDF\r\n\x1a\n", b"\xff" * 100])
def test_an_uploaded_file_that_is_no_model_is_a_sentence(visit, data):
    lab = open_networks(visit, network="upload")
    upload(lab, data)
    assert not lab.exception
    assert lab.error


@pytest.mark.parametrize(
    ("size", "says"), [("banana", "input size"), ("999999999", "100000000"), ("8", "does not fit its input map")]
)
def test_an_input_size_that_does_not_fit_is_a_sentence(visit, size, says):
    import re

    lab = open_networks(visit, network="VGG16")
    lab.text_input(key=key("model_size")).set_value(size).run()
    assert not lab.exception
    assert any(re.search(says, error.value) for error in lab.error)


def sequential(*layers, size=(64, 64)):
    start = {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, *size, 1]}}
    return json.dumps({"class_name": "Sequential", "config": {"name": "s", "layers": [start, *layers]}})


def test_any_number_of_layers_can_be_described_and_then_the_warning_goes(visit):
    config = sequential(*({"class_name": "Mystery", "config": {"name": f"m{place}"}} for place in range(30)))
    lab = pasted(visit, config)
    assert "(+24)" in lab.warning[0].value
    describe(lab, config, *["3x3"] * 29)
    assert "m29" in lab.warning[0].value
    describe(lab, config, *["3x3"] * 29, "nonsense")
    assert lab.warning
    assert "nonsense" in lab.error[0].value
    describe(lab, config, *["3x3"] * 30)
    assert not lab.warning
    assert not lab.error
    assert model_table(lab)["receptive field"].iloc[-1] == "61"  # 1 + 30 · 2


def test_keras_s_own_layers_are_not_called_somebody_s(visit):
    config = sequential(
        {"class_name": "ConvLSTM2D", "config": {"name": "c"}}, {"class_name": "My", "config": {"name": "m"}}
    )
    lab = pasted(visit, config)
    own, keras = (warning.value for warning in lab.warning)
    assert "their own code: m." in own
    assert "Keras's own layers" in keras
    assert ": c." in keras


def test_the_layer_that_first_sees_an_object_is_marked(visit):
    lab = open_networks(visit, network="VGG16", model_object="52")
    # Simonyan & Zisserman's stack: conv4_1 is the first beyond 52 cells: pool3 sees 44, and two more steps of 8 make 60.
    assert "block4_conv1" in lab.success[0].value
    table = model_table(lab)
    assert table.loc[table["sees 52"] == "first", "layer"].tolist() == ["block4_conv1"]
    assert any("without the dense layers" in one.value for one in lab.caption)
    lab.text_input(key=key("model_object")).set_value("220").run()
    assert any("No layer sees an object of 220" in warning.value for warning in lab.warning)
    lab.text_input(key=key("model_object")).set_value("225").run()
    assert "An object of 225 × 225 is larger than the input of 224 × 224" in lab.error[0].value
    lab.text_input(key=key("model_object")).set_value("banana").run()
    assert not lab.exception
    assert lab.error


def test_what_matters_comes_first_and_units_that_differ_are_both_told(visit):
    lab = open_networks(visit, network="UNet")
    table = model_table(lab)
    assert list(table.columns[:4]) == ["layer", "receptive field", "effective stride", "effective padding"]
    assert table["receptive field"].iloc[-1] == "188 or 204"
    assert len(lab.info) == 1  # the centres of four joins in one sentence
    assert len(lab.info[0].value.splitlines()) == 1


def test_a_network_opens_with_its_own_picture_on_a_unit_inside_it(visit):
    config = sequential({"class_name": "Conv2D", "config": {"name": "a", "kernel_size": 3, "padding": "same"}})
    lab = pasted(visit, config)
    assert (lab.number_input(key=key("model_row")).value, lab.number_input(key=key("model_column")).value) == (32, 32)
    assert not any(box.key == key("preset") for box in lab.selectbox)  # the stack waits
    other = sequential({"class_name": "Conv2D", "config": {"name": "b", "kernel_size": 3}}, size=(20, 30))
    lab.number_input(key=key("model_row")).set_value(0).run()
    lab.text_area(key=key("model text")).set_value(other).run()
    assert (lab.number_input(key=key("model_row")).value, lab.number_input(key=key("model_column")).value) == (9, 14)
    assert lab.selectbox(key=key("model_layer")).value == "b"


def test_sound_and_volumes_have_a_table_and_are_told_why_there_is_no_picture(visit):
    for size, axes in (((9_600_000,), 1), ((9, 9, 9), 3)):
        lab = open_networks(visit, network="paste")
        layer = {"class_name": f"Conv{axes}D", "config": {"name": "a", "kernel_size": 3}}
        lab.text_area(key=key("model text")).set_value(sequential(layer, size=size)).run()
        assert not lab.exception
        assert f"this one has {axes} ax" in lab.info[0].value
        assert model_table(lab)["receptive field"].iloc[-1] == "3"


def test_inputs_are_chosen_by_name_whatever_is_in_it(visit):
    def start(name):
        config = {"name": name, "batch_shape": [None, 9, 9, 1]}
        return {"class_name": "InputLayer", "name": name, "config": config, "inbound_nodes": []}

    names = ["left, upper", "*right*"]
    add = {"class_name": "Add", "name": "sum", "config": {"name": "sum"}}
    add["inbound_nodes"] = [[[name, 0, 0, {}] for name in names]]
    outer = {"layers": [*map(start, names), add], "input_layers": [[name, 0, 0] for name in names]}
    config = {"class_name": "Functional", "config": {**outer, "output_layers": [["sum", 0, 0]]}}
    lab = pasted(visit, json.dumps(config))
    assert not lab.exception
    assert lab.selectbox(key=key("model_input")).options == names
    lab.selectbox(key=key("model_input")).set_value(names[1]).run()
    assert not lab.exception
    assert not lab.error
    assert model_table(lab)["a unit sees"].tolist() == ["nothing of this input", "a box", "a box"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("m.h5", b"\x89HDF\r\n\x1a\n", "HDF5"),
        ("m.pth", b"\x80\x02}q\x00.", "pickle"),
        ("m.bin", b"\x00" * 9, "not a model"),
    ],
)
def test_a_file_of_any_type_gets_the_terminals_sentence(visit, name, data, says):
    lab = open_networks(visit, network="upload")
    upload(lab, data, name)
    assert not lab.exception
    assert says in lab.error[0].value


def test_a_network_is_solved_once_however_often_it_is_shown(visit, monkeypatch):
    from pages.shared import cache

    calls = []
    solve = cache.solve
    monkeypatch.setattr(cache, "solve", lambda *given: calls.append(given) or solve(*given))
    lab = open_networks(visit, network="LeNet", model_size="45")
    lab.number_input(key=key("model_row")).set_value(1).run()
    assert not lab.exception
    assert len(calls) == 1


EXPORTED = """ExportedProgram:
    class GraphModule(torch.nn.Module):
        def forward(self, p_a_weight: "f32[4, 3, 5, 3]", x: "f32[1, 3, 32, 32]"):
            conv2d: "f32[1, 4, 14, 30]" = torch.ops.aten.conv2d.default(x, p_a_weight, None, [2, 1]);  x = p_a_weight = None
            relu: "f32[1, 4, 14, 30]" = torch.ops.aten.relu.default(conv2d);  conv2d = None
            return (relu,)
"""


def test_a_pasted_pytorch_program_is_recognised_and_answered(visit):
    lab = pasted(visit, EXPORTED)
    assert not lab.exception
    assert any("PyTorch (torch.export)" in caption.value for caption in lab.caption)
    assert model_table(lab)["receptive field"].iloc[-1] == "5 × 3"
    assert not lab.number_input(key=key("model_row")).disabled


def test_a_signals_table_has_milliseconds_with_a_sample_rate(visit):
    text = EXPORTED.replace("[4, 3, 5, 3]", "[4, 1, 400]").replace("[1, 3, 32, 32]", "[1, 1, 16000]")
    text = text.replace("[1, 4, 14, 30]", "[1, 4, 98]").replace("conv2d.default(", "conv1d.default(")
    lab = pasted(visit, text.replace("[2, 1]", "[160]"))
    assert not lab.exception
    lab.number_input(key=key("model_rate")).set_value(16000).run()
    assert not lab.exception
    row = model_table(lab).iloc[-1]
    # 400 and 160 samples of 1/16 ms.
    assert (row["receptive field (ms)"], row["effective stride (ms)"], row["effective padding (ms)"]) == (
        "25",
        "10",
        "0",
    )
