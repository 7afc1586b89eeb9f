package dev.meterfarm.agent.link;

import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.wire.WireJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One result in one file: a mark, the length and the CRC-32C of what follows, and the result as it
 * crosses the wire. A file that was cut short or damaged is recognised.
 */
final class SpoolFile {
  static final String SUFFIX = ".result";
  private static final String DRAFT_SUFFIX = ".draft";
  private static final int MARK = 0x4d465331; // "MFS1"
  private static final int HEADER_BYTES = 12;

  private SpoolFile() {}

  /**
   * Writes a file that is there completely or not at all, also after a power cut.
   *
   * @return its size
   */
  static long write(Path file, JobResult result) throws IOException {
    byte[] content = WireJson.write(result);
    CRC32C crc = new CRC32C();
    crc.update(content);
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + content.length);
    bytes.putInt(MARK).putInt(content.length).putInt((int) crc.getValue()).put(content).flip();
    Path draft = file.resolveSibling(file.getFileName() + DRAFT_SUFFIX);
    try {
      try (FileChannel channel =
          FileChannel.open(
              draft,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      sync(file.getParent());
      return HEADER_BYTES + (long) content.length;
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  /** Makes the name durable. */
  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The result in a file; empty if the file is damaged. */
  static Optional<JobResult> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.remaining() < HEADER_BYTES || bytes.getInt() != MARK) {
      return Optional.empty();
    }
    int length = bytes.getInt();
    int expected = bytes.getInt();
    if (length != bytes.remaining()) {
      return Optional.empty();
    }
    byte[] content = new byte[length];
    bytes.get(content);
    CRC32C crc = new CRC32C();
    crc.update(content);
    return (int) crc.getValue() == expected
        ? Optional.of(WireJson.read(content, JobResult.class))
        : Optional.empty();
  }
}
