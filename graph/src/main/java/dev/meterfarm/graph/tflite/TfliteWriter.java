package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.UnwritableGraphException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes graphs as .tflite files with one subgraph. Stateless and thread-safe.
 *
 * <p>Operator versions are the lowest that allow the form at hand, as TensorFlow's converter writes
 * them. Activations inside operators stay there. A constant that several tensors share is written
 * once. The same graph always gives the same bytes.
 */
public final class TfliteWriter {
  private static final int CHUNK_BYTES = 256 * 1024;

  private TfliteWriter() {}

  /**
   * Writes a graph to a file, which is replaced at once when everything is written, so that nobody
   * ever sees half a model.
   *
   * @throws UnwritableGraphException if the graph holds what cannot be written: quantised tensors,
   *     operators with state or with subgraphs, operators whose options we do not know
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Graph graph, Path file) {
    ByteBuffer model = new ModelWriter(graph).write();
    try {
      Path folder = file.toAbsolutePath().getParent();
      Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".part");
      try {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
          writeInChunks(model, channel);
        }
        Files.move(
            draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write '" + file + "' (" + e.getMessage() + "); check the folder and free space",
          e);
    }
  }

  /** The JDK copies what it writes to memory outside the heap, and keeps a copy of that size. */
  private static void writeInChunks(ByteBuffer model, FileChannel channel) throws IOException {
    int end = model.limit();
    while (model.position() < end) {
      model.limit(Math.min(end, model.position() + CHUNK_BYTES));
      channel.write(model);
    }
  }

  /**
   * The bytes of a graph's file.
   *
   * @throws UnwritableGraphException as {@link #write}
   */
  public static byte[] toBytes(Graph graph) {
    ByteBuffer model = new ModelWriter(graph).write();
    byte[] bytes = new byte[model.remaining()];
    model.get(bytes);
    return bytes;
  }
}
