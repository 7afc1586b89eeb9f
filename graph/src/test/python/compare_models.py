"""Runs pairs of models on the same random inputs with LiteRT.

usage: compare_models.py FOLDER

FOLDER holds NAME.original.tflite and NAME.copy.tflite. Writes FOLDER/report.json: for each NAME the
largest difference of any output, relative to the largest value of that output; or "failure".
"""

import json
import pathlib
import sys
import zlib

import numpy as np
from ai_edge_litert.interpreter import Interpreter


def run(model, name):
    interpreter = Interpreter(str(model), num_threads=1)
    interpreter.allocate_tensors()
    for position, detail in enumerate(interpreter.get_input_details()):
        generator = np.random.default_rng(zlib.crc32(f"{name}/{position}".encode()))
        value = generator.uniform(-1.0, 1.0, detail["shape"]).astype(detail["dtype"])
        interpreter.set_tensor(detail["index"], value)
    interpreter.invoke()
    return [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]


def compare(folder, name):
    original = run(folder / f"{name}.original.tflite", name)
    copy = run(folder / f"{name}.copy.tflite", name)
    largest = 0.0
    for a, b in zip(original, copy, strict=True):
        if a.shape != b.shape or not np.all(np.isfinite(a)) or np.ptp(a) == 0:
            raise ValueError(f"outputs {a.shape} and {b.shape}, or one that says nothing")
        largest = max(largest, float(np.max(np.abs(a - b)) / np.max(np.abs(a))))
    return {"difference": largest}


def main():
    folder = pathlib.Path(sys.argv[1])
    report = {}
    for model in sorted(folder.glob("*.original.tflite")):
        name = model.name.removesuffix(".original.tflite")
        try:
            report[name] = compare(folder, name)
        except Exception as e:  # each pair's failure belongs into the report
            report[name] = {"failure": f"{type(e).__name__}: {e}"}
    (folder / "report.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()
