package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.ElementType;

/** The two spellings of element types in the format. */
final class IrTypes {
  private IrTypes() {}

  /** As ports spell it. */
  static String precision(ElementType type) {
    return switch (type) {
      case FLOAT32 -> "FP32";
      case FLOAT16 -> "FP16";
      case INT64 -> "I64";
      case FLOAT64, INT8, UINT8, INT16, UINT16, INT32, UINT32, UINT64, BOOL ->
          throw unsupported(type);
      case COMPLEX64, COMPLEX128, STRING, RESOURCE, VARIANT, OTHER -> throw unsupported(type);
    };
  }

  /** As parameters and constants spell it. */
  static String elementType(ElementType type) {
    return switch (type) {
      case FLOAT32 -> "f32";
      case FLOAT16 -> "f16";
      case INT64 -> "i64";
      case FLOAT64, INT8, UINT8, INT16, UINT16, INT32, UINT32, UINT64, BOOL ->
          throw unsupported(type);
      case COMPLEX64, COMPLEX128, STRING, RESOURCE, VARIANT, OTHER -> throw unsupported(type);
    };
  }

  private static IllegalStateException unsupported(ElementType type) {
    return new IllegalStateException("no part of our lowering makes " + type);
  }
}
