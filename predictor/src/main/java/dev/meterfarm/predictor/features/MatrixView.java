package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;

/**
 * A convolution, fully connected layer or matrix product as {@code groups} products of {@code m x k
 * x n}.
 *
 * @param m rows: output pixels over the whole batch
 * @param k depth: kernel area times input channels of one group
 * @param n columns: output channels of one group
 * @param groups products of this size; channels for a depthwise convolution
 * @param kernelHeight window height, 1 where there is no window
 * @param kernelWidth window width, 1 where there is no window
 * @param strideHeight step, 1 where there is no window
 * @param strideWidth step, 1 where there is no window
 * @param dilation largest of both dilations
 * @param samePadding 1 if zeros are added around the input, else 0
 */
record MatrixView(
    double m,
    double k,
    double n,
    double groups,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilation,
    int samePadding) {

  /** No matrix product. */
  private static final MatrixView NONE = new MatrixView(0, 0, 0, 0, 1, 1, 1, 1, 1, 0);

  static MatrixView of(Graph graph, Op op) {
    return switch (op.type()) {
      case CONV -> conv(graph, op, (Attributes.Conv) op.attributes());
      case DWCONV -> depthwise(graph, op, (Attributes.DepthwiseConv) op.attributes());
      case TRANSPOSED_CONV -> transposed(graph, op, (Attributes.TransposedConv) op.attributes());
      case FULLY_CONNECTED -> {
        Shape weights = shape(graph, op, 1);
        double units = weights.extent(0);
        yield product(output(graph, op).elements() / units, weights.channels(), units, 1);
      }
      case BATCH_MATMUL -> matMul(graph, op, (Attributes.BatchMatMul) op.attributes());
      default -> NONE;
    };
  }

  private static MatrixView product(double m, double k, double n, double groups) {
    return new MatrixView(m, k, n, groups, 1, 1, 1, 1, 1, 0);
  }

  private static MatrixView conv(Graph graph, Op op, Attributes.Conv conv) {
    Shape filter = shape(graph, op, 1);
    Shape out = output(graph, op);
    double groups = (double) shape(graph, op, 0).channels() / filter.channels();
    return new MatrixView(
        pixels(out),
        (double) filter.elements() / filter.extent(0),
        out.channels() / groups,
        groups,
        filter.extent(1),
        filter.extent(2),
        conv.strideHeight(),
        conv.strideWidth(),
        Math.max(conv.dilationHeight(), conv.dilationWidth()),
        same(conv.padding()));
  }

  private static MatrixView depthwise(Graph graph, Op op, Attributes.DepthwiseConv conv) {
    Shape filter = shape(graph, op, 1);
    return new MatrixView(
        pixels(output(graph, op)),
        (double) filter.extent(1) * filter.extent(2),
        conv.multiplier(),
        shape(graph, op, 0).channels(),
        filter.extent(1),
        filter.extent(2),
        conv.strideHeight(),
        conv.strideWidth(),
        Math.max(conv.dilationHeight(), conv.dilationWidth()),
        same(conv.padding()));
  }

  private static MatrixView transposed(Graph graph, Op op, Attributes.TransposedConv conv) {
    Shape filter = shape(graph, op, 1);
    return new MatrixView(
        pixels(output(graph, op)),
        (double) filter.elements()
            / filter.extent(0)
            / ((double) conv.strideHeight() * conv.strideWidth()),
        filter.extent(0),
        1,
        filter.extent(1),
        filter.extent(2),
        conv.strideHeight(),
        conv.strideWidth(),
        1,
        same(conv.padding()));
  }

  private static MatrixView matMul(Graph graph, Op op, Attributes.BatchMatMul matmul) {
    Shape out = output(graph, op);
    double m = out.extent(-2);
    double n = out.extent(-1);
    double k = shape(graph, op, 0).extent(matmul.transposeLeft() ? -2 : -1);
    return product(m, k, n, out.elements() / (m * n));
  }

  private static int same(Padding padding) {
    return padding == Padding.SAME ? 1 : 0;
  }

  private static double pixels(Shape shape) {
    return (double) shape.elements() / Math.max(1, shape.channels());
  }

  private static Shape shape(Graph graph, Op op, int position) {
    return graph.tensor(op.inputs().get(position)).shape();
  }

  private static Shape output(Graph graph, Op op) {
    return graph.tensor(op.outputs().get(0)).shape();
  }
}
