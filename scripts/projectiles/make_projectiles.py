"""Writes examples/Data/projectiles/projectiles.csv: how far something flies that is thrown.

    python3 scripts/projectiles/make_projectiles.py

The rows come out the same every time.
"""

import math
import random
from pathlib import Path

FILE = Path(__file__).parents[2] / "examples" / "Data" / "projectiles" / "projectiles.csv"
ROWS = 500
GRAVITY = 9.81  # m/s²
DEVIATION = 0.5  # of the measured distance, in m


def distance(speed, angle, height):
    """In metres, without air: speed in m/s, angle above the horizon in degrees, height of the start in m."""
    forward, up = speed * math.cos(math.radians(angle)), speed * math.sin(math.radians(angle))
    return forward * (up + math.sqrt(up * up + 2 * GRAVITY * height)) / GRAVITY


def main():
    draw = random.Random(0)
    lines = ["speed,angle,height,distance"]
    for _ in range(ROWS):
        speed = round(draw.uniform(5, 30), 1)
        angle = round(draw.uniform(10, 80), 1)
        height = round(draw.uniform(0, 2), 2)
        measured = distance(speed, angle, height) + draw.gauss(0, DEVIATION)
        lines.append(f"{speed},{angle},{height},{max(0, measured):.2f}")
    FILE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
