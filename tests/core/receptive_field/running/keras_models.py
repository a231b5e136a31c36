"""Models that Keras builds and saves, beside what the lab makes of their files: run in one interpreter with TensorFlow.

Prints one line of JSON. The oracle is Keras: its outputs, its gradients, its count of parameters.
"""

import io
import json
import os
import tempfile
import zipfile
from pathlib import Path

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", TF_NUM_INTRAOP_THREADS="1", OMP_NUM_THREADS="1")
import keras
import numpy as np
import tensorflow as tf
from keras import layers as L

from core.receptive_field.effective.averaging import EffectiveState
from core.receptive_field.models import solve_config
from core.receptive_field.perturbation import own_networks
from core.receptive_field.running import averaging, stored
from core.receptive_field.running.network import Network, drawn
from core.receptive_field.running.plan import plan_of


def branches():
    """Most layers that are run, with a gate, a residual path, a layer that is called twice and a nested model."""
    x = keras.Input((21, 18, 3), name="picture")
    y = L.Rescaling(1 / 3, offset=0.1, name="scaled")(x)
    y = L.Normalization(mean=[0.1, 0.2, 0.3], variance=[1.0, 2.0, 0.5], name="fixed")(y)
    y = L.Conv2D(8, (3, 5), strides=2, padding="same", activation="relu", name="first")(y)
    y = L.BatchNormalization(name="batch")(y)
    y = skip = L.DepthwiseConv2D(3, padding="same", depth_multiplier=1, name="depth")(y)
    gate = L.GlobalAveragePooling2D(name="mean")(y)
    gate = L.Dense(8, activation="sigmoid", name="squeeze")(gate)
    gate = L.Reshape((1, 1, 8), name="one")(gate)
    y = L.Multiply(name="gated")([y, gate])
    twice = L.Conv2D(8, 3, padding="same", groups=2, use_bias=False, name="twice")
    y = twice(L.PReLU(shared_axes=[1, 2], name="bent")(twice(y)))
    y = L.Add(name="sum")([y, skip])
    inner = [keras.Input((11, 9, 8)), L.SeparableConv2D(6, 3, dilation_rate=2, padding="same"), L.LeakyReLU(0.2)]
    y = keras.Sequential([*inner, L.Conv2D(6, 2, name="last")], name="inner")(y)
    y = L.LayerNormalization(name="layer")(y)
    y = L.Concatenate(name="both")([L.MaxPooling2D(2, name="most")(y), L.AveragePooling2D(2, name="even")(y)])
    y = L.GroupNormalization(3, name="group")(y)
    y = L.UpSampling2D(2, interpolation="bilinear", name="up")(y)
    y = L.Conv2DTranspose(4, 3, strides=2, padding="same", activation="gelu", name="wider")(y)
    y = L.Cropping2D(((1, 0), (0, 2)), name="crop")(L.ZeroPadding2D(((1, 2), (3, 0)), name="pad")(y))
    y = L.Dense(5, name="mixed")(L.Dropout(0.5, name="drop")(y))
    return keras.Model(x, L.Activation("tanh", name="end")(y))


def dense():
    """A chain with a head that no unit with a place depends on, and adapted numbers in its first layer."""
    first = L.Normalization(name="adapted")
    first.adapt(np.random.default_rng(1).normal(3, 2, (50, 3)))
    chain = [L.Conv2D(4, 5, activation="relu", name="conv"), L.MaxPooling2D(name="pool"), L.Flatten(), L.Dense(10)]
    return keras.Sequential([keras.Input((16, 16, 3)), first, *chain])


def filled(model, seed):
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        if "float" in str(weight.dtype):
            values = rng.normal(0, 0.4, weight.shape)
            weight.assign(np.abs(values) + 0.5 if "variance" in weight.name else values)
    for layer in model.layers:
        if isinstance(layer, L.Normalization):
            layer.finalize_state()
    return model


def saved(model):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.keras")
        model.save(path)
        return path.read_bytes()


def compared(model, layer, unit):
    """How the lab's network differs from Keras's model, up to `layer`."""
    data = saved(model)
    config = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("config.json"))
    solution = solve_config(config)
    plan = plan_of(config, solution, layer)
    part = keras.Model(model.inputs, model.get_layer(layer).output)
    network = Network(plan)
    numbers = stored.read(data, plan).numbers
    network.fill(lambda step: numbers[step.layer])
    image = np.random.default_rng(5).normal(size=plan.steps[plan.source].outcome.shape).astype(np.float32)
    x = tf.constant(image[None])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = part(x, training=False)
        mixed = tf.reduce_sum(y[(0, *unit)])
    gradient = tape.gradient(mixed, x).numpy()[0]
    found = network.gradient(image, unit, np.ones(y.shape[-1]))
    report = own_networks.check(own_networks.plan_of(config, solution, layer))
    return {
        "parameters": [plan.parameters, part.count_params()],
        "output": float(np.abs(network.output(image) - y.numpy()[0]).max()),
        "gradient": float(np.abs(found - gradient).max() / np.abs(gradient).max()),
        "check": [report.layers, report.compared, list(report.differing)],
    }


def averaged(layer):
    """Gradients of the first model at random weights: reproducible, in whatever steps, and inside the box."""
    model = branches()
    config = json.loads(model.to_json())
    solution = solve_config(config)
    plan = plan_of(config, solution, layer)
    box = next(row.field for row in solution.rows if row.node.name == layer).region(5, 4)
    experiment = averaging.NetworkFieldExperiment(plan, (5, 4), box, "unit", samples=3, seed=7)
    start = EffectiveState(0, 0, np.zeros(experiment.input_size))
    whole = averaging.advance(experiment, start, 3)
    state = start
    for _ in range(5):
        state = averaging.advance(experiment, state, 1)
    top, left, bottom, right = experiment.clipped
    outside = whole.energy.copy()
    outside[top : bottom + 1, left : right + 1] = 0
    kernel = drawn(next(step for step in plan.owners if step.layer == ("first",)), np.random.default_rng(0))[0]
    return {
        "same": float(np.abs(whole.energy - state.energy).max()),
        "samples": [whole.samples, state.samples],
        "total": float(whole.energy.sum()),
        "outside": float(outside.sum()),
        "box": [int(one) for one in experiment.clipped],
        "variance": float(kernel.var()),
        "shape": list(kernel.shape),
    }


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "branches": compared(filled(branches(), 2), "end", (3, 4)),
                "dense": compared(filled(dense(), 3), "pool", (2, 5)),
                "box": averaged("first"),
                "gate": averaged("sum"),
            }
        )
    )
