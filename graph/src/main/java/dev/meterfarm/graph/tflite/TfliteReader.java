package dev.meterfarm.graph.tflite;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads .tflite files. Stateless and thread-safe.
 *
 * <p>What comes out:
 *
 * <ul>
 *   <li>subgraph 0, with the tensors and operators of the file in their order;
 *   <li>the shapes that the file stores: a dynamic batch is read as the extent that stands for it;
 *   <li>tensors that share a buffer share one {@link dev.meterfarm.graph.Constant} object;
 *   <li>an operator whose form our attributes cannot express as {@link
 *       dev.meterfarm.graph.OpType#OTHER} under its name in the schema, with its options;
 *   <li>quantised tensors with their element type, but without scales and zero points.
 * </ul>
 */
public final class TfliteReader {
  private static final String IDENTIFIER = "TFL3";
  private static final int IDENTIFIER_AT = 4;
  private static final int SMALLEST_FILE = 8;

  private TfliteReader() {}

  /**
   * Reads a file. It is mapped into memory, not copied: do not change it in place while the graph
   * is in use.
   *
   * @return the graph, named as the file without its extension
   * @throws ModelFormatException if the file cannot be read or is not a valid model
   */
  public static Graph read(Path file) {
    String fileName = String.valueOf(file.getFileName());
    int dot = fileName.lastIndexOf('.');
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size > Integer.MAX_VALUE) {
        throw new ModelFormatException(
            file.toString(),
            "it has " + size + " bytes; files of 2 GiB and more are not supported");
      }
      return read(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, size),
          file.toString(),
          dot > 0 ? fileName.substring(0, dot) : fileName);
    } catch (IOException e) {
      String problem =
          Files.isDirectory(file)
              ? "it is a directory; name a file"
              : Files.exists(file)
                  ? "the system says '" + e.getMessage() + "'; check its permissions"
                  : "there is no such file; check the path";
      throw new ModelFormatException(file.toString(), problem, e);
    }
  }

  /**
   * Reads the remaining bytes of a buffer, which are not copied: do not change them while the graph
   * is in use. The buffer's position does not move.
   *
   * @param name the graph's name, also for messages
   * @throws ModelFormatException if they are not a valid model
   */
  public static Graph read(ByteBuffer bytes, String name) {
    return read(bytes, name, name);
  }

  private static Graph read(ByteBuffer bytes, String source, String name) {
    FlatFile file = new FlatFile(bytes, source);
    if (file.bytes().limit() < SMALLEST_FILE) {
      throw file.bad("it has only " + file.bytes().limit() + " bytes");
    }
    for (int i = 0; i < IDENTIFIER.length(); i++) {
      if (file.uint8(IDENTIFIER_AT + i) != IDENTIFIER.charAt(i)) {
        throw file.bad("it does not carry the identifier " + IDENTIFIER + " at byte 4");
      }
    }
    try {
      return new ModelReader(file).read(name);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ModelFormatException(
          source, e.getMessage() + "; the file is damaged: fetch or convert it again", e);
    }
  }
}
