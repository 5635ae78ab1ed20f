"""Epochs in PyTorch with two threads: `train` with the data preloaded as tensors, `adam` the same with one more layer
and Adam, `dataloader` over PIL images as tutorials write it.

usage: pytorch.py <file of images> <file of labels> <samples>"""

import itertools
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from protocol import read_data, serve, timed
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


train = Preloaded(reference, lambda parameters, options: torch.optim.SGD(parameters, lr=0.01, **options))
adam = Preloaded(deeper, lambda parameters, options: torch.optim.Adam(parameters, lr=0.001, **options))
tutorial = Tutorial()
serve(
    f"PyTorch {torch.__version__} (preloaded as {train.name}; with Adam: {adam.name})",
    {
        "train": lambda: timed(train.epoch),
        "adam": lambda: timed(adam.epoch),
        "dataloader": lambda: timed(tutorial.epoch),
    },
)
