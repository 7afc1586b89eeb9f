package dev.meterfarm.graph.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.meterfarm.graph.Constant;
import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Tensor;
import dev.meterfarm.graph.UnwritableGraphException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.lite.schema.Buffer;
import org.tensorflow.lite.schema.Model;

/**
 * The buffers of the file to be written: one for each distinct constant. Buffer 0 is empty and
 * stands for tensors without content, by convention of the format.
 */
final class ConstantTable {
  /** Where runtimes want weights, in bytes; also what the schema demands. */
  private static final int ALIGNMENT = 16;

  private static final int NO_CONTENT = 0;

  private final String graph;
  private final List<Entry> entries = new ArrayList<>();
  private final int[] bufferOfTensor;
  private long bytes;

  ConstantTable(Graph graph) {
    this.graph = graph.name();
    this.bufferOfTensor = new int[graph.tensors().size()];
    Map<Object, Integer> known = new HashMap<>();
    for (int i = 0; i < bufferOfTensor.length; i++) {
      Tensor tensor = graph.tensor(i);
      if (tensor.constant().isPresent()) {
        Entry entry = new Entry(tensor, tensor.constant().get());
        bufferOfTensor[i] =
            known.computeIfAbsent(
                entry.key(),
                unused -> {
                  entries.add(entry);
                  bytes += entry.size() + ALIGNMENT;
                  return entries.size();
                });
      } else {
        bufferOfTensor[i] = NO_CONTENT;
      }
    }
  }

  /** About how many bytes all buffers take together. */
  long bytes() {
    return bytes;
  }

  int bufferOf(int tensor) {
    return bufferOfTensor[tensor];
  }

  /** Writes all buffers; returns the offset of their vector. */
  int write(FlatBufferBuilder builder) {
    int[] offsets = new int[entries.size() + 1];
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      int size = Math.toIntExact(entry.size());
      try {
        entry
            .constant()
            .writeTo(
                builder.createUnintializedVector(Byte.BYTES, size, ALIGNMENT),
                entry.tensor().type());
      } catch (IllegalArgumentException e) {
        throw new UnwritableGraphException(
            graph, "constant '" + entry.tensor().name() + "': " + e.getMessage(), e);
      }
      offsets[i + 1] = Buffer.createBuffer(builder, builder.endVector());
    }
    Buffer.startBuffer(builder);
    offsets[NO_CONTENT] = Buffer.endBuffer(builder);
    return Model.createBuffersVector(builder, offsets);
  }

  /** A constant and the first tensor that has it. */
  private record Entry(Tensor tensor, Constant constant) {

    long size() {
      return constant instanceof Constant.Bytes bytes
          ? bytes.content().remaining()
          : tensor.bytes();
    }

    /** Equal for constants that can share a buffer. Bytes are not compared, for speed. */
    Object key() {
      return constant instanceof Constant.Bytes bytes
          ? new SameBytes(bytes)
          : new Content(constant, size(), tensor.type());
    }
  }

  private record Content(Constant constant, long size, ElementType type) {}

  private record SameBytes(Constant.Bytes bytes) {
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      return other instanceof SameBytes same && same.bytes == bytes;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(bytes);
    }
  }
}
