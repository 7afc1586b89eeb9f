package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import java.util.ArrayList;
import java.util.List;

/**
 * AlexNet in the form with one tower (Krizhevsky, 2014), without local response normalisation.
 *
 * @param convs the five convolutions
 * @param units of the hidden fully connected layers
 */
record AlexNet(int resolution, List<Conv> convs, List<Integer> units, int classes)
    implements Design {
  /** Three poolings, the last of which must still find three pixels. */
  private static final int SMALLEST = 64;

  private static final int STEM_STRIDE = 4;
  private static final int STEM_PAD = 2;

  /** Kernel and width of one convolution. */
  record Conv(int kernel, int channels) {}

  static NetworkFamily family() {
    return new Family(
        "alexnet", List.of(new Family.Published("alexnet", published())), AlexNet::drawn);
  }

  private static AlexNet published() {
    return new AlexNet(
        224,
        List.of(
            new Conv(11, 64),
            new Conv(5, 192),
            new Conv(3, 384),
            new Conv(3, 256),
            new Conv(3, 256)),
        List.of(4096, 4096),
        1000);
  }

  private static AlexNet drawn(Draws draws) {
    List<Conv> convs = new ArrayList<>();
    for (Conv conv : published().convs()) {
      int kernel = convs.isEmpty() ? draws.oneOf(5, 7, 9, 11) : draws.oneOf(1, 3, 3, 3, 5, 5, 7);
      convs.add(new Conv(kernel, draws.width(conv.channels())));
    }
    return new AlexNet(
        draws.resolution(ResolutionMix.MIDDLE, SMALLEST),
        convs,
        List.of(draws.width(1024), draws.width(1024)),
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SAME);
    int x = Layers.image(graph, resolution);
    x = graph.pad(x, STEM_PAD, STEM_PAD, STEM_PAD, STEM_PAD);
    Conv stem = convs.get(0);
    x =
        layers
            .with(Border.VALID)
            .conv(x, stem.channels(), stem.kernel(), STEM_STRIDE, Nonlinearity.RELU);
    x = graph.maxPool(x, 3, 2, Padding.VALID);
    for (int i = 1; i < convs.size(); i++) {
      x = layers.conv(x, convs.get(i).channels(), convs.get(i).kernel(), 1, Nonlinearity.RELU);
      if (i == 1 || i == convs.size() - 1) {
        x = graph.maxPool(x, 3, 2, Padding.VALID);
      }
    }
    return layers.classifyFlattened(x, units, classes);
  }
}
