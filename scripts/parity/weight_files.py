#!/usr/bin/env python3
"""PyTorch's side of an exchange of weights: Tests/ParityTests/PyTorchFileTests.swift runs it.

    weight_files.py write FOLDER   writes files for graphc to read, with what is in them as float32
    weight_files.py read FOLDER    reads graphc's FOLDER/ours.safetensors and writes what PyTorch makes of it

Needs torch, numpy and safetensors.
"""

import copy
import sys
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import nn

FLOATS = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32, "float64": torch.float64}
COUNTS = [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64]


def normalized_images() -> nn.Sequential:
    """The model of Tests/ParityTests/Models/NormalizedImages.nn, as scripts/parity/make_fixture.py has it."""
    return nn.Sequential(
        nn.BatchNorm2d(2), nn.Conv2d(2, 18, 3, padding=1, bias=False), nn.BatchNorm2d(18), nn.SiLU(),
        nn.MaxPool2d(2), nn.Conv2d(18, 5, 2, bias=False), nn.Flatten(), nn.BatchNorm1d(20), nn.Dropout(0),
        nn.Linear(20, 4))


def in_float32(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor.float() if tensor.is_floating_point() else tensor.long() for name, tensor in state.items()}


def write(folder: Path) -> None:
    torch.manual_seed(0)
    model = normalized_images().double()
    for _ in range(3):
        model(torch.randn(13, 2, 7, 6, dtype=torch.float64))
    for name, dtype in FLOATS.items():
        state = copy.deepcopy(model).to(dtype).state_dict()
        safetensors.torch.save_file(state, folder / f"{name}.safetensors", metadata={"format": "pt"})
        safetensors.torch.save_file(in_float32(state), folder / f"{name}.expected.safetensors")
    for dtype in COUNTS:
        state = {
            name: tensor if tensor.is_floating_point() else tensor.to(dtype)
            for name, tensor in model.state_dict().items()}
        safetensors.torch.save_file(state, folder / f"count-{dtype}.safetensors".replace("torch.", ""))

    # Every number of 16 bits, and numbers of 64 whose bits are drawn.
    halves = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16)
    bits = torch.randint(-(2**63), 2**63 - 1, (100_000,), dtype=torch.int64)
    near = torch.randn(100_000, dtype=torch.float64)
    numbers = {
        "float16": halves.view(torch.float16), "bfloat16": halves.clone().view(torch.bfloat16),
        "float64": torch.cat([bits.view(torch.float64), near]),
    }
    expected = {f"{name} as float32": tensor.float() for name, tensor in numbers.items()}
    safetensors.torch.save_file(numbers | expected, folder / "numbers.safetensors")


def read(folder: Path) -> None:
    ours = folder / "ours.safetensors"
    with safetensors.safe_open(ours, "pt") as file:
        metadata = file.metadata()
    state = safetensors.torch.load_file(ours)
    model = normalized_images()
    model.load_state_dict(state, strict=True)
    kinds = {name: tensor.dtype for name, tensor in model.state_dict().items()}
    assert kinds == {name: tensor.dtype for name, tensor in state.items()}, kinds
    assert safetensors.torch.save(model.state_dict(), metadata) == ours.read_bytes(), "other bytes than PyTorch's"
    assert metadata == {"note": 'ä "\\\n\x01\t'}, metadata
    inputs = torch.randn(5, 2, 7, 6)
    results = {"inputs": inputs, "logits": model.eval()(inputs).detach()}
    counts = {name: tensor for name, tensor in state.items() if tensor.dtype == torch.int64}
    safetensors.torch.save_file(results | counts, folder / "results.safetensors")


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](Path(sys.argv[2]))
