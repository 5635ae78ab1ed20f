"""Writes images of bytes and what PyTorch resizes them to, for Tests/RuntimeTests/Data/BilinearTests.swift.

    python scripts/parity/make_resize_fixture.py Tests/Fixtures/resize.json
"""

import json
import sys

import torch

CASES = [
    # Channels, height and width, and those of the result.
    (1, 28, 28, 32, 32),
    (3, 5, 7, 9, 13),
    (3, 23, 17, 6, 4),
    (1, 4, 4, 4, 4),
    (3, 1, 1, 2, 3),
    (1, 9, 2, 1, 1),
]

torch.manual_seed(0)
cases = []
for channels, height, width, new_height, new_width in CASES:
    pixels = torch.randint(0, 256, (1, channels, height, width))
    resized = torch.nn.functional.interpolate(
        pixels.float(), size=(new_height, new_width), mode="bilinear", align_corners=False, antialias=False
    )

    def channels_last(image):
        return image[0].permute(1, 2, 0).reshape(-1).tolist()

    cases.append(
        {
            "channels": channels,
            "size": [height, width],
            "resized": [new_height, new_width],
            "pixels": channels_last(pixels),
            "expected": channels_last(resized.round().int()),
        }
    )

with open(sys.argv[1], "w") as file:
    json.dump({"torch": torch.__version__, "cases": cases}, file)
    file.write("\n")
