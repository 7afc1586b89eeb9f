package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;

/**
 * 1x1, k x k and 1x1 convolution with a shortcut, which is a 1x1 convolution where the shapes do
 * not agree; relu inside the final ADD.
 *
 * @param inner channels between the 1x1 convolutions, a multiple of {@code groups}
 * @param strideFirst whether the first 1x1 takes the stride (Keras' ResNet) or the k x k
 * @param groups groups of the k x k convolution
 * @param squeezeExcite whether one follows the k x k convolution (RegNet Y)
 */
record Bottleneck(
    int inner,
    int channels,
    int kernel,
    int stride,
    boolean strideFirst,
    int groups,
    boolean squeezeExcite)
    implements ResidualBlock {

  @Override
  public int apply(Layers layers, int x) {
    int inside = layers.conv(x, inner, 1, strideFirst ? stride : 1, Nonlinearity.RELU);
    inside =
        layers.conv(inside, inner, kernel, strideFirst ? 1 : stride, groups, Nonlinearity.RELU);
    if (squeezeExcite) {
      SqueezeExcite form = SqueezeExcite.CLASSIC;
      inside = form.apply(layers, inside, form.squeezed(layers.channels(x), inner));
    }
    inside = layers.conv(inside, channels, 1, 1, Nonlinearity.NONE);
    int shortcut = ResidualBlock.shortcut(layers, x, channels, stride);
    return layers.graph().add(shortcut, inside, Activation.RELU);
  }
}
