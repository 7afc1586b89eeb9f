package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Padding;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.List;

/** Which features each family has. Stateless and thread-safe. */
final class FamilyFeatures {
  private FamilyFeatures() {}

  static List<Feature> of(KernelFamily family) {
    return switch (family) {
      case CONV, CONV_1X1, CONV_GROUPED, TCONV -> MatrixFeatures.convolution();
      case DWCONV -> MatrixFeatures.depthwise();
      case FC -> MatrixFeatures.fullyConnected();
      case BMM -> MatrixFeatures.batchMatMul();
      case POOL -> pool();
      case REDUCE -> reduce();
      case BINARY -> binary();
      case CLAMP -> clamp();
      case UNARY -> unary();
      case SOFTMAX -> softmax();
      case CONCAT -> MovementFeatures.concat();
      case SPLIT -> MovementFeatures.split();
      case SLICE -> MovementFeatures.slice();
      case RESHAPE -> MovementFeatures.reshape();
      case TRANSPOSE -> MovementFeatures.transpose();
      case PAD -> MovementFeatures.pad();
      case RESIZE -> MovementFeatures.resize();
      case GENERIC -> new FeatureList().work().build();
    };
  }

  private static Attributes.Pool poolOf(KernelView view) {
    return (Attributes.Pool) view.main().attributes();
  }

  private static double area(KernelView view) {
    return (double) poolOf(view).filterHeight() * poolOf(view).filterWidth();
  }

  private static List<Feature> pool() {
    return new FeatureList()
        .oneHot(OpType.MAX_POOL)
        .add("window_height", "elements", view -> poolOf(view).filterHeight())
        .add("window_width", "elements", view -> poolOf(view).filterWidth())
        .add("window_area", "elements", FamilyFeatures::area)
        .add("stride_height", "elements", view -> poolOf(view).strideHeight())
        .add("stride_width", "elements", view -> poolOf(view).strideWidth())
        .add("same_padding", "0/1", view -> poolOf(view).padding() == Padding.SAME ? 1 : 0)
        .add("output_pixels", "elements", view -> pixels(view.outputShape()))
        .width()
        .add("channels", "elements", view -> view.outputShape().channels())
        .add("input_elements", "elements", view -> view.inputShape(0).elements())
        .add("output_elements", "elements", view -> view.outputShape().elements())
        .add("reads", "elements", view -> view.outputShape().elements() * area(view))
        .remainder("channels", 4, view -> view.outputShape().channels())
        .remainder("channels", 16, view -> view.outputShape().channels())
        .work()
        .build();
  }

  private static List<Feature> reduce() {
    return new FeatureList()
        .oneHot(OpType.MEAN)
        .add(
            "reduced",
            "elements",
            view -> (double) view.inputShape(0).elements() / view.outputShape().elements())
        .add("input_elements", "elements", view -> view.inputShape(0).elements())
        .add("output_elements", "elements", view -> view.outputShape().elements())
        .add("keeps_channels", "0/1", FamilyFeatures::keepsChannels)
        .add("channels", "elements", view -> view.inputShape(0).channels())
        .add("input_rank", "axes", view -> view.inputShape(0).rank())
        .remainder("channels", 4, view -> view.inputShape(0).channels())
        .remainder("channels", 16, view -> view.inputShape(0).channels())
        .work()
        .build();
  }

  private static double keepsChannels(KernelView view) {
    Shape in = view.inputShape(0);
    Shape out = view.outputShape();
    return in.channels() > 1 && out.rank() > 0 && out.channels() == in.channels() ? 1 : 0;
  }

  private static List<Feature> binary() {
    return new FeatureList()
        .oneHot(
            OpType.ADD,
            OpType.MUL,
            OpType.SUB,
            OpType.DIV,
            OpType.MAXIMUM,
            OpType.MINIMUM,
            OpType.SQUARED_DIFFERENCE)
        .add("elements", "elements", view -> view.outputShape().elements())
        .add("left_elements", "elements", view -> view.inputShape(0).elements())
        .add("right_elements", "elements", view -> view.inputShape(1).elements())
        .add(
            "smaller_elements",
            "elements",
            view -> Math.min(view.inputShape(0).elements(), view.inputShape(1).elements()))
        .add("broadcast_kind", "0 same, 1 scalar, 2 channels, 3 pixels, 4 other", Broadcast::kind)
        .add("constant_operand", "0/1", view -> constantOperand(view) ? 1 : 0)
        .add(
            "same_operand",
            "0/1",
            view -> view.main().inputs().get(0).equals(view.main().inputs().get(1)) ? 1 : 0)
        .add("rank", "axes", view -> view.outputShape().rank())
        .add("channels", "elements", view -> view.outputShape().channels())
        .add("pixels", "elements", view -> pixels(view.outputShape()))
        .width()
        .remainder("elements", 16, view -> view.outputShape().elements())
        .remainder("channels", 16, view -> view.outputShape().channels())
        .work()
        .build();
  }

  private static boolean constantOperand(KernelView view) {
    return view.input(0).isConstant() || view.input(1).isConstant();
  }

  private static List<Feature> clamp() {
    return elementwise(new FeatureList().oneHot(OpType.RELU, OpType.RELU6));
  }

  private static List<Feature> unary() {
    return elementwise(
        new FeatureList()
            .oneHot(
                OpType.RSQRT,
                OpType.SQRT,
                OpType.NEG,
                OpType.ABS,
                OpType.EXP,
                OpType.SQUARE,
                OpType.LEAKY_RELU,
                OpType.PRELU,
                OpType.HARD_SWISH,
                OpType.SIGMOID,
                OpType.TANH,
                OpType.GELU,
                OpType.ELU));
  }

  private static List<Feature> elementwise(FeatureList list) {
    return list.add("elements", "elements", view -> view.outputShape().elements())
        .add("channels", "elements", view -> view.outputShape().channels())
        .add("pixels", "elements", view -> pixels(view.outputShape()))
        .add("rank", "axes", view -> view.outputShape().rank())
        .width()
        .remainder("elements", 16, view -> view.outputShape().elements())
        .remainder("channels", 16, view -> view.outputShape().channels())
        .work()
        .build();
  }

  private static List<Feature> softmax() {
    return new FeatureList()
        .add("depth", "elements", view -> view.outputShape().channels())
        .add("rows", "elements", view -> pixels(view.outputShape()))
        .add("elements", "elements", view -> view.outputShape().elements())
        .remainder("depth", 16, view -> view.outputShape().channels())
        .work()
        .build();
  }

  static double pixels(Shape shape) {
    return (double) shape.elements() / Math.max(1, shape.channels());
  }
}
