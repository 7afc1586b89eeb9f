package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;

/**
 * The block of the mobile networks: 1x1 expansion, depthwise convolution, 1x1 projection, and the
 * input added where the shapes agree. Without expansion the first convolution is left out.
 *
 * @param expanded channels inside
 * @param channels channels of the output
 * @param squeezed channels inside the squeeze-and-excite; 0 for none
 */
record InvertedResidual(int kernel, int stride, int expanded, int channels, int squeezed) {
  int apply(Layers layers, int x, Nonlinearity nonlinearity, SqueezeExcite form) {
    int inside = expanded == layers.channels(x) ? x : layers.conv(x, expanded, 1, 1, nonlinearity);
    inside = layers.dwconv(inside, kernel, stride, nonlinearity);
    if (squeezed > 0) {
      inside = form.apply(layers, inside, squeezed);
    }
    int projected = layers.conv(inside, channels, 1, 1, Nonlinearity.NONE);
    return stride == 1 && layers.channels(x) == channels
        ? layers.graph().add(x, projected, Activation.NONE)
        : projected;
  }
}
