"""The models of the benchmark as ONNX files in memory, with the batch in their shapes."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(0)


def onnx_file(nodes, weights, inputs, outputs):
    graph = helper.make_graph(
        nodes,
        "model",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, inputs)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, outputs)],
        [numpy_helper.from_array(weight, name) for name, weight in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model.SerializeToString()


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
    return onnx_file(nodes, weights, [1, inputs], [1, outputs])


def copy(shape):
    return onnx_file([helper.make_node("Identity", ["x"], ["y"])], {}, shape, shape)


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
    return onnx_file(nodes, weights, [samples, 1, 28, 28], [samples, widths[-1]])


def cnn(samples):
    return network(samples, [((32, 1, 3, 3), 1), ((64, 32, 3, 3), 1)], [3136, 128, 10])


def lenet(samples):
    return network(samples, [((6, 1, 5, 5), 2), ((16, 6, 5, 5), 0)], [400, 120, 84, 10])
