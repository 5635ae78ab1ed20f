#!/usr/bin/env python3
"""Writes what PyTorch computes for small fixed models, and these models as graphc's text.

Tests/Fixtures/parity.json holds for each model its state_dict, a batch, PyTorch's logits in inference, loss and
gradients in training, the losses before each of ten steps of several optimizers with the buffers behind them, and the
header of the state_dict's safetensors file. State_dict and batch are exact float32 values; everything else is computed
in float64, so that a comparison sees only the rounding of the code under test.

    python3 -m venv .venv
    .venv/bin/pip install torch==2.13.0 numpy safetensors==0.8.0 --extra-index-url https://download.pytorch.org/whl/cpu
    .venv/bin/python scripts/parity/make_fixture.py
"""

import copy
import json
from pathlib import Path

import safetensors.torch
import torch
from torch import nn

TESTS = Path(__file__).resolve().parents[2] / "Tests"
FIXTURE = TESTS / "Fixtures" / "parity.json"
MODELS = TESTS / "ParityTests" / "Models"
STEPS = 10


def linear_stack(activation: nn.Module) -> nn.Sequential:
    return nn.Sequential(nn.Linear(12, 9), activation, nn.Linear(9, 7), copy.deepcopy(activation), nn.Linear(7, 5))


def linear_stack_text(activation: str) -> str:
    return f"Linear 12 9; {activation}; Linear 9 7; {activation}; Linear 7 5"


# What may stand behind `loss`, and the same in PyTorch.
LOSSES = {
    "CrossEntropy": nn.CrossEntropyLoss(),
    "CrossEntropy label_smoothing=0.1": nn.CrossEntropyLoss(label_smoothing=0.1),
    "CrossEntropy label_smoothing=1": nn.CrossEntropyLoss(label_smoothing=1),
    "BCEWithLogits": nn.BCEWithLogitsLoss(),
    "MSE": nn.MSELoss(),
    "L1": nn.L1Loss(),
    "Huber": nn.HuberLoss(),
    "Huber delta=0.5": nn.HuberLoss(delta=0.5),
}

