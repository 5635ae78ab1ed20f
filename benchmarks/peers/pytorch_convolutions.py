"""Layers in PyTorch by themselves, on 64 images of 14 x 14, channels first and last: `convolution-forward`, `-by-weight` and
`-by-input` of one with 32 channels and 64 outputs, one thread, in the layout that is faster there; `depthwise-first` and
`depthwise-last`, a depthwise and a pointwise convolution forward and backward, two threads. The time is that of a batch.

usage: pytorch_convolutions.py <batches>"""

import sys

import torch
from protocol import seconds, serve
from torch import nn

BATCHES = int(sys.argv[1])
FIRST, LAST = torch.contiguous_format, torch.channels_last
torch.manual_seed(0)


def images(channels, layout):
    return torch.randn(64, channels, 14, 14).to(memory_format=layout)


def convolution(layout):
    """The three products of one convolution, each by itself."""
    layer = nn.Conv2d(32, 64, 3, padding=1).to(memory_format=layout)
    weight = layer.weight.detach()
    x, gradient = images(32, layout), images(64, layout)

    def forward():
        with torch.inference_mode():
            layer(x)

    def backward(by_input, by_weight):
        one = [1, 1]
        torch.ops.aten.convolution_backward(
            gradient, x, weight, [64], one, one, one, False, [0, 0], 1, [by_input, by_weight, by_weight]
        )

    return {
        "forward": forward,
        "by-weight": lambda: backward(False, True),
        "by-input": lambda: backward(True, False),
    }


def depthwise(layout):
    """Forward, and the gradients of weights and biases, given that of the outputs."""
    layers = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.Conv2d(64, 128, 1))
    layers.to(memory_format=layout)
    x, gradient = images(64, layout), images(128, layout)

    def run():
        layers.zero_grad()
        layers(x).backward(gradient)

    return run


def measurement(run, threads):
    def measure():
        torch.set_num_threads(threads)
        seconds(run, 3)
        return {"seconds": seconds(run, BATCHES)}

    return measure


layouts = {"channels first": convolution(FIRST), "channels last": convolution(LAST)}


def fastest(product):
    """The layout in which it is."""
    torch.set_num_threads(1)
    times = {layout: [seconds(runs[product], 5) for _ in range(3)] for layout, runs in layouts.items()}
    return min(layouts, key=lambda layout: min(times[layout]))


chosen = {product: fastest(product) for product in layouts["channels first"]}
serve(
    f"PyTorch {torch.__version__} ({', '.join(f'{product}: {layout}' for product, layout in chosen.items())})",
    {
        f"convolution-{product}": measurement(layouts[layout][product], threads=1)
        for product, layout in chosen.items()
    }
    | {
        "depthwise-first": measurement(depthwise(FIRST), threads=2),
        "depthwise-last": measurement(depthwise(LAST), threads=2),
    },
)
