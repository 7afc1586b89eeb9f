package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.lite.schema.BuiltinOperator;

/** Reads one operator. For one call of one thread. */
final class OperatorReader {
  private final List<Tensor> tensors;
  private final FlatTable table;
  private final OperatorCode code;
  private final List<Integer> inputs = new ArrayList<>();
  private final List<Integer> outputs = new ArrayList<>();

  /** Reads {@code table}; may add a constant to {@code tensors}. */
  OperatorReader(List<Tensor> tensors, FlatTable table, OperatorCode code) {
    this.tensors = tensors;
    this.table = table;
    this.code = code;
    for (int input : table.ints(SchemaFields.OPERATOR_INPUTS)) {
      inputs.add(input == Op.ABSENT ? Op.ABSENT : requireTensor(input));
    }
    for (int output : table.ints(SchemaFields.OPERATOR_OUTPUTS)) {
      outputs.add(requireTensor(output));
    }
  }

  private int requireTensor(int index) {
    if (index < 0 || index >= tensors.size()) {
      throw table
          .file()
          .bad("an operator names tensor " + index + ", but there are only " + tensors.size());
    }
    return index;
  }

  Op read() {
    if (code.builtin() == BuiltinOperator.CUSTOM) {
      return new Op(
          OpType.CUSTOM,
          inputs,
          outputs,
          new Attributes.Custom(code.custom(), table.bytes(SchemaFields.OPERATOR_CUSTOM_OPTIONS)));
    }
    OpType type = OpType.ofBuiltinCode(code.builtin());
    if (type == OpType.RESHAPE) {
      addShapeInput();
    }
    Optional<Attributes> attributes = new OptionsReader(table).read(type);
    if (attributes.isPresent() && form().fits(type, attributes.get())) {
      return new Op(type, inputs, outputs, normal(attributes.get()));
    }
    return new Op(
        OpType.OTHER,
        inputs,
        outputs,
        new Attributes.Opaque(
            code.builtin(),
            BuiltinNames.of(code.builtin()),
            code.version(),
            OpaqueOptions.copy(table)));
  }

  private OpForm form() {
    List<Tensor> read = new ArrayList<>();
    for (int input : inputs) {
      read.add(input == Op.ABSENT ? null : tensors.get(input));
    }
    return new OpForm(read, outputs.stream().map(tensors::get).toList());
  }

  /** Older files keep the wanted shape in the options instead of in a second input. */
  private void addShapeInput() {
    if (inputs.size() != 1 || outputs.size() != 1) {
      return;
    }
    int[] shape = tensors.get(outputs.get(0)).shape().toArray();
    tensors.add(
        new Tensor(
            tensors.get(outputs.get(0)).name() + "_shape",
            Shape.of(shape.length),
            ElementType.INT32,
            Optional.of(new Constant.Ints(shape))));
    inputs.add(tensors.size() - 1);
  }

  /** Old depthwise convolutions leave the multiplier to the filter. */
  private Attributes normal(Attributes attributes) {
    if (attributes instanceof Attributes.DepthwiseConv dw && dw.multiplier() == 0) {
      return new Attributes.DepthwiseConv(
          dw.strideHeight(),
          dw.strideWidth(),
          dw.dilationHeight(),
          dw.dilationWidth(),
          tensors.get(inputs.get(1)).shape().channels()
              / tensors.get(inputs.get(0)).shape().channels(),
          dw.padding(),
          dw.activation());
    }
    return attributes;
  }
}
