package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.UnwritableGraphException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes graphs as OpenVINO IR. Stateless and thread-safe.
 *
 * <p>Our graphs have the channels last, OpenVINO's windows want them first. So images are written
 * with their channels first, inputs and outputs of the model included, and {@link IrModel} tells
 * the order of each. Transpositions stand only where the graph mixes the two: before a flattened
 * image is multiplied by a matrix, for instance. Constants are written in the order in which they
 * are used. Every operator is the oldest version of itself, so that a file of version 10 is read by
 * 2021.4 too.
 */
public final class OpenVinoWriter {
  private static final String XML = ".xml";

  private OpenVinoWriter() {}

  /**
   * Writes a graph to two files, of which the {@code .xml} file comes last and at once, so that
   * whoever sees it sees a whole model.
   *
   * @param xml where to write; its name ends in {@code .xml}, and the constants go to a file of the
   *     same name that ends in {@code .bin}
   * @return the model's inputs and outputs as they lie in the file
   * @throws UnwritableGraphException if the graph holds an operator or a type that cannot be
   *     written; the message names it
   * @throws UncheckedIOException if a file cannot be written
   */
  public static IrModel write(Graph graph, Path xml, IrVersion version, IrPrecision precision) {
    String name = xml.getFileName().toString();
    if (!name.endsWith(XML)) {
      throw new IllegalArgumentException("'" + xml + "' does not end in " + XML);
    }
    IrDocument document = new IrDocument(graph.name(), version);
    IrConstants constants = new IrConstants();
    IrModel model = new IrLowering(graph, document, constants, precision).run();
    String stem = name.substring(0, name.length() - XML.length());
    try {
      Path folder = xml.toAbsolutePath().getParent();
      replace(folder, stem + ".bin", draft -> writeConstants(constants, draft));
      replace(folder, name, draft -> writeDocument(document, draft));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write '" + xml + "' (" + e.getMessage() + "); check the folder and free space",
          e);
    }
    return model;
  }

  private static void writeConstants(IrConstants constants, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      constants.writeTo(channel);
    }
  }

  private static void writeDocument(IrDocument document, Path file) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file)) {
      document.writeTo(writer);
    }
  }

  private interface Content {
    void write(Path draft) throws IOException;
  }

  private static void replace(Path folder, String name, Content content) throws IOException {
    Path draft = Files.createTempFile(folder, "." + name, ".part");
    try {
      content.write(draft);
      Path file = folder.resolve(name);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
