package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one model: buffers, then tensors, then operators. For one call of one thread. */
final class ModelReader {
  private static final int SUPPORTED_VERSION = 3;
  private static final long MOST_ELEMENTS = 1L << 40;

  private final FlatFile file;
  private final FlatTable model;
  private final FlatTable subgraph;
  private final List<Constant> buffers = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final Set<Integer> written = new HashSet<>();

  ModelReader(FlatFile file) {
    this.file = file;
    this.model = file.root();
    int version = model.int32(SchemaFields.MODEL_VERSION, 0);
    if (version != SUPPORTED_VERSION) {
      throw file.bad("it has schema version " + version + ", but only version 3 can be read");
    }
    List<FlatTable> subgraphs = model.tables(SchemaFields.MODEL_SUBGRAPHS);
    if (subgraphs.isEmpty()) {
      throw file.bad("it has no subgraph");
    }
    this.subgraph = subgraphs.get(0);
  }

  Graph read(String name) {
    List<Integer> inputs = indices(subgraph, SchemaFields.SUBGRAPH_INPUTS);
    List<FlatTable> operators = subgraph.tables(SchemaFields.SUBGRAPH_OPERATORS);
    written.addAll(inputs);
    for (FlatTable operator : operators) {
      written.addAll(indices(operator, SchemaFields.OPERATOR_OUTPUTS));
    }
    for (FlatTable buffer : model.tables(SchemaFields.MODEL_BUFFERS)) {
      buffers.add(new Constant.Bytes(content(buffer)));
    }
    for (FlatTable tensor : subgraph.tables(SchemaFields.SUBGRAPH_TENSORS)) {
      tensors.add(tensor(tensor));
    }
    List<OperatorCode> codes =
        model.tables(SchemaFields.MODEL_OPERATOR_CODES).stream().map(OperatorCode::read).toList();
    List<Op> ops = new ArrayList<>(operators.size());
    for (int i = 0; i < operators.size(); i++) {
      ops.add(operator(i, operators.get(i), codes));
    }
    return new Graph(name, tensors, ops, inputs, indices(subgraph, SchemaFields.SUBGRAPH_OUTPUTS));
  }

  private ByteBuffer content(FlatTable buffer) {
    long offset = buffer.int64(SchemaFields.BUFFER_OFFSET);
    // Offsets 0 and 1 mean that the data is inside.
    return offset > 1
        ? file.slice(offset, buffer.int64(SchemaFields.BUFFER_SIZE))
        : buffer.bytes(SchemaFields.BUFFER_DATA);
  }

  private Tensor tensor(FlatTable table) {
    int index = tensors.size();
    Shape shape = shape(table);
    ElementType type = TensorTypes.of(table.uint8(SchemaFields.TENSOR_TYPE, 0));
    return new Tensor(
        table.text(SchemaFields.TENSOR_NAME), shape, type, constant(index, table, shape));
  }

  private Shape shape(FlatTable table) {
    int[] extents = table.ints(SchemaFields.TENSOR_SHAPE);
    long elements = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = extents[axis] == -1 ? 1 : extents[axis];
      elements *= Math.max(1, extents[axis]);
      if (elements > MOST_ELEMENTS) {
        throw file.bad("tensor " + tensors.size() + " has more than 2^40 elements");
      }
    }
    return Shape.of(extents);
  }

  private Optional<Constant> constant(int index, FlatTable table, Shape shape) {
    int buffer = table.int32(SchemaFields.TENSOR_BUFFER, 0);
    if (buffer < 0 || (buffer >= buffers.size() && buffer != 0)) {
      throw file.bad(
          "tensor "
              + index
              + " names buffer "
              + Integer.toUnsignedString(buffer)
              + ", but there are only "
              + buffers.size());
    }
    if (written.contains(index)) {
      return Optional.empty();
    }
    if (buffer > 0 && ((Constant.Bytes) buffers.get(buffer)).content().hasRemaining()) {
      return Optional.of(buffers.get(buffer));
    }
    if (shape.elements() == 0) {
      return Optional.of(new Constant.Bytes(ByteBuffer.allocate(0)));
    }
    // The state of a recurrent layer starts as zeros.
    return table.uint8(SchemaFields.TENSOR_IS_VARIABLE, 0) == 0
        ? Optional.empty()
        : Optional.of(new Constant.Seeded(0, 0));
  }

  private Op operator(int index, FlatTable table, List<OperatorCode> codes) {
    int code = table.int32(SchemaFields.OPERATOR_CODE, 0);
    if (code < 0 || code >= codes.size()) {
      throw file.bad(
          "operator "
              + index
              + " names operator code "
              + Integer.toUnsignedString(code)
              + ", but there are only "
              + codes.size());
    }
    return new OperatorReader(tensors, table, codes.get(code)).read();
  }

  private static List<Integer> indices(FlatTable table, int field) {
    List<Integer> indices = new ArrayList<>();
    for (int index : table.ints(field)) {
      indices.add(index);
    }
    return indices;
  }
}
