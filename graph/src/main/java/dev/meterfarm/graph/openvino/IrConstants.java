package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of the {@code .bin} file: each distinct constant once, at offsets that vector units
 * like. Content is made one constant at a time when it is written. For one call of one thread.
 */
final class IrConstants {
  private static final int ALIGNMENT = 64;
  private static final int CHUNK_BYTES = 256 * 1024;

  /**
   * One constant of the file.
   *
   * @param content its content, in the order of the graph
   * @param from element type in the graph
   * @param to element type in the file
   * @param shape extents in the graph
   * @param layout the order of the axes in the file
   */
  private record Entry(
      Constant content, ElementType from, ElementType to, Shape shape, Layout layout) {
    long bytes() {
      return shape.elements() * to.bytes();
    }

    ByteBuffer bytesInOrder() {
      byte[] plain = new byte[Math.toIntExact(bytes())];
      ByteBuffer buffer = ByteBuffer.wrap(plain);
      floatsOf(content).writeTo(buffer, to);
      return layout.sameBytes(Layout.plain(shape.rank()), shape) ? buffer : permuted(plain);
    }

    /** The floats of a file can only be narrowed once they are numbers. */
    private Constant floatsOf(Constant of) {
      if (from == to || !(of instanceof Constant.Bytes bytes)) {
        return of;
      }
      FloatBuffer floats = bytes.content().asFloatBuffer();
      float[] values = new float[floats.remaining()];
      floats.get(values);
      return new Constant.Floats(values);
    }

    private ByteBuffer permuted(byte[] source) {
      int width = to.bytes();
      int rank = shape.rank();
      int[] step = new int[rank];
      int product = width;
      for (int axis = rank - 1; axis >= 0; axis--) {
        step[axis] = product;
        product *= shape.extent(axis);
      }
      int[] steps = layout.apply(step);
      int[] extents = layout.apply(shape).toArray();
      int[] at = new int[rank];
      byte[] target = new byte[source.length];
      int from = 0;
      for (int written = 0; written < target.length; written += width) {
        for (int i = 0; i < width; i++) {
          target[written + i] = source[from + i];
        }
        for (int axis = rank - 1; axis >= 0; axis--) {
          from += steps[axis];
          if (++at[axis] < extents[axis]) {
            break;
          }
          from -= steps[axis] * extents[axis];
          at[axis] = 0;
        }
      }
      return ByteBuffer.wrap(target);
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();
  private final Map<Entry, Integer> known = new HashMap<>();
  private long end;

  /** Where in the file a constant lies. */
  record Place(long offset, long bytes) {}

  Place add(Constant content, ElementType from, ElementType to, Shape shape, Layout layout) {
    Entry entry = new Entry(content, from, to, shape, layout);
    Integer index = known.get(entry);
    if (index == null) {
      index = entries.size();
      known.put(entry, index);
      entries.add(entry);
      offsets.add(end);
      end = aligned(end + entry.bytes());
    }
    return new Place(offsets.get(index), entry.bytes());
  }

  private static long aligned(long offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    for (Entry entry : entries) {
      write(entry.bytesInOrder(), channel);
      write(ByteBuffer.allocate((int) (aligned(entry.bytes()) - entry.bytes())), channel);
    }
  }

  /** The JDK copies what it writes to memory outside the heap, and keeps a copy of that size. */
  private static void write(ByteBuffer bytes, WritableByteChannel channel) throws IOException {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int limit = bytes.limit();
    while (bytes.position() < limit) {
      bytes.limit(Math.min(limit, bytes.position() + CHUNK_BYTES));
      channel.write(bytes);
    }
  }
}
