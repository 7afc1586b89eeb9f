package dev.meterfarm.graph.zoo;

/** A block of a residual network. Immutable. */
interface ResidualBlock {
  /** Adds the block; returns its output. */
  int apply(Layers layers, int x);

  /** The input itself, or a 1x1 convolution of it where the block changes the shape. */
  static int shortcut(Layers layers, int x, int channels, int stride) {
    return stride == 1 && layers.channels(x) == channels
        ? x
        : layers.conv(x, channels, 1, stride, Nonlinearity.NONE);
  }
}
