"""What is asked of those who run ONNX files. The time is that of one call, less the time of a call of a model that only
copies its input, measured right before with as many threads: that is the price of calling from Python, which is no part of
the comparison.

call, here and below: from a model, its input and a number of threads to a function that computes its output."""

import sys

import numpy as np
import onnx_models
from protocol import seconds

CALLS = int(sys.argv[1])


def measurement(call, model, shape, threads=1, calls=CALLS):
    inputs = np.random.default_rng(0).standard_normal(shape, np.float32)
    run, copy = call(model, inputs, threads), call(onnx_models.copy(shape), inputs, threads)
    for warm_up in [run, copy]:
        seconds(warm_up, min(calls, 100))

    def measure():
        overhead = seconds(copy, calls)
        time = seconds(run, calls)
        return {"seconds": max(time - overhead, 1e-9), "call": time, "overhead": overhead}

    measure.inputs = inputs  # What is bound is only referred to.
    return measure


def perceptrons(call):
    """A sample at a time with one thread: `infer-1` through 784-256-10, `infer-small` through 64-32-10."""
    return {
        "infer-1": measurement(call, onnx_models.perceptron(784, 256, 10), [1, 784]),
        "infer-small": measurement(call, onnx_models.perceptron(64, 32, 10), [1, 64]),
    }


def networks(call):
    """One sample or 64 through the CNN and LeNet with one thread, `cnn-infer-64`, through the CNN with two as well,
    `cnn-infer-64-shared`."""
    cases = [("cnn", onnx_models.cnn, 1), ("cnn", onnx_models.cnn, 2), ("lenet", onnx_models.lenet, 1)]
    return {
        f"{name}-infer-{samples}{'-shared' if threads > 1 else ''}": measurement(
            call, model(samples), [samples, 1, 28, 28], threads, max(10, CALLS // 10 // samples)
        )
        for name, model, threads in cases
        for samples in [1, 64]
    }