# (name of the generated type, text, the same model in PyTorch, shape of one sample, batch size, loss)
CASES = [
    (
        "MLP", "Input 1 5 8; Flatten; Linear 40 33; ReLU; Linear 33 10",
        lambda: nn.Sequential(nn.Flatten(), nn.Linear(40, 33), nn.ReLU(), nn.Linear(33, 10)),
        [1, 5, 8], 13, "CrossEntropy",
    ),
    *[
        (name, linear_stack_text(text), lambda module=module: linear_stack(module), [12], 7, "CrossEntropy")
        for name, text, module in [
            ("WithReLU", "ReLU", nn.ReLU()),
            ("WithLeakyReLU", "LeakyReLU", nn.LeakyReLU()),
            ("WithSlope", "LeakyReLU slope=0.2", nn.LeakyReLU(0.2)),
            ("WithSigmoid", "Sigmoid", nn.Sigmoid()),
            ("WithTanh", "Tanh", nn.Tanh()),
            ("WithGELU", "GELU", nn.GELU()),
            ("WithSiLU", "SiLU", nn.SiLU()),
            ("WithELU", "ELU", nn.ELU()),
            ("WithAlpha", "ELU alpha=0.5", nn.ELU(0.5)),
            ("WithSoftplus", "Softplus", nn.Softplus()),
            ("WithSoftmax", "Softmax", nn.Softmax(dim=-1)),
            ("WithLogSoftmax", "LogSoftmax", nn.LogSoftmax(dim=-1)),
        ]
    ],
    (
        "SoftmaxLast", "Linear 12 9; Tanh; Linear 9 5; Softmax; loss MSE",
        lambda: nn.Sequential(nn.Linear(12, 9), nn.Tanh(), nn.Linear(9, 5), nn.Softmax(dim=-1)),
        [12], 7, "MSE",
    ),
    (
        "WithoutBias", "Linear 12 9 bias=false; ReLU; Linear 9 5 bias=false",
        lambda: nn.Sequential(nn.Linear(12, 9, bias=False), nn.ReLU(), nn.Linear(9, 5, bias=False)),
        [12], 7, "CrossEntropy",
    ),
    (
        "MeanSquaredError", "Linear 12 9; Tanh; Linear 9 4; loss MSE",
        lambda: nn.Sequential(nn.Linear(12, 9), nn.Tanh(), nn.Linear(9, 4)),
        [12], 7, "MSE",
    ),
    *[
        # Rows that fit into a tile, and others.
        (
            f"{name}{size}", f"Linear 12 9; Tanh; Linear 9 {outputs}; loss {loss}",
            lambda outputs=outputs: nn.Sequential(nn.Linear(12, 9), nn.Tanh(), nn.Linear(9, outputs)),
            [12], 7, loss,
        )
        for size, outputs in [("Few", 4), ("Many", 39)]
        for name, loss in [
            ("Smoothed", "CrossEntropy label_smoothing=0.1"), ("Even", "CrossEntropy label_smoothing=1"),
            ("SeveralLabels", "BCEWithLogits"), ("AbsoluteError", "L1"), ("Huber", "Huber"),
            ("NarrowHuber", "Huber delta=0.5"),
        ]
    ],
    (
        "Images", "Input 3 9 8; Conv2d 8 3 padding=1; ReLU; MaxPool2d 2; Conv2d 5 2 stride=2 bias=false; Tanh; "
        "Flatten; Linear 4",
        lambda: nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 5, 2, stride=2, bias=False),
            nn.Tanh(), nn.Flatten(), nn.Linear(20, 4)),
        [3, 9, 8], 5, "CrossEntropy",
    ),
    (
        "OverlappingPool", "Input 1 10 7; Conv2d 6 5 padding=2; MaxPool2d 3 stride=2 padding=1; SiLU; Conv2d 4 3; "
        "MaxPool2d 2 stride=1; Flatten; Linear 3",
        lambda: nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.MaxPool2d(3, stride=2, padding=1), nn.SiLU(), nn.Conv2d(6, 4, 3),
            nn.MaxPool2d(2, stride=1), nn.Flatten(), nn.Linear(8, 3)),
        [1, 10, 7], 6, "CrossEntropy",
    ),
    (
        "StridedConvolution", "Input 2 9 11; Conv2d 19 3 stride=2 padding=1; ReLU; Conv2d 3 2 stride=3 padding=1; "
        "GELU; Flatten; Linear 5",
        lambda: nn.Sequential(
            nn.Conv2d(2, 19, 3, stride=2, padding=1), nn.ReLU(), nn.Conv2d(19, 3, 2, stride=3, padding=1), nn.GELU(),
            nn.Flatten(), nn.Linear(18, 5)),
        [2, 9, 11], 4, "CrossEntropy",
    ),
    (
        # No bias in front of a BatchNorm: its gradient is rounding errors, of which Adam makes whole steps.
        "NormalizedFeatures", "Linear 12 35 bias=false; BatchNorm1d; Tanh; Linear 7 bias=false; "
        "BatchNorm1d eps=0.001 momentum=0.25 affine=false; Linear 5",
        lambda: nn.Sequential(
            nn.Linear(12, 35, bias=False), nn.BatchNorm1d(35), nn.Tanh(), nn.Linear(35, 7, bias=False),
            nn.BatchNorm1d(7, eps=0.001, momentum=0.25, affine=False), nn.Linear(7, 5)),
        [12], 23, "CrossEntropy",
    ),
    (
        "NormalizedImages", "Input 2 7 6; BatchNorm2d; Conv2d 18 3 padding=1 bias=false; BatchNorm2d; SiLU; "
        "MaxPool2d 2; Conv2d 5 2 bias=false; Flatten; BatchNorm1d; Dropout 0; Linear 4; loss MSE",
        lambda: nn.Sequential(
            nn.BatchNorm2d(2), nn.Conv2d(2, 18, 3, padding=1, bias=False), nn.BatchNorm2d(18), nn.SiLU(),
            nn.MaxPool2d(2), nn.Conv2d(18, 5, 2, bias=False), nn.Flatten(), nn.BatchNorm1d(20), nn.Dropout(0),
            nn.Linear(20, 4)),
        [2, 7, 6], 13, "MSE",
    ),
    (
        "NormalizedSamples", "Input 6 7; LayerNorm 7; Flatten; Linear 35; LayerNorm; GELU; Linear 9; "
        "LayerNorm 9 eps=0.001 affine=false; Linear 5",
        lambda: nn.Sequential(
            nn.LayerNorm(7), nn.Flatten(), nn.Linear(42, 35), nn.LayerNorm(35), nn.GELU(), nn.Linear(35, 9),
            nn.LayerNorm(9, eps=0.001, elementwise_affine=False), nn.Linear(9, 5)),
        [6, 7], 11, "CrossEntropy",
    ),
    (
        # No bias in front of channels that are normalized one by one, as in front of a BatchNorm.
        "NormalizedGroups", "Input 2 7 6; Conv2d 18 3 padding=1; GroupNorm 3; SiLU; Conv2d 8 2 bias=false; "
        "GroupNorm 8 8; ReLU; Conv2d 4 2; LayerNorm; Conv2d 6 1; GroupNorm 2 eps=0.001 affine=false; "
        "AdaptiveAvgPool2d 1; Flatten; Linear 4; loss MSE",
        lambda: nn.Sequential(
            nn.Conv2d(2, 18, 3, padding=1), nn.GroupNorm(3, 18), nn.SiLU(), nn.Conv2d(18, 8, 2, bias=False),
            nn.GroupNorm(8, 8), nn.ReLU(), nn.Conv2d(8, 4, 2), nn.LayerNorm([4, 5, 4]), nn.Conv2d(4, 6, 1),
            nn.GroupNorm(2, 6, eps=0.001, affine=False), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 4)),
        [2, 7, 6], 9, "MSE",
    ),
    (
        "GroupedConvolutions", "Input 4 9 8; Conv2d 8 3 padding=1 groups=2; ReLU; "
        "Conv2d 8 [3 2] stride=[2 1] padding=[1 0] groups=8 bias=false; SiLU; Conv2d 18 1; Tanh; "
        "Conv2d 4 [2 3] dilation=2 padding=same groups=2; MaxPool2d [2 3] ceil_mode=true; Flatten; Linear 4",
        lambda: nn.Sequential(
            nn.Conv2d(4, 8, 3, padding=1, groups=2), nn.ReLU(),
            nn.Conv2d(8, 8, (3, 2), stride=(2, 1), padding=(1, 0), groups=8, bias=False), nn.SiLU(),
            nn.Conv2d(8, 18, 1), nn.Tanh(), nn.Conv2d(18, 4, (2, 3), dilation=2, padding="same", groups=2),
            nn.MaxPool2d((2, 3), ceil_mode=True), nn.Flatten(), nn.Linear(36, 4)),
        [4, 9, 8], 5, "CrossEntropy",
    ),
    (
        "Autoencoder", "Input 1 7 6; Conv2d 6 3 stride=2 padding=1; ReLU; "
        "ConvTranspose2d 4 3 stride=2 padding=1 output_padding=[0 1] groups=2; Tanh; "
        "ConvTranspose2d 1 3 padding=1 dilation=1 bias=false; Flatten; loss MSE",
        lambda: nn.Sequential(
            nn.Conv2d(1, 6, 3, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(6, 4, 3, stride=2, padding=1, output_padding=(0, 1), groups=2), nn.Tanh(),
            nn.ConvTranspose2d(4, 1, 3, padding=1, bias=False), nn.Flatten()),
        [1, 7, 6], 6, "MSE",
    ),
    (
        "Signals", "Input 3 21; Conv1d 8 5 padding=2 bias=false; BatchNorm1d; ReLU; MaxPool1d 2; "
        "Conv1d 8 3 dilation=2 padding=same groups=8; AvgPool1d 3 stride=2 padding=1 ceil_mode=true; "
        "Conv1d 6 2 stride=2 groups=2; GELU; Flatten; Linear 4",
        lambda: nn.Sequential(
            nn.Conv1d(3, 8, 5, padding=2, bias=False), nn.BatchNorm1d(8), nn.ReLU(), nn.MaxPool1d(2),
            nn.Conv1d(8, 8, 3, dilation=2, padding="same", groups=8),
            nn.AvgPool1d(3, stride=2, padding=1, ceil_mode=True), nn.Conv1d(8, 6, 2, stride=2, groups=2), nn.GELU(),
            nn.Flatten(), nn.Linear(18, 4)),
        [3, 21], 7, "CrossEntropy",
    ),
    (
        "Averages", "Input 2 12 10; Conv2d 17 3; GELU; "
        "AvgPool2d 3 2 1 ceil_mode=true count_include_pad=false; Conv2d 5 2; Dropout2d 0; AdaptiveAvgPool2d [5 2]; "
        "Flatten; Linear 5",
        lambda: nn.Sequential(
            nn.Conv2d(2, 17, 3), nn.GELU(), nn.AvgPool2d(3, 2, 1, True, False), nn.Conv2d(17, 5, 2), nn.Dropout2d(0),
            nn.AdaptiveAvgPool2d((5, 2)), nn.Flatten(), nn.Linear(50, 5)),
        [2, 12, 10], 5, "CrossEntropy",
    ),
]

