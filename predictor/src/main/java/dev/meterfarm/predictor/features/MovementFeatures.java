package dev.meterfarm.predictor.features;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.util.List;

/**
 * Features of the families that move data. What counts is how long the runs of memory are that move
 * in one piece. Stateless and thread-safe.
 */
final class MovementFeatures {
  private MovementFeatures() {}

  static List<Feature> concat() {
    return new FeatureList()
        .add("parts", "tensors", view -> view.main().inputs().size())
        .add("axis_from_end", "axes", MovementFeatures::concatAxisFromEnd)
        .add("rows", "runs", view -> runs(view.outputShape(), (int) concatAxisFromEnd(view)))
        .add(
            "output_run",
            "elements",
            view -> run(view.outputShape(), (int) concatAxisFromEnd(view)))
        .add("smallest_run", "elements", view -> partRun(view, false))
        .add("largest_run", "elements", view -> partRun(view, true))
        .add("elements", "elements", view -> view.outputShape().elements())
        .work()
        .build();
  }

  private static double concatAxisFromEnd(KernelView view) {
    int axis = ((Attributes.Concat) view.main().attributes()).axis();
    return axis < 0 ? -axis : view.outputShape().rank() - axis;
  }

  private static double partRun(KernelView view, boolean largest) {
    double found = largest ? 0 : Double.MAX_VALUE;
    for (int position = 0; position < view.main().inputs().size(); position++) {
      double run = run(view.inputShape(position), (int) concatAxisFromEnd(view));
      found = largest ? Math.max(found, run) : Math.min(found, run);
    }
    return found;
  }

  /** Elements from the axis to the end: what lies together. */
  private static double run(Shape shape, int axisFromEnd) {
    double product = 1;
    for (int i = 1; i <= Math.min(axisFromEnd, shape.rank()); i++) {
      product *= shape.extent(-i);
    }
    return product;
  }

  private static double runs(Shape shape, int axisFromEnd) {
    return shape.elements() / run(shape, axisFromEnd);
  }

  static List<Feature> split() {
    return new FeatureList()
        .add("parts", "tensors", view -> view.main().outputs().size())
        .add("rows", "runs", view -> runs(view.inputShape(1), splitAxisFromEnd(view)))
        .add("part_run", "elements", view -> run(view.outputShape(), splitAxisFromEnd(view)))
        .add("axis_from_end", "axes", MovementFeatures::splitAxisFromEnd)
        .add("elements", "elements", view -> view.inputShape(1).elements())
        .work()
        .build();
  }

  /** The axis on which input and output differ; the last where they do not. */
  private static int splitAxisFromEnd(KernelView view) {
    return differingAxisFromEnd(view.inputShape(1), view.outputShape());
  }

  /** The last axis on which two shapes of the same rank differ, counted from the end. */
  private static int differingAxisFromEnd(Shape in, Shape out) {
    for (int i = 1; i <= Math.min(in.rank(), out.rank()); i++) {
      if (in.extent(-i) != out.extent(-i)) {
        return i;
      }
    }
    return 1;
  }

  static List<Feature> slice() {
    return new FeatureList()
        .add("elements", "elements", view -> view.outputShape().elements())
        .add("input_elements", "elements", view -> view.inputShape(0).elements())
        .add(
            "kept_share",
            "ratio",
            view -> (double) view.outputShape().elements() / view.inputShape(0).elements())
        .add("run", "elements", MovementFeatures::sliceRun)
        .add("rows", "runs", view -> view.outputShape().elements() / sliceRun(view))
        .add("rank", "axes", view -> view.inputShape(0).rank())
        .work()
        .build();
  }

  private static double sliceRun(KernelView view) {
    Shape in = view.inputShape(0);
    Shape out = view.outputShape();
    return in.rank() == out.rank() ? run(out, differingAxisFromEnd(in, out)) : out.channels();
  }

  static List<Feature> reshape() {
    return new FeatureList()
        .oneHot(OpType.RESHAPE)
        .add("elements", "elements", view -> view.outputShape().elements())
        .add("at_edge", "0/1", view -> sharesMemory(view) ? 1 : 0)
        .work()
        .build();
  }

  /** True if input or output has another owner or reader, which forces a copy. */
  private static boolean sharesMemory(KernelView view) {
    Graph graph = view.graph();
    int in = view.main().inputs().get(0);
    int out = view.main().outputs().get(0);
    return graph.producer(in) < 0
        || graph.isOutput(in)
        || graph.isOutput(out)
        || graph.consumers(in).size() > 1
        || graph.consumers(out).size() > 1;
  }

  static List<Feature> transpose() {
    return new FeatureList()
        .add("elements", "elements", view -> view.outputShape().elements())
        .add("rank", "axes", view -> view.inputShape(0).rank())
        .add("kind", "0 other, 1 keeps the last axis, 2 swaps the last two", view -> kind(view))
        .add("input_channels", "elements", view -> view.inputShape(0).channels())
        .add("output_channels", "elements", view -> view.outputShape().channels())
        .add("input_width", "elements", view -> secondLast(view.inputShape(0)))
        .add("output_width", "elements", view -> secondLast(view.outputShape()))
        .add("batch", "elements", view -> view.inputShape(0).batch())
        .work()
        .build();
  }

  private static double secondLast(Shape shape) {
    return shape.rank() < 2 ? 1 : shape.extent(-2);
  }

  private static double kind(KernelView view) {
    Tensor order = view.input(1);
    int[] permutation = IntConstants.find(order).orElse(new int[0]);
    int rank = permutation.length;
    if (rank > 0 && permutation[rank - 1] == rank - 1) {
      return 1;
    }
    return rank > 1 && permutation[rank - 1] == rank - 2 && permutation[rank - 2] == rank - 1
        ? 2
        : 0;
  }

  static List<Feature> pad() {
    return new FeatureList()
        .add("elements", "elements", view -> view.outputShape().elements())
        .add("input_elements", "elements", view -> view.inputShape(0).elements())
        .add("channels", "channels", view -> view.inputShape(0).channels())
        .add(
            "pads_channels",
            "0/1",
            view -> view.inputShape(0).channels() != view.outputShape().channels() ? 1 : 0)
        .add(
            "added_share",
            "ratio",
            view -> 1 - (double) view.inputShape(0).elements() / view.outputShape().elements())
        .add(
            "row",
            "elements",
            view -> (double) view.outputShape().width() * view.outputShape().channels())
        .add("rank", "axes", view -> view.inputShape(0).rank())
        .work()
        .build();
  }

  static List<Feature> resize() {
    return new FeatureList()
        .oneHot(OpType.RESIZE_BILINEAR)
        .add("output_pixels", "elements", view -> FamilyFeatures.pixels(view.outputShape()))
        .add("channels", "elements", view -> view.outputShape().channels())
        .add("elements", "elements", view -> view.outputShape().elements())
        .add("input_elements", "elements", view -> view.inputShape(0).elements())
        .add(
            "scale_height",
            "ratio",
            view -> (double) view.outputShape().height() / view.inputShape(0).height())
        .add(
            "scale_width",
            "ratio",
            view -> (double) view.outputShape().width() / view.inputShape(0).width())
        .add(
            "half_pixel_centers",
            "0/1",
            view -> ((Attributes.Resize) view.main().attributes()).halfPixelCenters() ? 1 : 0)
        .remainder("channels", 16, view -> view.outputShape().channels())
        .work()
        .build();
  }
}
