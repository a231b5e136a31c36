"""The topic Feature maps: opened from any link, trained, stopped and gone on, and the browser's sums held to core's."""

import json
from concurrent.futures import Future

import numpy as np
import pytest

from core import feature_maps, workers
from core.feature_maps import Setting, Unit, units
from core.feature_maps.network import first_weights
from pages.parts.receptive_field.topics.feature_maps import explorer, share
from pages.parts.receptive_field.topics.feature_maps import job as jobs
from tests.pages.executors import ended
from tests.pages.reading import component, key_of, sent
from tests.scripts import ROOT, call

PAGE = "receptive_field"
key = key_of(PAGE)
TOPIC = ROOT / "pages" / "parts" / "receptive_field" / "topics" / "feature_maps"
SMALL = {"maps_channels": "2", "maps_batch": "256", "maps_epochs": "1"}  # 15 updates


class Plain:
    """A page that speaks English."""

    @staticmethod
    def translate(text):
        return text


@pytest.mark.parametrize("setting", [Setting(channels=3), Setting(channels=2, kernel=5, depth=3, pooling="average")])
def test_the_browser_computes_maps_and_sums_as_core_does(monkeypatch, setting):
    weights = first_weights(setting)
    weights[1][:] = 0.25
    answer = feature_maps.forward(setting, weights, feature_maps.pictures(2, 0.1, 1)[0][3])
    sent = {}
    monkeypatch.setattr(explorer, "_mount", lambda **found: sent.update(found))
    monkeypatch.setattr(explorer, "remember", lambda *_: None)
    explorer.explorer(Plain(), setting, weights, answer, key="k", selected=Unit(), on_change=lambda: None)
    rng = np.random.default_rng(0)
    chosen = [
        units.nearest_unit(setting, Unit(stage, *map(int, rng.integers(0, 28, 3))))
        for stage in range(1, 2 * setting.depth + 1)
        for _ in range(4)
    ]
    cases = [[one.stage, one.channel, one.row, one.column] for one in chosen]
    program = (
        f"(unit) => {{ const stages = {json.dumps(sent['data']['stages'])}.map((one) => "
        "({ ...one, maps: numbersOf(one.maps), weights: one.weights && numbersOf(one.weights) }));"
        " return { exists: exists(stages, unit), field: fieldOf(stages[unit[0]], unit[2], unit[3]), ...sumOf(stages, unit) }; }"
    )
    drawn = rng.normal(size=(2, 28, 28)).round(2)
    looks = (
        f"(picture) => {{ const {{ stages, dense }} = {json.dumps({name: sent['data'][name] for name in ('stages', 'dense')})};"
        " const unpacked = (text) => new Float32Array(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer);"
        " const all = stages.map((one) => ({ ...one, weights: one.weights && unpacked(one.weights) }));"
        " const { stages: made, probabilities } = forward(all, dense.map(unpacked), picture);"
        " return { maps: made.map((one) => Array.from(one.maps)), probabilities }; }"
    )
    pictures = [one.ravel().tolist() for one in drawn]
    for one, found in zip(drawn, call(TOPIC / "explorer" / "forward.js", looks, pictures), strict=True):
        expected = feature_maps.forward(setting, weights, one)
        for stage, maps in zip(expected.stages, found["maps"], strict=True):
            np.testing.assert_allclose(maps, np.moveaxis(stage.maps, 2, 0).ravel(), rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(found["probabilities"], expected.probabilities, rtol=1e-5)
    for one, found in zip(chosen, call(TOPIC / "explorer" / "unit.js", program, cases), strict=True):
        top, left, bottom, right = units.field(setting, one)
        assert found["exists"]
        assert found["field"] == {"top": top, "left": left, "bottom": bottom, "right": right}
        written = units.sum_of(setting, weights, answer, one)
        assert found["value"] == pytest.approx(written.value, rel=1e-6)
        inputs = np.array([[term[0] for term in row["terms"]] for row in found["rows"]])
        np.testing.assert_allclose(inputs.T, written.inputs.reshape(-1, written.inputs.shape[2]), rtol=1e-6)
        if written.kernel is not None:
            taps = np.array([[term[1] for term in row["terms"]] for row in found["rows"]])
            np.testing.assert_allclose(taps.T, written.kernel.reshape(-1, written.kernel.shape[2]), rtol=1e-6)
            assert max(0.0, found["sum"]) == pytest.approx(written.value, rel=1e-5, abs=1e-6)


def test_a_unit_moves_inside_its_layer_alone():
    stages = [{}, {"side": 14, "channels": 2}]
    moves = [[[1, 0, 0, 0], [-1, -1, -1]], [[1, 1, 13, 13], [1, 1, 1]], [[1, 0, 3, 4], [1, 0, 1]]]
    found = call(TOPIC / "explorer" / "unit.js", f"([unit, by]) => moved({json.dumps(stages)}, unit, by)", moves)
    assert found == [[1, 0, 0, 0], [1, 1, 13, 13], [1, 1, 3, 5]]


def test_products_are_saved_a_row_each():
    setting = Setting(channels=2)
    weights = first_weights(setting)
    answer = feature_maps.forward(setting, weights, feature_maps.pictures(2, 0.1, 1)[0][0])
    conv = share.products(units.sum_of(setting, weights, answer, Unit(3, 1, 5, 5)))
    assert len(conv) == 3 * 3 * 2
    assert max(0.0, conv["product"].sum()) == pytest.approx(answer.stages[3].maps[5, 5, 1])
    pool = share.products(units.sum_of(setting, weights, answer, Unit(2, 1, 5, 5)))
    assert pool["input"].max() == answer.stages[2].maps[5, 5, 1]


def test_kernels_are_saved_with_their_number_and_row():
    first = np.arange(3 * 3 * 2.0).reshape(3, 3, 1, 2)
    table = share.kernel_table(first)
    assert list(table.columns) == ["kernel", "row", "column 0", "column 1", "column 2"]
    assert table["kernel"].tolist() == [0, 0, 0, 1, 1, 1]
    assert table["row"].tolist() == [0, 1, 2, 0, 1, 2]
    np.testing.assert_array_equal(table.iloc[4, 2:].to_numpy(float), first[1, :, 0, 1])


def test_maps_are_saved_as_one_block_of_tiles():
    maps = np.arange(3 * 2 * 2.0).reshape(2, 2, 3)
    found = share.block(maps)
    assert found.shape == (5, 5)
    np.testing.assert_array_equal(found[:2, :2], maps[..., 0])
    np.testing.assert_array_equal(found[:2, 3:], maps[..., 1])
    np.testing.assert_array_equal(found[3:, :2], maps[..., 2])
    assert not found[2].any() and not found[:, 2].any() and not found[3:, 3:].any()


@pytest.fixture
def at_once(monkeypatch):
    """Workers whose answers are there at once, and no TensorFlow: an update changes nothing. Gives the calls."""
    calls = []

    def advance(setting, state, updates):
        count = min(updates, setting.updates - state.updates)
        calls.append((setting.rate, state.updates, count))
        after = feature_maps.State(state.updates + count, state.weights, (), "", state.seconds + 0.01)
        check = feature_maps.Check(after.updates, 1.0, 0.5, 1.0, 0.5)
        return after, feature_maps.Progress(np.ones(count, np.float32), (check,))

    def send(order, function, *args):
        future = Future()
        future.set_result(function(*args))
        return future

    monkeypatch.setattr(workers, "send", send)
    monkeypatch.setattr(jobs.feature_maps, "advance", advance)
    return calls


def test_a_training_keeps_what_it_has_made_when_its_rate_and_epochs_turn(at_once):
    job = jobs.Training((Setting(channels=2, batch=256, epochs=2),))
    job.tick()
    job.stop()
    job.tick()  # what was in flight still counts
    made = job.states[0].updates
    assert made == jobs.FIRST_CHUNK
    job.change(rate=0.001, epochs=1)
    job.resume()
    ended(job)
    assert job.states[0].updates == 15
    assert job.rates == [(0, 0.005), (made, 0.001)]
    assert len(job.losses[0]) == 15
    assert sum(count for _rate, _made, count in at_once) == 15
    assert {rate for rate, begun, _count in at_once if begun >= made} == {0.001}


def test_several_trainings_are_all_made_to_their_end_in_two_lanes(at_once):
    wanted = feature_maps.sweep(Setting(batch=256), channels=(1, 2), epochs=1)
    job = jobs.Training(wanted)
    ended(job)
    assert job.finished
    assert job.fraction == 1
    assert [state.updates for state in job.states] == [15] * 12


def test_a_training_that_is_repeated_rests_where_its_link_was_made_and_then_goes_on(at_once):
    job = jobs.Training((Setting(channels=2, batch=256, epochs=2),), until=13)
    ended(job)
    assert job.states[0].updates == 13
    assert not job.finished
    job.resume()
    ended(job)
    assert job.states[0].updates == 30


def test_another_network_is_another_and_another_rate_is_not():
    own = jobs.network_of(Setting())
    assert jobs.network_of(Setting(rate=0.1, epochs=3)) == own
    assert jobs.network_of(Setting(channels=4)) != own
    assert jobs.network_of(Setting(seed=1)) != own


def test_it_opens_untrained_in_both_languages_with_every_map(visit):
    for language in ("en", "zh"):
        lab = visit(PAGE, open="maps", lang=language)
        assert not lab.exception
        assert not lab.error
        sent = component(lab, "stages")
        assert [(one["channels"], one["side"]) for one in sent["stages"]] == [
            (1, 28), (8, 28), (8, 14), (8, 14), (8, 7)
        ]  # fmt: skip
        assert sum(sent["probabilities"]) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    "query",
    [
        {"maps_x": "1_2~3_4", "maps_source": "drawn"},
        {"maps_x": "1e300", "maps_source": "drawn"},
        {"maps_x": "~".join(["_".join(["1e99"] * 28)] * 28), "maps_source": "drawn"},
        {"maps_channels": "16", "maps_kernel": "7", "maps_depth": "3", "maps_epochs": "100"},
        {"maps_sweep_channels": "99999999 0", "maps_sweep_epochs": "100"},
        {"maps_sweep_channels": ""},
    ],
    ids=lambda query: str(query)[:60],
)
def test_a_link_that_asks_for_the_impossible_is_answered_by_a_sentence(visit, query):
    lab = visit(PAGE, open="maps", **query)
    assert not lab.exception
    assert lab.error or lab.warning


