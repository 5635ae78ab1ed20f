"""Writes images and what PyTorch makes of them, turned and resized, for Tests/RuntimeTests/Data/AugmentationTests.swift.

    python scripts/parity/make_augmentation_fixture.py Tests/Fixtures/augmentation.json

Images are turned as torchvision's `rotate` of a tensor does: by `affine_grid` and `grid_sample`.
"""

import json
import math
import sys

import torch

torch.manual_seed(0)


def rotated(image, degrees, background):
    channels, height, width = image.shape
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    # In pixels around the middle: where the pixel of the result comes from.
    ys = torch.arange(height, dtype=torch.float64) - (height - 1) / 2
    xs = torch.arange(width, dtype=torch.float64) - (width - 1) / 2
    dy, dx = torch.meshgrid(ys, xs, indexing="ij")
    x, y = cosine * dx - sine * dy, sine * dx + cosine * dy
    grid = torch.stack([2 * x / width, 2 * y / height], dim=-1)[None]
    centered = (image - background[:, None, None]).double()[None]
    result = torch.nn.functional.grid_sample(
        centered, grid, mode="bilinear", padding_mode="zeros", align_corners=False
    )
    return result[0] + background[:, None, None].double()


rotations = []
for size, degrees in [((1, 8, 8), 15.0), ((3, 5, 7), -40.0), ((2, 6, 4), 90.0), ((1, 9, 9), 180.0), ((1, 4, 4), 0.0)]:
    image = torch.randn(size)
    background = torch.randn(size[0])
    rotations.append(
        {
            "size": size,
            "degrees": degrees,
            "image": image.flatten().tolist(),
            "background": background.tolist(),
            "expected": rotated(image, degrees, background).flatten().tolist(),
        }
    )

resizes = []
for size, height, width in [((1, 28, 28), 32, 32), ((3, 5, 7), 9, 13), ((3, 23, 17), 6, 4), ((2, 1, 1), 2, 3), ((1, 9, 2), 1, 1)]:
    image = torch.randn(size)
    resized = torch.nn.functional.interpolate(
        image[None], size=(height, width), mode="bilinear", align_corners=False, antialias=False
    )
    resizes.append(
        {
            "size": size,
            "resized": [height, width],
            "image": image.flatten().tolist(),
            "expected": resized.flatten().tolist(),
        }
    )

with open(sys.argv[1], "w") as file:
    json.dump({"torch": torch.__version__, "rotations": rotations, "resizes": resizes}, file)
    file.write("\n")
