#!/usr/bin/env python3
"""Writes what PyTorch computes for many layers that normalize samples: Tests/Fixtures/norms.json.

Each layer stands behind a linear layer or a convolution of 1 × 1, whose gradient shows the layer's own by its input,
and in front of the mean squared error. See drawn_case.py for what is stored.

    .venv/bin/python scripts/parity/make_norm_fixture.py
"""

import math
import random

from torch import nn

import drawn_case

CASES = 60
STEPS = 10
FEATURES = [4, 5, 12, 16, 17, 33, 48, 64, 96, 128, 160, 257, 300]
CHANNELS = [2, 3, 4, 6, 16, 18, 32, 33]
BATCHES = [1, 3, 64]
MOST_ELEMENTS = 30_000
# Of fewer elements little is left but their signs, and their gradient is a difference of what is as large.
FEWEST_IN_A_ROW = 4


def settings(draw: random.Random) -> tuple[dict, str]:
    """Those that both layers have, and how they are written."""
    eps = draw.choice([1e-5, 1e-5, 1e-3, 0.1])
    affine = draw.random() < 0.7
    written = ("" if eps == 1e-5 else f" eps={eps:g}") + ("" if affine else " affine=false")
    return {"eps": eps, "affine": affine}, written


def layer_norm(draw: random.Random, shape: list[int]):
    options, written = settings(draw)
    last = shape[-draw.randint(1, len(shape)):]
    if last != shape or draw.random() < 0.5:
        written = (f" {last[0]}" if len(last) == 1 else f" [{' '.join(map(str, last))}]") + written
    layer = nn.LayerNorm(last, eps=options["eps"], elementwise_affine=options["affine"])
    return layer, f"LayerNorm{written}", math.prod(last)


def group_norm(draw: random.Random, shape: list[int]):
    options, written = settings(draw)
    divisors = [groups for groups in range(1, shape[0] + 1) if shape[0] % groups == 0]
    groups = draw.choice([1, draw.choice([n for n in divisors if n <= 2]), draw.choice(divisors), shape[0]])
    layer = nn.GroupNorm(groups, shape[0], **options)
    channels = draw.choice(["", f" {shape[0]}"])
    return layer, f"GroupNorm {groups}{channels}{written}", math.prod(shape) // groups


def case(draw: random.Random, make, directions: int) -> dict | None:
    shape = [draw.choice(CHANNELS), *(draw.randint(1, 15) for _ in range(directions))]
    if directions == 0:
        shape = [draw.choice(FEATURES)]
    batch = draw.choice(BATCHES)
    layer, written, row = make(draw, shape)
    if row < FEWEST_IN_A_ROW or batch * math.prod(shape) > MOST_ELEMENTS:
        return None
    # A bias would change nothing where each channel is normalized by itself, and its gradient be rounding errors.
    front = [nn.Linear, nn.Conv1d, nn.Conv2d][directions]
    model = nn.Sequential(
        front(shape[0], shape[0], *[1] * (directions > 0), bias=False), layer, nn.Flatten()).double()
    first = f"Conv{directions}d {shape[0]} 1" if directions else f"Linear {shape[0]}"
    text = f"Input {' '.join(map(str, shape))}; {first} bias=false; {written}; Flatten; loss MSE"
    return drawn_case.case(text, batch, model, shape, STEPS)


def main() -> None:
    cases = []
    for make in [layer_norm, group_norm]:
        draw = random.Random(make.__name__)
        found = []
        while len(found) < CASES:
            new = case(draw, make, len(found) % 3)
            if new is not None and new["text"] not in [known["text"] for known in found]:
                found.append(new)
        cases += found
    drawn_case.write("norms.json", cases)


if __name__ == "__main__":
    main()
