"""Inference in ONNX Runtime, of perceptrons and of convolutional networks.

usage: onnx_runtime.py <calls>"""

import numpy as np
import onnxruntime
from onnx_tasks import networks, perceptrons
from protocol import serve


def call(model, inputs, threads):
    """A call of the model with its input and output bound once: the cheapest way."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    binding.bind_ortvalue_input("x", onnxruntime.OrtValue.ortvalue_from_numpy(inputs))
    shape = session.get_outputs()[0].shape
    binding.bind_ortvalue_output("y", onnxruntime.OrtValue.ortvalue_from_shape_and_type(shape, np.float32))
    return lambda: session.run_with_iobinding(binding)


serve(f"ONNX Runtime {onnxruntime.__version__}", perceptrons(call) | networks(call))
