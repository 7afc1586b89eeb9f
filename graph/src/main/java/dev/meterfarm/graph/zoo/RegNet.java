package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * RegNet X, and Y with squeeze-and-excite (Radosavovic et al., 2020), as in Keras: SAME everywhere,
 * grouped convolutions as CONV_2D whose filter is as deep as a group is wide.
 *
 * @param stem channels of the strided 3x3 convolution
 */
record RegNet(int resolution, int stem, List<Bottleneck> blocks, int classes) implements Design {
  private static final int STEM = 32;
  private static final int SMALLEST = 32;

  static NetworkFamily family() {
    return new Family(
        "regnet",
        List.of(
            new Family.Published(
                "regnetx_400mf",
                published(16, List.of(1, 2, 7, 12), List.of(32, 64, 160, 384), false)),
            new Family.Published(
                "regnety_400mf",
                published(8, List.of(1, 3, 6, 6), List.of(48, 104, 208, 440), true))),
        RegNet::drawn);
  }

  private static RegNet published(
      int groupWidth, List<Integer> depths, List<Integer> widths, boolean squeezeExcite) {
    List<Bottleneck> blocks = new ArrayList<>();
    for (int stage = 0; stage < depths.size(); stage++) {
      for (int i = 0; i < depths.get(stage); i++) {
        blocks.add(block(widths.get(stage), groupWidth, 3, i == 0 ? 2 : 1, squeezeExcite));
      }
    }
    return new RegNet(224, STEM, blocks, 1000);
  }

  private static Bottleneck block(
      int width, int groupWidth, int kernel, int stride, boolean squeezeExcite) {
    return new Bottleneck(width, width, kernel, stride, false, width / groupWidth, squeezeExcite);
  }

  private static RegNet drawn(Draws draws) {
    boolean squeezeExcite = draws.chance(0.5);
    int groupWidth = draws.oneOf(8, 8, 16, 16, 24, 32, 40);
    List<Integer> widths = List.of(48, 104, 208, 440);
    List<Integer> depths = List.of(1, 3, 6, 8);
    List<Bottleneck> blocks = new ArrayList<>();
    for (int stage = 0; stage < widths.size(); stage++) {
      int width = draws.width(widths.get(stage), groupWidth);
      int depth = draws.depth(depths.get(stage));
      for (int i = 0; i < depth; i++) {
        int kernel = draws.oneOf(3, 3, 3, 3, 5);
        blocks.add(block(width, groupWidth, kernel, i == 0 ? 2 : 1, squeezeExcite));
      }
    }
    return new RegNet(
        draws.resolution(ResolutionMix.LIGHT, SMALLEST),
        draws.width(STEM),
        blocks,
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SAME);
    int x = Layers.image(graph, resolution);
    x = layers.conv(x, stem, 3, 2, Nonlinearity.RELU);
    for (Bottleneck block : blocks) {
      x = block.apply(layers, x);
    }
    return layers.classify(x, classes);
  }
}
