"""Uploads are decoded in a worker where they are large, and give the same picture or the same sentence there."""

import io
import json
import pickle

import numpy as np
import pytest
from PIL import Image

from core import csv_matrix, figures, images, keeping
from core.errors import BadInput, WorkerLost
from core.networks import reader, zoo
from pages.shared import cache
from tests.pages.executors import Here


@pytest.fixture
def recording(instead):
    return instead(Here())


def png(rows, columns):
    pixels = np.arange(rows * columns, dtype=np.uint32).reshape(rows, columns) % 251
    file = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(file, "PNG", compress_level=1)
    return file.getvalue()


def test_a_picture_of_the_labs_is_one_for_all_and_packed_once():
    picture = cache.picture("camera", 64, 0, False)
    assert cache.picture("camera", 64, 0, False) is picture and not picture.flags.writeable
    assert cache.file(picture) is cache.file(picture) == figures.grey_file(picture)
    assert cache.file(picture, (0.2, 0.4)) == figures.grey_file(picture, (0.2, 0.4)) != cache.file(picture)


def test_another_picture_in_the_same_place_of_memory_has_its_own_file():
    for shade in range(20):  # more than are kept
        values = np.full((16, 16), shade / 20)
        values.flags.writeable = False
        assert cache.file(values) == figures.grey_file(values)
    own = np.zeros((16, 16))
    assert cache.file(own) == figures.grey_file(np.zeros((16, 16)))
    own += 1.0
    assert cache.file(own) == figures.grey_file(np.ones((16, 16)))


def test_a_large_picture_is_decoded_in_a_worker_and_a_small_one_here(recording):
    small, large = png(40, 50), png(1500, 1400)
    assert not cache.is_large(small) and cache.is_large(large)
    np.testing.assert_array_equal(cache.decoded(small, 64).values, images.load_image(small, 64).values)
    assert recording.asked == []
    np.testing.assert_array_equal(cache.decoded(large, 64).values, images.load_image(large, 64).values)
    assert recording.asked == [images.load_image]


def test_what_is_wrong_with_a_large_file_is_the_same_sentence_and_a_lost_worker_is_one_too(recording):
    cut = png(1500, 1400)[:-5000]
    with pytest.raises(BadInput, match="not a complete PNG, JPEG or WebP file"):
        cache.decoded(cut, 64)
    recording.failure = WorkerLost(
        "no result within {seconds:g} seconds; try again, or use a smaller input", seconds=30.0
    )
    with pytest.raises(BadInput, match="no result within 30 seconds"):
        cache.decoded(png(1500, 1400), 64)


def test_a_long_file_counts_as_large_whatever_is_in_it():
    assert cache.is_large(bytes(cache.QUICK_BYTES + 1))
    assert not cache.is_large(b"no picture")


def test_a_large_file_of_a_model_is_read_in_a_worker_and_a_small_one_here(recording):
    small = json.dumps(zoo.network("LeNet")["config"]).encode()
    here = cache.model_read(reader.read, small)
    assert recording.asked == []
    there = cache.model_read(reader.read, small + b" " * cache.QUICK_BYTES)
    assert recording.asked == [reader.read]
    assert [node.name for node in there.graph.nodes] == [node.name for node in here.graph.nodes]
    assert pickle.loads(pickle.dumps(there)).graph.nodes == there.graph.nodes  # so it comes home from a real one


def test_what_is_kept_of_a_large_picture_or_matrix_is_a_workers_work(recording):
    small, large = png(40, 50), png(1500, 1400)
    assert cache.plain(small, 64) == keeping.plain_picture(small, 64)
    assert cache.matrix(b"1,2\n3,4\n").tolist() == [[1, 2], [3, 4]]
    assert recording.asked == []
    assert cache.plain(large, 64) == keeping.plain_picture(large, 64)
    assert cache.matrix(b"1,2\n3,4\n" + b"\n" * cache.QUICK_BYTES).tolist() == [[1, 2], [3, 4]]
    assert recording.asked == [keeping.plain_picture, csv_matrix.read]
