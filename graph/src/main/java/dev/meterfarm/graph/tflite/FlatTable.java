package dev.meterfarm.graph.tflite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One table of a {@link FlatFile}. Fields are named by their number in the schema, from 0. Absent
 * fields have the value that the schema gives them.
 */
final class FlatTable {
  private static final int VTABLE_HEADER = 4;

  private final FlatFile file;
  private final int position;
  private final int vtable;
  private final int vtableBytes;

  FlatTable(FlatFile file, long position) {
    this.file = file;
    long table = position - file.int32(position);
    this.vtableBytes = file.uint16(table);
    int tableBytes = file.uint16(table + Short.BYTES);
    if (vtableBytes < VTABLE_HEADER || (vtableBytes & 1) != 0) {
      throw file.bad("the table at byte " + position + " has no valid field list");
    }
    file.slice(table, vtableBytes);
    file.slice(position, tableBytes);
    this.position = (int) position;
    this.vtable = (int) table;
    for (int at = VTABLE_HEADER; at < vtableBytes; at += Short.BYTES) {
      if (file.uint16(table + at) >= tableBytes && file.uint16(table + at) != 0) {
        throw file.bad("the table at byte " + position + " has a field outside of itself");
      }
    }
  }

  /** Where the table starts; what the schema classes want. */
  int position() {
    return position;
  }

  FlatFile file() {
    return file;
  }

  boolean has(int field) {
    return at(field) != 0;
  }

  int uint8(int field, int absent) {
    long at = at(field);
    return at == 0 ? absent : file.uint8(at);
  }

  int int32(int field, int absent) {
    long at = at(field);
    return at == 0 ? absent : file.int32(at);
  }

  /** A 64-bit number; 0 where absent. */
  long int64(int field) {
    long at = at(field);
    return at == 0 ? 0 : file.int64(at);
  }

  Optional<FlatTable> table(int field) {
    long at = at(field);
    return at == 0 ? Optional.empty() : Optional.of(new FlatTable(file, file.follow(at)));
  }

  /** The tables of a vector; empty where absent. */
  List<FlatTable> tables(int field) {
    long at = at(field);
    if (at == 0) {
      return List.of();
    }
    long vector = file.follow(at);
    int length = file.vectorLength(vector, Integer.BYTES);
    file.charge(length);
    List<FlatTable> tables = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      tables.add(new FlatTable(file, file.follow(vector + Integer.BYTES * (i + 1L))));
    }
    return tables;
  }

  /** The numbers of a vector; empty where absent. */
  int[] ints(int field) {
    long at = at(field);
    if (at == 0) {
      return new int[0];
    }
    long vector = file.follow(at);
    int[] values = new int[chargedLength(vector, Integer.BYTES)];
    file.slice(vector + Integer.BYTES, (long) values.length * Integer.BYTES)
        .asIntBuffer()
        .get(values);
    return values;
  }

  /** A view of a vector of bytes; empty where absent. */
  ByteBuffer bytes(int field) {
    long at = at(field);
    if (at == 0) {
      return ByteBuffer.allocate(0);
    }
    long vector = file.follow(at);
    return file.slice(vector + Integer.BYTES, file.vectorLength(vector, Byte.BYTES));
  }

  /** A text; what is not UTF-8 in it is replaced. */
  String text(int field) {
    ByteBuffer bytes = bytes(field);
    file.charge(bytes.remaining());
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  /** Checks and charges a vector that the schema classes will copy. */
  void requireVector(int field, int elementBytes) {
    long at = at(field);
    if (at != 0) {
      chargedLength(file.follow(at), elementBytes);
    }
  }

  private int chargedLength(long vector, int elementBytes) {
    int length = file.vectorLength(vector, elementBytes);
    file.charge(length);
    return length;
  }

  private long at(int field) {
    int slot = VTABLE_HEADER + field * Short.BYTES;
    if (slot >= vtableBytes) {
      return 0;
    }
    int offset = file.uint16((long) vtable + slot);
    return offset == 0 ? 0 : (long) position + offset;
  }
}
