package dev.meterfarm.graph;

/** The type of a tensor's elements. Thread-safe (an enum). */
public enum ElementType {
  FLOAT32(4),
  FLOAT16(2),
  FLOAT64(8),
  INT8(1),
  UINT8(1),
  INT16(2),
  UINT16(2),
  INT32(4),
  UINT32(4),
  INT64(8),
  UINT64(8),
  BOOL(1),
  COMPLEX64(8),
  COMPLEX128(16),
  STRING(0),
  RESOURCE(0),
  VARIANT(0),
  /** A type that this version does not know; its size counts as four bytes. */
  OTHER(4);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element; 0 where an element has no fixed size. */
  public int bytes() {
    return bytes;
  }
}
