package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * VGG (Simonyan and Zisserman, 2014) as in Keras: SAME convolutions, a 2x2 max pooling after each
 * of five stages, two hidden fully connected layers.
 *
 * @param stages the convolutions of each stage
 * @param units of the hidden fully connected layers
 */
record Vgg(int resolution, List<List<Conv>> stages, List<Integer> units, int classes)
    implements Design {
  private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 512);
  private static final int SMALLEST = 32;

  /** Kernel and width of one convolution. */
  record Conv(int kernel, int channels) {}

  static NetworkFamily family() {
    return new Family(
        "vgg",
        List.of(
            new Family.Published("vgg16", published(List.of(2, 2, 3, 3, 3))),
            new Family.Published("vgg11", published(List.of(1, 1, 2, 2, 2))),
            new Family.Published("vgg13", published(List.of(2, 2, 2, 2, 2))),
            new Family.Published("vgg19", published(List.of(2, 2, 4, 4, 4)))),
        Vgg::drawn);
  }

  private static Vgg published(List<Integer> depths) {
    List<List<Conv>> stages = new ArrayList<>();
    for (int i = 0; i < depths.size(); i++) {
      stages.add(Collections.nCopies(depths.get(i), new Conv(3, WIDTHS.get(i))));
    }
    return new Vgg(224, stages, List.of(4096, 4096), 1000);
  }

  private static Vgg drawn(Draws draws) {
    List<List<Conv>> stages = new ArrayList<>();
    for (int i = 0; i < WIDTHS.size(); i++) {
      List<Conv> stage = new ArrayList<>();
      int depth = i < 2 ? draws.between(1, 2) : draws.between(1, 4);
      for (int j = 0; j < depth; j++) {
        stage.add(new Conv(draws.oneOf(1, 3, 3, 3, 3, 3, 5, 7), draws.width(WIDTHS.get(i))));
      }
      stages.add(stage);
    }
    return new Vgg(
        draws.resolution(ResolutionMix.HEAVY, SMALLEST),
        stages,
        List.of(draws.width(1024), draws.width(1024)),
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SAME);
    int x = Layers.image(graph, resolution);
    for (List<Conv> stage : stages) {
      for (Conv conv : stage) {
        x = layers.conv(x, conv.channels(), conv.kernel(), 1, Nonlinearity.RELU);
      }
      x = graph.maxPool(x, 2, 2, Padding.VALID);
    }
    return layers.classifyFlattened(x, units, classes);
  }
}
