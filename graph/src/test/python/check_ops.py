"""Runs one-op models with LiteRT and computes the same with TensorFlow's own functions.

usage: check_ops.py FOLDER

FOLDER holds pairs NAME.tflite and NAME.json (the graph's document). Writes FOLDER/report.json: for
each NAME the largest difference of any output, relative to the largest value of that output, with
XNNPACK ("delegate") and with TFLite's own kernels ("kernels"); or "failure" with a reason.
"""

import json
import pathlib
import sys
import zlib

import numpy as np
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter, OpResolverType

PERIOD = 65_521
MASK = np.uint64(0xFFFFFFFFFFFFFFFF)


def seeded(seed, scale, count):
    """The documented sequence of Constant.Seeded, written once more."""
    with np.errstate(over="ignore"):
        index = (np.arange(count, dtype=np.uint64) % np.uint64(PERIOD)) + np.uint64(1)
        z = np.uint64(seed % 2**64) + np.uint64(0x9E3779B97F4A7C15) * index
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    unit = (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)
    return unit * np.float32(scale)


def constant(tensor):
    if "seed" in tensor:
        values = seeded(tensor["seed"], tensor["scale"], int(np.prod(tensor["shape"])))
    elif "ints" in tensor:
        values = np.array(tensor["ints"], np.int32)
    elif "floats" in tensor:
        values = np.array(tensor["floats"], np.float32)
    else:
        return None
    return values.reshape(tensor["shape"])


ACTIVATIONS = {
    "NONE": lambda x: x,
    "RELU": tf.nn.relu,
    "RELU6": tf.nn.relu6,
    "RELU_N1_TO_1": lambda x: tf.clip_by_value(x, -1.0, 1.0),
    "TANH": tf.math.tanh,
}

ELEMENTWISE = {
    "rsqrt": tf.math.rsqrt,
    "sqrt": tf.math.sqrt,
    "neg": tf.math.negative,
    "abs": tf.math.abs,
    "exp": tf.math.exp,
    "square": tf.math.square,
    "relu": tf.nn.relu,
    "relu6": tf.nn.relu6,
    "relu-n1-to-1": lambda x: tf.clip_by_value(x, -1.0, 1.0),
    "hswish": lambda x: x * tf.nn.relu6(x + 3.0) / 6.0,
    "sigmoid": tf.math.sigmoid,
    "tanh": tf.math.tanh,
    "elu": tf.nn.elu,
}

BINARY = {
    "add": tf.math.add,
    "sub": tf.math.subtract,
    "mul": tf.math.multiply,
    "div": tf.math.divide,
    "maximum": tf.math.maximum,
    "minimum": tf.math.minimum,
    "squared-difference": tf.math.squared_difference,
}


def bias(values, position):
    return values[position] if len(values) > position and values[position] is not None else 0.0


def conv(op, v):
    x, filters = v[0], np.transpose(v[1], (1, 2, 3, 0))
    groups = x.shape[-1] // filters.shape[2]
    parts = [
        tf.nn.conv2d(a, b, op["stride"], op["padding"], dilations=op["dilation"])
        for a, b in zip(tf.split(x, groups, axis=-1), tf.split(filters, groups, axis=-1))
    ]
    return tf.concat(parts, axis=-1) + bias(v, 2)


