"""What the hand-written networks are made of. Inference only: dropout and the like are left out."""

from tensorflow import keras

L = keras.layers
ops = keras.ops


def image(size, channels=3):
    return keras.Input((size, size, channels), batch_size=1)


def activation(x, kind):
    """relu6, hswish and prelu are written the way that model authors write them in Keras."""
    if kind is None:
        return x
    if kind == "relu6":
        return L.ReLU(6.0)(x)
    if kind == "hswish":
        return L.Multiply()([x, L.Rescaling(1 / 6)(L.ReLU(6.0)(L.Rescaling(1.0, offset=3.0)(x)))])
    if kind == "prelu":
        return L.PReLU(shared_axes=[1, 2])(x)
    return L.Activation(kind)(x)


def conv(x, filters, kernel=1, stride=1, act="relu", norm=True, **settings):
    """Convolution, batch normalisation (folded by the converter), activation."""
    settings = {"padding": "same", "use_bias": not norm, **settings}
    x = L.Conv2D(filters, kernel, stride, **settings)(x)
    return activation(L.BatchNormalization()(x) if norm else x, act)


def depthwise(x, kernel=3, stride=1, act="relu", dilation=1, multiplier=1):
    x = L.DepthwiseConv2D(
        kernel, stride, "same", dilation_rate=dilation, depth_multiplier=multiplier, use_bias=False
    )(x)
    return activation(L.BatchNormalization()(x), act)


def squeeze_excite(x, hidden, gate="sigmoid"):
    s = L.GlobalAveragePooling2D(keepdims=True)(x)
    s = L.Conv2D(hidden, 1, activation="relu")(s)
    s = L.Conv2D(x.shape[-1], 1, activation=gate)(s)
    return L.Multiply()([x, s])


def inverted_residual(x, filters, expansion, kernel=3, stride=1, act="relu6", se=False):
    """The block of MobileNet v2 and of everything searched after it."""
    entry, inside = x, x.shape[-1] * expansion
    if expansion != 1:
        x = conv(x, inside, act=act)
    x = depthwise(x, kernel, stride, act)
    if se:
        x = squeeze_excite(x, max(8, inside // 4))
    x = conv(x, filters, act=None)
    return L.Add()([entry, x]) if stride == 1 and entry.shape[-1] == filters else x


def channel_shuffle(x, groups):
    _, height, width, channels = x.shape
    x = L.Reshape((height, width, groups, channels // groups))(x)
    x = L.Permute((1, 2, 4, 3))(x)
    return L.Reshape((height, width, channels))(x)


def classify(x, classes=1000):
    return L.Dense(classes, activation="softmax")(L.GlobalAveragePooling2D()(x))


def attention(x, heads):
    """Self-attention over (tokens, width), spelt out as most exported transformers have it."""
    _, tokens, width = x.shape
    depth = width // heads

    def split(y):
        return L.Permute((2, 1, 3))(L.Reshape((tokens, heads, depth))(y))

    query, key, value = (split(L.Dense(width)(x)) for _ in range(3))
    scores = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) * (depth**-0.5)
    mixed = ops.matmul(ops.softmax(scores), value)
    mixed = L.Reshape((tokens, width))(L.Permute((2, 1, 3))(mixed))
    return L.Dense(width)(mixed)


def mlp(x, hidden, act="gelu"):
    width = x.shape[-1]
    return L.Dense(width)(L.Dense(hidden, activation=act)(x))


def encoder_block(x, heads, hidden):
    x = L.Add()([x, attention(L.LayerNormalization(epsilon=1e-6)(x), heads)])
    return L.Add()([x, mlp(L.LayerNormalization(epsilon=1e-6)(x), hidden)])


class AddPosition(L.Layer):
    """A learnt position for every token."""

    def build(self, shape):
        self.position = self.add_weight(shape=(1, *shape[1:]), initializer="random_normal")

    def call(self, x):
        return x + self.position