def test_a_link_names_a_unit_beyond_the_network_or_a_cut_beyond_the_photograph(visit):
    lab = visit(
        PAGE, open="maps", maps_unit_stage="6", maps_unit_row="27", maps_source="photograph", maps_top="111",
        maps_left="111", maps_channels="2",
    )  # fmt: skip
    assert not lab.exception
    assert not lab.error
    assert component(lab, "stages")["selected"] == [4, 0, 6, 6]


@pytest.mark.slow
def test_it_is_trained_stepped_and_forgotten_and_tells_its_accuracy(visit):
    lab = visit(PAGE, open="maps", **SMALL)
    lab.button(key=key("maps step")).click().run()
    assert not lab.exception
    job = lab.session_state[key("maps training")]
    assert job.states[0].updates == 1
    lab.button(key=key("maps begin")).click().run()
    ended(job)
    lab.run()
    assert not lab.exception
    assert not lab.error
    assert job.states[0].updates == 15
    assert any("all epochs completed" in one.value for one in lab.markdown)
    assert lab.query_params["maps_trained"] == "15"
    curves = [one["name"] for one in component(lab, "series")["series"]]
    assert curves == ["batch", "seen pictures", "unseen pictures"]
    lab.number_input(key=key("maps_seed")).set_value(3).run()
    assert lab.session_state[key("maps training")] is None
    assert "maps_trained" not in lab.query_params


