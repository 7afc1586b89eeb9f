package dev.meterfarm.graph.zoo;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;

/**
 * The layers that most networks are made of, as TensorFlow's converter writes them: batch
 * normalisation folded into the convolution, relu and relu6 inside the op, a bias always.
 *
 * @param graph where ops are added
 * @param border how windows are padded
 */
record Layers(GraphBuilder graph, Border border) {
  private static final float KEEPS_VARIANCE = 1.7f;
  private static final float SHIFT = 0.1f;

  /** A square RGB image, batch 1. */
  static int image(GraphBuilder graph, int resolution) {
    return graph.input(Shape.of(1, resolution, resolution, 3));
  }

  /** The same with another border. */
  Layers with(Border other) {
    return new Layers(graph, other);
  }

  int channels(int x) {
    return graph.shape(x).channels();
  }

  /** Square convolution, normalisation, non-linearity. */
  int conv(int x, int channels, int kernel, int stride, Nonlinearity nonlinearity) {
    return conv(x, channels, kernel, stride, 1, nonlinearity);
  }

  /** Square convolution in groups, normalisation, non-linearity. */
  int conv(int x, int channels, int kernel, int stride, int groups, Nonlinearity nonlinearity) {
    Attributes.Conv attributes =
        new Attributes.Conv(stride, stride, 1, 1, padding(x, kernel, stride), nonlinearity.baked());
    int padded = border.pad(graph, x, kernel, stride);
    return nonlinearity.after(
        graph, graph.conv(padded, channels, kernel, kernel, groups, attributes));
  }

  /** Square depthwise convolution, normalisation, non-linearity. */
  int dwconv(int x, int kernel, int stride, Nonlinearity nonlinearity) {
    Attributes.DepthwiseConv attributes =
        new Attributes.DepthwiseConv(
            stride, stride, 1, 1, 1, padding(x, kernel, stride), nonlinearity.baked());
    int padded = border.pad(graph, x, kernel, stride);
    return nonlinearity.after(graph, graph.dwconv(padded, kernel, kernel, attributes));
  }

  private Padding padding(int x, int kernel, int stride) {
    return border.padding(graph.shape(x), kernel, stride);
  }

  /** A normalisation that no convolution before it can take: MUL and ADD, relu in the ADD. */
  int normalizeRelu(int x) {
    Shape perChannel = Shape.of(1, 1, 1, channels(x));
    int scaled = graph.mul(x, graph.weights(perChannel, KEEPS_VARIANCE));
    return graph.add(scaled, graph.weights(perChannel, SHIFT), Activation.RELU);
  }

  /** Global mean, fully connected layer, softmax. */
  int classify(int x, int classes) {
    int pooled = graph.globalMean(x, false);
    return graph.softmax(graph.fullyConnected(pooled, classes, false, Activation.NONE));
  }

  /** A 1x1 convolution to the classes over one pixel, reshape, softmax. */
  int classifyPixel(int pixel, int classes) {
    int scores = conv(pixel, classes, 1, 1, Nonlinearity.NONE);
    return graph.softmax(graph.reshape(scores, 1, classes));
  }

  /** Flatten, then fully connected layers with relu, one more to the classes, softmax. */
  int classifyFlattened(int x, Iterable<Integer> hiddenUnits, int classes) {
    int features = graph.reshape(x, 1, (int) graph.shape(x).elements());
    for (int units : hiddenUnits) {
      features = graph.fullyConnected(features, units, false, Activation.RELU);
    }
    return graph.softmax(graph.fullyConnected(features, classes, false, Activation.NONE));
  }
}
