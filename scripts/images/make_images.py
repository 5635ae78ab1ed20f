"""Makes the images of Tests/ImagesTests/Fixtures and what is in them, with Pillow and NumPy.

    python3 scripts/images/make_images.py Tests/ImagesTests/Fixtures

Kinds of PNG that Pillow does not write are written here; what is in a file is what Pillow reads from it, where Pillow
reads all of it. expected.json has for each file its size, its channels, and its bytes in colour and in gray.
"""

import base64
import io
import json
import pathlib
import struct
import sys
import zlib

import numpy
from PIL import Image

HEIGHT, WIDTH = 11, 14
random = numpy.random.default_rng(0)


def smooth(channels, largest=255):
    """An image that a JPEG file can hold, with some noise."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [
        0.5 + 0.45 * numpy.sin(x / (3 + c) + c) * numpy.cos(y / (4 - c) + 2 * c) for c in range(channels)
    ]
    noise = random.uniform(-0.03, 0.03, (HEIGHT, WIDTH, channels))
    return numpy.clip(numpy.stack(planes, axis=2) + noise, 0, 1) * largest


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def rows(samples, bits):
    """The rows of a PNG file, each with the filter 0."""
    result = b""
    for row in samples:
        flat = row.reshape(-1)
        if bits == 16:
            packed = flat.astype(">u2").tobytes()
        elif bits == 8:
            packed = flat.astype("u1").tobytes()
        else:
            ones = (flat[:, None] >> numpy.arange(bits - 1, -1, -1)) & 1
            packed = numpy.packbits(ones.astype("u1").reshape(-1)).tobytes()
        result += b"\0" + packed
    return result


def png(samples, bits, colour_type, interlaced=False, extra=b""):
    """A PNG file of samples[height, width, channels]. `extra` are chunks in front of the data."""
    height, width = samples.shape[:2]
    if interlaced:
        passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
        parts = [samples[y::dy, x::dx] for y, x, dy, dx in passes]
        data = b"".join(rows(part, bits) for part in parts if part.size)
    else:
        data = rows(samples, bits)
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, int(interlaced))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data, 9))
        + chunk(b"IEND", b"")
    )


def saved(image, **options):
    file = io.BytesIO()
    image.save(file, **options)
    return file.getvalue()


def on_white(rgba):
    """Colours laid on white by the last of four channels, all in 0 … 1."""
    return rgba[..., :3] * rgba[..., 3:] + 1 - rgba[..., 3:]


def to_bytes(values):
    return numpy.floor(values * 255 + 0.5).astype("u1")


def seen(file):
    """What Pillow reads: colours on white, and whether it is gray."""
    image = Image.open(io.BytesIO(file))
    is_gray = image.mode in ("1", "L", "LA")
    if image.mode == "P" or "transparency" in image.info or image.mode in ("LA", "RGBA"):
        rgba = numpy.asarray(image.convert("RGBA")).astype("f8") / 255
        return to_bytes(on_white(rgba)), is_gray
    return numpy.asarray(image.convert("RGB")), is_gray


files, expected = {}, {}


def add(name, file, colours=None, is_gray=False):
    if colours is None:
        colours, is_gray = seen(file)
    gray = numpy.asarray(Image.fromarray(colours).convert("L"))
    files[name] = file
    expected[name] = {
        "height": colours.shape[0],
        "width": colours.shape[1],
        "isGray": is_gray,
        "rgb": base64.b64encode(colours.tobytes()).decode(),
        "gray": base64.b64encode(gray.tobytes()).decode(),
    }


def add_16(name, samples, colour_type, interlaced=False):
    """16 bits, which Pillow does not read all of."""
    channels = samples / 65535
    if samples.shape[2] in (2, 4):
        alpha = channels[..., -1:]
        channels = channels[..., :-1] * alpha + 1 - alpha
    colours = to_bytes(numpy.broadcast_to(channels, samples.shape[:2] + (3,)))
    add(name, png(samples, 16, colour_type, interlaced), colours, samples.shape[2] < 3)


byte = lambda channels: smooth(channels).astype("u1")
word = lambda channels: random.integers(0, 65536, (HEIGHT, WIDTH, channels))

# PNG, as Pillow writes it.
rgb = Image.fromarray(byte(3))
add("rgb.png", saved(rgb, format="PNG"))
add("gray.png", saved(Image.fromarray(byte(1)[..., 0]), format="PNG"))
add("bits.png", saved(Image.fromarray(byte(1)[..., 0]).convert("1"), format="PNG"))
add("palette.png", saved(rgb.convert("P", palette=Image.Palette.ADAPTIVE, colors=200), format="PNG"))
add("palette4.png", saved(rgb.convert("P", palette=Image.Palette.ADAPTIVE, colors=16), format="PNG", bits=4))
transparent = rgb.convert("P", palette=Image.Palette.ADAPTIVE, colors=30)
add("palette-transparent.png", saved(transparent, format="PNG", transparency=bytes(range(0, 240, 8))))
add("rgba.png", saved(Image.fromarray(random.integers(0, 256, (HEIGHT, WIDTH, 4)).astype("u1")), format="PNG"))
gray_alpha = random.integers(0, 256, (HEIGHT, WIDTH, 2)).astype("u1")
add("gray-alpha.png", saved(Image.fromarray(gray_alpha, "LA"), format="PNG"))

# PNG, as Pillow does not.
for bits in (2, 4):
    add(f"gray{bits}.png", png(random.integers(0, 1 << bits, (HEIGHT, WIDTH, 1)), bits, 0))
add("interlaced.png", png(byte(3), 8, 2, interlaced=True))
add("gray-interlaced.png", png(byte(1), 8, 0, interlaced=True))
colours = byte(3)
key = chunk(b"tRNS", struct.pack(">HHH", *map(int, colours[3, 5])))
add("colour-key.png", png(colours, 8, 2, extra=key))
# Pillow and torchvision take the bytes as they are, whatever the gamma.
add("gamma.png", png(byte(3), 8, 2, extra=chunk(b"gAMA", struct.pack(">I", 100000))))
add_16("gray16.png", word(1), 0)
add_16("rgb16.png", word(3), 2)
add_16("rgb16-interlaced.png", word(3), 2, interlaced=True)
add_16("gray-alpha16.png", word(2), 4)
add_16("rgba16.png", word(4), 6)

# JPEG.
photo = Image.fromarray(byte(3))
for name, options in {
    "rgb.jpg": {"subsampling": "4:4:4"},
    "subsampled.jpg": {"subsampling": "4:2:0"},
    "subsampled-wide.jpg": {"subsampling": "4:2:2"},
    "progressive.jpg": {"progressive": True},
    "restarts.jpg": {"restart_marker_blocks": 1},
}.items():
    add(name, saved(photo, format="JPEG", quality=90, **options))
add("gray.jpg", saved(Image.fromarray(byte(1)[..., 0]), format="JPEG", quality=90))
add("cmyk.jpg", saved(Image.fromarray(byte(4), "CMYK"), format="JPEG", quality=95))
# To be turned by a quarter, which neither Pillow nor torchvision do unless they are asked.
turned = Image.Exif()
turned[0x0112] = 6
add("turned.jpg", saved(photo, format="JPEG", quality=90, exif=turned))

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, file in files.items():
    (folder / name).write_bytes(file)
(folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
