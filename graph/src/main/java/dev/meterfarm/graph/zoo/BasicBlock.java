package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;

/**
 * Two k x k convolutions with a shortcut; relu inside the final ADD.
 *
 * @param inner channels between the two
 */
record BasicBlock(int inner, int channels, int kernel, int stride) implements ResidualBlock {
  @Override
  public int apply(Layers layers, int x) {
    int inside = layers.conv(x, inner, kernel, stride, Nonlinearity.RELU);
    inside = layers.conv(inside, channels, kernel, 1, Nonlinearity.NONE);
    int shortcut = ResidualBlock.shortcut(layers, x, channels, stride);
    return layers.graph().add(shortcut, inside, Activation.RELU);
  }
}
