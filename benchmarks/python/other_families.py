"""Networks of families that our zoo does not have: what a predictor has never seen as a whole."""

from tensorflow import keras

from catalogue import OTHER, network
from layers import (
    AddPosition,
    L,
    classify,
    conv,
    depthwise,
    encoder_block,
    image,
    inverted_residual,
    mlp,
    ops,
    squeeze_excite,
)
from zoo_families import apps, from_keras


@network(OTHER, "xception-160")
def xception():
    return from_keras(apps.Xception, 160)


@network(OTHER, "inception-v3-192")
def inception_v3():
    return from_keras(apps.InceptionV3, 192)


@network(OTHER, "nasnet-mobile-224")
def nasnet_mobile():
    return from_keras(apps.NASNetMobile, 224)


@network(OTHER, "convnext-tiny-128")
def convnext_tiny():
    return from_keras(apps.ConvNeXtTiny, 128)


@network(OTHER, "efficientnet-v2-b0-192")
def efficientnet_v2():
    return from_keras(apps.EfficientNetV2B0, 192)


@network(OTHER, "resnet50-v2-160")
def resnet50_v2():
    return from_keras(apps.ResNet50V2, 160)


@network(OTHER, "inception-resnet-small-128")
def inception_resnet_small():
    inputs = image(128)
    x = conv(conv(inputs, 24, 3, 2), 48, 3)
    x = L.MaxPooling2D(3, 2)(x)
    for filters, count, long_kernels in ((128, 4, None), (320, 5, 7), (640, 3, 3)):
        half = filters // 2
        pooled = L.MaxPooling2D(3, 2, "same")(conv(x, half))
        x = L.Concatenate()([conv(x, half, 3, 2), pooled])
        for _ in range(count):
            a = conv(x, 32)
            if long_kernels is None:
                b = conv(conv(conv(x, 32), 32, 3), 48, 3)
            else:
                b = conv(conv(conv(x, 48), 64, (1, long_kernels)), 64, (long_kernels, 1))
            mixed = L.Conv2D(x.shape[-1], 1)(L.Concatenate()([a, b]))
            x = L.ReLU()(L.Add()([x, L.Rescaling(0.17)(mixed)]))
    return keras.Model(inputs, classify(x))


@network(OTHER, "unet-128")
def unet():
    inputs = x = image(128)
    kept = []
    for filters in (16, 32, 64, 128):
        x = conv(conv(x, filters, 3), filters, 3)
        kept.append(x)
        x = L.MaxPooling2D(2)(x)
    x = conv(conv(x, 192, 3), 192, 3)
    for filters, skip in zip((128, 64, 32, 16), reversed(kept)):
        x = L.Conv2DTranspose(filters, 2, 2, "same")(x)
        x = L.Concatenate()([skip, x])
        x = conv(conv(x, filters, 3), filters, 3)
    return keras.Model(inputs, L.Conv2D(1, 1, activation="sigmoid")(x))


