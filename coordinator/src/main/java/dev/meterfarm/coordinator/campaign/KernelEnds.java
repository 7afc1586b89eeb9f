package dev.meterfarm.coordinator.campaign;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.predictor.kernels.KernelFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Ends around a kernel, for targets whose timed region includes transfers or changes of layout at a
 * model's edges: each input is spread from a tiny one, each output read off by a slice of one
 * element. The same ends without the kernel tell what to subtract. Stateless.
 *
 * <p>Inputs of images are spread by a resize, which runtimes do in any layout; those of matrices by
 * a sum with zeros, which keeps the axes where they are. Each has a slice as second reader, so that
 * nothing is fused into it. The model with the kernel consists of one op for each input, the
 * kernel, and a slice for each input and output, in this order; {@link #kernelOf} relies on that.
 */
final class KernelEnds {
  private static final int IMAGE_RANK = 4;

  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Op> ops = new ArrayList<>();
  private final List<Integer> inputs = new ArrayList<>();
  private final List<Integer> outputs = new ArrayList<>();

  private KernelEnds() {}

  /** The kernel between ends. */
  static Graph around(KernelFamily family, Graph kernel) {
    KernelEnds model = new KernelEnds();
    model.tensors.addAll(kernel.tensors());
    kernel.inputs().forEach(input -> model.spread(family, input));
    model.ops.addAll(kernel.ops());
    kernel.inputs().forEach(model::readOff);
    kernel.outputs().forEach(model::readOff);
    return model.build();
  }

  /**
   * The ends of its inputs, without the kernel. What is read off the kernel's outputs is read off
   * its inputs instead, or the kernel would be charged for it: on a GPU each read is a kernel of
   * its own.
   */
  static Graph alone(KernelFamily family, Graph kernel) {
    KernelEnds model = new KernelEnds();
    List<Integer> spread = new ArrayList<>();
    for (int input : kernel.inputs()) {
      spread.add(model.tensors.size());
      model.tensors.add(kernel.tensor(input));
    }
    spread.forEach(tensor -> model.spread(family, tensor));
    spread.forEach(model::readOff);
    for (int i = 0; i < kernel.outputs().size(); i++) {
      model.readOff(spread.get(i % spread.size()), 1 + i / spread.size());
    }
    return model.build();
  }

  /** The kernel of a model that {@link #around} made. */
  static Graph kernelOf(Graph model) {
    int ends = model.inputs().size();
    List<Op> ops = model.ops();
    List<Op> kernel = ops.subList(ends, ops.size() - model.outputs().size());
    List<Integer> inputs = ops.subList(0, ends).stream().map(op -> op.outputs().get(0)).toList();
    List<Integer> outputs =
        ops.subList(ops.size() - model.outputs().size() + ends, ops.size()).stream()
            .map(op -> op.inputs().get(0))
            .toList();
    return new Graph(model.name(), model.tensors(), kernel, inputs, outputs);
  }

  private int add(Tensor tensor) {
    tensors.add(tensor);
    return tensors.size() - 1;
  }

  private int variable(Shape shape) {
    return add(Tensor.variable("end_" + tensors.size(), shape));
  }

  private int ints(int... values) {
    return add(
        new Tensor(
            "end_" + tensors.size(),
            Shape.of(values.length),
            ElementType.INT32,
            Optional.of(new Constant.Ints(values))));
  }

  /** Makes {@code tensor} from a tiny input. */
  private void spread(KernelFamily family, int tensor) {
    Shape shape = tensors.get(tensor).shape();
    Shape tiny = tiny(shape);
    int input = variable(tiny);
    inputs.add(input);
    if (shape.rank() == IMAGE_RANK && !isMatrix(family)) {
      ops.add(
          new Op(
              OpType.RESIZE_NEAREST,
              List.of(input, ints(shape.height(), shape.width())),
              List.of(tensor),
              new Attributes.Resize(false, false)));
    } else {
      Shape rest = shape.rank() == 0 ? shape : shape.withExtent(-1, 1);
      int zeros =
          add(
              new Tensor(
                  "end_" + tensors.size(),
                  rest,
                  ElementType.FLOAT32,
                  Optional.of(new Constant.Seeded(0, 0))));
      ops.add(
          new Op(
              OpType.ADD,
              List.of(input, zeros),
              List.of(tensor),
              new Attributes.Arithmetic(Activation.NONE)));
    }
  }

  /** One row: every axis but the last is of extent 1; images keep their batch. */
  private static Shape tiny(Shape shape) {
    int[] extents = shape.toArray();
    if (extents.length > 0) {
      Arrays.fill(extents, extents.length == IMAGE_RANK ? 1 : 0, extents.length - 1, 1);
    }
    return Shape.of(extents);
  }

  /** Families whose tensors lie in the order of a matrix, whatever their rank. */
  private static boolean isMatrix(KernelFamily family) {
    return family.word().startsWith("fc") || family.word().startsWith("bmm");
  }

  private void readOff(int tensor) {
    readOff(tensor, 0);
  }

  /**
   * Reads one element of a tensor.
   *
   * @param at which one along the first axis that has it: runtimes merge two reads of one element
   */
  private void readOff(int tensor, int at) {
    Shape shape = tensors.get(tensor).shape();
    int[] first = new int[shape.rank()];
    int[] ones = new int[shape.rank()];
    Arrays.fill(ones, 1);
    int[] behind = ones.clone();
    int axis = 0;
    while (axis < shape.rank() && shape.extent(axis) <= at) {
      axis++;
    }
    if (axis < shape.rank()) {
      first[axis] = at;
      behind[axis] = at + 1;
    }
    int begin = ints(first);
    int end = ints(behind);
    int steps = ints(ones);
    int output = variable(Shape.of(ones));
    ops.add(
        new Op(
            OpType.STRIDED_SLICE,
            List.of(tensor, begin, end, steps),
            List.of(output),
            new Attributes.StridedSlice(0, 0, 0, 0, 0)));
    outputs.add(output);
  }

  private Graph build() {
    return new Graph("", tensors, ops, inputs, outputs);
  }
}
