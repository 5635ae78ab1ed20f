"""How a contestant talks to the benchmark: it prints a line when it is ready, then reads the name of a task from each
line of its input, does the task once, and prints what it took."""

import json
import sys
import time

import numpy as np


def serve(ready, tasks):
    """tasks: from names to functions that return a dictionary with the seconds and, if it trains, the loss."""
    print(json.dumps({"ready": ready}), flush=True)
    for line in sys.stdin:
        name = line.strip()
        answer = tasks[name]()
        print(json.dumps({"name": name, **answer}), flush=True)


def read_data():
    """The images and labels in the files of bytes that the command line names: uint8 [n, 784], uint8 [n]."""
    images, labels, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    return (
        np.fromfile(images, np.uint8, count * 784).reshape(count, 784),
        np.fromfile(labels, np.uint8, count),
    )


def timed(run):
    """Runs a training that returns its loss."""
    start = time.perf_counter()
    loss = run()
    return {"seconds": time.perf_counter() - start, "loss": float(loss)}


def seconds(run, calls):
    """Of one call."""
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - start) / calls
