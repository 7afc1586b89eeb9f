package dev.meterfarm.coordinator.fusion;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import java.util.Arrays;
import java.util.List;

/** What is put around the ops of a test case, so that all its models move the same bytes. */
enum Ends {
  /** Nothing: the models' inputs and outputs are those of the ops. */
  NONE,
  /**
   * Nothing around the ops, and beside them, in every model, a chain of small ops that has nothing
   * to do with them. For clocks so coarse that a model that does nothing takes less than a tick,
   * which no tool can tell.
   */
  BESIDE,
  /**
   * Tensors are made by a resize and summed up by a mean. For runtimes whose timed region is the
   * inference alone, and for ops that are free inside a network and cost a copy at its edge.
   */
  MEAN,
  /**
   * Tensors are made by a resize from a single pixel and read off by a slice of a single element.
   * For timed regions that include transfers: what crosses the model's edge is tiny and alike. The
   * resize has a second reader, a slice as well, because runtimes fuse into an op only what is its
   * sole reader: OpenVINO would otherwise put an activation into the resize, and the activation
   * alone would seem to cost nothing.
   */
  SLICE,
  /**
   * As {@link #SLICE}, but the second operand of an op has no other reader: a convolution of
   * OpenVINO adds in place, and does so only to a tensor that nobody else reads. For runtimes that
   * tell their structure; where times alone decide, the op could be fused into the operand's resize
   * unseen.
   */
  SLICE_AND_OPERAND;

  /**
   * How many ops stand beside, and what each of them works on: some microseconds, whatever the
   * runtime. On a single element all 32 took about one, or none by a clock that counts whole ones.
   */
  private static final int SMALL_OPS = 32;

  private static final int SMALL_ELEMENTS = 512;

  /**
   * The ends that a target needs for a case.
   *
   * @param transfers whether its timed region includes transfers
   * @param tells whether it tells which ops it executed
   * @param coarse whether its clock ticks slower than models run that do nothing
   */
  static Ends of(boolean transfers, boolean tells, boolean coarse, TestCase test) {
    if (transfers) {
      return tells ? SLICE_AND_OPERAND : SLICE;
    }
    if (test.needsEnds()) {
      return MEAN;
    }
    return coarse ? BESIDE : NONE;
  }

  /** True where models have more in them than the ops of the case. */
  boolean areThere() {
    return this != NONE;
  }

  /** True where something stands between a model's edges and the ops of the case. */
  boolean areAround() {
    return this != NONE && this != BESIDE;
  }

  /** What every model has beside the ops of the case; what leaves the model of it. */
  List<Integer> beside(GraphBuilder g) {
    if (this != BESIDE) {
      return List.of();
    }
    int value = g.input(Shape.of(1, 1, 1, SMALL_ELEMENTS));
    for (int i = 0; i < SMALL_OPS; i++) {
      value = g.unary(i % 2 == 0 ? OpType.SIGMOID : OpType.TANH, value);
    }
    return List.of(value);
  }

  /**
   * A tensor for an op to read.
   *
   * @param outputs the model's outputs, to which a reader of the tensor may be added
   */
  int make(GraphBuilder g, Shape shape, List<Integer> outputs) {
    if (!areAround()) {
      return g.input(shape);
    }
    int tiny = g.input(Shape.of(1, 1, 1, shape.channels()));
    if (this == MEAN) {
      return g.resizeBilinear(tiny, shape.height(), shape.width());
    }
    int tensor = spread(g, tiny, shape);
    outputs.add(readOff(g, tensor));
    return tensor;
  }

  /** A tensor for an op to read beside the one that the case is about. */
  int makeOperand(GraphBuilder g, Shape shape, List<Integer> outputs) {
    return this == SLICE_AND_OPERAND
        ? spread(g, g.input(Shape.of(1, 1, 1, shape.channels())), shape)
        : make(g, shape, outputs);
  }

  private static int spread(GraphBuilder g, int tiny, Shape shape) {
    return g.op(
        OpType.RESIZE_NEAREST,
        new Attributes.Resize(false, false),
        tiny,
        g.ints(shape.height(), shape.width()));
  }

  /** What leaves the model of a tensor that an op made. */
  int readOff(GraphBuilder g, int tensor) {
    return switch (this) {
      case NONE, BESIDE -> tensor;
      case MEAN -> g.globalMean(tensor, true);
      case SLICE, SLICE_AND_OPERAND -> {
        int rank = g.shape(tensor).rank();
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        yield g.stridedSlice(tensor, new int[rank], ones, ones);
      }
    };
  }
}
