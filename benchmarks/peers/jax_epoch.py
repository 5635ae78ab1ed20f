"""Epochs in JAX with two threads: `train` of the perceptron with SGD under one jit, in which a scan goes over the batches;
`cnn` of the CNN with Adam. The data is on the device.

usage: jax_epoch.py <file of images> <file of labels> <samples>"""

import os
import time


def two_cores():
    """The numbers of two processors, on cores of their own if there are two."""

    def core(processor):
        try:
            with open(f"/sys/devices/system/cpu/cpu{processor}/topology/thread_siblings_list") as file:
                return file.read()
        except OSError:
            return processor

    processors = sorted(os.sched_getaffinity(0))
    distinct = sorted({core(processor): processor for processor in reversed(processors)}.values())
    return (distinct if len(distinct) > 1 else processors)[:2]


if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, two_cores())  # XLA starts as many threads as there are processors.

import jax
import jax.numpy as jnp
import numpy as np
from protocol import read_data, serve, timed

BATCH = 64
LEARNING_RATE = 0.01
images, labels = read_data()
COUNT = len(images)


def uniform(key, shape, inputs):
    return jax.random.uniform(key, shape, jnp.float32, -(inputs**-0.5), inputs**-0.5)


class Perceptron:
    """With SGD."""

    @staticmethod
    def initial(key):
        keys = jax.random.split(key, 4)
        return {
            "w1": uniform(keys[0], (784, 256), 784),
            "b1": uniform(keys[1], (256,), 784),
            "w2": uniform(keys[2], (256, 10), 256),
            "b2": uniform(keys[3], (10,), 256),
        }

    @staticmethod
    def parameters(state):
        return state

    @staticmethod
    def logits(p, x):
        return jax.nn.relu(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]

    @staticmethod
    def updated(state, gradient):
        return jax.tree.map(lambda w, g: w - LEARNING_RATE * g, state, gradient)


class CNN:
    """Channels last, which XLA has on processors; with Adam."""

    @staticmethod
    def initial(key):
        shapes = {"1": (3, 3, 1, 32), "2": (3, 3, 32, 64), "3": (3136, 128), "4": (128, 10)}
        p = {}
        for name, shape in shapes.items():
            inputs = int(np.prod(shape[:-1]))
            key, first, second = jax.random.split(key, 3)
            p["w" + name], p["b" + name] = uniform(first, shape, inputs), uniform(second, shape[-1:], inputs)
        return p, jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p), jnp.zeros(())

    @staticmethod
    def parameters(state):
        return state[0]

    @staticmethod
    def logits(p, x):
        x = x.reshape(-1, 28, 28, 1)
        for name in ["1", "2"]:
            x = jax.lax.conv_general_dilated(
                x, p["w" + name], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
            )
            x = jax.nn.relu(x + p["b" + name])
            x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        x = jax.nn.relu(x.reshape(len(x), -1) @ p["w3"] + p["b3"])
        return x @ p["w4"] + p["b4"]

    @staticmethod
    def updated(state, gradient):
        p, means, squares, steps = state
        steps = steps + 1
        means = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, means, gradient)
        squares = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, squares, gradient)
        rate, root = 0.001 / (1 - 0.9**steps), jnp.sqrt(1 - 0.999**steps)
        p = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) / root + 1e-8), p, means, squares)
        return p, means, squares, steps


def step(network, state, x, y, batch):
    """What a batch makes of the state; the sum of its losses."""

    def mean_loss(p, inputs, labels):
        logs = jax.nn.log_softmax(network.logits(p, inputs))
        return -jnp.mean(jnp.take_along_axis(logs, labels[:, None], axis=1))

    inputs = x[batch]
    if inputs.dtype == jnp.uint8:
        inputs = inputs.astype(jnp.float32) * (2 / 255) - 1
    loss, gradient = jax.value_and_grad(mean_loss)(network.parameters(state), inputs, y[batch])
    return network.updated(state, gradient), loss * len(batch)


def scan(network, state, x, y, order):
    """All steps of an epoch."""
    full = len(order) // BATCH * BATCH
    run = lambda state, batch: step(network, state, x, y, batch)
    state, losses = jax.lax.scan(run, state, order[:full].reshape(-1, BATCH))
    total = losses.sum()
    if full < len(order):
        state, loss = run(state, order[full:])
        total += loss
    return state, total


class Training:
    """The data as normalized numbers or as bytes that each batch normalizes: whichever is faster here, over the first of
    its samples. Convolutions within a scan run on one thread, and slowly: of those each step is a call."""

    def __init__(self, network, tried, scans):
        self.network = network
        self.y = jnp.asarray(labels, jnp.int32)
        self.random = np.random.default_rng(0)
        self.scans = scans
        self.run = jax.jit(scan if scans else step, static_argnums=0, donate_argnums=1)
        variants = []
        for name, x in [("bytes", images), ("float32", images.astype(np.float32) * (2 / 255) - 1)]:
            self.x = jax.device_put(x)
            self.state = network.initial(jax.random.key(0))
            self.epoch(tried)
            start = time.perf_counter()
            self.epoch(tried)
            variants.append((time.perf_counter() - start, name, self.x))
        _, self.name, self.x = min(variants, key=lambda variant: variant[0])
        self.state = network.initial(jax.random.key(0))

    def epoch(self, samples):
        order = self.random.permutation(COUNT)[:samples].astype(np.int32)
        total = 0
        for batch in [order] if self.scans else np.split(order, range(BATCH, samples, BATCH)):
            self.state, loss = self.run(self.network, self.state, self.x, self.y, batch)
            total += loss
        return float(total) / samples


def tenth():
    """An epoch of the CNN, from the time of a tenth of it."""
    answer = timed(lambda: cnn.epoch(COUNT // 10))
    return {**answer, "seconds": answer["seconds"] * COUNT / (COUNT // 10)}


perceptron, cnn = Training(Perceptron, COUNT, scans=True), Training(CNN, min(COUNT, 3200), scans=False)
serve(
    f"JAX {jax.__version__} (data as {perceptron.name}; cnn: {cnn.name})",
    {"train": lambda: timed(lambda: perceptron.epoch(COUNT)), "cnn": tenth},
)
