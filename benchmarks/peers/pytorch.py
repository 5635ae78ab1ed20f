"""Epochs in PyTorch with two threads: `train` with the data preloaded as tensors, `adam` the same with one more layer
and Adam, `dataloader` over PIL images as tutorials write it. `parameters-start`, `-save` and `-load` are of 5.8 million.

usage: pytorch.py <file of images> <file of labels> <samples>"""

import itertools
import os
import sys
import tempfile
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from protocol import read_data, seconds, serve, timed
from torch import nn

BATCH = 64
torch.set_num_threads(2)
torch.manual_seed(0)
images, labels = read_data()


def reference():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))


def deeper():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)
    )


class Preloaded:
    """The whole data set as one tensor, of normalized numbers or of bytes that each batch normalizes, and PyTorch's
    optimizer in its default or its fused form: whichever is the fastest here."""

    def __init__(self, model, optimizer):
        self.y = torch.from_numpy(labels.astype(np.int64))
        pixels = torch.from_numpy(images)
        data = {"bytes": pixels, "float32": pixels.float().div_(255).sub_(0.5).div_(0.5)}
        variants = []
        for (kind, self.x), options in itertools.product(data.items(), [{}, {"fused": True}]):
            self.model = model()
            self.optimizer = optimizer(self.model.parameters(), options)
            self.epoch(limit=20)
            start = time.perf_counter()
            self.epoch(limit=100)
            seconds = time.perf_counter() - start
            variants.append((seconds, f"{kind}{', fused optimizer' if options else ''}", self.x, options))
        _, self.name, self.x, options = min(variants, key=lambda variant: variant[0])
        self.model = model()
        self.optimizer = optimizer(self.model.parameters(), options)

    def epoch(self, limit=None):
        x, y, model, optimizer = self.x, self.y, self.model, self.optimizer
        running = torch.zeros(())
        order = torch.randperm(len(x))
        for first in range(0, min(len(x), (limit or len(x)) * BATCH), BATCH):
            batch = order[first : first + BATCH]
            inputs = x[batch]
            if inputs.dtype == torch.uint8:
                inputs = inputs.float().mul_(2 / 255).sub_(1)
            loss = F.cross_entropy(model(inputs), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.detach() * len(batch)
        return running.item() / len(x)


def block(inputs, outputs, kernel, padding, normalized=False):
    layers = [nn.Conv2d(inputs, outputs, kernel, padding=padding, bias=not normalized)]
    return layers + ([nn.BatchNorm2d(outputs)] if normalized else []) + [nn.ReLU(), nn.MaxPool2d(2)]


def cnn(normalized=False):
    return nn.Sequential(
        *block(1, 32, 3, 1, normalized),
        *block(32, 64, 3, 1, normalized),
        nn.Flatten(),
        *([nn.Dropout(0.25)] if normalized else []),
        nn.Linear(3136, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


def lenet():
    return nn.Sequential(
        *block(1, 6, 5, 2),
        *block(6, 16, 5, 0),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


class Images:
    """A CNN on preloaded images with Adam: as tutorials write it, or the fastest here of channels first and last with
    plain and fused Adam, and of that compiled."""

    x = torch.from_numpy(images).float().div_(255).sub_(0.5).div_(0.5).reshape(-1, 1, 28, 28)
    y = torch.from_numpy(labels.astype(np.int64))

    def __init__(self, model, at_its_best):
        choice = (False, False, False)
        if at_its_best:
            eager = [(last, fused, False) for last in [False, True] for fused in [False, True]]
            best = min((self.seconds(model, choice), choice) for choice in eager)
            compiled = (*best[1][:2], True)
            try:
                best = min(best, (self.seconds(model, compiled), compiled))
            except Exception as error:  # It needs a compiler.
                print(f"not compiled: {error}", file=sys.stderr)
            choice = best[1]
        self.choose(model, *choice)
        words = [word for word, on in zip(["channels last", "fused Adam", "compiled"], choice) if on]
        self.name = ", ".join(words) or "channels first, plain Adam, eager"

    def seconds(self, model, choice):
        self.choose(model, *choice)
        self.epoch(limit=10)
        start = time.perf_counter()
        self.epoch(limit=40)
        return time.perf_counter() - start

    def choose(self, model, is_last, is_fused, is_compiled):
        self.layout = torch.channels_last if is_last else torch.contiguous_format
        self.model = model().to(memory_format=self.layout)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.001, fused=is_fused)
        self.forward = torch.compile(self.model) if is_compiled else self.model

    def epoch(self, limit=None):
        running = torch.zeros(())
        order = torch.randperm(len(self.x))
        # A last batch of another size would be compiled again.
        full = len(order) // BATCH * BATCH
        for first in range(0, min(full, (limit or full) * BATCH), BATCH):
            batch = order[first : first + BATCH]
            inputs = self.x[batch].contiguous(memory_format=self.layout)
            loss = F.cross_entropy(self.forward(inputs), self.y[batch])
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            running += loss.detach() * len(batch)
        return running.item() / max(1, full)


class PILImages(torch.utils.data.Dataset):
    """What torchvision's FashionMNIST does with ToTensor() and Normalize(0.5, 0.5)."""

    def __init__(self):
        self.images = torch.from_numpy(images.reshape(-1, 28, 28))
        self.labels = torch.from_numpy(labels.astype(np.int64))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        picture = Image.fromarray(self.images[index].numpy())
        return self.normalize(self.to_tensor(picture)), int(self.labels[index])

    @staticmethod
    def to_tensor(picture):
        pixels = torch.from_numpy(np.array(picture, np.uint8, copy=True))
        pixels = pixels.view(picture.size[1], picture.size[0], 1).permute(2, 0, 1).contiguous()
        return pixels.to(torch.float32).div(255)

    @staticmethod
    def normalize(pixels):
        mean = torch.as_tensor([0.5]).view(-1, 1, 1)
        deviation = torch.as_tensor([0.5]).view(-1, 1, 1)
        return pixels.clone().sub_(mean).div_(deviation)


class Tutorial:
    def __init__(self):
        self.loader = torch.utils.data.DataLoader(PILImages(), batch_size=BATCH, shuffle=True)
        self.model = reference()
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)

    def epoch(self):
        running = 0.0
        for inputs, targets in self.loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(inputs), targets)
            loss.backward()
            self.optimizer.step()
            running += loss.item() * len(targets)
        return running / len(self.loader.dataset)


class Parameters:
    """What is done with parameters besides training. The file is in memory where the system has a folder for that."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        self.path = os.path.join(self.folder.name, "parameters.pt")
        self.start()
        self.save()

    def start(self):
        self.model = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 2048), nn.ReLU(), nn.Linear(2048, 2048), nn.ReLU(), nn.Linear(2048, 10)
        )

    def save(self):
        torch.save(self.model.state_dict(), self.path)

    def load(self):
        self.model.load_state_dict(torch.load(self.path))

    def tasks(self):
        return {
            f"parameters-{run.__name__}": lambda run=run: {"seconds": seconds(run, 1)}
            for run in (self.start, self.save, self.load)
        }


train = Preloaded(reference, lambda parameters, options: torch.optim.SGD(parameters, lr=0.01, **options))
adam = Preloaded(deeper, lambda parameters, options: torch.optim.Adam(parameters, lr=0.001, **options))
tutorial = Tutorial()
networks = {
    "cnn": Images(cnn, at_its_best=True),
    "cnn-tutorial": Images(cnn, at_its_best=False),
    "normalized": Images(lambda: cnn(normalized=True), at_its_best=True),
    "lenet": Images(lenet, at_its_best=True),
}
chosen = "; ".join(f"{name}: {network.name}" for name, network in networks.items())
serve(
    f"PyTorch {torch.__version__} (preloaded as {train.name}; with Adam: {adam.name}; {chosen})",
    {name: lambda network=network: timed(network.epoch) for name, network in networks.items()}
    | {
        "train": lambda: timed(train.epoch),
        "adam": lambda: timed(adam.epoch),
        "dataloader": lambda: timed(tutorial.epoch),
    }
    | Parameters().tasks(),
)
