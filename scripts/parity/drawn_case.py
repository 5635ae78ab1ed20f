"""Cases that both sides draw by the same generator, so that a fixture need not hold inputs, parameters and targets."""

import json
from pathlib import Path

import numpy
import torch
from torch import nn

FIXTURES = Path(__file__).resolve().parents[2] / "Tests" / "Fixtures"
PICKS = 8


def draws(seed: int, count: int) -> numpy.ndarray:
    """SplitMix64, the generator of the tests."""
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(seed) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


def signed(seed: int, shape: list[int]) -> torch.Tensor:
    """Uniform in -1 ..< 1, exact in float32."""
    values = (draws(seed, int(numpy.prod(shape))) >> numpy.uint64(40)).astype(numpy.float64)
    return torch.from_numpy(values * 2.0**-23 - 1).reshape(shape)


def summary(tensor: torch.Tensor) -> list[float]:
    """The largest magnitude, the weighted sum, and the picked elements."""
    values = tensor.detach().flatten()
    places = (draws(7, PICKS) % numpy.uint64(len(values))).astype(numpy.int64)
    numbers = [values.abs().max(), (values * signed(8, [len(values)])).sum(), *values[torch.from_numpy(places)]]
    return [float(f"{float(x):.8g}") for x in numbers]


def case(text: str, batch: int, model: nn.Module, shape: list[int], steps: int = 0) -> dict:
    """What PyTorch computes in float64 for a model whose loss is the mean squared error: outputs, gradients, and the
    losses in front of each of some steps of gradient descent."""
    with torch.no_grad():
        for place, parameter in enumerate(model.parameters()):
            parameter.copy_(signed(10 + place, list(parameter.shape)))
    inputs = signed(1, [batch, *shape])
    outputs = model(inputs)
    targets = signed(2, list(outputs.shape))
    nn.MSELoss()(outputs, targets).backward()
    found = {
        "text": text, "batch": batch, "logits": summary(outputs),
        "gradients": [summary(parameter.grad) for parameter in model.parameters()],
    }
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.MSELoss()(model(inputs), targets)
        losses.append(float(f"{loss.item():.8g}"))
        loss.backward()
        optimizer.step()
    return found | ({"losses": losses} if losses else {})


def write(name: str, cases: list[dict]) -> None:
    """One case a line, so that a difference shows which one changed."""
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    file = FIXTURES / name
    file.write_text(f'{{"torch":"{torch.__version__.split("+")[0]}","cases":[\n{lines}\n]}}\n')
    print(f"{len(cases)} cases, {file.stat().st_size} bytes")
