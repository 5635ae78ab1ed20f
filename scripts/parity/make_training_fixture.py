#!/usr/bin/env python3
"""Writes what PyTorch's learning rate schedules and gradient clipping do, in Tests/Fixtures/training.json.

    .venv/bin/python scripts/parity/make_training_fixture.py
"""

import json
import warnings
from pathlib import Path

import torch
from torch.optim import lr_scheduler as schedulers

FIXTURE = Path(__file__).resolve().parents[2] / "Tests" / "Fixtures" / "training.json"
LENGTH = 40


def warmed_up(optimizer, length, start, main):
    warm_up = schedulers.LinearLR(optimizer, start_factor=start, total_iters=length)
    return schedulers.SequentialLR(optimizer, [warm_up, main(optimizer)], milestones=[length])


# By the name that the test has for the same schedule.
SCHEDULES = {
    "constant": lambda o: schedulers.ConstantLR(o, factor=1),
    "step": lambda o: schedulers.StepLR(o, step_size=7, gamma=0.3),
    "exponential": lambda o: schedulers.ExponentialLR(o, gamma=0.9),
    "cosine": lambda o: schedulers.CosineAnnealingLR(o, T_max=15, eta_min=0.002),
    "oneCycle": lambda o: schedulers.OneCycleLR(o, max_lr=0.1, total_steps=LENGTH, cycle_momentum=False),
    "oneCycleSteep": lambda o: schedulers.OneCycleLR(
        o, max_lr=0.1, total_steps=LENGTH, pct_start=0.1, div_factor=10, final_div_factor=50, cycle_momentum=False),
    "warmUp": lambda o: warmed_up(o, 5, 1 / 3, lambda o: schedulers.ConstantLR(o, factor=1)),
    "warmUpCosine": lambda o: warmed_up(o, 6, 0.1, lambda o: schedulers.CosineAnnealingLR(o, T_max=20)),
    "warmUpStep": lambda o: warmed_up(o, 4, 0.5, lambda o: schedulers.StepLR(o, step_size=5, gamma=0.5)),
}


def learning_rates(make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule = make(optimizer)
    rates = []
    for step in range(LENGTH):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < LENGTH - 1:
            schedule.step()
    return rates


# By the name that the test has for the same optimizer.
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.5),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.5, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.1),
    "adamW": lambda p: torch.optim.AdamW(p, lr=0.1),
    "rmsProp": lambda p: torch.optim.RMSprop(p, lr=0.1, momentum=0.5),
}


def cycled(make):
    """Parameters that follow gradients of which each is a little more than the one before, and the momentum."""
    parameter = torch.nn.Parameter(torch.zeros(3, dtype=torch.float64))
    optimizer = make([parameter])
    schedule = schedulers.OneCycleLR(optimizer, max_lr=0.1, total_steps=LENGTH)
    momenta, places = [], []
    for step in range(LENGTH):
        group = optimizer.param_groups[0]
        momenta.append(group["betas"][0] if "betas" in group else group["momentum"])
        parameter.grad = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64) * (1 + step / 4)
        optimizer.step()
        places.append(parameter.tolist())
        if step < LENGTH - 1:
            schedule.step()
    return {"momenta": momenta, "parameters": places}


def clipped(kind, limit):
    torch.manual_seed(7)
    gradients = [torch.randn(5, 3), torch.randn(5), torch.randn(2, 5), torch.randn(2)]
    parameters = [torch.nn.Parameter(torch.zeros_like(g, dtype=torch.float64)) for g in gradients]
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = gradient.double()
    if kind == "norm":
        torch.nn.utils.clip_grad_norm_(parameters, limit)
    else:
        torch.nn.utils.clip_grad_value_(parameters, limit)
    return {
        "kind": kind, "limit": limit, "gradient": torch.cat([g.flatten() for g in gradients]).tolist(),
        "clipped": torch.cat([p.grad.flatten() for p in parameters]).tolist(),
    }


warnings.filterwarnings("ignore")
FIXTURE.write_text(json.dumps({
    "schedules": {name: learning_rates(make) for name, make in SCHEDULES.items()},
    "cycled": {name: cycled(make) for name, make in OPTIMIZERS.items()},
    "clipping": [clipped(kind, limit) for kind in ("norm", "value") for limit in (0.25, 1.0, 100.0)],
}) + "\n")
