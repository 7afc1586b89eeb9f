package dev.meterfarm.agent.prepare;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A private folder for model files that goes away with its process: in memory ({@code /dev/shm})
 * where there is room, so that writing a model costs no disk, else in the system's temporary
 * folder. The name carries the process id; folders of processes that no longer live are removed
 * when a new one is opened. Safe for use from many threads.
 */
public final class ScratchFolder implements AutoCloseable {
  private static final String PREFIX = "meterfarm-agent-";
  private static final Path MEMORY = Path.of("/dev/shm");

  /** Enough for the largest network of the zoo, twice, beside what others keep there. */
  private static final long ROOM_BYTES = 2L << 30;

  private final Path root;
  private final AtomicLong next = new AtomicLong();

  private final Thread atExit;

  private ScratchFolder(Path root) {
    this.root = root;
    this.atExit = new Thread(() -> delete(root), "scratch-clean-up");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Opens a folder in the best place.
   *
   * @throws FarmException with {@link ErrorCode#STORAGE_FAILED} if no place can be written
   */
  public static ScratchFolder open() {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return openIn(hasRoom(MEMORY) ? List.of(MEMORY, temporary) : List.of(temporary));
  }

  /** Opens a folder in the first of these places that can be written. */
  static ScratchFolder openIn(List<Path> places) {
    IOException last = null;
    for (Path place : places) {
      removeStale(place);
      try {
        Path root =
            Files.createTempDirectory(
                place,
                PREFIX + ProcessHandle.current().pid() + "-",
                place.getFileSystem().supportedFileAttributeViews().contains("posix")
                    ? new java.nio.file.attribute.FileAttribute<?>[] {
                      PosixFilePermissions.asFileAttribute(
                          PosixFilePermissions.fromString("rwx------"))
                    }
                    : new java.nio.file.attribute.FileAttribute<?>[0]);
        return new ScratchFolder(root);
      } catch (IOException e) {
        last = e;
      }
    }
    throw new FarmException(
        ErrorCode.STORAGE_FAILED,
        "cannot make a temporary folder for models in any of "
            + places
            + ": free some space, or set -Djava.io.tmpdir to a folder that can be written",
        last);
  }

  private static boolean hasRoom(Path place) {
    try {
      return Files.isDirectory(place)
          && Files.isWritable(place)
          && Files.getFileStore(place).getUsableSpace() >= ROOM_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  private static void removeStale(Path place) {
    try (Stream<Path> entries = Files.list(place)) {
      entries.filter(ScratchFolder::isStale).forEach(ScratchFolder::delete);
    } catch (IOException | UncheckedIOException e) {
      // Somebody else is tidying up, or the place cannot be listed: neither is in our way.
      return;
    }
  }

  private static boolean isStale(Path entry) {
    String name = entry.getFileName().toString();
    if (!name.startsWith(PREFIX) || !Files.isWritable(entry)) {
      return false;
    }
    String owner = name.substring(PREFIX.length()).split("-", 2)[0];
    try {
      return ProcessHandle.of(Long.parseLong(owner)).isEmpty();
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The folder itself. */
  public Path root() {
    return root;
  }

  /** A new, empty folder inside this one. */
  public Path newFolder() {
    Path folder = root.resolve(Long.toString(next.incrementAndGet()));
    try {
      return Files.createDirectory(folder);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED, "cannot make folder " + folder + " for models", e);
    }
  }

  /** Removes a folder and everything in it; what is gone already is no problem. */
  public static void delete(Path folder) {
    try (Stream<Path> entries = Files.walk(folder)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException | UncheckedIOException e) {
      // Left for the next start, which removes the folders of processes that no longer live.
      return;
    }
  }

  @Override
  public void close() {
    delete(root);
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends, and the hook finds nothing left to do.
      return;
    }
  }
}