def test_a_link_of_a_trained_network_offers_to_train_it_again_to_the_same_update(visit, at_once):
    lab = visit(PAGE, open="maps", maps_trained="7", **SMALL)
    assert any("after 7 updates" in one.value for one in lab.info)
    begin = lab.button(key=key("maps begin"))
    assert begin.label == "Train it again"
    begin.click().run()
    job = lab.session_state[key("maps training")]
    while job.busy:
        job.tick()
    lab.run()
    assert job.states[0].updates == 7
    assert lab.query_params["maps_trained"] == "7"
    assert lab.button(key=key("maps begin")).label == "Resume"
    job.rates.append((5, 0.001))  # turned in mid-run
    job.checks[0][:] = [feature_maps.Check(25 * place, 2.08, 0.1, 2.08, 1 / 8) for place in range(6)]
    lab.run()
    assert any("the saved program repeats" in one.value for one in lab.caption)
    assert any("the network is dead" in one.value for one in lab.warning)
    # Another network is not the one that the link had trained.
    lab.number_input(key=key("maps_seed")).set_value(3).run()
    assert "maps_trained" not in lab.query_params


def test_three_first_layers_are_three_curves_and_a_sweep_is_a_line_for_each_size(visit, at_once):
    lab = visit(PAGE, open="maps", maps_sweep_channels="1 2", maps_sweep_epochs="1", **SMALL)
    for name in ("first", "sweep"):
        lab.button(key=key(f"maps {name} begin")).click().run()
        job = lab.session_state[key(f"maps {name}")]
        ended(job)
    lab.run()
    assert not lab.exception
    assert not lab.error
    curves = sent(lab, "series")
    # The chart of the sweep is read by keys, so it has its series as well.
    assert ["learns", "Sobel kernels, frozen", "random kernels, frozen"] in [
        [one["name"] for one in curve["series"]] for curve in curves
    ]
    outcomes = next(one.value for one in lab.dataframe if "parameters that learn" in one.value)
    assert outcomes["updates to 95% (checked every 25)"].tolist() == ["not reached"] * 3
    assert outcomes["last accuracy on unseen pictures"].tolist() == [0.5] * 3
    frozen = 2 * (3 * 3 + 1)  # two kernels of 3 × 3 and their biases
    whole = Setting(channels=2).parameters
    assert outcomes["parameters that learn"].tolist() == [whole, whole - frozen, whole - frozen]
    table = lab.dataframe[-1].value
    assert len(table) == 12
    assert set(zip(table["kernel size"], table["channels"], table["convolutions"], strict=True)) == {
        (kernel, channels, depth) for kernel in (3, 5, 7) for channels in (1, 2) for depth in (2, 3)
    }
    assert table["parameters"].iloc[0] == Setting(channels=1).parameters
    assert lab.get("vega_lite_chart") or lab.get("arrow_vega_lite_chart")
