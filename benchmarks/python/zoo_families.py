"""Networks of families that our zoo has too, written for Keras by others or by hand."""

from tensorflow import keras

from catalogue import ZOO, network
from layers import (
    L,
    channel_shuffle,
    classify,
    conv,
    depthwise,
    image,
    inverted_residual,
    ops,
)

apps = keras.applications


def from_keras(build, size, **settings):
    shape = (size, size, 3)
    inputs = keras.Input(shape, batch_size=1)
    return build(weights=None, input_tensor=inputs, input_shape=shape, **settings)


@network(ZOO, "mobilenet-v1-100-224")
def mobilenet_v1():
    return from_keras(apps.MobileNet, 224)


@network(ZOO, "mobilenet-v1-050-160", small=True)
def mobilenet_v1_half():
    return from_keras(apps.MobileNet, 160, alpha=0.5)


@network(ZOO, "mobilenet-v1-025-128", small=True)
def mobilenet_v1_quarter():
    return from_keras(apps.MobileNet, 128, alpha=0.25)


@network(ZOO, "mobilenet-v2-100-224")
def mobilenet_v2():
    return from_keras(apps.MobileNetV2, 224)


@network(ZOO, "mobilenet-v2-140-192")
def mobilenet_v2_wide():
    return from_keras(apps.MobileNetV2, 192, alpha=1.4)


@network(ZOO, "mobilenet-v2-035-96", small=True)
def mobilenet_v2_thin():
    return from_keras(apps.MobileNetV2, 96, alpha=0.35)


@network(ZOO, "mobilenet-v3-small-224", small=True)
def mobilenet_v3_small():
    return from_keras(apps.MobileNetV3Small, 224)


@network(ZOO, "mobilenet-v3-large-192")
def mobilenet_v3_large():
    return from_keras(apps.MobileNetV3Large, 192)


@network(ZOO, "mobilenet-v3-large-minimal-160")
def mobilenet_v3_minimal():
    return from_keras(apps.MobileNetV3Large, 160, minimalistic=True)


@network(ZOO, "resnet50-224")
def resnet50():
    return from_keras(apps.ResNet50, 224)


@network(ZOO, "resnet50-128")
def resnet50_low_resolution():
    return from_keras(apps.ResNet50, 128, classes=100)


def basic_resnet(size, blocks, width):
    inputs = image(size)
    x = conv(inputs, width, 7, 2)
    x = L.MaxPooling2D(3, 2, "same")(x)
    for stage, count in enumerate(blocks):
        filters = width << stage
        for block in range(count):
            stride = 2 if stage and not block else 1
            entry = x
            x = conv(x, filters, 3, stride)
            x = conv(x, filters, 3, act=None)
            if entry.shape != x.shape:
                entry = conv(entry, filters, 1, stride, act=None)
            x = L.ReLU()(L.Add()([x, entry]))
    return keras.Model(inputs, classify(x))


@network(ZOO, "resnet18-160")
def resnet18():
    return basic_resnet(160, (2, 2, 2, 2), 64)


@network(ZOO, "resnet34-half-128")
def resnet34_half():
    return basic_resnet(128, (3, 4, 6, 3), 32)


@network(ZOO, "densenet121-160")
def densenet121():
    return from_keras(apps.DenseNet121, 160)


