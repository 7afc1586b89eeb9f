package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a FlatBuffers file that nobody vouches for: every access is checked. One reading
 * thread.
 *
 * <p>What a file makes us allocate is charged against its own size, so that overlapping vectors
 * cannot turn a small file into hours of work or gigabytes of heap.
 */
final class FlatFile {
  private static final long FREE_BUDGET = 1_000_000;

  private final ByteBuffer bytes;
  private final String name;
  private long budget;

  FlatFile(ByteBuffer bytes, String name) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.name = name;
    this.budget = FREE_BUDGET + this.bytes.limit();
  }

  /** The whole file, little-endian; for absolute access only. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** The table at the root of the file. */
  FlatTable root() {
    return new FlatTable(this, uint32(0));
  }

  /** An unsigned byte. */
  int uint8(long at) {
    require(at, Byte.BYTES);
    return bytes.get((int) at) & 0xFF;
  }

  /** An unsigned 16-bit number. */
  int uint16(long at) {
    require(at, Short.BYTES);
    return bytes.getShort((int) at) & 0xFFFF;
  }

  int int32(long at) {
    require(at, Integer.BYTES);
    return bytes.getInt((int) at);
  }

  /** An unsigned 32-bit number. */
  long uint32(long at) {
    return int32(at) & 0xFFFF_FFFFL;
  }

  long int64(long at) {
    require(at, Long.BYTES);
    return bytes.getLong((int) at);
  }

  /** Where the reference at {@code at} points to. */
  long follow(long at) {
    return at + uint32(at);
  }

  /**
   * The length of the vector at {@code at}.
   *
   * @throws ModelFormatException if so many elements do not fit into the file
   */
  int vectorLength(long at, int elementBytes) {
    long length = uint32(at);
    require(at + Integer.BYTES, length * elementBytes);
    return (int) length;
  }

  /** A view of some bytes; they are not copied. */
  ByteBuffer slice(long at, long length) {
    require(at, length);
    return bytes.slice((int) at, (int) length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Charges the making of so many elements. */
  void charge(long elements) {
    budget -= elements;
    if (budget < 0) {
      throw bad("its tables overlap, so that it would unfold to far more than its size");
    }
  }

  /** The exception that says this about the file. */
  ModelFormatException bad(String problem) {
    return new ModelFormatException(
        name, problem + "; the file is damaged or not a .tflite file: fetch or convert it again");
  }

  private void require(long at, long length) {
    if (at < 0 || length < 0 || at + length > bytes.limit()) {
      throw bad(
          "it refers to bytes " + at + " to " + (at + length) + ", but ends at " + bytes.limit());
    }
  }
}
