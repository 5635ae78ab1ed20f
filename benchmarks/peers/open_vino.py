"""Inference of convolutional networks in OpenVINO.

usage: open_vino.py <calls>"""

from functools import partial

import openvino
from onnx_tasks import networks
from protocol import serve

core = openvino.Core()


def call(model, inputs, threads):
    """A call of the model with its input bound once, and an output that is not copied: the cheapest way."""
    settings = {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": 1,
        "INFERENCE_NUM_THREADS": threads,
        "INFERENCE_PRECISION_HINT": "f32",
    }
    request = core.compile_model(core.read_model(model), "CPU", settings).create_infer_request()
    request.set_input_tensor(openvino.Tensor(inputs, shared_memory=True))
    return partial(request.infer, share_outputs=True)


serve(f"OpenVINO {openvino.__version__}", networks(call))
