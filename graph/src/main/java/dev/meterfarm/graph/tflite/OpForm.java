package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.util.List;

/**
 * Whether an operator of a known type has the tensors that everybody who works with this type
 * counts on. One that has not is kept as {@link OpType#OTHER}.
 */
final class OpForm {
  private static final int IMAGE_RANK = 4;

  private final List<Tensor> inputs;
  private final List<Tensor> outputs;

  /** Inputs in file order, {@code null} where one is left out. */
  OpForm(List<Tensor> inputs, List<Tensor> outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
  }

  boolean fits(OpType type, Attributes attributes) {
    return switch (type) {
      case CONV -> tensors(2, 1) && images(0) && filter(1) && channelsMatch(0, 1);
      case DWCONV -> tensors(2, 1) && images(0) && filter(1) && multiplierMatches(attributes);
      case TRANSPOSED_CONV -> tensors(3, 1) && images(2) && filter(1);
      case FULLY_CONNECTED -> tensors(2, 1) && rank(1) == 2 && rank(0) >= 1 && depth(1) > 0;
      case BATCH_MATMUL -> tensors(2, 1) && rank(0) >= 2 && rank(1) >= 2;
      case MAX_POOL, AVG_POOL -> tensors(1, 1) && images(0);
      case RESIZE_BILINEAR, RESIZE_NEAREST -> tensors(2, 1) && images(0);
      case SPLIT -> tensors(2, ((Attributes.Split) attributes).parts());
      case CONCAT -> tensors(inputs.size(), 1) && axisInRange((Attributes.Concat) attributes);
      case STRIDED_SLICE -> tensors(4, 1);
      case ADD,
          MUL,
          SUB,
          DIV,
          MAXIMUM,
          MINIMUM,
          SQUARED_DIFFERENCE,
          RESHAPE,
          EXPAND_DIMS,
          TRANSPOSE,
          PAD,
          MEAN,
          SUM,
          PRELU ->
          tensors(2, 1);
      case RSQRT,
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
          ELU,
          SOFTMAX,
          SQUEEZE ->
          tensors(1, 1);
      case OTHER, CUSTOM -> true;
    };
  }

  private boolean tensors(int required, int results) {
    if (inputs.size() < Math.max(1, required) || outputs.size() != results) {
      return false;
    }
    return inputs.subList(0, required).stream().allMatch(tensor -> tensor != null);
  }

  private boolean images(int input) {
    return rank(input) == IMAGE_RANK && outputs.get(0).shape().rank() == IMAGE_RANK;
  }

  private boolean filter(int input) {
    return rank(input) == IMAGE_RANK && shape(input).elements() > 0;
  }

  private boolean channelsMatch(int image, int filter) {
    return depth(image) % depth(filter) == 0;
  }

  /** Old files may say 0 and leave it to the filter. */
  private boolean multiplierMatches(Attributes attributes) {
    int multiplier = ((Attributes.DepthwiseConv) attributes).multiplier();
    return depth(0) > 0
        && depth(1) % depth(0) == 0
        && (multiplier == 0 || depth(0) * (long) multiplier == depth(1));
  }

  private boolean axisInRange(Attributes.Concat concat) {
    int rank = outputs.get(0).shape().rank();
    return concat.axis() >= -rank && concat.axis() < rank;
  }

  private int rank(int input) {
    return shape(input).rank();
  }

  private int depth(int input) {
    return shape(input).channels();
  }

  private Shape shape(int input) {
    return inputs.get(input).shape();
  }
}
