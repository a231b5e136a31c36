"""The loop of a training as TensorFlow's own: with every setting that the experiment has, and none that it has not."""

from __future__ import annotations

from collections.abc import Sequence

from core.learning import KernelLearning
from core.takeaway.lesson import Cell
from core.takeaway.programs import pieces

_LEARN = '''
def learn(start{flips}):
    """The losses before each update, the kernel and the bias after the last one."""
    kernel, bias = tf.Variable(tf.reshape(start, {weights})), tf.Variable(0.0)
    learned = {learned}
{optimizer}
    @tf.function
    def update(rate{places}):
        with tf.GradientTape() as tape:
            output = tf.nn.conv2d(image, {used}, 1, "VALID")
            error = tf.reshape(output{bias}, [-1]) - target
{chosen}            loss = {scale} * tf.reduce_sum(tf.square(error))
        gradients = tape.gradient(loss, learned)
{apply}
        return loss

    losses = []
    for t in range(UPDATES):
        losses.append(float(update(tf.constant(rate_of(t), tf.float32){batch})))
    return losses, tf.reshape(kernel, {shape}).numpy(), float(bias)
'''
_BATCHES = '''
import functools


@functools.lru_cache(maxsize=2)
def order_of(one_pass):
    """Each pass over the outputs has an order of its own."""
    return np.random.default_rng((SEED, 2, one_pass)).permutation(PLACES).astype(np.int32)


def batch(t):
    """The outputs that update t looks at: a mini-batch."""
    one_pass, place = divmod(t, PLACES // BATCH)
    return tf.constant(order_of(one_pass)[place * BATCH : (place + 1) * BATCH])

'''
_DESCENT = (
    "        for variable, gradient in zip(learned, gradients):\n            variable.assign_sub(rate * gradient)"
)
_APPLY = "        optimizer.learning_rate.assign(rate)\n        optimizer.apply(gradients, learned)"


def training(
    experiment: KernelLearning,
    updates: int,
    rates: Sequence[tuple[int, float]],
    *,
    image: str = "X",
    flips: bool = False,
) -> Cell:
    """`UPDATES`, `rate_of`, and ``learn(start)``.

    Parameters
    ----------
    rates : sequence of (int, float)
        After how many updates which learning rate; none: the experiment's from the start.
    image : str
        What the program calls the input; its target is called Y.
    flips : bool
        ``learn`` takes ``flip=True`` for a layer that convolves.
    """
    shape = experiment.kernel_shape
    H, W, C = experiment.shape.image
    plain = experiment.optimizer == "sgd" and not experiment.weight_decay
    used = "tf.reverse(kernel, [0, 1]) if flip else kernel" if flips else "kernel"
    head = [
        f"UPDATES = {updates}",
        f"RATES = {list(rates) or [(0, experiment.learning_rate)]!r}  # after how many updates which learning rate",
        f"image = tf.constant({image}.reshape(1, {H}, {W}, {C}), tf.float32)",
        "target = tf.constant(Y.reshape(-1), tf.float32)",
        *(_batches(experiment) if experiment.shape.batch else []),
        "",
        "",
        *rate_of(experiment),
        "",
    ]
    body = _LEARN.format(
        flips=", flip=False" if flips else "",
        weights=(*shape, 1)[:2] + (C, 1),
        learned="[kernel, bias]" if experiment.bias else "[kernel]",
        optimizer="" if plain else _optimizer(experiment),
        places=", places" if experiment.shape.batch else "",
        used=used,
        bias=" + bias" if experiment.bias else "",
        chosen="            error = tf.gather(error, places)\n" if experiment.shape.batch else "",
        scale=repr(_scale(experiment)),
        apply=_DESCENT if plain else _APPLY,
        batch=", batch(t)" if experiment.shape.batch else "",
        shape=shape,
    )
    return pieces.code(*head, body)


def _scale(experiment: KernelLearning) -> float:
    """Of the sum of squares: a mean has a share of it, and a batch's loss is scaled to that of all places."""
    shape = experiment.shape
    scale = 1.0 if experiment.loss == "sum" else 1.0 / shape.places
    return scale * shape.places / shape.batch if shape.batch else scale


def _batches(experiment: KernelLearning) -> list[str]:
    shape = experiment.shape
    return [
        _BATCHES.strip("\n"),
        "",
        "",
        f"PLACES, BATCH, SEED = {shape.places}, {shape.batch}, {experiment.seed}",
    ]


def rate_of(experiment: KernelLearning) -> list[str]:
    """``rate_of(t)``: the schedule on top of RATES."""
    factor = {
        "constant": "",
        "step": f" * {experiment.decay!r} ** (t // {experiment.decay_every})",
        "exponential": f" * {experiment.decay!r} ** (t / {experiment.decay_every})",
        "cosine": f" * (1 + np.cos(np.pi * min(t / {experiment.epochs}, 1))) / 2",
    }[experiment.schedule]
    return [
        "def rate_of(t):",
        '    """The learning rate of update t, counted from 0."""',
        f"    return [rate for begin, rate in RATES if begin <= t][-1]{factor}",
    ]


def _optimizer(experiment: KernelLearning) -> str:
    decay = [f"weight_decay={experiment.weight_decay!r}"] if experiment.weight_decay else []
    momentum = [f"momentum={experiment.momentum!r}"] if experiment.optimizer in ("momentum", "nesterov") else []
    nesterov = ["nesterov=True"] if experiment.optimizer == "nesterov" else []
    called = {"adam": "Adam", "rmsprop": "RMSprop"}.get(experiment.optimizer, "SGD")
    lines = [f"    optimizer = tf.keras.optimizers.{called}({', '.join([*momentum, *nesterov, *decay])})"]
    if experiment.bias and experiment.weight_decay:
        lines.append("    optimizer.exclude_from_weight_decay(var_list=[bias])")
    return "\n".join([*lines, "    optimizer.build(learned)", ""])
