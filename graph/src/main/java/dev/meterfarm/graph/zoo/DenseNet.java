package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * DenseNet (Huang et al., 2016) as in Keras. A normalisation stands before its convolution and
 * after a CONCATENATION, so it stays: MUL, then ADD with relu.
 *
 * @param stem channels of the 7x7 convolution
 * @param blocks the dense layers of each block
 */
record DenseNet(int resolution, int stem, List<List<Dense>> blocks, int classes) implements Design {
  private static final int BOTTLENECK = 4;
  private static final int SMALLEST = 32;

  /**
   * One dense layer.
   *
   * @param inner channels after its 1x1 convolution
   * @param growth channels that it adds
   */
  record Dense(int inner, int growth, int kernel) {
    int apply(Layers layers, int x) {
      int inside = layers.conv(layers.normalizeRelu(x), inner, 1, 1, Nonlinearity.RELU);
      return layers.graph().concat(x, layers.conv(inside, growth, kernel, 1, Nonlinearity.NONE));
    }
  }

  static NetworkFamily family() {
    return new Family(
        "densenet", List.of(new Family.Published("densenet121", densenet121())), DenseNet::drawn);
  }

  private static DenseNet densenet121() {
    List<List<Dense>> blocks = new ArrayList<>();
    for (int depth : List.of(6, 12, 24, 16)) {
      blocks.add(Collections.nCopies(depth, new Dense(32 * BOTTLENECK, 32, 3)));
    }
    return new DenseNet(224, 64, blocks, 1000);
  }

  private static DenseNet drawn(Draws draws) {
    List<List<Dense>> blocks = new ArrayList<>();
    for (int published : List.of(5, 8, 12, 10)) {
      List<Dense> block = new ArrayList<>();
      int growth = draws.width(32);
      int depth = draws.depth(published);
      for (int i = 0; i < depth; i++) {
        int inner = growth * draws.between(2, BOTTLENECK);
        block.add(new Dense(inner, growth, draws.oneOf(3, 3, 3, 5)));
      }
      blocks.add(block);
    }
    return new DenseNet(
        draws.resolution(ResolutionMix.MIDDLE, SMALLEST), draws.width(64), blocks, draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers layers = new Layers(graph, Border.SYMMETRIC);
    int x = Layers.image(graph, resolution);
    x = layers.conv(x, stem, 7, 2, Nonlinearity.RELU);
    x = graph.maxPool(graph.pad(x, 1, 1, 1, 1), 3, 2, Padding.VALID);
    for (int i = 0; i < blocks.size(); i++) {
      for (Dense dense : blocks.get(i)) {
        x = dense.apply(layers, x);
      }
      x = layers.normalizeRelu(x);
      if (i < blocks.size() - 1) {
        x = layers.conv(x, layers.channels(x) / 2, 1, 1, Nonlinearity.NONE);
        x = graph.avgPool(x, 2, 2, Padding.VALID);
      }
    }
    return layers.classify(x, classes);
  }
}
