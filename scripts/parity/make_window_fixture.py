#!/usr/bin/env python3
"""Writes what PyTorch computes for many layers with windows: Tests/Fixtures/windows.json.

Each layer stands behind a convolution of 1 × 1, whose gradient shows the layer's own by its input, and in front of
the mean squared error. Inputs, parameters and targets are not stored: both sides draw them by the same generator. Of
each tensor that PyTorch computes in float64, the fixture has the largest magnitude, the sum of all elements, each times
a drawn number, and a few drawn elements.

    .venv/bin/python scripts/parity/make_window_fixture.py
"""

import random

import torch
from torch import nn

import drawn_case

CASES = 60
CHANNELS = [1, 3, 5, 16, 17, 33]
BATCHES = [1, 3, 64]
# A case has at most so many elements in front of the layer and behind it.
MOST_ELEMENTS = 30_000
MOST_PRODUCTS = 20_000_000


def text(numbers: list[int]) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else f"[{' '.join(map(str, numbers))}]"


class Window:
    """What the layers have in common, drawn for some directions."""

    def __init__(self, draw: random.Random, directions: int, is_pool: bool):
        self.channels = draw.choice(CHANNELS)
        self.batch = draw.choice(BATCHES)
        self.sizes = [draw.randint(1, 15) for _ in range(directions)]
        self.kernel = [draw.randint(1, 7) for _ in range(directions)]
        if draw.random() < 0.4:
            self.kernel = self.kernel[:1] * directions
        self.stride = [draw.randint(1, 3) for _ in range(directions)]
        if draw.random() < 0.5:
            self.stride = self.stride[:1] * directions
        self.padding = [min(draw.randint(0, 3), k // 2 if is_pool else 3) for k in self.kernel]
        self.dilation = [1 if is_pool else draw.randint(1, 2) for _ in range(directions)]
        self.ceil_mode = draw.random() < 0.5

    def fits(self) -> bool:
        return all(
            size + 2 * padding >= dilation * (kernel - 1) + 1
            for size, padding, dilation, kernel in zip(self.sizes, self.padding, self.dilation, self.kernel)
        )

    def text(self) -> str:
        return f"{text(self.kernel)} stride={text(self.stride)} padding={text(self.padding)}"


def channels_and_groups(draw: random.Random, window: Window) -> tuple[int, int]:
    divisors = [groups for groups in range(1, window.channels + 1) if window.channels % groups == 0]
    groups = draw.choice([1, draw.choice(divisors), window.channels])
    return draw.choice([n for n in CHANNELS + [groups, 2 * groups, window.channels] if n % groups == 0]), groups


def convolution(draw: random.Random, directions: int):
    window = Window(draw, directions, is_pool=False)
    out, groups = channels_and_groups(draw, window)
    bias = draw.random() < 0.5
    padding, written = window.padding, window.text()
    if draw.random() < 0.15:
        window.stride = [1] * directions
        padding, written = "same", f"{text(window.kernel)} padding=same"
    elif not window.fits():
        return None
    layer = [nn.Conv1d, nn.Conv2d][directions - 1](
        window.channels, out, tuple(window.kernel), tuple(window.stride), padding, tuple(window.dilation), groups,
        bias)
    return window, layer, (
        f"Conv{directions}d {out} {written} dilation={text(window.dilation)} groups={groups} bias={str(bias).lower()}")


def transposed(draw: random.Random, directions: int):
    window = Window(draw, directions, is_pool=False)
    out, groups = channels_and_groups(draw, window)
    bias = draw.random() < 0.5
    added = [draw.randrange(max(s, d)) for s, d in zip(window.stride, window.dilation)]
    extents = [
        (size - 1) * s - 2 * p + d * (k - 1) + a + 1
        for size, s, p, d, k, a in zip(
            window.sizes, window.stride, window.padding, window.dilation, window.kernel, added)
    ]
    if min(extents) < 1:
        return None
    layer = nn.ConvTranspose2d(
        window.channels, out, tuple(window.kernel), tuple(window.stride), tuple(window.padding), tuple(added), groups,
        bias, tuple(window.dilation))
    return window, layer, (
        f"ConvTranspose2d {out} {window.text()} output_padding={text(added)} groups={groups} "
        f"bias={str(bias).lower()} dilation={text(window.dilation)}")


def maximum(draw: random.Random, directions: int):
    window = Window(draw, directions, is_pool=True)
    if not window.fits():
        return None
    layer = [nn.MaxPool1d, nn.MaxPool2d][directions - 1](
        tuple(window.kernel), tuple(window.stride), tuple(window.padding), ceil_mode=window.ceil_mode)
    return window, layer, f"MaxPool{directions}d {window.text()} ceil_mode={str(window.ceil_mode).lower()}"


def mean(draw: random.Random, directions: int):
    window = Window(draw, directions, is_pool=True)
    counts = draw.random() < 0.5
    if not window.fits():
        return None
    layer = [nn.AvgPool1d, nn.AvgPool2d][directions - 1](
        tuple(window.kernel), tuple(window.stride), tuple(window.padding), window.ceil_mode, counts)
    return window, layer, (
        f"AvgPool{directions}d {window.text()} ceil_mode={str(window.ceil_mode).lower()} "
        f"count_include_pad={str(counts).lower()}")


def parts(draw: random.Random, directions: int):
    window = Window(draw, directions, is_pool=True)
    output = [draw.choice([n for n in range(1, size + 1) if size % n == 0]) for size in window.sizes]
    return window, nn.AdaptiveAvgPool2d(tuple(output)), f"AdaptiveAvgPool2d {text(output)}"


def products(layer: nn.Module, outputs: torch.Tensor) -> int:
    """The multiplications of a forward pass, about."""
    weight = getattr(layer, "weight", None)
    return 0 if weight is None else outputs.shape[0] * outputs[0, 0].numel() * weight.numel()


def case(draw: random.Random, make, directions: int) -> dict | None:
    drawn = make(draw, directions)
    if drawn is None:
        return None
    window, layer, written = drawn
    front = [nn.Conv1d, nn.Conv2d][directions - 1](window.channels, window.channels, 1)
    model = nn.Sequential(front, layer, nn.Flatten()).double()
    shape = [window.channels, *window.sizes]
    inputs = drawn_case.signed(1, [window.batch, *shape])
    outputs = model(inputs)
    if max(inputs.numel(), outputs.numel()) > MOST_ELEMENTS or products(layer, layer(front(inputs))) > MOST_PRODUCTS:
        return None
    extents = " ".join(map(str, shape))
    return drawn_case.case(
        f"Input {extents}; Conv{directions}d {window.channels} 1; {written}; Flatten; loss MSE", window.batch, model,
        shape)


def main() -> None:
    kinds = [
        (convolution, 2), (convolution, 1), (transposed, 2), (maximum, 2), (maximum, 1), (mean, 2), (mean, 1),
        (parts, 2),
    ]
    cases = []
    for make, directions in kinds:
        draw = random.Random(f"{make.__name__} {directions}")
        found = []
        while len(found) < CASES:
            new = case(draw, make, directions)
            if new is not None and new["text"] not in [known["text"] for known in found]:
                found.append(new)
        cases += found
    drawn_case.write("windows.json", cases)


if __name__ == "__main__":
    main()
