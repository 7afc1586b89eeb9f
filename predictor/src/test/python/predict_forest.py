"""Predicts the rows of a folder with onnxruntime: predict_forest.py FOLDER

Reads forest.onnx and rows.f32 (little-endian floats, one row after the other), writes
predictions.f32 and names.txt, the features' names.
"""

import pathlib
import sys

import numpy
import onnxruntime

folder = pathlib.Path(sys.argv[1])
session = onnxruntime.InferenceSession(
    str(folder / "forest.onnx"), providers=["CPUExecutionProvider"]
)
features = session.get_inputs()[0].shape[1]
rows = numpy.fromfile(folder / "rows.f32", dtype="<f4").reshape(-1, features)
predictions = session.run(["prediction"], {"features": rows})[0]
predictions.astype("<f4").tofile(folder / "predictions.f32")
names = session.get_modelmeta().custom_metadata_map["feature_names"]
(folder / "names.txt").write_text(names, encoding="utf-8")
