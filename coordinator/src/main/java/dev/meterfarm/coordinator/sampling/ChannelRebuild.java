package dev.meterfarm.coordinator.sampling;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.ShapeInference;
import dev.meterfarm.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Builds a kernel's standalone graph again with other channel counts: the ops are walked in order,
 * each gets operands that fit, and every output shape is inferred anew. Weights keep their seeds.
 * For one rebuild.
 */
final class ChannelRebuild {
  private final Graph graph;
  private final int inputChannels;
  private final int outputChannels;
  private final Shape[] shapes;
  private final Constant[] constants;
  private boolean inputGiven;
  private int oldMainChannels;
  private boolean outputGiven;

  private ChannelRebuild(Graph graph, int inputChannels, int outputChannels) {
    this.graph = graph;
    this.inputChannels = inputChannels;
    this.outputChannels = outputChannels;
    this.shapes = new Shape[graph.tensors().size()];
    this.constants = new Constant[graph.tensors().size()];
  }

  /**
   * The graph with other channels.
   *
   * @param graph the standalone graph of one kernel
   * @param inputChannels wanted innermost extent of its first operand; other operands follow, in
   *     proportion where they are free. Rounded to what groups and splits allow
   * @param outputChannels wanted output channels of the first op that makes channels (convolutions,
   *     fully connected, matrix products); without meaning for the others
   * @return empty where the graph has ops for which this makes no sense
   */
  static Optional<Graph> rebuild(Graph graph, int inputChannels, int outputChannels) {
    if (inputChannels < 1 || outputChannels < 1) {
      return Optional.empty();
    }
    try {
      return new ChannelRebuild(graph, inputChannels, outputChannels).run();
    } catch (IllegalArgumentException unfit) {
      // Shape inference refuses what does not fit together; such a wish has no answer.
      return Optional.empty();
    }
  }

