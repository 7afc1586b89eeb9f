"""Runs OpenVINO IR with OpenVINO and compares it with what LiteRT made of the same model.

usage: check_ir.py FOLDER

For each FOLDER/NAME.npz of run_tflite.py reads NAME.xml and NAME.ports, which holds the order of
the axes of each input and output: lines "in 0 3 1 2" and "out 0 1". Writes FOLDER/report.json: for
each NAME "difference", the largest difference of any output relative to the largest value of that
output, "transpositions" and "layers"; or "failure" with a reason.
"""

import json
import pathlib
import sys

import numpy as np
import openvino

SETTINGS = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}


def check(core, kept, xml, ports):
    model = core.read_model(str(xml))
    axes = {"in": [], "out": []}
    for line in ports.read_text().splitlines():
        kind, *order = line.split()
        axes[kind].append([int(axis) for axis in order])
    compiled = core.compile_model(model, "CPU", SETTINGS)
    dtype = np.float16 if compiled.input(0).get_element_type().to_string() == "f16" else np.float32
    inputs = [
        kept[f"in{i}"].transpose(order).astype(dtype, order="C")
        for i, order in enumerate(axes["in"])
    ]
    results = compiled(inputs)
    worst = 0.0
    for i, order in enumerate(axes["out"]):
        expected = kept[f"out{i}"].transpose(order)
        got = results[compiled.output(i)].astype(np.float32)
        if expected.shape != got.shape:
            return {"failure": f"output {i} has the shape {got.shape}, not {expected.shape}"}
        scale = max(float(np.abs(expected).max()), 1e-6)
        worst = max(worst, float(np.abs(expected - got).max()) / scale)
    ops = [op.get_type_name() for op in model.get_ops()]
    return {
        "difference": worst if np.isfinite(worst) else 1e30,
        "transpositions": ops.count("Transpose"),
        "layers": len(ops),
    }


def main(folder):
    core = openvino.Core()
    report = {}
    for file in sorted(folder.glob("*.npz")):
        try:
            report[file.stem] = check(
                core, np.load(file), file.with_suffix(".xml"), file.with_suffix(".ports")
            )
        except Exception as problem:  # whatever the runtime throws is the finding
            report[file.stem] = {"failure": str(problem)}
    (folder / "report.json").write_text(json.dumps(report))


main(pathlib.Path(sys.argv[1]))
