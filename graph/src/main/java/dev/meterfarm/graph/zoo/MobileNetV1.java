package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.GraphBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNet v1 (Howard et al., 2017) as in Keras: the classes come from a 1x1 convolution over one
 * pixel.
 *
 * @param border of the strided depthwise convolutions
 */
record MobileNetV1(int resolution, Border border, int stem, List<Separable> layers, int classes)
    implements Design {
  private static final int SMALLEST = 32;
  private static final int LONGEST_RUN = 5;
  private static final int RUN_WIDTH = 512;

  /** A depthwise and a 1x1 convolution. */
  record Separable(int kernel, int stride, int channels) {}

  static NetworkFamily family() {
    return new Family(
        "mobilenet_v1",
        List.of(new Family.Published("mobilenet_v1", published())),
        MobileNetV1::drawn);
  }

  private static List<Separable> stack(int run) {
    List<Separable> stack = new ArrayList<>();
    stack.add(new Separable(3, 1, 64));
    stack.add(new Separable(3, 2, 128));
    stack.add(new Separable(3, 1, 128));
    stack.add(new Separable(3, 2, 256));
    stack.add(new Separable(3, 1, 256));
    stack.add(new Separable(3, 2, RUN_WIDTH));
    for (int i = 0; i < run; i++) {
      stack.add(new Separable(3, 1, RUN_WIDTH));
    }
    stack.add(new Separable(3, 2, 1024));
    stack.add(new Separable(3, 1, 1024));
    return stack;
  }

  private static MobileNetV1 published() {
    return new MobileNetV1(224, Border.SAME, 32, stack(LONGEST_RUN), 1000);
  }

  private static MobileNetV1 drawn(Draws draws) {
    List<Separable> varied = new ArrayList<>();
    for (Separable layer : stack(draws.between(1, LONGEST_RUN + 2))) {
      varied.add(
          new Separable(draws.oneOf(3, 3, 3, 5, 7), layer.stride(), draws.width(layer.channels())));
    }
    return new MobileNetV1(
        draws.resolution(ResolutionMix.LIGHT, SMALLEST),
        draws.kerasBorder(),
        draws.width(32),
        varied,
        draws.classes());
  }

  @Override
  public int build(GraphBuilder graph) {
    Layers keras = new Layers(graph, border);
    int x = Layers.image(graph, resolution);
    x = keras.with(Border.SAME).conv(x, stem, 3, 2, Nonlinearity.RELU6);
    for (Separable layer : layers) {
      x = keras.dwconv(x, layer.kernel(), layer.stride(), Nonlinearity.RELU6);
      x = keras.conv(x, layer.channels(), 1, 1, Nonlinearity.RELU6);
    }
    return keras.classifyPixel(graph.globalMean(x, true), classes);
  }
}
