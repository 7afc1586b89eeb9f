package dev.meterfarm.graph.zoo;

import java.util.ArrayList;
import java.util.List;

/**
 * Equal inverted residual blocks in a row; the first takes the stride.
 *
 * @param expansion channels inside a block / channels of its input
 * @param channels output channels
 * @param squeezeExcite whether the blocks have it
 */
record MobileStage(
    int repeats,
    int kernel,
    int stride,
    double expansion,
    int channels,
    boolean squeezeExcite,
    Nonlinearity nonlinearity) {

  int apply(Layers layers, int x, SqueezeExcite form) {
    int next = x;
    for (int i = 0; i < repeats; i++) {
      int in = layers.channels(next);
      int expanded = (int) Math.round(in * expansion);
      int squeezed = squeezeExcite ? form.squeezed(in, expanded) : 0;
      next =
          new InvertedResidual(kernel, i == 0 ? stride : 1, expanded, channels, squeezed)
              .apply(layers, next, nonlinearity, form);
    }
    return next;
  }

  /** What a family lets vary beside widths and depths. */
  record Freedom(List<Integer> kernels, List<Double> expansions, double squeezeExciteFlips) {}

  /** Stages varied block by block; the width is one for all blocks of a stage. */
  static List<MobileStage> vary(List<MobileStage> stages, Freedom freedom, Draws draws) {
    List<MobileStage> varied = new ArrayList<>();
    for (MobileStage stage : stages) {
      stage.varyInto(varied, freedom, draws);
    }
    return varied;
  }

  private void varyInto(List<MobileStage> varied, Freedom freedom, Draws draws) {
    int width = draws.width(channels);
    boolean plain = expansion == 1;
    int blocks = plain ? repeats : draws.depth(repeats);
    for (int i = 0; i < blocks; i++) {
      varied.add(
          new MobileStage(
              1,
              draws.oneOf(freedom.kernels()),
              i == 0 ? stride : 1,
              plain ? 1 : draws.oneOf(freedom.expansions()),
              width,
              squeezeExcite != draws.chance(freedom.squeezeExciteFlips()),
              nonlinearity));
    }
  }
}
