package dev.meterfarm.graph.json;

import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.WeightStandIn;
import java.nio.ByteBuffer;

/** The content of a constant in the form in which a document carries it. Stateless. */
final class PortableConstant {
  /** Larger content that is not float32 is written as zeros, in bytes. */
  private static final int KEPT_BYTES = 4_096;

  private static final Constant ZEROS = new Constant.Seeded(0, 0);

  private PortableConstant() {}

  /** The constant of this tensor, which must have one. */
  static Constant of(Tensor tensor) {
    Constant constant = tensor.constant().orElseThrow();
    if (!(constant instanceof Constant.Bytes bytes)) {
      return constant;
    }
    if (tensor.type() == ElementType.FLOAT32) {
      return WeightStandIn.of(constant, tensor.type(), tensor.shape().elements());
    }
    ByteBuffer content = bytes.content();
    if (content.remaining() > KEPT_BYTES) {
      return ZEROS;
    }
    return content.remaining() == tensor.bytes() ? integers(content, tensor.type(), bytes) : bytes;
  }

  private static Constant integers(ByteBuffer content, ElementType type, Constant otherwise) {
    int width = type.bytes();
    int[] values = new int[width == 0 ? 0 : content.remaining() / width];
    for (int i = 0; i < values.length; i++) {
      int at = i * width;
      switch (type) {
        case INT32 -> values[i] = content.getInt(at);
        case INT16 -> values[i] = content.getShort(at);
        case UINT16 -> values[i] = content.getShort(at) & 0xFFFF;
        case INT8 -> values[i] = content.get(at);
        case UINT8, BOOL -> values[i] = content.get(at) & 0xFF;
        case INT64 -> {
          long value = content.getLong(at);
          values[i] = (int) value;
          if (values[i] != value) {
            return otherwise;
          }
        }
        case FLOAT32,
            FLOAT16,
            FLOAT64,
            UINT32,
            UINT64,
            COMPLEX64,
            COMPLEX128,
            STRING,
            RESOURCE,
            VARIANT,
            OTHER -> {
          return otherwise;
        }
      }
    }
    return width == 0 ? otherwise : new Constant.Ints(values);
  }
}
