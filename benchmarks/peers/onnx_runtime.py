"""Inference in ONNX Runtime with one thread, a sample at a time: `infer-1` through 784-256-10, `infer-small` through
64-32-10, and one or 64 at a time through a CNN and LeNet: `cnn-infer-64`. The time is that of one call, less the time of
a call of a model that only copies its input: that is the price of calling from Python, which is no part of the comparison.

usage: onnx_runtime.py <calls>"""

import sys
import time

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from protocol import serve

CALLS = int(sys.argv[1])
random = np.random.default_rng(0)


def session(nodes, weights, inputs, outputs):
    graph = helper.make_graph(
        nodes,
        "model",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, inputs)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, outputs)],
        [numpy_helper.from_array(weight, name) for name, weight in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def perceptron(inputs, hidden, outputs):
    def uniform(*shape):
        return random.uniform(-(shape[0] ** -0.5), shape[0] ** -0.5, shape).astype(np.float32)

    nodes = [
        helper.make_node("Gemm", ["x", "w1", "b1"], ["h"]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("Gemm", ["r", "w2", "b2"], ["y"]),
    ]
    weights = {
        "w1": uniform(inputs, hidden),
        "b1": np.zeros(hidden, np.float32),
        "w2": uniform(hidden, outputs),
        "b2": np.zeros(outputs, np.float32),
    }
    return session(nodes, weights, [1, inputs], [1, outputs])


def copy(shape):
    return session([helper.make_node("Identity", ["x"], ["y"])], {}, shape, shape)


def network(samples, blocks, widths):
    """Convolutions (kernels as [out, in, k, k], and their padding) with ReLU and pools of 2, then linear layers."""
    nodes, weights, flow = [], {}, "x"

    def add(kind, *parameters, **attributes):
        nonlocal flow
        names = []
        for parameter in parameters:
            names.append(f"w{len(weights)}")
            weights[names[-1]] = (random.standard_normal(parameter) * 0.05).astype(np.float32)
        nodes.append(helper.make_node(kind, [flow] + names, [f"v{len(nodes)}"], **attributes))
        flow = f"v{len(nodes) - 1}"

    for shape, padding in blocks:
        add("Conv", shape, shape[:1], kernel_shape=shape[2:], pads=[padding] * 4)
        add("Relu")
        add("MaxPool", kernel_shape=[2, 2], strides=[2, 2])
    add("Flatten")
    for inputs, outputs in zip(widths, widths[1:]):
        add("Gemm", (inputs, outputs), (outputs,))
        if outputs != widths[-1]:
            add("Relu")
    nodes.append(helper.make_node("Identity", [flow], ["y"]))
    return session(nodes, weights, [samples, 1, 28, 28], [samples, widths[-1]])


def cnn(samples):
    return network(samples, [((32, 1, 3, 3), 1), ((64, 32, 3, 3), 1)], [3136, 128, 10])


def lenet(samples):
    return network(samples, [((6, 1, 5, 5), 2), ((16, 6, 5, 5), 0)], [400, 120, 84, 10])


class Calls:
    """A session with its input and output bound once: the cheapest way to call it."""

    def __init__(self, session):
        shape = [(value.name, value.shape) for value in session.get_inputs() + session.get_outputs()]
        (_, input_shape), (_, output_shape) = shape
        self.input = random.standard_normal(input_shape).astype(np.float32)
        self.output = np.zeros(output_shape, np.float32)
        self.session, self.binding = session, session.io_binding()
        self.binding.bind_ortvalue_input("x", onnxruntime.OrtValue.ortvalue_from_numpy(self.input))
        self.binding.bind_ortvalue_output("y", onnxruntime.OrtValue.ortvalue_from_numpy(self.output))
        self.seconds(100)

    def seconds(self, calls):
        run, binding = self.session.run_with_iobinding, self.binding
        start = time.perf_counter()
        for _ in range(calls):
            run(binding)
        return (time.perf_counter() - start) / calls


def measurement(session, shape, calls=CALLS):
    model, nothing = Calls(session), Calls(copy(shape))

    def measure():
        overhead = nothing.seconds(calls)
        call = model.seconds(calls)
        return {"seconds": max(call - overhead, 1e-9), "call": call, "overhead": overhead}

    return measure


serve(
    f"ONNX Runtime {onnxruntime.__version__}",
    {
        "infer-1": measurement(perceptron(784, 256, 10), [1, 784]),
        "infer-small": measurement(perceptron(64, 32, 10), [1, 64]),
    }
    | {
        f"{name}-infer-{samples}": measurement(
            model(samples), [samples, 1, 28, 28], max(10, CALLS // 10 // samples)
        )
        for name, model in [("cnn", cnn), ("lenet", lenet)]
        for samples in [1, 64]
    },
)
