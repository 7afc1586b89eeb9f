package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.ElementType;
import java.util.List;
import java.util.Optional;

/** The element types by their numbers in the schema. Thread-safe. */
final class TensorTypes {
  private static final List<ElementType> BY_NUMBER =
      List.of(
          ElementType.FLOAT32,
          ElementType.FLOAT16,
          ElementType.INT32,
          ElementType.UINT8,
          ElementType.INT64,
          ElementType.STRING,
          ElementType.BOOL,
          ElementType.INT16,
          ElementType.COMPLEX64,
          ElementType.INT8,
          ElementType.FLOAT64,
          ElementType.COMPLEX128,
          ElementType.UINT64,
          ElementType.RESOURCE,
          ElementType.VARIANT,
          ElementType.UINT32,
          ElementType.UINT16);

  private TensorTypes() {}

  static ElementType of(int number) {
    return number < BY_NUMBER.size() ? BY_NUMBER.get(number) : ElementType.OTHER;
  }

  static Optional<Byte> numberOf(ElementType type) {
    int number = BY_NUMBER.indexOf(type);
    return number < 0 ? Optional.empty() : Optional.of((byte) number);
  }
}