  private Optional<Graph> run() {
    for (Op op : graph.ops()) {
      if (op.type() == OpType.OTHER || op.type() == OpType.CUSTOM || !fitOperands(op)) {
        return Optional.empty();
      }
      List<Tensor> operands = new ArrayList<>();
      for (int input : op.inputs()) {
        operands.add(input == Op.ABSENT ? null : tensor(input));
      }
      List<Shape> results = ShapeInference.infer(op.type(), operands, op.attributes());
      for (int i = 0; i < results.size(); i++) {
        shapes[op.outputs().get(i)] = results.get(i);
      }
    }
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < graph.tensors().size(); i++) {
      tensors.add(tensor(i));
    }
    return Optional.of(
        new Graph(graph.name(), tensors, graph.ops(), graph.inputs(), graph.outputs()));
  }

  private Tensor tensor(int index) {
    Tensor old = graph.tensor(index);
    Shape shape = shapes[index] == null ? old.shape() : shapes[index];
    Optional<Constant> constant =
        constants[index] == null ? old.constant() : Optional.of(constants[index]);
    return new Tensor(old.name(), shape, old.type(), constant);
  }

  /** Gives every operand of the op a shape; false where that makes no sense. */
  private boolean fitOperands(Op op) {
    return switch (op.type()) {
      case CONV -> fitConv(op);
      case DWCONV -> fitDepthwise(op);
      case TRANSPOSED_CONV -> fitTransposed(op);
      case FULLY_CONNECTED -> fitFullyConnected(op);
      case BATCH_MATMUL -> fitMatMul(op);
      case ADD, MUL, SUB, DIV, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE -> fitBinary(op);
      case CONCAT -> fitConcat(op);
      case SPLIT -> fitSplit(op);
      case STRIDED_SLICE -> fitSlice(op);
      case RESHAPE -> fitReshape(op);
      case PRELU -> {
        giveInput(op.inputs().get(0));
        yield follow(op.inputs().get(1), op.inputs().get(0));
      }
      case MAX_POOL,
          AVG_POOL,
          MEAN,
          SUM,
          SQUEEZE,
          EXPAND_DIMS,
          TRANSPOSE,
          PAD,
          RESIZE_BILINEAR,
          RESIZE_NEAREST,
          SOFTMAX,
          RSQRT,
          SQRT,
          NEG,
          ABS,
          EXP,
          SQUARE,
          RELU,
          RELU6,
          RELU_N1_TO_1,
          LEAKY_RELU,
          HARD_SWISH,
          SIGMOID,
          TANH,
          GELU,
          ELU -> {
        giveInput(op.inputs().get(0));
        yield true;
      }
      case OTHER, CUSTOM -> false;
    };
  }

  private Shape old(int tensor) {
    return graph.tensor(tensor).shape();
  }

  /** True for a graph input that has no new shape yet. */
  private boolean open(int tensor) {
    return shapes[tensor] == null && !graph.tensor(tensor).isConstant();
  }

  /** Gives an open operand its wanted channels, as a multiple of {@code step}. */
  private void giveInput(int tensor, int step) {
    if (!open(tensor)) {
      return;
    }
    int channels = old(tensor).channels();
    int wanted;
    if (inputGiven) {
      wanted = (int) Math.max(1, Math.round((double) channels * inputChannels / oldMainChannels));
    } else {
      wanted = inputChannels;
      oldMainChannels = channels;
      inputGiven = true;
    }
    shapes[tensor] = withChannels(old(tensor), multiple(wanted, step));
  }

  private void giveInput(int tensor) {
    giveInput(tensor, 1);
  }

  private static Shape withChannels(Shape shape, int channels) {
    if (shape.rank() == 0) {
      throw new IllegalArgumentException("a scalar has no channels");
    }
    return shape.withExtent(-1, channels);
  }

  private static int multiple(int wanted, int step) {
    return Math.max(1, Math.round((float) wanted / step)) * step;
  }

  /** The channels that a channel-making op shall make. */
  private int makeOutput(int oldChannels, int step) {
    if (outputGiven) {
      return multiple(oldChannels, step);
    }
    outputGiven = true;
    return multiple(outputChannels, step);
  }

  /** Gives a constant another shape; its values are made anew from a seed where they were not. */
  private boolean giveConstant(int tensor, Shape shape) {
    if (!graph.tensor(tensor).isConstant()) {
      return false;
    }
    if (shapes[tensor] != null) {
      return shapes[tensor].equals(shape);
    }
    shapes[tensor] = shape;
    if (!shape.equals(old(tensor))
        && !(graph.tensor(tensor).constant().orElseThrow() instanceof Constant.Seeded)) {
      constants[tensor] = new Constant.Seeded(tensor, 0.5f);
    }
    return true;
  }

  private boolean giveBias(Op op, int position, int channels) {
    return !op.hasInput(position) || giveConstant(op.inputs().get(position), Shape.of(channels));
  }

  private boolean fitConv(Op op) {
    int x = op.inputs().get(0);
    int filterTensor = op.inputs().get(1);
    Shape filter = old(filterTensor);
    int groups = old(x).channels() / filter.channels();
    boolean depthwise = groups > 1 && filter.channels() == 1;
    giveInput(x, depthwise ? 1 : groups);
    int in = tensor(x).shape().channels();
    int depth = depthwise ? 1 : in / groups;
    int out =
        depthwise
            ? in * (filter.extent(0) / old(x).channels())
            : makeOutput(filter.extent(0), groups);
    return depth * (depthwise ? in : groups) == in
        && giveConstant(filterTensor, filter.withExtent(0, out).withExtent(3, depth))
        && giveBias(op, 2, out);
  }

  private boolean fitDepthwise(Op op) {
    int x = op.inputs().get(0);
    int filterTensor = op.inputs().get(1);
    giveInput(x);
    int out = tensor(x).shape().channels() * (old(filterTensor).channels() / old(x).channels());
    return giveConstant(filterTensor, old(filterTensor).withExtent(3, out)) && giveBias(op, 2, out);
  }

  private boolean fitTransposed(Op op) {
    int x = op.inputs().get(2);
    int filterTensor = op.inputs().get(1);
    giveInput(x);
    int out = makeOutput(old(filterTensor).extent(0), 1);
    return giveLastInt(op.inputs().get(0), out)
        && giveConstant(
            filterTensor,
            old(filterTensor).withExtent(0, out).withExtent(3, tensor(x).shape().channels()))
        && giveBias(op, 3, out);
  }

  private boolean fitFullyConnected(Op op) {
    int x = op.inputs().get(0);
    int weights = op.inputs().get(1);
    giveInput(x);
    long perChannel = old(weights).channels() / old(x).channels();
    int out = makeOutput(old(weights).extent(0), 1);
    return perChannel * old(x).channels() == old(weights).channels()
        && giveConstant(weights, Shape.of(out, (int) (perChannel * tensor(x).shape().channels())))
        && giveBias(op, 2, out);
  }

  private boolean fitMatMul(Op op) {
    Attributes.BatchMatMul attributes = (Attributes.BatchMatMul) op.attributes();
    int left = op.inputs().get(0);
    int right = op.inputs().get(1);
    int depthAxis = attributes.transposeLeft() ? -2 : -1;
    if (open(left)) {
      shapes[left] = old(left).withExtent(depthAxis, inputChannels);
    }
    Shape rightShape =
        old(right)
            .withExtent(
                attributes.transposeRight() ? -1 : -2, tensor(left).shape().extent(depthAxis))
            .withExtent(
                attributes.transposeRight() ? -2 : -1,
                makeOutput(old(right).extent(attributes.transposeRight() ? -2 : -1), 1));
    if (open(right)) {
      shapes[right] = rightShape;
      return true;
    }
    return giveConstant(right, rightShape);
  }

  private boolean fitBinary(Op op) {
    int left = op.inputs().get(0);
    int right = op.inputs().get(1);
    boolean leftLarger = old(left).elements() >= old(right).elements();
    int larger = leftLarger ? left : right;
    int smaller = leftLarger ? right : left;
    boolean largerFree = open(larger);
    if (largerFree && (open(smaller) || graph.tensor(smaller).isConstant())) {
      giveInput(larger);
    }
    if (shapes[larger] != null) {
      return follow(smaller, larger);
    }
    if (open(smaller)) {
      giveInput(smaller);
    }
    // Two constants have nothing to follow and stay as they are.
    return shapes[smaller] == null || follow(larger, smaller);
  }

  /** Lets a free operand take the extents of another where they were alike. */
  private boolean follow(int tensor, int known) {
    if (!open(tensor) && !graph.tensor(tensor).isConstant()) {
      return true;
    }
    int[] extents = old(tensor).toArray();
    for (int axis = 1; axis <= Math.min(extents.length, old(known).rank()); axis++) {
      int at = extents.length - axis;
      if (extents[at] == old(known).extent(-axis)) {
        extents[at] = tensor(known).shape().extent(-axis);
      }
    }
    Shape shape = Shape.of(extents);
    if (graph.tensor(tensor).isConstant()) {
      return giveConstant(tensor, shape);
    }
    shapes[tensor] = shape;
    return true;
  }

  private boolean fitConcat(Op op) {
    for (int input : op.inputs()) {
      if (graph.tensor(input).isConstant()) {
        return false;
      }
      giveInput(input);
    }
    return true;
  }

  private boolean fitSplit(Op op) {
    int x = op.inputs().get(1);
    int axis = ints(op.inputs().get(0))[0];
    int rank = old(x).rank();
    boolean channels = (axis < 0 ? axis + rank : axis) == rank - 1;
    giveInput(x, channels ? op.outputs().size() : 1);
    return true;
  }

  private boolean fitSlice(Op op) {
    int x = op.inputs().get(0);
    giveInput(x);
    int last = old(x).rank() - 1;
    int[] begin = ints(op.inputs().get(1));
    int[] end = ints(op.inputs().get(2));
    if (begin.length <= last) {
      return true;
    }
    double scale = (double) tensor(x).shape().channels() / old(x).channels();
    begin[last] = (int) Math.floor(begin[last] * scale);
    end[last] = (int) Math.ceil(end[last] * scale);
    constants[op.inputs().get(1)] = new Constant.Ints(begin);
    constants[op.inputs().get(2)] = new Constant.Ints(end);
    return end[last] != begin[last];
  }

  private boolean fitReshape(Op op) {
    int x = op.inputs().get(0);
    giveInput(x);
    int before = old(x).channels();
    int after = tensor(x).shape().channels();
    int[] target = old(op.outputs().get(0)).toArray();
    if (target.length == 0) {
      return false;
    }
    int last = target.length - 1;
    if (target[last] % before == 0) {
      target[last] = target[last] / before * after;
    } else if (before % target[last] == 0 && after % (before / target[last]) == 0) {
      target[last] = after / (before / target[last]);
    } else {
      return false;
    }
    if (!graph.tensor(op.inputs().get(1)).isConstant()) {
      return false;
    }
    constants[op.inputs().get(1)] = new Constant.Ints(target);
    return true;
  }

  private boolean giveLastInt(int tensor, int value) {
    int[] values = ints(tensor);
    values[values.length - 1] = value;
    constants[tensor] = new Constant.Ints(values);
    return true;
  }

  private int[] ints(int tensor) {
    if (graph.tensor(tensor).constant().orElse(null) instanceof Constant.Ints ints) {
      return Arrays.copyOf(ints.values(), ints.values().length);
    }
    throw new IllegalArgumentException("not a list of integers");
  }
}
