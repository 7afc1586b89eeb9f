package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.ModelFormatException;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.UnwritableGraphException;
import java.util.Set;
import org.tensorflow.lite.schema.BuiltinOperator;

/** Refuses graphs that would become files which no runtime can run. */
final class WritableForm {
  private static final Set<ElementType> QUANTISED =
      Set.of(ElementType.INT8, ElementType.UINT8, ElementType.INT16);

  private static final Set<Integer> WITH_QUANTISATION =
      Set.of(BuiltinOperator.QUANTIZE, BuiltinOperator.FAKE_QUANT);

  private static final Set<Integer> WITH_SUBGRAPHS =
      Set.of(
          BuiltinOperator.CALL,
          BuiltinOperator.IF,
          BuiltinOperator.WHILE,
          BuiltinOperator.CALL_ONCE);

  private static final Set<Integer> WITH_STATE =
      Set.of(
          BuiltinOperator.LSTM,
          BuiltinOperator.RNN,
          BuiltinOperator.SVDF,
          BuiltinOperator.UNIDIRECTIONAL_SEQUENCE_RNN,
          BuiltinOperator.UNIDIRECTIONAL_SEQUENCE_LSTM,
          BuiltinOperator.BIDIRECTIONAL_SEQUENCE_RNN,
          BuiltinOperator.BIDIRECTIONAL_SEQUENCE_LSTM);

  private final Graph graph;

  WritableForm(Graph graph) {
    this.graph = graph;
  }

  /** Throws if an operator cannot be written. */
  void require() {
    for (int i = 0; i < graph.ops().size(); i++) {
      Op op = graph.op(i);
      if (op.attributes() instanceof Attributes.Opaque opaque) {
        requireOpaque(i, opaque);
      } else if (op.type() == OpType.OTHER
          || (op.type() == OpType.CUSTOM) != (op.attributes() instanceof Attributes.Custom)) {
        throw unwritable(i, "its type " + op.type() + " and its attributes do not belong together");
      }
      requireFloat(i, op);
    }
  }

  private void requireOpaque(int index, Attributes.Opaque opaque) {
    int code = opaque.builtinCode();
    if (WITH_SUBGRAPHS.contains(code)) {
      throw unwritable(index, "it runs other subgraphs, and only the main one was read");
    }
    if (WITH_STATE.contains(code)) {
      throw unwritable(index, "it keeps state between runs, which our graphs do not describe");
    }
    if (WITH_QUANTISATION.contains(code)) {
      throw unwritable(index, "scales and zero points are not kept");
    }
    try {
      if (OpaqueOptions.isIncomplete(opaque.options())) {
        throw unwritable(index, "its options are newer than the schema we know");
      }
      if (opaque.options().hasRemaining()) {
        OpaqueOptions.unpack(opaque.options());
      }
    } catch (ModelFormatException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new UnwritableGraphException(
          graph.name(),
          "op " + index + " carries options that did not come from a .tflite file",
          e);
    }
  }

  private void requireFloat(int index, Op op) {
    boolean arithmetic = op.type() != OpType.OTHER && op.type() != OpType.CUSTOM;
    for (int input : op.inputs()) {
      if (arithmetic && input != Op.ABSENT && QUANTISED.contains(graph.tensor(input).type())) {
        throw unwritable(
            index,
            "its input '"
                + graph.tensor(input).name()
                + "' is quantised, and scales and zero points are not kept");
      }
    }
  }

  private UnwritableGraphException unwritable(int index, String reason) {
    return new UnwritableGraphException(
        graph.name(), "op " + index + " (" + graph.op(index).displayName() + "): " + reason);
  }
}
