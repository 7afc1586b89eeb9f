"""Runs models with LiteRT's own kernels and compares with outputs that lie beside them.

Arguments: .tflite files; NAME.input and NAME.output beside each are raw little-endian floats.
Exits with 1 and says why unless every output agrees within 1e-4 of the largest.
"""

import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

failed = False
for path in sys.argv[1:]:
    interpreter = Interpreter(
        model_path=path,
        num_threads=1,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    (given,) = interpreter.get_input_details()
    (wanted,) = interpreter.get_output_details()
    image = np.fromfile(path + ".input", "<f4").reshape(given["shape"])
    interpreter.set_tensor(given["index"], image)
    interpreter.invoke()
    here = interpreter.get_tensor(wanted["index"]).ravel()
    there = np.fromfile(path + ".output", "<f4")
    largest = np.abs(here).max()
    difference = np.abs(here - there).max() if here.shape == there.shape else np.inf
    agrees = np.isfinite(here).all() and np.ptp(here) > 1e-3 * largest and difference <= 1e-4 * largest
    failed |= not agrees
    print("agrees" if agrees else "DIFFERS", path, len(here), difference / largest)
sys.exit(1 if failed else 0)
