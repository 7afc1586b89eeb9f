package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * SqueezeNet 1.1 (Iandola et al., 2016) as in its Keras ports: VALID stem and poolings, the classes
 * from a 1x1 convolution with relu before the global mean.
 *
 * @param groups fire modules; a max pooling stands before each group
 */
record SqueezeNet(int resolution, int stem, List<List<Fire>> groups, int classes)
    implements Design {
  private static final int SMALLEST = 32;

  /** A squeezing 1x1 convolution, then a 1x1 and a k x k one side by side. */
  record Fire(int squeeze, int expand1, int expandK, int kernel) {
    static Fire published(int squeeze, int expand) {
      return new Fire(squeeze, expand, expand, 3);
    }

    Fire vary(Draws draws) {
      return new Fire(
          draws.width(squeeze),
          draws.width(expand1),
          draws.width(expandK),
          draws.oneOf(3, 3, 3, 5, 7));
    }

    int apply(Layers layers, int x) {
      int squeezed = layers.conv(x, squeeze, 1, 1, Nonlinearity.RELU);
      return layers
          .graph()
          .concat(
              layers.conv(squeezed, expand1, 1, 1, Nonlinearity.RELU),
              layers.conv(squeezed, expandK, kernel, 1, Nonlinearity.RELU));
    }
  }

  static NetworkFamily family() {
    return new Family(
        "squeezenet",
        List.of(new Family.Published("squeezenet1.1", published())),
        SqueezeNet::drawn);
  }

  private static SqueezeNet published() {
    return new SqueezeNet(
        224,
        64,
        List.of(
            List.of(Fire.published(16, 64), Fire.published(16, 64)),
            List.of(Fire.published(32, 128), Fire.published(32, 128)),
            List.of(
                Fire.published(48, 192),
                Fire.published(48, 192),
                Fire.published(64, 256),
                Fire.published(64, 256))),
        1000);
  }

  private static SqueezeNet drawn(Draws draws) {
    List<List<Fire>> groups = new ArrayList<>();
    for (List<Fire> group : published().groups()) {
      List<Fire> varied = new ArrayList<>();
      int modules = draws.depth(group.size());
      for (int i = 0; i < modules; i++) {
        varied.add(group.get(Math.min(i, group.size() - 1)).vary(draws));
      }
      groups.add(varied);
    }
    return new SqueezeNet(
        draws.resolution(ResolutionMix.LIGHT, SMALLEST), draws.width(64), groups, draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SAME);
    int x = Layers.image(graph, resolution);
    x = layers.with(Border.VALID).conv(x, stem, 3, 2, Nonlinearity.RELU);
    for (List<Fire> group : groups) {
      x = graph.maxPool(x, 3, 2, Padding.VALID);
      for (Fire fire : group) {
        x = fire.apply(layers, x);
      }
    }
    x = layers.conv(x, classes, 1, 1, Nonlinearity.RELU);
    return graph.softmax(graph.globalMean(x, false));
  }
}
