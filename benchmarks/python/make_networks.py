#!/usr/bin/env python3
"""Makes whole networks as .tflite files with TensorFlow's own converter.

They are what a predictor is judged by: our code had no part in making them. Two folders come out:
`zoo-families` (families that our zoo has as well) and `other-families` (families that it has not).
Everything is float32, batch 1, with made-up weights from fixed seeds; the files take about 1 GB.

Needs the packages of .ci/python-requirements.txt:

    python make_networks.py --out /tmp/networks
    python make_networks.py --out /tmp/networks --small
    python make_networks.py --list
"""

import argparse
import os
import sys
import time
import zlib
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from tensorflow.python.framework.convert_to_constants import (  # noqa: E402
    convert_variables_to_constants_v2,
)

tf.get_logger().setLevel("ERROR")

import other_families  # noqa: E402, F401 - registers its networks
import zoo_families  # noqa: E402, F401 - registers its networks
from catalogue import ENTRIES, GROUPS  # noqa: E402

LIMIT_MILLIS = 400
"""A network that takes longer on one thread would eat the time of all others."""


def main():
    arguments = parse_arguments()
    entries = [
        entry
        for entry in ENTRIES
        if (entry.small or not arguments.small)
        and (not arguments.only or any(word in entry.name for word in arguments.only))
    ]
    if not entries:
        sys.exit(f"no network's name contains any of {arguments.only}; see --list")
    if arguments.list:
        for entry in entries:
            print(f"{entry.group:15} {entry.name}{'  (small)' if entry.small else ''}")
        return
    problems = []
    for entry in entries:
        path = arguments.out / entry.group / f"{entry.name}.tflite"
        if path.exists() and not arguments.again:
            print(f"{entry.group:15} {entry.name:32} is there already", flush=True)
            continue
        started = time.monotonic()
        content = convert(entry)
        problem, runs = check(content)
        if problem:
            problems.append(f"{entry.name}: {problem}")
        write_whole(path, content)
        print(
            f"{entry.group:15} {entry.name:32} {len(content) / 1e6:6.1f} MB {runs:7.1f} ms"
            f"   made in {time.monotonic() - started:.0f} s{'   ' + problem if problem else ''}",
            flush=True,
        )
        tf.keras.backend.clear_session()
    if problems:
        sys.exit("\n".join(problems))


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, help=f"folder; gets {' and '.join(GROUPS)}")
    parser.add_argument("--small", action="store_true", help="only the small and fast ones")
    parser.add_argument("--only", action="append", metavar="WORD", help="only names with this word")
    parser.add_argument("--again", action="store_true", help="make also what is there already")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    arguments = parser.parse_args()
    if not arguments.list and arguments.out is None:
        parser.error("--out is missing")
    return arguments


def convert(entry):
    """The bytes of a .tflite file. Without freezing, Keras 3 leaves the weights out of it."""
    seed = zlib.crc32(entry.name.encode())
    tf.keras.utils.set_random_seed(seed)
    model = entry.build()
    scatter(model, np.random.default_rng(seed))
    signature = [tf.TensorSpec(tensor.shape, tf.float32) for tensor in model.inputs]
    function = tf.function(lambda *inputs: model(inputs[0], training=False), signature)
    frozen = convert_variables_to_constants_v2(function.get_concrete_function())
    return tf.lite.TFLiteConverter.from_concrete_functions([frozen], model).convert()


def scatter(model, generator):
    """Gives everything that starts as a constant the spread of a trained network.

    Otherwise the converter could simplify what it never can in practice: x * 1 and x + 0.
    """
    low_high = {
        "gamma": (0.6, 1.2),
        "beta": (-0.1, 0.1),
        "bias": (-0.1, 0.1),
        "moving_mean": (-0.1, 0.1),
        "moving_variance": (0.7, 1.3),
        "alpha": (0.1, 0.4),
    }
    for weight in model.weights:
        if weight.name in low_high:
            low, high = low_high[weight.name]
            weight.assign(generator.uniform(low, high, weight.shape).astype(np.float32))


def check(content):
    """Runs the file once or twice on another interpreter than the one we measure with."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    generator = np.random.default_rng(0)
    for detail in interpreter.get_input_details():
        values = generator.uniform(-1, 1, detail["shape"]).astype(np.float32)
        interpreter.set_tensor(detail["index"], values)
    millis = []
    for _ in range(3):
        started = time.perf_counter()
        interpreter.invoke()
        millis.append((time.perf_counter() - started) * 1e3)
    outputs = [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]
    if not all(np.isfinite(values).all() for values in outputs):
        return "its output is not finite", min(millis)
    if min(millis) > LIMIT_MILLIS:
        return f"slower than {LIMIT_MILLIS} ms", min(millis)
    return "", min(millis)


def write_whole(path, content):
    """Never leaves half a file behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)


if __name__ == "__main__":
    main()
