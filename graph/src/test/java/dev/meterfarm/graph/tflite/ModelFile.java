package dev.meterfarm.graph.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.lite.schema.Buffer;
import org.tensorflow.lite.schema.BuiltinOptionsUnion;
import org.tensorflow.lite.schema.Model;
import org.tensorflow.lite.schema.Operator;
import org.tensorflow.lite.schema.OperatorCode;
import org.tensorflow.lite.schema.SubGraph;
import org.tensorflow.lite.schema.Tensor;

/** Puts a .tflite file together by hand, with everything that the format allows. */
final class ModelFile {
  private static final int NEWER_BUFFER_FIELDS = 3;
  private static final int NEWER_OPERATOR_FIELDS = 13;
  private static final int CONTENT_ALIGNMENT = 16;

  private final FlatBufferBuilder builder = new FlatBufferBuilder();
  private final List<TensorEntry> tensors = new ArrayList<>();
  private final List<Integer> buffers = new ArrayList<>();
  private final List<Integer> operators = new ArrayList<>();
  private final List<Integer> codes = new ArrayList<>();

  private record TensorEntry(
      String name,
      byte type,
      int buffer,
      Shape shape,
      List<Integer> signature,
      boolean isVariable) {}

  ModelFile() {
    Buffer.startBuffer(builder);
    buffers.add(Buffer.endBuffer(builder));
  }

  int tensor(String name, byte type, int... shape) {
    tensors.add(new TensorEntry(name, type, 0, Shape.of(shape), List.of(), false));
    return tensors.size() - 1;
  }

  int state(String name, int... shape) {
    tensors.add(new TensorEntry(name, (byte) 0, 0, Shape.of(shape), List.of(), true));
    return tensors.size() - 1;
  }

  int constant(String name, byte type, ByteBuffer content, int... shape) {
    buffers.add(Buffer.createBuffer(builder, Buffer.createDataVector(builder, content)));
    tensors.add(new TensorEntry(name, type, buffers.size() - 1, Shape.of(shape), List.of(), false));
    return tensors.size() - 1;
  }

  /** A constant of 8 bytes behind the tables, at a place that is not known yet. */
  int constantBehind(String name, byte type, int... shape) {
    builder.startTable(NEWER_BUFFER_FIELDS);
    builder.addLong(SchemaFields.BUFFER_SIZE, Long.BYTES, 0);
    builder.addLong(SchemaFields.BUFFER_OFFSET, Long.MAX_VALUE, 0);
    buffers.add(builder.endTable());
    tensors.add(new TensorEntry(name, type, buffers.size() - 1, Shape.of(shape), List.of(), false));
    return tensors.size() - 1;
  }

  void signature(int tensor, int... extents) {
    TensorEntry old = tensors.get(tensor);
    tensors.set(
        tensor,
        new TensorEntry(
            old.name,
            old.type,
            old.buffer,
            old.shape,
            Arrays.stream(extents).boxed().toList(),
            old.isVariable));
  }

  void operator(int code, int[] inputs, int[] outputs) {
    int in = Operator.createInputsVector(builder, inputs);
    int out = Operator.createOutputsVector(builder, outputs);
    Operator.startOperator(builder);
    finishOperator(code, in, out);
  }

  void operator(int code, int[] inputs, int[] outputs, BuiltinOptionsUnion options) {
    int in = Operator.createInputsVector(builder, inputs);
    int out = Operator.createOutputsVector(builder, outputs);
    int packed = BuiltinOptionsUnion.pack(builder, options);
    Operator.startOperator(builder);
    Operator.addBuiltinOptionsType(builder, options.getType());
    Operator.addBuiltinOptions(builder, packed);
    finishOperator(code, in, out);
  }

  void operatorWithNewerOptions(int code, int[] inputs, int[] outputs) {
    int in = Operator.createInputsVector(builder, inputs);
    int out = Operator.createOutputsVector(builder, outputs);
    builder.startTable(1);
    int options = builder.endTable();
    builder.startTable(NEWER_OPERATOR_FIELDS);
    builder.addByte(SchemaFields.OPERATOR_OPTIONS_2_TYPE, (byte) 5, 0);
    builder.addOffset(SchemaFields.OPERATOR_OPTIONS_2_TYPE + 1, options, 0);
    finishOperator(code, in, out);
  }

  private void finishOperator(int code, int inputs, int outputs) {
    Operator.addOpcodeIndex(builder, codes.size());
    Operator.addInputs(builder, inputs);
    Operator.addOutputs(builder, outputs);
    operators.add(Operator.endOperator(builder));
    codes.add(OperatorCode.createOperatorCode(builder, (byte) Math.min(code, 127), 0, 2, code));
  }

  Graph read(int input, int output) {
    return TfliteReader.read(ByteBuffer.wrap(bytes(input, output)), "by hand");
  }

  /** Appends the content and tells the one buffer that waits for it where it is. */
  Graph readWithContentBehind(ByteBuffer content, int input, int output) {
    byte[] tables = bytes(input, output);
    int start = (tables.length + CONTENT_ALIGNMENT - 1) / CONTENT_ALIGNMENT * CONTENT_ALIGNMENT;
    ByteBuffer file = ByteBuffer.allocate(start + content.remaining());
    file.put(tables).position(start).put(content.duplicate()).rewind();
    file.order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + Long.BYTES <= tables.length; at++) {
      if (file.getLong(at) == Long.MAX_VALUE) {
        file.putLong(at, start);
      }
    }
    return TfliteReader.read(file, "by hand");
  }

  private byte[] bytes(int input, int output) {
    int[] offsets = new int[tensors.size()];
    for (int i = 0; i < offsets.length; i++) {
      TensorEntry entry = tensors.get(i);
      int shape = Tensor.createShapeVector(builder, entry.shape.toArray());
      int signature = Tensor.createShapeSignatureVector(builder, array(entry.signature));
      int name = builder.createString(entry.name);
      Tensor.startTensor(builder);
      Tensor.addShape(builder, shape);
      Tensor.addShapeSignature(builder, signature);
      Tensor.addType(builder, entry.type);
      Tensor.addBuffer(builder, entry.buffer);
      Tensor.addName(builder, name);
      Tensor.addIsVariable(builder, entry.isVariable);
      offsets[i] = Tensor.endTensor(builder);
    }
    int subgraph =
        SubGraph.createSubGraph(
            builder,
            SubGraph.createTensorsVector(builder, offsets),
            SubGraph.createInputsVector(builder, new int[] {input}),
            SubGraph.createOutputsVector(builder, new int[] {output}),
            SubGraph.createOperatorsVector(builder, array(operators)),
            0);
    int subgraphs = Model.createSubgraphsVector(builder, new int[] {subgraph});
    int operatorCodes = Model.createOperatorCodesVector(builder, array(codes));
    int bufferVector = Model.createBuffersVector(builder, array(buffers));
    Model.startModel(builder);
    Model.addVersion(builder, 3);
    Model.addOperatorCodes(builder, operatorCodes);
    Model.addSubgraphs(builder, subgraphs);
    Model.addBuffers(builder, bufferVector);
    Model.finishModelBuffer(builder, Model.endModel(builder));
    return builder.sizedByteArray();
  }

  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