@network(OTHER, "segmenter-aspp-160")
def segmenter_aspp():
    """Dilated pyramid on a mobile trunk, bilinear resizes, one transposed convolution."""
    inputs = image(160)
    x = conv(inputs, 16, 3, 2, "relu6")
    for filters, stride, count in ((24, 2, 2), (32, 2, 3), (64, 2, 3), (96, 1, 2)):
        for block in range(count):
            x = inverted_residual(x, filters, 6 if filters > 24 else 4, 3, 1 if block else stride)
        if filters == 24:
            low = x
    size = x.shape[1]
    pooled = conv(L.GlobalAveragePooling2D(keepdims=True)(x), 64)
    pooled = L.UpSampling2D(size, interpolation="bilinear")(pooled)
    rates = [conv(x, 64, 3, dilation_rate=rate) for rate in (2, 4, 6)]
    x = conv(L.Concatenate()([conv(x, 64), *rates, pooled]), 96)
    x = L.UpSampling2D(low.shape[1] // size, interpolation="bilinear")(x)
    x = L.Concatenate()([x, conv(low, 24)])
    x = conv(depthwise(x), 64)
    x = L.Conv2DTranspose(21, 4, 2, "same")(x)
    return keras.Model(inputs, L.Softmax()(L.UpSampling2D(2, interpolation="bilinear")(x)))


@network(OTHER, "hrnet-small-128")
def hrnet_small():
    """Branches of several resolutions that are added to one another all along."""
    inputs = image(128)
    x = conv(conv(inputs, 32, 3, 2), 32, 3, 2)
    branches = [conv(x, 18, 3), conv(x, 36, 3, 2)]
    for stage in range(2):
        if stage:
            branches.append(conv(branches[-1], 72, 3, 2))
        for _ in range(2):
            for index, branch in enumerate(branches):
                filters = branch.shape[-1]
                inner = conv(conv(branch, filters, 3), filters, 3, act=None)
                branches[index] = L.ReLU()(L.Add()([branch, inner]))
            mixed = []
            for to, goal in enumerate(branches):
                parts = []
                for source, branch in enumerate(branches):
                    if source < to:
                        for _ in range(to - source - 1):
                            branch = conv(branch, branch.shape[-1], 3, 2)
                        branch = conv(branch, goal.shape[-1], 3, 2, act=None)
                    elif source > to:
                        branch = conv(branch, goal.shape[-1], act=None)
                        branch = L.UpSampling2D(2 ** (source - to))(branch)
                    parts.append(branch)
                mixed.append(L.ReLU()(L.Add()(parts)))
            branches = mixed
    high = branches[0].shape[1]
    joined = [branches[0]] + [
        L.UpSampling2D(high // b.shape[1], interpolation="bilinear")(b) for b in branches[1:]
    ]
    x = conv(L.Concatenate()(joined), 96)
    return keras.Model(inputs, L.Conv2D(17, 1)(x))


@network(OTHER, "detector-lite-192")
def detector_lite():
    """Boxes and scores from three resolutions of a mobile trunk; two outputs."""
    inputs = image(192)
    x = conv(inputs, 24, 3, 2, "relu6")
    maps = []
    for filters, stride, count in ((24, 2, 2), (40, 2, 3), (80, 2, 3), (160, 2, 2)):
        for block in range(count):
            x = inverted_residual(x, filters, 4, 5 if filters == 40 else 3, 1 if block else stride)
        maps.append(x)
    boxes, scores = [], []
    for feature in maps[1:]:
        cells = feature.shape[1] * feature.shape[2]
        for depth, out in ((4, boxes), (21, scores)):
            y = L.Conv2D(3 * depth, 1)(depthwise(feature, act="relu6"))
            out.append(L.Reshape((cells * 3, depth))(y))
    boxes = L.Concatenate(axis=1)(boxes)
    scores = L.Activation("sigmoid")(L.Concatenate(axis=1)(scores))
    return keras.Model(inputs, [boxes, scores])


@network(OTHER, "vit-small-128")
def vit_small():
    inputs = image(128)
    x = L.Conv2D(192, 16, 16)(inputs)
    x = AddPosition()(L.Reshape((64, 192))(x))
    for _ in range(8):
        x = encoder_block(x, 6, 768)
    x = L.GlobalAveragePooling1D()(L.LayerNormalization(epsilon=1e-6)(x))
    return keras.Model(inputs, L.Dense(1000)(x))


@network(OTHER, "text-encoder-64", small=True)
def text_encoder():
    """A small encoder over embeddings, with normalisation after each sum."""
    inputs = keras.Input((64, 128), batch_size=1)
    x = AddPosition()(inputs)
    for _ in range(4):
        query = L.LayerNormalization(epsilon=1e-12)(x)
        x = L.Add()([query, encoder_block(query, 4, 512)])
    first = L.Dense(128, activation="tanh")(x[:, 0])
    return keras.Model(inputs, L.Dense(2)(first))


@network(OTHER, "mixer-small-128")
def mixer_small():
    inputs = image(128)
    x = L.Reshape((64, 256))(L.Conv2D(256, 16, 16)(inputs))
    for _ in range(6):
        y = L.Permute((2, 1))(L.LayerNormalization(epsilon=1e-6)(x))
        x = L.Add()([x, L.Permute((2, 1))(mlp(y, 128))])
        x = L.Add()([x, mlp(L.LayerNormalization(epsilon=1e-6)(x), 1024)])
    x = L.GlobalAveragePooling1D()(L.LayerNormalization(epsilon=1e-6)(x))
    return keras.Model(inputs, L.Dense(100)(x))


@network(OTHER, "mobilevit-like-128")
def mobilevit_like():
    """Convolutions around transformer blocks that see the image as patches of 2x2."""
    inputs = image(128)
    x = inverted_residual(conv(inputs, 16, 3, 2, "swish"), 24, 2, act="swish")
    x = inverted_residual(x, 48, 2, stride=2, act="swish")
    for filters, width, depth in ((64, 96, 2), (96, 120, 3)):
        x = entry = inverted_residual(x, filters, 2, stride=2, act="swish")
        size = x.shape[1]
        x = L.Conv2D(width, 1, use_bias=False)(conv(x, filters, 3, act="swish"))
        half = size // 2
        x = L.Reshape((half, 2, half, 2 * width))(x)
        x = L.Reshape((half * half, 4 * width))(L.Permute((1, 3, 2, 4))(x))
        x = L.Dense(width)(x)
        for _ in range(depth):
            x = encoder_block(x, 4, 2 * width)
        x = L.Dense(4 * width)(L.LayerNormalization(epsilon=1e-6)(x))
        x = L.Permute((1, 3, 2, 4))(L.Reshape((half, half, 2, 2 * width))(x))
        x = conv(L.Reshape((size, size, width))(x), filters, act="swish")
        x = conv(L.Concatenate()([entry, x]), filters, 3, act="swish")
    return keras.Model(inputs, classify(conv(x, 384, act="swish")))


@network(OTHER, "ghostnet-160")
def ghostnet():
    def ghost(x, filters, act):
        half = filters // 2
        primary = conv(x, half, act=act)
        return L.Concatenate()([primary, depthwise(primary, 3, 1, act)])

    inputs = image(160)
    x = conv(inputs, 16, 3, 2)
    for filters, inside, kernel, stride, se in (
        (16, 16, 3, 1, False),
        (24, 48, 3, 2, False),
        (24, 72, 3, 1, False),
        (40, 72, 5, 2, True),
        (40, 120, 5, 1, True),
        (80, 240, 3, 2, False),
        (80, 200, 3, 1, False),
        (80, 184, 3, 1, False),
        (112, 480, 3, 1, True),
        (112, 672, 3, 1, True),
        (160, 672, 5, 2, True),
        (160, 960, 5, 1, False),
        (160, 960, 5, 1, True),
    ):
        entry = x
        x = ghost(x, inside, "relu")
        if stride == 2:
            x = depthwise(x, kernel, 2, None)
        if se:
            x = squeeze_excite(x, inside // 4, "hard_sigmoid")
        x = ghost(x, filters, None)
        if entry.shape != x.shape:
            entry = conv(depthwise(entry, kernel, stride, None), filters, act=None)
        x = L.Add()([x, entry])
    return keras.Model(inputs, classify(conv(x, 960)))


@network(OTHER, "mobilefacenet-112", small=True)
def mobilefacenet():
    """PRELU everywhere, and a depthwise convolution over the whole map instead of a pool."""
    inputs = image(112)
    x = depthwise(conv(inputs, 64, 3, 2, "prelu"), 3, 1, "prelu")
    for filters, stride, count in ((64, 2, 3), (128, 2, 4), (128, 2, 2)):
        for block in range(count):
            x = inverted_residual(x, filters, 2, 3, 1 if block else stride, "prelu")
    x = conv(x, 512, act="prelu")
    x = L.BatchNormalization()(L.DepthwiseConv2D(x.shape[1], use_bias=False)(x))
    return keras.Model(inputs, L.Flatten()(conv(x, 128, act=None)))


@network(OTHER, "super-resolution-64", small=True)
def super_resolution():
    inputs = image(64, 1)
    x = conv(inputs, 48, 5, act="tanh", norm=False)
    for _ in range(3):
        x = L.Add()([x, conv(conv(x, 48, 3, norm=False), 48, 3, act=None, norm=False)])
    x = conv(x, 9, 3, act=None, norm=False)
    return keras.Model(inputs, DepthToSpace(3)(x))


class DepthToSpace(L.Layer):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def call(self, x):
        import tensorflow as tf

        return tf.nn.depth_to_space(x, self.block)

    def compute_output_shape(self, shape):
        batch, height, width, channels = shape
        return batch, height * self.block, width * self.block, channels // self.block**2


@network(OTHER, "keyword-spotting-49x10", small=True)
def keyword_spotting():
    inputs = keras.Input((49, 10, 1), batch_size=1)
    x = conv(inputs, 64, (10, 4), (2, 2))
    for _ in range(4):
        x = conv(depthwise(x), 64)
    return keras.Model(inputs, classify(x, 12))
