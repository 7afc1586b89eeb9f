package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Shape;
import java.util.List;

/**
 * Features of the families that are matrix products. The tiles to which extents are rounded up (6,
 * 7 and 8 rows; 8, 16 and 32 columns) are those of the usual SIMD register blockings. Stateless and
 * thread-safe.
 */
final class MatrixFeatures {
  private MatrixFeatures() {}

  private static FeatureList product() {
    return new FeatureList()
        .add("m", "rows", view -> view.matrix().m())
        .add("k", "elements", view -> view.matrix().k())
        .add("n", "columns", view -> view.matrix().n())
        .padded("n", 16, view -> view.matrix().n())
        .padded("n", 32, view -> view.matrix().n())
        .padded("m", 7, view -> view.matrix().m())
        .padded("m", 8, view -> view.matrix().m())
        .add("padded_flops_7x16", "FLOP", view -> paddedFlops(view, 7, 16))
        .add("padded_flops_7x32", "FLOP", view -> paddedFlops(view, 7, 32))
        .add("padded_flops_6x16", "FLOP", view -> paddedFlops(view, 6, 16))
        .add("padded_flops_8x8", "FLOP", view -> paddedFlops(view, 8, 8))
        .add("waste_7x32", "ratio", view -> paddedFlops(view, 7, 32) / flops(view))
        .remainder("n", 8, view -> view.matrix().n())
        .remainder("n", 16, view -> view.matrix().n())
        .remainder("n", 32, view -> view.matrix().n())
        .remainder("k", 4, view -> view.matrix().k())
        .add("single_row", "0/1", view -> view.matrix().m() == 1 ? 1 : 0)
        .add("weight_bytes", "bytes", view -> view.traffic().constantBytes())
        .add(
            "working_set_bytes",
            "bytes",
            view -> view.traffic().constantBytes() + view.traffic().inputBytes())
        .add("rows_per_weight_byte", "rows/byte", MatrixFeatures::reuse)
        .work();
  }

  private static double flops(KernelView view) {
    MatrixView product = view.matrix();
    return 2 * product.m() * product.k() * product.n() * product.groups();
  }

  private static double paddedFlops(KernelView view, int rows, int columns) {
    MatrixView product = view.matrix();
    return 2
        * FeatureList.roundUp(product.m(), rows)
        * product.k()
        * FeatureList.roundUp(product.n(), columns)
        * product.groups();
  }

  private static double reuse(KernelView view) {
    return view.matrix().m() / Math.max(1, view.traffic().constantBytes());
  }

  private static FeatureList window(FeatureList list) {
    return list.add("kernel_height", "elements", view -> view.matrix().kernelHeight())
        .add("kernel_width", "elements", view -> view.matrix().kernelWidth())
        .add(
            "pointwise",
            "0/1",
            view -> view.matrix().kernelHeight() * view.matrix().kernelWidth() == 1 ? 1 : 0)
        .add("stride_height", "elements", view -> view.matrix().strideHeight())
        .add("stride_width", "elements", view -> view.matrix().strideWidth())
        .add("dilation", "elements", view -> view.matrix().dilation())
        .add("same_padding", "0/1", view -> view.matrix().samePadding())
        .width()
        .add("output_elements", "elements", view -> view.outputShape().elements());
  }

  static List<Feature> convolution() {
    return window(product())
        .add("groups", "products", view -> view.matrix().groups())
        .add("input_channels", "elements", view -> imageShape(view).channels())
        .add("output_channels", "elements", view -> view.outputShape().channels())
        .add("input_elements", "elements", view -> imageShape(view).elements())
        .build();
  }

  private static Shape imageShape(KernelView view) {
    boolean transposed = view.main().attributes() instanceof Attributes.TransposedConv;
    return view.inputShape(transposed ? 2 : 0);
  }

  static List<Feature> depthwise() {
    return window(new FeatureList())
        .add("m", "rows", view -> view.matrix().m())
        .add("taps", "elements", view -> view.matrix().k())
        .add("multiplier", "elements", view -> view.matrix().n())
        .add("channels", "elements", view -> view.outputShape().channels())
        .add("input_elements", "elements", view -> view.inputShape(0).elements())
        .add("input_width", "elements", view -> view.inputShape(0).width())
        .add("output_height", "elements", view -> view.outputShape().height())
        .padded("channels", 8, view -> view.outputShape().channels())
        .padded("channels", 16, view -> view.outputShape().channels())
        .padded("channels", 32, view -> view.outputShape().channels())
        .remainder("channels", 8, view -> view.outputShape().channels())
        .remainder("channels", 16, view -> view.outputShape().channels())
        .remainder("channels", 32, view -> view.outputShape().channels())
        .add(
            "padded_flops_16",
            "FLOP",
            view ->
                2
                    * view.matrix().m()
                    * view.matrix().k()
                    * FeatureList.roundUp(view.outputShape().channels(), 16))
        .add(
            "row_bytes",
            "bytes",
            view -> 4.0 * view.inputShape(0).width() * view.inputShape(0).channels())
        .add(
            "window_rows_bytes",
            "bytes",
            view ->
                4.0
                    * view.matrix().kernelHeight()
                    * view.inputShape(0).width()
                    * view.inputShape(0).channels())
        .add("weight_bytes", "bytes", view -> view.traffic().constantBytes())
        .add("border_share", "ratio", MatrixFeatures::borderShare)
        .work()
        .build();
  }

  /** Share of the output pixels whose window reaches into the border, at most 1. */
  private static double borderShare(KernelView view) {
    MatrixView window = view.matrix();
    if (window.samePadding() == 0) {
      return 0;
    }
    double height = view.outputShape().height();
    double width = view.outputShape().width();
    double spanY = (window.kernelHeight() - 1.0) * window.dilation() / window.strideHeight();
    double spanX = (window.kernelWidth() - 1.0) * window.dilation() / window.strideWidth();
    double inner = Math.max(0, height - spanY) * Math.max(0, width - spanX);
    return 1 - inner / (height * width);
  }

  static List<Feature> fullyConnected() {
    return product()
        .add(
            "flattens",
            "0/1",
            view -> view.inputShape(0).rank() != view.outputShape().rank() ? 1 : 0)
        .build();
  }

  static List<Feature> batchMatMul() {
    return product()
        .add("batch", "products", view -> view.matrix().groups())
        .add("transposes_left", "0/1", view -> flags(view).transposeLeft() ? 1 : 0)
        .add("transposes_right", "0/1", view -> flags(view).transposeRight() ? 1 : 0)
        .add("constant_right", "0/1", view -> view.input(1).isConstant() ? 1 : 0)
        .add("right_bytes", "bytes", view -> view.input(1).bytes())
        .build();
  }

  private static Attributes.BatchMatMul flags(KernelView view) {
    return (Attributes.BatchMatMul) view.main().attributes();
  }
}