# The settings under the names of their arguments in torch.optim.
OPTIMIZERS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.05, "momentum": 0.9}),
    ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("Adam", {"lr": 0.01}),
    ("Adam", {"lr": 0.01, "betas": (0.8, 0.99), "eps": 1e-6, "weight_decay": 0.05}),
    ("AdamW", {"lr": 0.01, "weight_decay": 0.1}),
]


def numbers(tensor: torch.Tensor) -> list[float]:
    """The elements in row-major order, with the nine digits that tell float32 values apart."""
    return [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]


def safetensors_header(model: nn.Module) -> str:
    """What stands in the file of the state_dict between the header's length and the numbers."""
    file = safetensors.torch.save(model.state_dict())
    return file[8 : 8 + int.from_bytes(file[:8], "little")].decode()


def case(name: str, build, sample: list[int], batch: int, loss: str) -> dict:
    torch.manual_seed(0)
    model = build().float()
    inputs = torch.randn(batch, *sample)
    outputs = model(inputs).shape[1]
    criterion = LOSSES[loss]
    if isinstance(criterion, nn.CrossEntropyLoss):
        target = torch.randint(outputs, (batch,))
        expected = {"labels": target.tolist()}
    else:
        target = torch.randn(batch, outputs)
        if isinstance(criterion, nn.BCEWithLogitsLoss):
            # Probabilities, among them 0 and 1.
            target = target.sigmoid().mul(2).sub(0.5).clamp(0, 1)
        expected = {"targets": numbers(target)}
        target = target.double()

    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm):
                # As behind some training.
                module.running_mean.normal_()
                module.running_var.uniform_(0.5, 2)
                module.num_batches_tracked.fill_(3)
                if module.affine:
                    module.weight.normal_()
                    module.bias.normal_()
    parameters = [(key, list(value.shape), numbers(value)) for key, value in model.state_dict().items()]
    header = safetensors_header(model)
    model, inputs = model.double(), inputs.double()
    logits = copy.deepcopy(model).eval()(inputs)
    trained = copy.deepcopy(model)
    value = criterion(trained(inputs), target)
    value.backward()
    gradients = {key: numbers(parameter.grad) for key, parameter in trained.named_parameters()}
    return {
        "name": name,
        "batch": batch,
        "inputs": numbers(inputs),
        **expected,
        "parameters": [
            {"name": key, "shape": shape, "values": values}
            | ({"gradient": gradients[key]} if key in gradients else {})
            for key, shape, values in parameters
        ],
        "logits": numbers(logits),
        "loss": numbers(value)[0],
        "runs": [run(model, inputs, target, criterion, *optimizer) for optimizer in OPTIMIZERS],
        "safetensorsHeader": header,
    }


def run(model, inputs, target, criterion, name: str, settings: dict) -> dict:
    """Trains a copy of the model on the one batch."""
    model = copy.deepcopy(model)
    optimizer = getattr(torch.optim, name)(model.parameters(), **settings)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = criterion(model(inputs), target)
        losses += numbers(loss)
        loss.backward()
        optimizer.step()
    buffers = {key: numbers(value) for key, value in model.named_buffers()}
    return {"optimizer": name, "settings": settings, "losses": losses} | ({"buffers": buffers} if buffers else {})


def main() -> None:
    MODELS.mkdir(parents=True, exist_ok=True)
    cases = []
    for name, text, *arguments in CASES:
        (MODELS / f"{name}.nn").write_text(text.replace("; ", "\n") + "\n")
        cases.append(case(name, *arguments))
    # One case a line, so that a difference shows which one changed.
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(f'{{"torch":"{torch.__version__.split("+")[0]}","cases":[\n{lines}\n]}}\n')
    print(f"{len(cases)} cases, {FIXTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
