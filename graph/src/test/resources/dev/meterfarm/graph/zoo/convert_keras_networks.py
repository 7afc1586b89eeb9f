"""Writes what TensorFlow's converter makes of Keras' networks: one .ops file each, one line per op.

A line is: schema code, schema name, baked activation, padding, shapes of the outputs, "<-", shapes
of the inputs. Argument: the folder to write to. The files beside this script came from TensorFlow
2.21.0 with Keras 3.
"""

import pathlib
import sys

import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

APPLICATIONS = keras.applications
NETWORKS = {
    "resnet50": lambda: APPLICATIONS.ResNet50(weights=None),
    "densenet121": lambda: APPLICATIONS.DenseNet121(weights=None),
    "vgg16": lambda: APPLICATIONS.VGG16(weights=None),
    "mobilenet_v1": lambda: APPLICATIONS.MobileNet(weights=None),
    "mobilenet_v2": lambda: APPLICATIONS.MobileNetV2(weights=None),
    "mobilenet_v3_large": lambda: APPLICATIONS.MobileNetV3Large(
        weights=None, include_preprocessing=False
    ),
    "mobilenet_v3_small": lambda: APPLICATIONS.MobileNetV3Small(
        weights=None, include_preprocessing=False
    ),
    "efficientnet_b0": lambda: APPLICATIONS.EfficientNetB0(weights=None),
}


def name_of(enum, value):
    return next(k for k, v in vars(enum).items() if v == value and not k.startswith("_"))


def trained(model):
    """Fresh normalisations are the identity and fresh biases 0, which the converter would drop."""
    chance = np.random.default_rng(1)
    for variable in model.variables:
        if any(part in variable.path for part in ("moving", "gamma", "beta", "bias")):
            variable.assign(chance.uniform(0.5, 1.5, variable.shape))
    return model


def convert(model):
    signature = tf.TensorSpec((1, 224, 224, 3), tf.float32)
    function = tf.function(lambda x: model(x, training=False)).get_concrete_function(signature)
    frozen = convert_variables_to_constants_v2(function)
    return tf.lite.TFLiteConverter.from_concrete_functions([frozen]).convert()


def lines(content):
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    graph = model.subgraphs[0]

    def shapes(tensors):
        texts = []
        for index in tensors:
            shape = graph.tensors[index].shape
            rank0 = shape is None or len(shape) == 0
            texts.append("scalar" if rank0 else "x".join(map(str, shape)))
        return " ".join(texts)

    for op in graph.operators:
        code = model.operatorCodes[op.opcodeIndex]
        builtin = max(code.builtinCode, code.deprecatedBuiltinCode)
        activation = getattr(op.builtinOptions, "fusedActivationFunction", 0)
        padding = getattr(op.builtinOptions, "padding", None)
        yield " ".join(
            [
                str(builtin),
                name_of(schema.BuiltinOperator, builtin),
                name_of(schema.ActivationFunctionType, activation),
                "-" if padding is None else name_of(schema.Padding, padding),
                shapes(op.outputs),
                "<-",
                shapes(op.inputs),
            ]
        )


for network, make in NETWORKS.items():
    keras.backend.clear_session()
    text = "\n".join(lines(convert(trained(make())))) + "\n"
    (pathlib.Path(sys.argv[1]) / f"{network}.ops").write_text(text)
