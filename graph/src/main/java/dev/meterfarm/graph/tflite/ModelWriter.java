package dev.meterfarm.graph.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.meterfarm.graph.Attributes;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.UnwritableGraphException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.lite.schema.BuiltinOperator;
import org.tensorflow.lite.schema.BuiltinOptions;
import org.tensorflow.lite.schema.Model;
import org.tensorflow.lite.schema.Operator;
import org.tensorflow.lite.schema.SubGraph;

/**
 * Builds the file of one graph, back to front as FlatBuffers wants it: 1. the constants, straight
 * into the file's bytes; 2. tensors; 3. operators; 4. subgraph and model. For one call of one
 * thread.
 */
final class ModelWriter {
  private static final int SCHEMA_VERSION = 3;
  private static final long BYTES_PER_TENSOR = 256;
  private static final long BYTES_PER_OP = 256;
  private static final long LARGEST_FILE = Integer.MAX_VALUE - 65_536L;
  private static final int NOTHING = 0;

  private final Graph graph;
  private final FlatBufferBuilder builder;
  private final ConstantTable constants;
  private final OptionsWriter options;
  private final Map<OperatorCode, Integer> codes = new LinkedHashMap<>();

  /**
   * A writer of this graph.
   *
   * @throws UnwritableGraphException if the graph cannot be written
   */
  ModelWriter(Graph graph) {
    this.graph = graph;
    new WritableForm(graph).require();
    this.constants = new ConstantTable(graph);
    long expected =
        constants.bytes()
            + BYTES_PER_TENSOR * (1 + graph.tensors().size())
            + BYTES_PER_OP * (1 + graph.ops().size());
    if (expected > LARGEST_FILE) {
      throw new UnwritableGraphException(
          graph.name(), "its file would have " + expected + " bytes, and 2 GiB is the limit");
    }
    if (expected > Runtime.getRuntime().maxMemory()) {
      throw new UnwritableGraphException(
          graph.name(),
          "its file would have "
              + expected
              + " bytes, and the JVM may use only "
              + Runtime.getRuntime().maxMemory()
              + "; raise -Xmx");
    }
    this.builder = new FlatBufferBuilder((int) expected);
    this.options = new OptionsWriter(builder);
  }

  /** The file; the buffer's remaining bytes. */
  ByteBuffer write() {
    int buffers = constants.write(builder);
    int tensors = tensors();
    int operators = operators();
    int inputs = SubGraph.createInputsVector(builder, array(graph.inputs()));
    int outputs = SubGraph.createOutputsVector(builder, array(graph.outputs()));
    int name = builder.createString(graph.name());
    int subgraph = SubGraph.createSubGraph(builder, tensors, inputs, outputs, operators, name);
    int subgraphs = Model.createSubgraphsVector(builder, new int[] {subgraph});
    int operatorCodes = operatorCodes();
    int description = builder.createString("Meterfarm");
    Model.startModel(builder);
    Model.addVersion(builder, SCHEMA_VERSION);
    Model.addOperatorCodes(builder, operatorCodes);
    Model.addSubgraphs(builder, subgraphs);
    Model.addDescription(builder, description);
    Model.addBuffers(builder, buffers);
    Model.finishModelBuffer(builder, Model.endModel(builder));
    return builder.dataBuffer();
  }

  private int tensors() {
    int[] offsets = new int[graph.tensors().size()];
    for (int i = 0; i < offsets.length; i++) {
      Tensor tensor = graph.tensor(i);
      int shape =
          org.tensorflow.lite.schema.Tensor.createShapeVector(builder, tensor.shape().toArray());
      int name = builder.createString(tensor.name());
      byte type =
          TensorTypes.numberOf(tensor.type())
              .orElseThrow(
                  () ->
                      new UnwritableGraphException(
                          graph.name(),
                          "tensor '" + tensor.name() + "' has an element type we do not know"));
      org.tensorflow.lite.schema.Tensor.startTensor(builder);
      org.tensorflow.lite.schema.Tensor.addShape(builder, shape);
      org.tensorflow.lite.schema.Tensor.addType(builder, type);
      org.tensorflow.lite.schema.Tensor.addBuffer(builder, constants.bufferOf(i));
      org.tensorflow.lite.schema.Tensor.addName(builder, name);
      org.tensorflow.lite.schema.Tensor.addHasRank(builder, true);
      offsets[i] = org.tensorflow.lite.schema.Tensor.endTensor(builder);
    }
    return SubGraph.createTensorsVector(builder, offsets);
  }

  private int operators() {
    int[] offsets = new int[graph.ops().size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = operator(i, graph.op(i));
    }
    return SubGraph.createOperatorsVector(builder, offsets);
  }

  private int operator(int index, Op op) {
    OperatorCode code = code(op);
    int codeIndex = codes.computeIfAbsent(code, unused -> codes.size());
    int inputs = Operator.createInputsVector(builder, array(op.inputs()));
    int outputs = Operator.createOutputsVector(builder, array(op.outputs()));
    int customOptions =
        op.attributes() instanceof Attributes.Custom custom && custom.options().hasRemaining()
            ? builder.createByteVector(custom.options())
            : NOTHING;
    OptionsWriter.Written written;
    try {
      written = options.write(graph, op);
    } catch (ClassCastException e) {
      throw new UnwritableGraphException(
          graph.name(),
          "op "
              + index
              + " ("
              + op.displayName()
              + ") carries the attributes "
              + op.attributes()
              + " of another operator",
          e);
    }
    Operator.startOperator(builder);
    Operator.addOpcodeIndex(builder, codeIndex);
    Operator.addInputs(builder, inputs);
    Operator.addOutputs(builder, outputs);
    if (written.type() != BuiltinOptions.NONE) {
      Operator.addBuiltinOptionsType(builder, written.type());
      Operator.addBuiltinOptions(builder, written.offset());
    }
    if (customOptions != NOTHING) {
      Operator.addCustomOptions(builder, customOptions);
    }
    return Operator.endOperator(builder);
  }

  private OperatorCode code(Op op) {
    if (op.attributes() instanceof Attributes.Opaque opaque) {
      return new OperatorCode(opaque.builtinCode(), "", opaque.version());
    }
    if (op.attributes() instanceof Attributes.Custom custom) {
      return new OperatorCode(BuiltinOperator.CUSTOM, custom.customCode(), 1);
    }
    return new OperatorCode(op.type().builtinCode(), "", OperatorVersion.of(graph, op));
  }

  private int operatorCodes() {
    List<Integer> offsets = new ArrayList<>();
    for (OperatorCode code : codes.keySet()) {
      int custom = code.custom().isEmpty() ? NOTHING : builder.createString(code.custom());
      offsets.add(
          org.tensorflow.lite.schema.OperatorCode.createOperatorCode(
              builder, code.deprecatedBuiltin(), custom, code.version(), code.builtin()));
    }
    return Model.createOperatorCodesVector(builder, array(offsets));
  }

  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