def dwconv(op, v):
    height, width, channels = v[1].shape[1:]
    filters = v[1].reshape(height, width, channels // op["multiplier"], op["multiplier"])
    stride = [1, *op["stride"], 1]
    y = tf.nn.depthwise_conv2d(v[0], filters, stride, op["padding"], dilations=op["dilation"])
    return y + bias(v, 2)


def tconv(op, v):
    filters = np.transpose(v[1], (1, 2, 0, 3))
    y = tf.nn.conv2d_transpose(v[2], filters, v[0], op["stride"], op["padding"])
    return y + bias(v, 3)


def fc(op, v):
    x = v[0] if op["keepDims"] else tf.reshape(v[0], (-1, v[1].shape[1]))
    return tf.linalg.matvec(v[1], x) + bias(v, 2)


def resize(op, v):
    kind = {"align_corners": op["alignCorners"], "half_pixel_centers": op["halfPixelCenters"]}
    if op["op"] == "resize-bilinear":
        return tf.raw_ops.ResizeBilinear(images=v[0], size=v[1], **kind)
    return tf.raw_ops.ResizeNearestNeighbor(images=v[0], size=v[1], **kind)


def strided_slice(op, v):
    return tf.strided_slice(
        v[0],
        v[1],
        v[2],
        v[3],
        begin_mask=op["beginMask"],
        end_mask=op["endMask"],
        ellipsis_mask=op["ellipsisMask"],
        new_axis_mask=op["newAxisMask"],
        shrink_axis_mask=op["shrinkAxisMask"],
    )


def compute(op, v):
    word = op["op"]
    if word in ELEMENTWISE:
        return ELEMENTWISE[word](v[0])
    if word in BINARY:
        return BINARY[word](v[0], v[1])
    functions = {
        "conv": conv,
        "dwconv": dwconv,
        "tconv": tconv,
        "fc": fc,
        "bmm": lambda o, w: tf.linalg.matmul(
            w[0], w[1], transpose_a=o["transposeLeft"], transpose_b=o["transposeRight"]
        ),
        "maxpool": lambda o, w: tf.nn.max_pool2d(w[0], o["window"], o["stride"], o["padding"]),
        "avgpool": lambda o, w: tf.nn.avg_pool2d(w[0], o["window"], o["stride"], o["padding"]),
        "concat": lambda o, w: tf.concat(w, o["axis"]),
        "split": lambda o, w: tf.split(w[1], o["parts"], axis=int(w[0])),
        "strided-slice": strided_slice,
        "reshape": lambda o, w: tf.reshape(w[0], w[1]),
        "squeeze": lambda o, w: tf.squeeze(w[0], o["axes"] or None),
        "expand-dims": lambda o, w: tf.expand_dims(w[0], int(np.ravel(w[1])[0])),
        "transpose": lambda o, w: tf.transpose(w[0], w[1]),
        "pad": lambda o, w: tf.pad(w[0], w[1]),
        "mean": lambda o, w: tf.reduce_mean(w[0], w[1], keepdims=o["keepDims"]),
        "sum": lambda o, w: tf.reduce_sum(w[0], w[1], keepdims=o["keepDims"]),
        "resize-bilinear": resize,
        "resize-nearest": resize,
        "softmax": lambda o, w: tf.nn.softmax(w[0] * o["beta"]),
        "leaky-relu": lambda o, w: tf.nn.leaky_relu(w[0], o["alpha"]),
        "prelu": lambda o, w: tf.nn.relu(w[0]) - w[1] * tf.nn.relu(-w[0]),
        "gelu": lambda o, w: tf.nn.gelu(w[0], approximate=o["approximate"]),
    }
    return functions[word](op, v)


def expected(graph, inputs):
    values = dict(inputs)
    for index, tensor in enumerate(graph["tensors"]):
        content = constant(tensor)
        if content is not None:
            values[index] = content
    for op in graph["ops"]:
        result = compute(op, [None if i < 0 else values[i] for i in op["inputs"]])
        results = result if isinstance(result, (list, tuple)) else [result]
        for index, value in zip(op["outputs"], results, strict=True):
            values[index] = ACTIVATIONS[op.get("activation", "NONE")](value).numpy()
    return [values[i] for i in graph["outputs"]]


def random_input(name, index, graph):
    generator = np.random.default_rng(zlib.crc32(f"{name}/{index}".encode()))
    shape = graph["tensors"][index]["shape"]
    if any(op["op"] in ("rsqrt", "sqrt", "div") for op in graph["ops"]):
        return generator.uniform(0.5, 4.0, shape).astype(np.float32)
    if any(op["op"] == "gelu" for op in graph["ops"]):
        # The two forms differ by 5e-4 at most, which larger outputs would hide.
        return generator.uniform(-2.5, 2.5, shape).astype(np.float32)
    return generator.normal(0.0, 2.5, shape).astype(np.float32)


def run(model, inputs, resolver):
    interpreter = Interpreter(str(model), experimental_op_resolver_type=resolver, num_threads=1)
    interpreter.allocate_tensors()
    for detail, value in zip(interpreter.get_input_details(), inputs, strict=True):
        interpreter.set_tensor(detail["index"], value)
    interpreter.invoke()
    return [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]


def difference(actual, wanted):
    largest = 0.0
    for a, b in zip(actual, wanted, strict=True):
        if a.shape != b.shape:
            raise ValueError(f"shape {a.shape} instead of {b.shape}")
        if not np.all(np.isfinite(b)) or not np.any(b):
            raise ValueError("the expected output is not finite or all zero")
        largest = max(largest, float(np.max(np.abs(a - b)) / np.max(np.abs(b))))
    return largest


def check(model):
    graph = json.loads(model.with_suffix(".json").read_text())
    inputs = {i: random_input(model.stem, i, graph) for i in graph["inputs"]}
    wanted = expected(graph, inputs)
    ordered = [inputs[i] for i in graph["inputs"]]
    return {
        "delegate": difference(run(model, ordered, OpResolverType.AUTO), wanted),
        "kernels": difference(
            run(model, ordered, OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES), wanted
        ),
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    report = {}
    for model in sorted(folder.glob("*.tflite")):
        try:
            report[model.stem] = check(model)
        except Exception as e:  # each model's failure belongs into the report
            report[model.stem] = {"failure": f"{type(e).__name__}: {e}"}
    (folder / "report.json").write_text(json.dumps(report))


if __name__ == "__main__":
    main()
