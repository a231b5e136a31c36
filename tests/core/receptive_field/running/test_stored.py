"""A model's numbers read from archives that are written here array by array, as Keras lays them out; and what is refused."""

import io
import json
import zipfile

import numpy as np
import pytest

from core.errors import BadInput
from core.receptive_field.running import stored
from tests.core.receptive_field.running.keras_configs import conv, layer, model, planned

h5py = pytest.importorskip("h5py")
CONFIG = model(
    layer("Normalization", "adapted", ["in"], axis=-1),
    conv("conv", "adapted", filters=4, kernel_size=5),
    layer("MaxPooling2D", "pool", ["conv"], pool_size=2),
    shape=(None, 16, 16, 3),
)
PLAN = planned(CONFIG, "pool")
KERNEL = np.linspace(-1, 1, 300).reshape(5, 5, 3, 4)
NUMBERS = {
    "normalization": (np.array([1.0, 2, 3]), np.array([4.0, 5, 6]), np.int64(50)),
    "conv2d": (KERNEL[::-1], np.arange(4.0)),
}


def saved():
    """An archive as model.save() writes it: layers by the name of their class, arrays by their place, a name beside them."""
    raw, out = io.BytesIO(), io.BytesIO()
    with h5py.File(raw, "w") as file:
        for kind, name in (("normalization", "adapted"), ("conv2d", "conv")):
            group = file.create_group(f"layers/{kind}")
            group.attrs["name"] = name
            for place, values in enumerate(NUMBERS[kind]):
                group.create_dataset(f"vars/{place}", data=np.asarray(values, None if np.ndim(values) == 0 else "f4"))
        file.create_dataset("layers/dense/vars/0", data=KERNEL.astype("f4"))
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("config.json", json.dumps(CONFIG))
        archive.writestr("model.weights.h5", raw.getvalue())
    return out.getvalue()


SAVED = saved()


def test_each_layer_gets_its_own_numbers_in_float32():
    found = stored.read(SAVED, PLAN).numbers
    assert list(found) == [("adapted",), ("conv",)]
    for layer_name, kind in ((("adapted",), "normalization"), (("conv",), "conv2d")):
        for values, wanted in zip(found[layer_name][:2], NUMBERS[kind], strict=False):
            assert values.dtype == np.float32
            np.testing.assert_array_equal(values, np.float32(wanted))
    assert found[("adapted",)][2] == 0  # how many numbers it was adapted to is no part of its result


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
        if isinstance(value, h5py.ExternalLink | h5py.SoftLink):
            group["0"] = value
        else:
            group.create_dataset("0", data=value, **options)

    return change


def virtual(file):
    layout = h5py.VirtualLayout((5, 5, 3, 4), "f4")
    layout[...] = h5py.VirtualSource("/etc/hostname", "x", (5, 5, 3, 4))
    del file["layers/conv2d/vars/0"]
    file.create_virtual_dataset("layers/conv2d/vars/0", layout)


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
        (lambda file: file["layers/conv2d"].attrs.__setitem__("name", "other"), "has the numbers of layer other"),
    ],
)
def test_a_file_with_other_numbers_is_a_sentence(change, says):
    data = hostile(SAVED, change)
    with pytest.raises(BadInput, match=says):
        stored.read(data, PLAN)


def test_compressed_numbers_and_a_bare_file_of_weights_are_read():
    wanted = PLAN
    usual = stored.read(SAVED, wanted)
    for options in ({"compression": "gzip"}, {"compression": "gzip", "shuffle": True, "chunks": (2, 5, 3, 4)}):
        data = hostile(SAVED, replaced(KERNEL.astype(np.float16), **options))
        found = stored.read(data, wanted)
        np.testing.assert_array_equal(found.numbers[("conv",)][0], KERNEL.astype(np.float16))
        assert found.digest != usual.digest
    bare = zipfile.ZipFile(io.BytesIO(SAVED)).read("model.weights.h5")
    assert stored.read(bare, wanted) == usual


def test_an_extra_array_is_left_alone():
    data = hostile(SAVED, lambda file: file.create_dataset("layers/conv2d/vars/7", data=np.zeros(3)))
    assert stored.read(data, PLAN).numbers[("conv",)][0].shape == (5, 5, 3, 4)


def test_a_piece_that_unpacks_to_more_than_it_may_is_a_sentence():
    import zlib

    def bomb(file):
        group = file["layers/conv2d/vars"]
        del group["0"]
        kept = group.create_dataset("0", (5, 5, 3, 4), "f4", chunks=(5, 5, 3, 4), compression="gzip")
        kept.id.write_direct_chunk((0, 0, 0, 0), zlib.compress(bytes(20_000_000)))

    data = hostile(SAVED, bomb)
    # Twenty million bytes in the file are a thousand numbers of the layer: what is beyond them is never unpacked.
    assert not stored.read(data, PLAN).numbers[("conv",)][0].any()


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
def test_what_is_no_file_of_weights_is_a_sentence(data, says):
    with pytest.raises(BadInput, match=says):
        stored.read(data, PLAN)


def test_an_archive_that_unpacks_to_too_much_or_holds_no_weights_is_a_sentence():
    for content, says in (({"model.weights.h5": bytes(stored.MAX_FILE + 1)}, "unpack to more"), ({"a": b""}, "has no")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, value in content.items():
                archive.writestr(name, value)
        with pytest.raises(BadInput, match=says):
            stored.read(out.getvalue(), PLAN)
