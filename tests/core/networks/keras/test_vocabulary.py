"""Every layer and operation of Keras's own is known, or said not to be known yet; what is said is what Keras does."""

import contextlib
import io
import json
import textwrap
import warnings

import numpy as np
import pytest

from core import workers
from core.keras_graph import receptive_fields, solve_config
from core.networks.keras.layers import operation
from core.networks.keras.vocabulary import CODE, UNLISTED
from core.receptive_field.cells import seen

ABSTRACT = {"Layer", "Wrapper", "InputLayer"}  # no model holds one, or it is read elsewhere
GENERIC = {
    "kernel_size": 3,
    "height": 4,
    "width": 4,
    "output_size": 2,
    "equation": "abc,cd->abd",
    "layer": {"class_name": "Dense", "config": {"name": "inner"}},
}
# Operations whose effect on places is not worked out yet; a new one in Keras must come here or be answered.
UNLISTED_OPS = set(
    """
    AssociativeScan Cond ForiLoop Map Scan Scatter ScatterUpdate Slice SliceUpdate Switch Unstack VectorizedMap WhileLoop
    Rearrange Function
    AffineTransform CropImages ElasticTransform ExtractPatches GaussianBlur MapCoordinates PadImages
    PerspectiveTransform RGBToGrayscale SSIM ScaleAndTranslate SobelEdges
    Cholesky CholeskyInverse Det Eig Eigh Inv JVP Lstsq LuFactor MatrixRank Pinv Qr SVD Solve SolveTriangular
    CDist ExtractSequences FFT FFT2 IFFT2 IRFFT ISTFT InTopK Logdet RFFT STFT SegmentMax SegmentMin SegmentProd
    SegmentReduction SegmentSum TopK ViewAsComplex ViewAsReal
    AdaptiveAveragePool AdaptiveMaxPool BatchNorm BinaryCrossentropy CTCDecode CTCLoss CategoricalCrossentropy Conv
    ConvTranspose DepthToSpace DepthwiseConv DotProductAttention Fold Glu LayerNorm Moments MultiHot Normalize OneHot
    PSNR Polar RMSNorm SeparableConv SpaceToDepth SparseCategoricalCrossentropy Sparsemax Unfold
    AllClose Append Arange Argmax Argmin Argpartition Argsort Array ArraySplit Average Bincount BroadcastTo Corrcoef
    Correlate Cross Cumprod Cumsum Diag Diagflat Diagonal Diff Digitize Dot Dsplit Dstack Einsum EmptyLike ExpandDims
    Flip Fliplr Flipud Full FullLike Geomspace GetItem Histogram Hsplit Hstack Inner IsIn Kron Linspace Logspace Matmul
    Meshgrid Nanargmax Nanargmin Nancumprod Nancumsum Nanmedian Nanpercentile Nanquantile Ndim Nonzero OnesLike Outer
    Percentile Quantile Repeat Roll Rot90 SearchSorted Select Size Slogdet Sort Split Squeeze Stack Take TakeAlongAxis
    Tensordot Tile Trace Trapezoid Tri Tril Triu Unique UnravelIndex Vander Vdot Vsplit Vstack ZerosLike
    """.split()
)


