"""Writes the four IDX files of examples/Data/digits from scikit-learn's copy of the UCI digits.

    python3 -m venv .venv
    .venv/bin/pip install scikit-learn==1.9.1
    .venv/bin/python scripts/digits/make_digits.py

The pixels, the labels and their order come out the same every time.
"""

import gzip
import struct
from pathlib import Path

import numpy
from sklearn.datasets import load_digits

FOLDER = Path(__file__).parents[2] / "examples" / "Data" / "digits"
TEST_IMAGES = 360


def write_idx(name, array):
    """Writes an array of unsigned bytes, compressed and without a time stamp."""
    header = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    with open(FOLDER / name, "wb") as file:
        with gzip.GzipFile("", "wb", compresslevel=9, fileobj=file, mtime=0) as compressed:
            compressed.write(header + array.astype(numpy.uint8).tobytes())


def main():
    digits = load_digits()
    # 0 ... 16 becomes 0 ... 255, as in MNIST's files.
    images = numpy.rint(digits.images * 255 / 16)
    # RandomState, unlike numpy's newer generators, gives one seed the same numbers for ever.
    order = numpy.random.RandomState(0).permutation(len(images))
    test, train = order[:TEST_IMAGES], order[TEST_IMAGES:]
    for prefix, part in ("train", train), ("t10k", test):
        write_idx(f"{prefix}-images-idx3-ubyte.gz", images[part])
        write_idx(f"{prefix}-labels-idx1-ubyte.gz", digits.target[part])


if __name__ == "__main__":
    main()
