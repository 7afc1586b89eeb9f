"""Runs models with LiteRT and keeps what went in and what came out.

usage: run_tflite.py FOLDER

For each FOLDER/NAME.tflite writes FOLDER/NAME.npz with in0, in1, ..., out0, out1, ... in the order
of the model. Inputs follow from the name.
"""

import pathlib
import sys
import zlib

import numpy as np
from ai_edge_litert.interpreter import Interpreter

POSITIVE = ("rsqrt", "sqrt", "div")


def values(name, shape, random):
    uniform = random.uniform(0.1, 2.0, shape)
    sign = 1 if name.startswith(POSITIVE) else random.choice([-1.0, 1.0], shape)
    return (uniform * sign).astype(np.float32)


def main(folder):
    for file in sorted(folder.glob("*.tflite")):
        random = np.random.default_rng(zlib.crc32(file.stem.encode()))
        interpreter = Interpreter(str(file), num_threads=1)
        interpreter.allocate_tensors()
        kept = {}
        for i, detail in enumerate(interpreter.get_input_details()):
            kept[f"in{i}"] = values(file.stem, detail["shape"], random)
            interpreter.set_tensor(detail["index"], kept[f"in{i}"])
        interpreter.invoke()
        for i, detail in enumerate(interpreter.get_output_details()):
            kept[f"out{i}"] = interpreter.get_tensor(detail["index"])
        np.savez(file.with_suffix(".npz"), **kept)


main(pathlib.Path(sys.argv[1]))
