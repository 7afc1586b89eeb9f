package dev.meterfarm.graph.tflite;

/** Numbers of the fields that we read ourselves, as they are ordered in the schema. */
final class SchemaFields {
  static final int MODEL_VERSION = 0;
  static final int MODEL_OPERATOR_CODES = 1;
  static final int MODEL_SUBGRAPHS = 2;
  static final int MODEL_BUFFERS = 4;

  static final int CODE_DEPRECATED_BUILTIN = 0;
  static final int CODE_CUSTOM = 1;
  static final int CODE_VERSION = 2;
  static final int CODE_BUILTIN = 3;

  static final int SUBGRAPH_TENSORS = 0;
  static final int SUBGRAPH_INPUTS = 1;
  static final int SUBGRAPH_OUTPUTS = 2;
  static final int SUBGRAPH_OPERATORS = 3;

  static final int TENSOR_SHAPE = 0;
  static final int TENSOR_TYPE = 1;
  static final int TENSOR_BUFFER = 2;
  static final int TENSOR_NAME = 3;
  static final int TENSOR_IS_VARIABLE = 5;

  static final int BUFFER_DATA = 0;

  /** Where the data starts, from the start of the file; unknown to the schema classes. */
  static final int BUFFER_OFFSET = 1;

  /** Bytes of data at {@link #BUFFER_OFFSET}; unknown to the schema classes. */
  static final int BUFFER_SIZE = 2;

  static final int OPERATOR_CODE = 0;
  static final int OPERATOR_INPUTS = 1;
  static final int OPERATOR_OUTPUTS = 2;
  static final int OPERATOR_OPTIONS_TYPE = 3;
  static final int OPERATOR_OPTIONS = 4;
  static final int OPERATOR_CUSTOM_OPTIONS = 5;
  static final int OPERATOR_MUTATING = 7;
  static final int OPERATOR_INTERMEDIATES = 8;

  /** The second union of option tables; unknown to the schema classes. */
  static final int OPERATOR_OPTIONS_2_TYPE = 11;

  static final int SQUEEZE_AXES = 0;
  static final int RESHAPE_NEW_SHAPE = 0;

  private SchemaFields() {}
}
