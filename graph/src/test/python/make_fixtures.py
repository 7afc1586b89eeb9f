"""Makes the .tflite fixtures with TensorFlow's own converter: small networks with random weights.

usage: make_fixtures.py FOLDER [NAME...]

Needs tensorflow 2.21. The weights follow from a fixed seed, but another version of the converter may
order operators differently, so a new run is a new set of fixtures: run the tests after it.
"""

import pathlib
import sys

import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

layers = tf.keras.layers


def conv_bn(x, channels, kernel, stride=1, activation="relu", groups=1):
    x = layers.Conv2D(channels, kernel, stride, padding="same", use_bias=False, groups=groups)(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation(activation)(x) if activation else x


def dw_bn(x, kernel, stride=1, activation="relu"):
    x = layers.DepthwiseConv2D(kernel, stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation(activation)(x) if activation else x


def relu6(x):
    return tf.keras.activations.relu(x, max_value=6.0)


def squeeze_excite(x, reduced):
    s = layers.GlobalAveragePooling2D(keepdims=True)(x)
    s = layers.Conv2D(reduced, 1, activation="relu")(s)
    s = layers.Conv2D(x.shape[-1], 1, activation="sigmoid")(s)
    return layers.Multiply()([x, s])


def inverted_residual(x, expanded, out, kernel, stride, activation, reduced=0):
    y = conv_bn(x, expanded, 1, 1, activation)
    y = dw_bn(y, kernel, stride, activation)
    if reduced:
        y = squeeze_excite(y, reduced)
    y = conv_bn(y, out, 1, 1, None)
    return layers.Add()([x, y]) if stride == 1 and x.shape[-1] == out else y


def plain_cnn():
    """VGG-like: conv+relu, max pooling, flatten, dense, softmax."""
    x = i = layers.Input((32, 32, 3))
    for channels in (8, 16, 32):
        x = conv_bn(x, channels, 3)
        x = layers.Conv2D(channels, 3, padding="valid", activation="relu")(x)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(32, activation="relu")(x)
    return tf.keras.Model(i, layers.Dense(10, activation="softmax")(x))


def squeeze_excite_hswish():
    """MobileNet-v3-like: inverted residuals with squeeze-excite and hard swish."""
    i = layers.Input((48, 48, 3))
    x = conv_bn(i, 8, 3, 2, "hard_silu")
    x = inverted_residual(x, 16, 8, 3, 1, "relu", 4)
    x = inverted_residual(x, 24, 16, 5, 2, "hard_silu", 8)
    x = inverted_residual(x, 40, 16, 5, 1, "hard_silu", 8)
    x = conv_bn(x, 48, 1, 1, "hard_silu")
    x = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Conv2D(64, 1, activation="hard_silu")(x)
    x = layers.Flatten()(x)
    return tf.keras.Model(i, layers.Dense(10)(x))


def encoder_decoder():
    """U-Net-like: strided convs down; transposed conv and bilinear resize up; skips by concat."""
    i = layers.Input((32, 32, 3))
    a = conv_bn(i, 8, 3)
    b = conv_bn(layers.ZeroPadding2D(((0, 1), (0, 1)))(a), 16, 3, 2)
    b = layers.Cropping2D(((0, 1), (0, 1)))(b)
    c = conv_bn(layers.AveragePooling2D(2)(b), 32, 3)
    c = layers.Conv2D(32, 3, padding="same", dilation_rate=2, activation="relu")(c)
    u = layers.Conv2DTranspose(16, 2, 2, padding="same", activation="relu")(c)
    u = conv_bn(layers.Concatenate()([u, b]), 16, 3)
    u = layers.UpSampling2D(2, interpolation="bilinear")(u)
    u = conv_bn(layers.Concatenate()([u, a]), 8, 3)
    v = layers.Lambda(lambda t: tf.image.resize(t, (32, 32), "nearest"))(b)
    u = layers.Concatenate()([u, v])
    u = layers.LeakyReLU(negative_slope=0.1)(layers.Conv2D(8, 1)(u))
    return tf.keras.Model(i, layers.Conv2D(2, 1, activation="sigmoid")(u))


def transformer():
    """A small vision transformer: patches, attention, layer norm, gelu."""
    width, heads = 32, 4
    i = layers.Input((32, 32, 3))
    x = layers.Conv2D(width, 8, 8)(i)
    tokens = x.shape[1] * x.shape[2]
    x = layers.Reshape((tokens, width))(x)
    for _ in range(2):
        y = layers.LayerNormalization()(x)
        y = layers.MultiHeadAttention(heads, width // heads)(y, y)
        x = layers.Add()([x, y])
        y = layers.LayerNormalization()(x)
        y = layers.Dense(2 * width, activation="gelu")(y)
        y = layers.Dense(width)(y)
        x = layers.Add()([x, y])
    x = layers.GlobalAveragePooling1D()(x)
    return tf.keras.Model(i, layers.Dense(10, activation="softmax")(x))


def grouped_conv():
    """ResNeXt- and ConvNeXt-like: grouped 3x3 and a depthwise 7x7 that hides in CONV_2D."""
    i = layers.Input((32, 32, 3))
    x = conv_bn(i, 16, 3, 2)
    y = conv_bn(x, 16, 3, 1, "relu", groups=4)
    x = layers.Add()([x, conv_bn(y, 16, 1, 1, None)])
    x = layers.Activation("relu")(x)
    y = layers.Conv2D(16, 7, padding="same", groups=16)(x)
    y = layers.LayerNormalization()(y)
    y = layers.Conv2D(32, 1, activation="gelu")(y)
    x = layers.Add()([x, layers.Conv2D(16, 1)(y)])
    x = layers.GlobalAveragePooling2D()(x)
    return tf.keras.Model(i, layers.Dense(10)(x))


def mobilenet_v2_128():
    """MobileNet v2, width 0.25, 128 px."""
    i = layers.Input((128, 128, 3))
    x = conv_bn(i, 8, 3, 2, relu6)
    x = inverted_residual(x, 8, 4, 3, 1, relu6)
    for out, stride, repeats in ((8, 2, 2), (8, 2, 2), (16, 2, 3), (24, 1, 2), (40, 2, 2)):
        for n in range(repeats):
            x = inverted_residual(x, 6 * x.shape[-1], out, 3, stride if n == 0 else 1, relu6)
    x = conv_bn(x, 160, 1, 1, relu6)
    x = layers.GlobalAveragePooling2D()(x)
    return tf.keras.Model(i, layers.Dense(50, activation="softmax")(x))


def resnet_96():
    """ResNet-18-like, width 8, 96 px."""
    i = layers.Input((96, 96, 3))
    x = conv_bn(i, 8, 7, 2)
    x = layers.MaxPooling2D(3, 2, padding="same")(x)
    for channels, stride in ((8, 1), (8, 1), (16, 2), (16, 1), (32, 2), (32, 1)):
        y = conv_bn(x, channels, 3, stride)
        y = conv_bn(y, channels, 3, 1, None)
        if stride != 1:
            x = conv_bn(x, channels, 1, stride, None)
        x = layers.Activation("relu")(layers.Add()([x, y]))
    x = layers.GlobalAveragePooling2D()(x)
    return tf.keras.Model(i, layers.Dense(20, activation="softmax")(x))


def shuffle_split_160():
    """ShuffleNet-v2-like: split, branch, concat, channel shuffle by reshape and transpose; 160 px."""

    def shuffle(x):
        _, h, w, c = x.shape
        x = layers.Reshape((h, w, 2, c // 2))(x)
        x = layers.Permute((1, 2, 4, 3))(x)
        return layers.Reshape((h, w, c))(x)

    i = layers.Input((160, 160, 3))
    x = conv_bn(i, 12, 3, 2)
    x = layers.MaxPooling2D(3, 2, padding="same")(x)
    for channels in (24, 48):
        a = dw_bn(x, 3, 2, None)
        a = conv_bn(a, channels // 2, 1)
        b = conv_bn(x, channels // 2, 1)
        b = conv_bn(dw_bn(b, 3, 2, None), channels // 2, 1)
        x = shuffle(layers.Concatenate()([a, b]))
        for _ in range(2):
            a, b = layers.Lambda(lambda t: tf.split(t, 2, axis=-1))(x)
            b = conv_bn(b, channels // 2, 1)
            b = conv_bn(dw_bn(b, 3, 1, None), channels // 2, 1)
            x = shuffle(layers.Concatenate()([a, b]))
    x = conv_bn(x, 96, 1)
    x = layers.GlobalAveragePooling2D()(x)
    return tf.keras.Model(i, layers.Dense(20)(x))


def unusual_ops():
    """Operators that the graph module does not understand and must hand on as they are."""
    i = layers.Input((16, 16, 8))

    def unusual(x):
        x = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="REFLECT")
        x = tf.gather(x, [3, 1, 2, 2], axis=3)
        x = tf.cumsum(tf.math.floor(x * 4.0) / 4.0, axis=1)
        x = tf.nn.space_to_depth(x, 2)
        x = tf.where(x > 0.5, tf.math.pow(tf.abs(x), 1.5), tf.math.sin(x))
        x = tf.reverse(x, axis=[2])
        x = tf.tile(x, [1, 1, 2, 1])
        x = tf.reduce_max(x, axis=[2])
        x = tf.nn.log_softmax(x)
        largest = tf.one_hot(tf.argmax(x, axis=-1), 16, on_value=2.0, off_value=0.5)
        return x * largest

    return tf.keras.Model(i, layers.Lambda(unusual)(i))


NETWORKS = [
    plain_cnn,
    squeeze_excite_hswish,
    encoder_decoder,
    transformer,
    grouped_conv,
    mobilenet_v2_128,
    resnet_96,
    shuffle_split_160,
    unusual_ops,
]


def randomise(model):
    """Gives batch norms and biases values that matter, so that a wrong reading shows."""
    generator = tf.random.Generator.from_seed(7)
    for weight in model.weights:
        if weight.name in ("gamma", "moving_variance"):
            weight.assign(generator.uniform(weight.shape, 0.7, 1.3))
        elif weight.name in ("beta", "moving_mean", "bias"):
            weight.assign(generator.uniform(weight.shape, -0.2, 0.2))


def convert(model):
    shape = [1, *model.inputs[0].shape[1:]]
    function = tf.function(lambda x: model(x, training=False))
    concrete = function.get_concrete_function(tf.TensorSpec(shape, tf.float32))
    frozen = convert_variables_to_constants_v2(concrete)
    return tf.lite.TFLiteConverter.from_concrete_functions([frozen]).convert()


def main():
    folder = pathlib.Path(sys.argv[1])
    wanted = sys.argv[2:]
    for network in NETWORKS:
        if wanted and network.__name__ not in wanted:
            continue
        tf.keras.backend.clear_session()
        tf.keras.utils.set_random_seed(20)
        model = network()
        randomise(model)
        content = convert(model)
        (folder / f"{network.__name__}.tflite").write_bytes(content)
        print(f"{network.__name__}: {len(content)} bytes, {model.count_params()} parameters")


if __name__ == "__main__":
    main()
