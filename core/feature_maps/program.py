"""The training as a program in Keras that stands for itself: the same pictures, weights, batches and losses."""

from __future__ import annotations

import inspect
from collections.abc import Sequence

from core.feature_maps import drawing
from core.feature_maps.network import Setting, sobel_bank

_HEAD = '''"""A small network learns shapes: {what}.

Needs NumPy and Keras 3 with a backend. Prints the accuracy on unseen pictures; `losses` has the loss before each update.
"""
'''
_NETWORK = """
import keras

SEED, NOISE, BATCH, UPDATES = {seed}, {noise}, {batch}, {updates}
RATES = {rates}  # after how many updates which learning rate

model = keras.Sequential(
    [
        keras.layers.Input((SIDE, SIDE, 1)),
{layers}
        keras.layers.Flatten(),
        keras.layers.Dense(len(SHAPES)),
    ]
)
weights = first_weights([weight.shape for weight in model.get_weights()], SEED)
{sobel}model.set_weights(weights)
model.compile(keras.optimizers.Adam(), keras.losses.SparseCategoricalCrossentropy(from_logits=True))

seen, labels = pictures(SEED, NOISE)
losses = []
for update in range(UPDATES):
    model.optimizer.learning_rate = [rate for begin, rate in RATES if begin <= update][-1]
    chosen = batch(update, BATCH, SEED)
    model.reset_metrics()
    losses.append(float(model.train_on_batch(seen[chosen][..., None], labels[chosen])))

unseen, labels = pictures(SEED, NOISE, part=1)
right = model.predict(unseen[..., None], verbose=0).argmax(axis=1) == labels
print(f"loss {{losses[-1]:.4f}}, {{right.mean():.1%}} of the unseen pictures are told correctly")
"""


def program(setting: Setting, rates: Sequence[tuple[int, float]] = (), updates: int | None = None) -> str:
    """Python that trains the network of a setting.

    Parameters
    ----------
    rates : sequence of (int, float), optional
        Where the rate was turned: after how many updates which; by default the setting's from the start.
    updates : int, optional
        How many; by default the setting's.
    """
    what = f"{setting.depth} convolutions of {setting.channels} channels, {setting.kernel} × {setting.kernel} kernels"
    pool = "MaxPooling2D" if setting.pooling == "max" else "AveragePooling2D"
    layers = []
    for layer in range(setting.depth):
        kept = ", trainable=False" if layer == 0 and setting.first != "learned" else ""
        layers.append(
            f'        keras.layers.Conv2D({setting.channels}, {setting.kernel}, padding="same", activation="relu"{kept}),'
        )
        layers.append(f"        keras.layers.{pool}(2),")
    return (
        _HEAD.format(what=what)
        + "\n"
        + inspect.getsource(drawing).split('"""', 2)[2].lstrip()
        + "\n"
        + _NETWORK.format(
            seed=setting.seed,
            noise=setting.noise,
            batch=setting.batch,
            updates=setting.updates if updates is None else updates,
            rates=list(rates) or [(0, setting.rate)],
            layers="\n".join(layers),
            sobel=_sobel(setting),
        )
    )


def _sobel(setting: Setting) -> str:
    if setting.first != "sobel":
        return ""
    bank = sobel_bank(setting.kernel, setting.channels)
    numbers = [float(f"{value:.9g}") for value in bank.ravel().tolist()]
    return f"# Sobel's kernels, turned by eighths\nweights[0] = np.array({numbers}, np.float32).reshape({bank.shape})\n"