@network(ZOO, "densenet-small-96", small=True)
def densenet_small():
    inputs = image(96)
    x = L.MaxPooling2D(3, 2, "same")(conv(inputs, 32, 7, 2))
    for stage, count in enumerate((4, 8, 12, 8)):
        for _ in range(count):
            y = L.ReLU()(L.BatchNormalization()(x))
            y = conv(y, 64)
            y = L.Conv2D(16, 3, padding="same", use_bias=False)(y)
            x = L.Concatenate()([x, y])
        if stage < 3:
            x = L.ReLU()(L.BatchNormalization()(x))
            x = L.Conv2D(x.shape[-1] // 2, 1, use_bias=False)(x)
            x = L.AveragePooling2D(2)(x)
    return keras.Model(inputs, classify(L.ReLU()(L.BatchNormalization()(x)), 200))


@network(ZOO, "efficientnet-b0-224")
def efficientnet_b0():
    return from_keras(apps.EfficientNetB0, 224)


@network(ZOO, "efficientnet-b1-160")
def efficientnet_b1():
    return from_keras(apps.EfficientNetB1, 160)


@network(ZOO, "vgg16-features-96")
def vgg16_features():
    return from_keras(apps.VGG16, 96, include_top=False, pooling="avg")


@network(ZOO, "vgg11-thin-128")
def vgg11_thin():
    inputs = x = image(128)
    for stage, count in enumerate((1, 1, 2, 2, 2)):
        for _ in range(count):
            x = conv(x, min(24 << stage, 192), 3, norm=False)
        x = L.MaxPooling2D(2)(x)
    x = L.Dense(512, activation="relu")(L.Flatten()(x))
    return keras.Model(inputs, L.Dense(100, activation="softmax")(x))


@network(ZOO, "alexnet-128")
def alexnet():
    inputs = image(128)
    x = L.MaxPooling2D(3, 2)(conv(inputs, 64, 11, 4, norm=False))
    x = L.MaxPooling2D(3, 2)(conv(x, 192, 5, norm=False))
    for filters in (384, 256, 256):
        x = conv(x, filters, 3, norm=False)
    x = L.Flatten()(L.MaxPooling2D(3, 2)(x))
    for _ in range(2):
        x = L.Dense(1024, activation="relu")(x)
    return keras.Model(inputs, L.Dense(1000, activation="softmax")(x))


@network(ZOO, "squeezenet-160", small=True)
def squeezenet():
    inputs = image(160)
    x = conv(inputs, 64, 3, 2, norm=False, padding="valid")
    for index, (squeeze, expand) in enumerate(
        ((16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256))
    ):
        if index in (0, 2, 4):
            x = L.MaxPooling2D(3, 2)(x)
        x = conv(x, squeeze, norm=False)
        x = L.Concatenate()([conv(x, expand, norm=False), conv(x, expand, 3, norm=False)])
    x = conv(x, 1000, norm=False)
    return keras.Model(inputs, L.Softmax()(L.GlobalAveragePooling2D()(x)))


@network(ZOO, "googlenet-160")
def googlenet():
    inputs = image(160)
    x = L.MaxPooling2D(3, 2, "same")(conv(inputs, 64, 7, 2))
    x = L.MaxPooling2D(3, 2, "same")(conv(conv(x, 64), 192, 3))
    # 1x1; 1x1 before 3x3, 3x3; 1x1 before 5x5, 5x5; 1x1 after the pool
    for row in (
        (64, 96, 128, 16, 32, 32),
        (128, 128, 192, 32, 96, 64),
        None,
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
        None,
        (256, 160, 320, 32, 128, 128),
        (384, 192, 384, 48, 128, 128),
    ):
        if row is None:
            x = L.MaxPooling2D(3, 2, "same")(x)
            continue
        a, b1, b2, c1, c2, d = row
        pooled = L.MaxPooling2D(3, 1, "same")(x)
        x = L.Concatenate()(
            [conv(x, a), conv(conv(x, b1), b2, 3), conv(conv(x, c1), c2, 5), conv(pooled, d)]
        )
    return keras.Model(inputs, classify(x))


@network(ZOO, "shufflenet-v2-100-160", small=True)
def shufflenet_v2():
    inputs = image(160)
    x = L.MaxPooling2D(3, 2, "same")(conv(inputs, 24, 3, 2))
    for filters, count in ((116, 4), (232, 8), (464, 4)):
        half = filters // 2
        for block in range(count):
            if block == 0:
                kept, x = conv(depthwise(x, 3, 2, None), half), conv(x, half)
            else:
                kept, x = ops.split(x, 2, axis=-1)
                x = conv(x, half)
            x = conv(depthwise(x, 3, 1 if block else 2, None), half)
            x = channel_shuffle(L.Concatenate()([kept, x]), 2)
    return keras.Model(inputs, classify(conv(x, 1024)))


def regnet_x(size, blocks, widths, group):
    inputs = image(size)
    x = conv(inputs, 32, 3, 2)
    for count, width in zip(blocks, widths):
        for block in range(count):
            stride, entry = (1 if block else 2), x
            x = conv(x, width)
            x = conv(x, width, 3, stride, groups=width // group)
            x = conv(x, width, act=None)
            if not block:
                entry = conv(entry, width, 1, stride, act=None)
            x = L.ReLU()(L.Add()([x, entry]))
    return keras.Model(inputs, classify(x))


@network(ZOO, "regnetx-400mf-160")
def regnetx_400mf():
    return regnet_x(160, (1, 2, 7, 12), (32, 64, 160, 384), 16)


@network(ZOO, "regnetx-200mf-128", small=True)
def regnetx_200mf():
    return regnet_x(128, (1, 1, 4, 7), (24, 56, 152, 368), 8)


@network(ZOO, "mnasnet-a1-160")
def mnasnet_a1():
    inputs = image(160)
    x = inverted_residual(conv(inputs, 32, 3, 2), 16, 1, act="relu")
    for filters, expansion, kernel, stride, count, se in (
        (24, 6, 3, 2, 2, False),
        (40, 3, 5, 2, 3, True),
        (80, 6, 3, 2, 4, False),
        (112, 6, 3, 1, 2, True),
        (160, 6, 5, 2, 3, True),
        (320, 6, 3, 1, 1, False),
    ):
        for block in range(count):
            x = inverted_residual(
                x, filters, expansion, kernel, 1 if block else stride, "relu", se
            )
    return keras.Model(inputs, classify(conv(x, 1280)))


@network(ZOO, "proxyless-mobile-160")
def proxyless_mobile():
    inputs = image(160)
    x = inverted_residual(conv(inputs, 32, 3, 2, "relu6"), 16, 1)
    for filters, stride, choices in (
        (32, 2, ((3, 5), (3, 3))),
        (40, 2, ((3, 7), (3, 3), (3, 5), (3, 5))),
        (80, 2, ((6, 7), (3, 5), (3, 5), (3, 5))),
        (96, 1, ((6, 5), (3, 5), (3, 5), (3, 5))),
        (192, 2, ((6, 7), (6, 7), (3, 7), (3, 7))),
        (320, 1, ((6, 7),)),
    ):
        for block, (expansion, kernel) in enumerate(choices):
            x = inverted_residual(x, filters, expansion, kernel, 1 if block else stride)
    return keras.Model(inputs, classify(conv(x, 1280, act="relu6")))


@network(ZOO, "nasbench201-32", small=True)
def nasbench201():
    def edge(x, kind):
        if kind == "skip":
            return x
        if kind == "pool":
            return L.AveragePooling2D(3, 1, "same")(x)
        filters = x.shape[-1]
        x = L.Conv2D(filters, kind, padding="same", use_bias=False)(L.ReLU()(x))
        return L.BatchNormalization()(x)

    def cell(x):
        a = edge(x, 3)
        b = L.Add()([edge(x, "skip"), edge(a, 3)])
        return L.Add()([edge(x, "skip"), edge(a, 1), edge(b, "pool")])

    inputs = image(32)
    x = conv(inputs, 16, 3, act=None)
    for stage in range(3):
        if stage:
            filters = 16 << stage
            y = conv(conv(x, filters, 3, 2), filters, 3, act=None)
            shortcut = L.Conv2D(filters, 1, use_bias=False)(L.AveragePooling2D(2)(x))
            x = L.Add()([y, shortcut])
        for _ in range(5):
            x = cell(x)
    return keras.Model(inputs, classify(L.ReLU()(L.BatchNormalization()(x)), 10))
