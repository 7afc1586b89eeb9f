package dev.meterfarm.graph.tflite;

import org.tensorflow.lite.schema.BuiltinOperator;

/**
 * What kind of operator a file asks for. Immutable.
 *
 * @param builtin its code in the schema
 * @param custom its name if it is not builtin, else empty
 * @param version the version of the operator, from 1
 */
record OperatorCode(int builtin, String custom, int version) {

  /** Codes up to 127 stand in the older field of one byte, higher ones only in the newer field. */
  static OperatorCode read(FlatTable table) {
    byte deprecated = (byte) table.uint8(SchemaFields.CODE_DEPRECATED_BUILTIN, 0);
    return new OperatorCode(
        Math.max(deprecated, table.int32(SchemaFields.CODE_BUILTIN, 0)),
        table.text(SchemaFields.CODE_CUSTOM),
        table.int32(SchemaFields.CODE_VERSION, 1));
  }

  /** What stands in the older field. */
  byte deprecatedBuiltin() {
    return (byte) Math.min(builtin, BuiltinOperator.PLACEHOLDER_FOR_GREATER_OP_CODES);
  }
}
