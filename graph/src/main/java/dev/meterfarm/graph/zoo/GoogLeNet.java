package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * GoogLeNet, Inception v1 (Szegedy et al., 2014), as in TF-slim: SAME everywhere, 3x3 convolutions
 * also in the branch where the paper has 5x5, no auxiliary classifiers.
 *
 * @param stem channels of the three convolutions before the first module
 * @param groups inception modules; a max pooling stands between two groups
 */
record GoogLeNet(int resolution, List<Integer> stem, List<List<Inception>> groups, int classes)
    implements Design {
  private static final int SMALLEST = 32;

  /**
   * Four branches side by side.
   *
   * @param reduce1 channels before the first k x k convolution
   * @param reduce2 channels before the second
   * @param pooled channels after the pooling branch
   */
  record Inception(
      int plain,
      int reduce1,
      int wide1,
      int kernel1,
      int reduce2,
      int wide2,
      int kernel2,
      int pooled) {
    static Inception published(
        int plain, int reduce1, int wide1, int reduce2, int wide2, int pooled) {
      return new Inception(plain, reduce1, wide1, 3, reduce2, wide2, 3, pooled);
    }

    Inception vary(Draws draws) {
      return new Inception(
          draws.width(plain),
          draws.width(reduce1),
          draws.width(wide1),
          draws.oneOf(3, 3, 5),
          draws.width(reduce2),
          draws.width(wide2),
          draws.oneOf(3, 5, 5, 7),
          draws.width(pooled));
    }

    int apply(Layers layers, int x) {
      int first = layers.conv(x, plain, 1, 1, Nonlinearity.RELU);
      int second = layers.conv(x, reduce1, 1, 1, Nonlinearity.RELU);
      second = layers.conv(second, wide1, kernel1, 1, Nonlinearity.RELU);
      int third = layers.conv(x, reduce2, 1, 1, Nonlinearity.RELU);
      third = layers.conv(third, wide2, kernel2, 1, Nonlinearity.RELU);
      int fourth = layers.graph().maxPool(x, 3, 1, Padding.SAME);
      fourth = layers.conv(fourth, pooled, 1, 1, Nonlinearity.RELU);
      return layers.graph().concat(first, second, third, fourth);
    }
  }

  static NetworkFamily family() {
    return new Family(
        "googlenet", List.of(new Family.Published("googlenet", published())), GoogLeNet::drawn);
  }

  private static GoogLeNet published() {
    return new GoogLeNet(
        224,
        List.of(64, 64, 192),
        List.of(
            List.of(
                Inception.published(64, 96, 128, 16, 32, 32),
                Inception.published(128, 128, 192, 32, 96, 64)),
            List.of(
                Inception.published(192, 96, 208, 16, 48, 64),
                Inception.published(160, 112, 224, 24, 64, 64),
                Inception.published(128, 128, 256, 24, 64, 64),
                Inception.published(112, 144, 288, 32, 64, 64),
                Inception.published(256, 160, 320, 32, 128, 128)),
            List.of(
                Inception.published(256, 160, 320, 32, 128, 128),
                Inception.published(384, 192, 384, 48, 128, 128))),
        1000);
  }

  private static GoogLeNet drawn(Draws draws) {
    GoogLeNet published = published();
    List<List<Inception>> groups = new ArrayList<>();
    for (List<Inception> group : published.groups()) {
      List<Inception> varied = new ArrayList<>();
      int modules = draws.depth(group.size());
      for (int i = 0; i < modules; i++) {
        varied.add(group.get(Math.min(i, group.size() - 1)).vary(draws));
      }
      groups.add(varied);
    }
    return new GoogLeNet(
        draws.resolution(ResolutionMix.MIDDLE, SMALLEST),
        published.stem().stream().map(draws::width).toList(),
        groups,
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SAME);
    int x = Layers.image(graph, resolution);
    x = layers.conv(x, stem.get(0), 7, 2, Nonlinearity.RELU);
    x = graph.maxPool(x, 3, 2, Padding.SAME);
    x = layers.conv(x, stem.get(1), 1, 1, Nonlinearity.RELU);
    x = layers.conv(x, stem.get(2), 3, 1, Nonlinearity.RELU);
    for (int i = 0; i < groups.size(); i++) {
      x = graph.maxPool(x, i == groups.size() - 1 ? 2 : 3, 2, Padding.SAME);
      for (Inception module : groups.get(i)) {
        x = module.apply(layers, x);
      }
    }
    return layers.classify(x, classes);
  }
}
