"""Runs pairs of models, a network and the same without its softmax, on one random image each.

Arguments: paths of networks; the other model is next to each, ending in .scores.tflite.
Exits with 1 and says why if a model does not load, does not run, or gives useless numbers.
"""

import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter


def run(path):
    interpreter = Interpreter(model_path=path, num_threads=1)
    interpreter.allocate_tensors()
    (given,) = interpreter.get_input_details()
    (wanted,) = interpreter.get_output_details()
    image = np.random.default_rng(7).uniform(-1, 1, given["shape"]).astype(np.float32)
    interpreter.set_tensor(given["index"], image)
    interpreter.invoke()
    return interpreter.get_tensor(wanted["index"])


def problems(path):
    probabilities = run(path)
    scores = run(path.replace(".tflite", ".scores.tflite"))
    if not np.isfinite(scores).all():
        yield "scores are not finite"
    elif np.ptp(scores) <= 1e-3 * np.abs(scores).max():
        yield f"scores are all alike: {scores.min()} to {scores.max()}"
    if not np.isfinite(probabilities).all() or abs(probabilities.sum() - 1) > 1e-3:
        yield f"probabilities sum up to {probabilities.sum()}"
    e = np.exp((scores - scores.max()).astype(np.float64))
    if np.abs(e / e.sum() - probabilities).max() > 1e-4:
        yield "probabilities are not the softmax of the scores"
    print(path, scores.shape, float(scores.min()), float(scores.max()))


failures = [f"{path}: {problem}" for path in sys.argv[1:] for problem in problems(path)]
print("\n".join(failures))
sys.exit(1 if failures else 0)