def printed(program):
    """What the program prints, in a worker that has imported Keras."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(program, {})
    return output.getvalue()


def in_keras(program):
    """What a program prints as JSON, in a process that has Keras."""
    text = "import json, keras, numpy as np\n" + textwrap.dedent(program)
    return json.loads(workers.run(printed, text, timeout=300).splitlines()[-1])


@pytest.fixture(scope="module")
def kerass_own():
    return in_keras(
        """
        import importlib, inspect, pkgutil
        import keras.src.ops as ops
        from keras.src.ops.operation import Operation
        classes = [item for item in vars(keras.layers).values() if inspect.isclass(item)]
        layers = sorted({item.__name__ for item in classes if issubclass(item, keras.layers.Layer)})
        for module in pkgutil.walk_packages(ops.__path__, "keras.src.ops."):
            if not module.name.endswith("_test"):
                importlib.import_module(module.name)
        found, pending = set(), [Operation]
        while pending:
            for item in pending.pop().__subclasses__():
                pending.append(item)
                if ".ops." in item.__module__:
                    found.add((item.__module__, item.__name__))
        # What keras.layers.X(training=False) makes of a picture, where it can be made with such arguments.
        from keras.src.layers.preprocessing.image_preprocessing import base_image_preprocessing_layer as base
        picture = np.random.default_rng(0).random((1, 12, 14, 3), np.float32) * 255
        same = {}
        for item in classes:
            if not issubclass(item, base.BaseImagePreprocessingLayer):
                continue
            for arguments in ((), (0.5,), (0.5, 0.5), (6, 7), (3,)):
                try:
                    made = np.asarray(item(*arguments)(picture, training=False))
                except Exception:
                    continue
                same[item.__name__] = made.shape == picture.shape and bool(np.array_equal(made, picture))
                break
        print(json.dumps([layers, sorted(found), same]))
        """
    )


@pytest.mark.slow
def test_every_layer_of_keras_is_known_or_said_to_be_its_own_and_not_known_yet(kerass_own):
    layers = kerass_own[0]
    assert len(layers) > 120
    for name in layers:
        found = operation(name, "keras.layers", GENERIC, name)
        known = found.kind != "unknown"
        assert known or name in UNLISTED or name in CODE or name in ABSTRACT, name
        assert known or found.unlisted == (name not in CODE), name
        # A file of Keras 2 names no module.
        older = operation(name, None, GENERIC, name)
        assert (older.kind, older.unlisted) == (found.kind, found.unlisted) or name in ABSTRACT, name


@pytest.mark.slow
def test_every_operation_of_keras_is_known_or_said_to_be_its_own_and_not_known_yet(kerass_own):
    operations = kerass_own[1]
    assert len(operations) > 250
    for module, name in operations:
        found = operation(name, module, {"axis": None, "pool_size": 2, "pad_width": [[0, 0]] * 4, "size": [4, 4]}, name)
        assert found.kind != "unknown" or (found.unlisted and name in UNLISTED_OPS), name


@pytest.mark.slow
def test_augmentation_leaves_a_picture_as_it_is_at_inference(kerass_own):
    same = kerass_own[2]
    said = {name: operation(name, "keras.layers", GENERIC, name) for name in same}
    assert sum(same.values()) > 15
    for name, found in said.items():
        assert found.kind != "pointwise" or same[name], name


RESIZED = {
    "smaller": (["Resizing", [9, 10], {}], (21, 16)),
    "larger": (["Resizing", [20, 33], {}], (15, 22)),
    "nearest": (["Resizing", [9, 31], {"interpolation": "nearest"}], (21, 16)),
    "bicubic": (["Resizing", [14, 40], {"interpolation": "bicubic"}], (21, 16)),
    "antialias": (["Resizing", [9, 8], {"antialias": True}], (21, 16)),
    "lanczos3": (["Resizing", [9, 24], {"interpolation": "lanczos3", "antialias": True}], (21, 16)),
    "crop": (["Resizing", [9, 9], {"crop_to_aspect_ratio": True}], (20, 31)),
    "pad": (["Resizing", [9, 9], {"pad_to_aspect_ratio": True}], (20, 31)),
    "centre": (["CenterCrop", [10, 7], {}], (21, 16)),
    "too small": (["CenterCrop", [10, 20], {}], (21, 16)),
    "adaptive": (["AdaptiveAveragePooling2D", [[5, 4]], {}], (21, 18)),
    "up": (["UpSampling2D", [], {"size": [2, 3], "interpolation": "bicubic"}], (9, 8)),
}


@pytest.fixture(scope="module")
def resized():
    """Each model's configuration, and by experiment which cells of the input each output cell changes with."""
    return in_keras(
        f"""
        import tensorflow as tf
        found = {{}}
        for name, ((kind, arguments, options), size) in {RESIZED!r}.items():
            layer = getattr(keras.layers, kind)(*arguments, **options, name="it")
            model = keras.Sequential([keras.Input((*size, 1)), layer])
            cells = size[0] * size[1]
            lit = np.eye(cells, dtype=np.float32).reshape(cells, *size, 1)
            moved = np.abs(np.asarray(model(lit, training=False))) > 1e-5
            found[name] = model.get_config(), moved[..., 0].tolist()
        print(json.dumps(found))
        """
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", RESIZED)
def test_resizing_and_cropping_see_what_keras_lets_them_see(resized, name):
    config, moved = resized[name]
    size = RESIZED[name][1]
    solution = solve_config({"class_name": "Sequential", "config": config})
    moved = np.array(moved).reshape(*size, *solution.rows[-1].size)
    for unit in np.ndindex(*solution.rows[-1].size):
        found = np.argwhere(moved[(..., *unit)])
        top, left, bottom, right = solution.rows[-1].field.region(*unit)
        mask = seen(solution, "it", unit)[solution.source]
        if not len(found):  # padding alone
            assert not mask.any()
            continue
        box = (*found.min(axis=0).tolist(), *found.max(axis=0).tolist())
        clipped = (max(top, 0), max(left, 0), min(bottom, size[0] - 1), min(right, size[1] - 1))
        if name in ("crop", "too small"):  # at a cut the field goes on, as it does beyond a border
            assert all(clipped[axis] <= box[axis] and box[2 + axis] <= clipped[2 + axis] for axis in (0, 1)), unit
        else:
            assert box == clipped, unit
        assert np.argwhere(mask).min(axis=0).tolist() == list(box[:2]), unit
        assert np.argwhere(mask).max(axis=0).tolist() == list(box[2:]), unit


def test_without_a_size_a_resized_map_is_unknown_and_the_notice_asks_for_one():
    model = [
        {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [None, None, None, 3]}},
        {"class_name": "Resizing", "config": {"name": "r", "height": 10, "width": 10}},
        {"class_name": "Conv2D", "config": {"name": "c", "kernel_size": 3}},
    ]
    solution = solve_config({"layers": model})
    assert [row.field.sees for row in solution.rows] == ["box", "unknown", "unknown"]
    assert "input's size" in str(solution.notices[0])
    # 40 → 10 in steps of 4: cells 4o + 1 and 4o + 2, and three outputs in a row reach over 8 more.
    assert solve_config({"layers": model}, 40).rows[-1].field.size == (10, 10)


@pytest.mark.slow
def test_operations_of_keras_in_a_functional_model_are_answered():
    config = in_keras(
        """
        from keras import ops
        x = keras.Input((32, 32, 3))
        y = ops.relu(ops.pad(x, [[0, 0], [1, 2], [3, 3], [0, 0]]))
        y = ops.max_pool(y, 3, 2, "same")
        gate = ops.sigmoid(ops.mean(y, axis=(1, 2), keepdims=True))
        y = ops.concatenate([y * gate, ops.max(y, axis=-1, keepdims=True)], axis=-1)
        print(keras.Model(x, y).to_json())
        """
    )
    fields = receptive_fields(config)
    names = list(fields)
    assert fields["mean"].sees == "everything"
    assert fields[names[-1]].size == (3, 3)
    assert fields["pad"].region(0, 0) == (-1, -3, -1, -3)
