#!/usr/bin/env python3
"""Writes where PyTorch's optimizers take a small model in 200 steps.

Tests/Fixtures/optimizers.json holds the model's parameters, three batches, which the steps take in turns, and for
each optimizer the parameters after some of the steps. The targets are random, so that gradients never vanish.
Parameters and batches are exact float32 values; everything else is computed in float64.

    .venv/bin/python scripts/parity/make_optimizer_fixture.py

with the environment of make_fixture.py.
"""

import copy
import json

import torch
from make_fixture import MODELS, TESTS, numbers
from torch import nn

FIXTURE = TESTS / "Fixtures" / "optimizers.json"
NAME, TEXT = "Regression", "Linear 5 3\nloss MSE\n"
BATCHES, BATCH = 3, 4
STEPS = [1, 2, 10, 50, 200]

# The settings under the names of their arguments in torch.optim: every variant, with the defaults and without.
RUNS = [
    ("SGD", {"lr": 0.05}),
    ("SGD", {"lr": 0.05, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.02, "momentum": 0.9}),
    ("SGD", {"lr": 0.05, "momentum": 0.8, "dampening": 0.4, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.02, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1}),
    ("Adam", {}),
    ("Adam", {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.02, "amsgrad": True}),
    ("Adam", {"lr": 0.02, "betas": (0.8, 0.6), "eps": 1e-4, "weight_decay": 0.1, "amsgrad": True}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.02, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.2}),
    ("AdamW", {"lr": 0.02, "amsgrad": True}),
    ("AdamW", {"lr": 0.02, "betas": (0.8, 0.6), "eps": 1e-4, "weight_decay": 0.2, "amsgrad": True}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.005, "alpha": 0.9, "eps": 1e-4, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.002, "momentum": 0.9}),
    ("RMSprop", {"lr": 0.005, "alpha": 0.9, "momentum": 0.5, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.005, "centered": True}),
    ("RMSprop", {"lr": 0.005, "alpha": 0.95, "eps": 1e-2, "centered": True, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.002, "momentum": 0.8, "centered": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.05, "weight_decay": 0.1, "initial_accumulator_value": 0.2, "eps": 1e-4}),
]


def run(model, inputs, targets, name: str, settings: dict) -> dict:
    model = copy.deepcopy(model)
    optimizer = getattr(torch.optim, name)(model.parameters(), **settings)
    after = []
    for step in range(STEPS[-1]):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(inputs[step % BATCHES]), targets[step % BATCHES]).backward()
        optimizer.step()
        if step + 1 in STEPS:
            after.append([x for parameter in model.parameters() for x in numbers(parameter)])
    return {"optimizer": name, "settings": settings, "parameters": after}


def main() -> None:
    (MODELS / f"{NAME}.nn").write_text(TEXT)
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(5, 3))
    inputs, targets = torch.randn(BATCHES, BATCH, 5), torch.randn(BATCHES, BATCH, 3)
    start = [{"name": key, "values": numbers(value)} for key, value in model.named_parameters()]
    model, inputs, targets = model.double(), inputs.double(), targets.double()
    head = {
        "torch": torch.__version__.split("+")[0],
        "batches": [{"inputs": numbers(x), "targets": numbers(y)} for x, y in zip(inputs, targets)],
        "parameters": start,
        "steps": STEPS,
    }
    # One run a line, so that a difference shows which one changed.
    runs = ",\n".join(
        json.dumps(run(model, inputs, targets, *arguments), separators=(",", ":")) for arguments in RUNS
    )
    FIXTURE.write_text(f'{json.dumps(head, separators=(",", ":"))[:-1]},"runs":[\n{runs}\n]}}\n')
    print(f"{len(RUNS)} runs, {FIXTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
