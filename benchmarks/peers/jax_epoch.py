"""An epoch in JAX under one jit, with two threads: `train`. The data is on the device; a scan goes over the batches.

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


def initial(key):
    def uniform(key, shape, inputs):
        return jax.random.uniform(key, shape, jnp.float32, -(inputs**-0.5), inputs**-0.5)

    keys = jax.random.split(key, 4)
    return {
        "w1": uniform(keys[0], (784, 256), 784),
        "b1": uniform(keys[1], (256,), 784),
        "w2": uniform(keys[2], (256, 10), 256),
        "b2": uniform(keys[3], (10,), 256),
    }


def mean_loss(p, x, y):
    hidden = jax.nn.relu(x @ p["w1"] + p["b1"])
    logits = hidden @ p["w2"] + p["b2"]
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1))


def epoch(p, x, y, order):
    """One epoch over the samples in this order; the mean loss and the new parameters."""

    def step(p, batch):
        inputs = x[batch]
        if inputs.dtype == jnp.uint8:
            inputs = inputs.astype(jnp.float32) * (2 / 255) - 1
        loss, gradient = jax.value_and_grad(mean_loss)(p, inputs, y[batch])
        return jax.tree.map(lambda w, g: w - LEARNING_RATE * g, p, gradient), loss * len(batch)

    full = COUNT // BATCH * BATCH
    p, losses = jax.lax.scan(step, p, order[:full].reshape(-1, BATCH))
    total = losses.sum()
    if full < COUNT:
        p, loss = step(p, order[full:])
        total += loss
    return p, total / COUNT


class Training:
    """The data as normalized numbers or as bytes that each batch normalizes: whichever is faster here."""

    def __init__(self):
        self.y = jnp.asarray(labels, jnp.int32)
        self.random = np.random.default_rng(0)
        self.epoch_of = jax.jit(epoch, donate_argnums=0)
        variants = []
        for name, x in [("bytes", images), ("float32", images.astype(np.float32) * (2 / 255) - 1)]:
            self.x = jax.device_put(x)
            self.p = initial(jax.random.key(0))
            self.epoch()
            start = time.perf_counter()
            self.epoch()
            variants.append((time.perf_counter() - start, name, self.x))
        _, self.name, self.x = min(variants, key=lambda variant: variant[0])
        self.p = initial(jax.random.key(0))

    def epoch(self):
        order = self.random.permutation(COUNT).astype(np.int32)
        self.p, loss = self.epoch_of(self.p, self.x, self.y, order)
        return loss.block_until_ready()


training = Training()
serve(f"JAX {jax.__version__} (data as {training.name})", {"train": lambda: timed(training.epoch)})
