#!/usr/bin/env python3
"""Prints how well the nearest mean image tells classes apart, which Tests/RuntimeTests/Baselines/NearestMeanTests.swift asks
for: nearest_mean.py FOLDER… of folders with the four files of a data set such as MNIST. Needs NumPy."""

import gzip
import pathlib
import sys

import numpy as np


def read(folder, name):
    path = folder / name
    with gzip.open(path.with_name(name + ".gz")) if not path.exists() else path.open("rb") as file:
        data = file.read()
    rank = data[3]
    shape = np.frombuffer(data, ">u4", rank, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def hits(train, test, classes):
    """The number of right answers by L1 and by L2, of the samples of some classes alone."""
    (images, labels), (test_images, test_labels) = [
        (images[np.isin(labels, classes)] / 255, labels[np.isin(labels, classes)]) for images, labels in (train, test)
    ]
    means = [images[labels == label].mean(axis=0) for label in classes]
    differences = [test_images - mean for mean in means]
    l1 = np.stack([np.abs(d).mean(axis=(1, 2)) for d in differences])
    l2 = np.stack([np.sqrt((d**2).mean(axis=(1, 2))) for d in differences])
    found = [int((np.array(classes)[d.argmin(axis=0)] == test_labels).sum()) for d in (l1, l2)]
    return f"L1 {found[0]}, L2 {found[1]} of {len(test_labels)}"


for folder in map(pathlib.Path, sys.argv[1:]):
    train, test = [
        (read(folder, f"{part}-images-idx3-ubyte"), read(folder, f"{part}-labels-idx1-ubyte"))
        for part in ("train", "t10k")
    ]
    print(folder.name, "all classes:", hits(train, test, list(range(10))))
    print(folder.name, "3 and 7:", hits(train, test, [3, 7]))
    pixels = train[0] / 255
    print(f"{folder.name} mean {pixels.mean():.6f} deviation {pixels.std():.6f}")
