"""A model of one's own as it runs: Keras is the oracle of outputs, gradients, parameters and of what a cell reaches."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.errors import BadInput
from core.receptive_field.models import solve_config
from core.receptive_field.running import stored
from core.receptive_field.running.plan import plan_of

h5py = pytest.importorskip("h5py")
pytestmark = pytest.mark.slow
PROGRAM = Path(__file__).with_name("keras_models.py")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """(what the program says, the archive that Keras saved): TensorFlow starts once for all tests here."""
    path = tmp_path_factory.mktemp("models") / "dense.keras"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", PROGRAM, path],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parents[4])},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1]), path.read_bytes()


@pytest.mark.parametrize("model", ["branches", "dense"])
def test_its_own_weights_give_keras_s_own_outputs_and_gradients(told, model):
    found = told[0][model]
    assert found["parameters"][0] == found["parameters"][1]
    assert found["output"] < 1e-5
    assert found["gradient"] < 1e-5


def test_what_a_lit_cell_reaches_is_what_the_formula_says(told):
    (layers, compared, differing), chain = told[0]["branches"]["check"], told[0]["dense"]["check"]
    assert (layers, differing, chain[2]) == (26, [], [])
    assert compared > 10_000
    # Three cells on the input's two pointwise or sliding layers and the pool, then three units on all cells:
    # 32 × 45 twice the input's size, 28 × 41 behind the 5 × 5 kernel, half of it behind the pool.
    assert chain[:2] == [3, 3 * (32 * 45 + 28 * 41 + 14 * 20) + 3 * 32 * 45]


def test_gradients_stay_in_the_box_unless_a_branch_sees_everything(told):
    box, gate = told[0]["box"], told[0]["gate"]
    # Stride 2, kernel (3, 5), "same" on 21 × 18: one row above (odd size), one column on the left; unit (5, 4).
    assert box["box"] == [9, 7, 11, 11]
    assert box["outside"] == 0 < gate["outside"] < 0.5
    for found in (box, gate):
        assert found["same"] == 0  # however it is cut into calls
        assert found["samples"] == [3, 3]
        assert found["total"] == pytest.approx(3)
    assert box["variance"] == pytest.approx(2 / (3 * 5 * 3), rel=0.2)


def hostile(data, change):
    """The archive with its file of weights changed."""
    old = zipfile.ZipFile(io.BytesIO(data))
    raw, out = io.BytesIO(old.read("model.weights.h5")), io.BytesIO()
    with h5py.File(raw, "r+") as file:
        change(file)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("config.json", old.read("config.json"))
        archive.writestr("model.weights.h5", raw.getvalue())
    return out.getvalue()


def replaced(value, **options):
    def change(file):
        group = file["layers/conv2d/vars"]
        del group["0"]
        group.create_dataset("0", data=value, **options) if not isinstance(
            value, h5py.ExternalLink | h5py.SoftLink
        ) else (group.__setitem__("0", value))

    return change


def virtual(file):
    layout = h5py.VirtualLayout((5, 5, 3, 4), "f4")
    layout[...] = h5py.VirtualSource("/etc/hostname", "x", (5, 5, 3, 4))
    del file["layers/conv2d/vars/0"]
    file.create_virtual_dataset("layers/conv2d/vars/0", layout)


def plan(data):
    config = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("config.json"))
    return plan_of(config, solve_config(config), "pool")


KERNEL = np.linspace(-1, 1, 300).reshape(5, 5, 3, 4)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (replaced(KERNEL[:4]), "has the shape 4×5×3×4 in the file, but 5×5×3×4"),
        (replaced(KERNEL.astype(np.int32)), "of the type int32"),
        (replaced(np.full((5, 5, 3, 4), b"x", object), dtype=h5py.string_dtype()), "of the type object"),
        (replaced(KERNEL * np.nan), "not all finite"),
        (replaced(h5py.ExternalLink("/etc/passwd", "/")), "has no numbers"),
        (replaced(h5py.SoftLink("/layers/dense/vars/0")), "has no numbers"),
        (replaced(KERNEL, compression="lzf"), "kept in a way"),
        (replaced(KERNEL, maxshape=(None, 5, 3, 4), chunks=(5, 5, 3, 4)), "has the shape"),
        (replaced(None, shape=(5, 5, 3, 4), dtype="f4", external=[("/etc/hostname", 0, 1200)]), "kept in a way"),
        (virtual, "kept in a way"),
        (lambda file: file["layers/conv2d/vars"].pop("0"), "has no numbers"),
        (lambda file: file.pop("layers"), "has no numbers"),
        (lambda file: file["layers/conv2d"].attrs.__setitem__("name", "other"), "keeps the numbers of layer other"),
    ],
)
def test_a_file_with_other_numbers_is_a_sentence(told, change, says):
    data = hostile(told[1], change)
    with pytest.raises(BadInput, match=says):
        stored.read(data, plan(data))


def test_compressed_numbers_and_a_bare_file_of_weights_are_read(told):
    wanted = plan(told[1])
    usual = stored.read(told[1], wanted)
    for options in ({"compression": "gzip"}, {"compression": "gzip", "shuffle": True, "chunks": (2, 5, 3, 4)}):
        data = hostile(told[1], replaced(KERNEL.astype(np.float16), **options))
        found = stored.read(data, wanted)
        np.testing.assert_array_equal(found.numbers[("conv",)][0], KERNEL.astype(np.float16))
        assert found.digest != usual.digest
    bare = zipfile.ZipFile(io.BytesIO(told[1])).read("model.weights.h5")
    assert stored.read(bare, wanted) == usual


def test_an_extra_array_is_left_alone(told):
    data = hostile(told[1], lambda file: file.create_dataset("layers/conv2d/vars/7", data=np.zeros(3)))
    assert stored.read(data, plan(data)).numbers[("conv",)][0].shape == (5, 5, 3, 4)


def test_a_piece_that_unpacks_to_more_than_it_may_is_a_sentence(told):
    import zlib

    def bomb(file):
        group = file["layers/conv2d/vars"]
        del group["0"]
        kept = group.create_dataset("0", (5, 5, 3, 4), "f4", chunks=(5, 5, 3, 4), compression="gzip")
        kept.id.write_direct_chunk((0, 0, 0, 0), zlib.compress(bytes(20_000_000)))

    data = hostile(told[1], bomb)
    # Twenty million bytes in the file are a thousand numbers of the layer: what is beyond them is never unpacked.
    assert not stored.read(data, plan(data)).numbers[("conv",)][0].any()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "damaged"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "damaged"),
        (b"PK\x03\x04 no archive", "not a valid ZIP archive"),
        (b"\x80\x02}q\x00.", "pickle"),
        (bytes(stored.MAX_FILE + 1), "more than 64 MB"),
    ],
)
def test_what_is_no_file_of_weights_is_a_sentence(told, data, says):
    with pytest.raises(BadInput, match=says):
        stored.read(data, plan(told[1]))


def test_an_archive_that_unpacks_to_too_much_or_holds_no_weights_is_a_sentence(told):
    for content, says in (({"model.weights.h5": bytes(stored.MAX_FILE + 1)}, "unpack to more"), ({"a": b""}, "has no")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, value in content.items():
                archive.writestr(name, value)
        with pytest.raises(BadInput, match=says):
            stored.read(out.getvalue(), plan(told[1]))
