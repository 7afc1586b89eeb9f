package dev.meterfarm.graph.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.tensorflow.lite.schema.BuiltinOptions;
import org.tensorflow.lite.schema.BuiltinOptionsUnion;
import org.tensorflow.lite.schema.Operator;

/**
 * The options of an operator that we do not understand, taken out of one file so that they can be
 * put into another: an {@code Operator} table on its own, with nothing in it but the options.
 * Options that the schema classes do not know leave only their mark behind.
 */
final class OpaqueOptions {
  private static final int OPERATOR_FIELDS = SchemaFields.OPERATOR_OPTIONS_2_TYPE + 1;
  private static final int INITIAL_BYTES = 128;
  private static final int UNKNOWN = 1;

  private OpaqueOptions() {}

  /** The options as a document of their own; empty where the operator has none. */
  static ByteBuffer copy(FlatTable operator) {
    int type = operator.uint8(SchemaFields.OPERATOR_OPTIONS_TYPE, BuiltinOptions.NONE);
    boolean unknown =
        operator.uint8(SchemaFields.OPERATOR_OPTIONS_2_TYPE, 0) != 0
            || type >= BuiltinOptions.names.length;
    if (unknown) {
      return document(OptionalInt.empty(), BuiltinOptions.NONE, new FlatBufferBuilder());
    }
    if (type == BuiltinOptions.NONE || !operator.has(SchemaFields.OPERATOR_OPTIONS)) {
      return ByteBuffer.allocate(0);
    }
    requireCopyable(operator, type);
    BuiltinOptionsUnion options =
        new Operator()
            .__assign(operator.position(), operator.file().bytes())
            .unpack()
            .getBuiltinOptions();
    FlatBufferBuilder builder = new FlatBufferBuilder(INITIAL_BYTES);
    int offset = BuiltinOptionsUnion.pack(builder, options);
    return document(OptionalInt.of(offset), options.getType(), builder);
  }

  /** True if the options could not be copied, since the schema classes do not know them. */
  static boolean isIncomplete(ByteBuffer options) {
    if (!options.hasRemaining()) {
      return false;
    }
    FlatTable operator = new FlatFile(options, "options").root();
    return operator.has(SchemaFields.OPERATOR_OPTIONS_2_TYPE);
  }

  /** The options in the form that the schema classes write; not for empty ones. */
  static BuiltinOptionsUnion unpack(ByteBuffer options) {
    FlatTable operator = new FlatFile(options, "options").root();
    requireCopyable(
        operator, operator.uint8(SchemaFields.OPERATOR_OPTIONS_TYPE, BuiltinOptions.NONE));
    return Operator.getRootAsOperator(options.duplicate()).unpack().getBuiltinOptions();
  }

  /** The schema classes trust the lengths of vectors, so these are looked at before. */
  private static void requireCopyable(FlatTable operator, int type) {
    operator.requireVector(SchemaFields.OPERATOR_INPUTS, Integer.BYTES);
    operator.requireVector(SchemaFields.OPERATOR_OUTPUTS, Integer.BYTES);
    operator.requireVector(SchemaFields.OPERATOR_CUSTOM_OPTIONS, Byte.BYTES);
    operator.requireVector(SchemaFields.OPERATOR_MUTATING, Byte.BYTES);
    operator.requireVector(SchemaFields.OPERATOR_INTERMEDIATES, Integer.BYTES);
    FlatTable options =
        operator
            .table(SchemaFields.OPERATOR_OPTIONS)
            .orElseThrow(() -> operator.file().bad("an operator has no options table"));
    switch (type) {
      case BuiltinOptions.ReshapeOptions,
          BuiltinOptions.SqueezeOptions,
          BuiltinOptions.BucketizeOptions ->
          options.requireVector(0, Integer.BYTES);
      case BuiltinOptions.ConcatEmbeddingsOptions -> {
        options.requireVector(1, Integer.BYTES);
        options.requireVector(2, Integer.BYTES);
      }
      case BuiltinOptions.VarHandleOptions -> {
        options.requireVector(0, Byte.BYTES);
        options.requireVector(1, Byte.BYTES);
      }
      default -> {
        // Only scalars.
      }
    }
  }

  private static ByteBuffer document(OptionalInt options, byte type, FlatBufferBuilder builder) {
    builder.startTable(OPERATOR_FIELDS);
    if (options.isPresent()) {
      builder.addOffset(SchemaFields.OPERATOR_OPTIONS, options.getAsInt(), 0);
      builder.addByte(SchemaFields.OPERATOR_OPTIONS_TYPE, type, BuiltinOptions.NONE);
    } else {
      builder.addByte(SchemaFields.OPERATOR_OPTIONS_2_TYPE, (byte) UNKNOWN, 0);
    }
    builder.finish(builder.endTable());
    return ByteBuffer.wrap(builder.sizedByteArray());
  }
}
