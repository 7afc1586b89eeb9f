package dev.meterfarm.agent.link;

import dev.meterfarm.agent.run.ResultSpool;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.measurement.JobResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A spool in a folder, one file for each result. What is damaged, or refused by the coordinator, is
 * moved to {@code refused/} and told of. Thread-safe.
 */
public final class DiskSpool implements ResultSpool, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpool.class);
  private static final String NAME = "(\\d{1,18})" + SpoolFile.SUFFIX.replace(".", "\\.");
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final String SESSIONS_NAME = "sessions";
  private static final Pattern SESSION = Pattern.compile("[!-~]{1,100}");
  private static final int MOST_FORMER = 20;

  private final Path folder;
  private final Path refused;
  private final Path sessions;
  private final long capacityBytes;
  private final FileChannel lock;
  private final Map<Long, Long> sizes = new HashMap<>();
  private final List<Entry> leftovers = new ArrayList<>();
  private String current = "";
  private long bytes;
  private long lastNumber;
  private Optional<Long> failedNanos = Optional.empty();

  private DiskSpool(Path folder, long capacityBytes) throws IOException {
    this.folder = folder;
    this.refused = folder.resolve("refused");
    this.sessions = folder.resolve(SESSIONS_NAME);
    this.capacityBytes = capacityBytes;
    Files.createDirectories(refused);
    lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /**
   * Opens a spool.
   *
   * @param folder made if it is missing; belongs to one agent at a time
   * @param capacityBytes from this size on it counts as full
   * @throws FarmException with STORAGE_FAILED if it cannot be used
   */
  public static DiskSpool open(Path folder, long capacityBytes) {
    try {
      DiskSpool spool = new DiskSpool(folder, capacityBytes);
      spool.take();
      spool.load();
      return spool;
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "cannot use "
              + folder
              + " for results: make it writable, or name another --data ("
              + e
              + ")",
          e);
    }
  }

  private void take() throws IOException {
    FileLock held;
    try {
      held = lock.tryLock();
    } catch (OverlappingFileLockException e) {
      held = null;
    }
    if (held == null) {
      lock.close();
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "another agent works with " + folder + ": stop it, or give this one a --name of its own");
    }
  }

  private void load() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.matches(NAME)) {
        load(file, Long.parseLong(name.replace(SpoolFile.SUFFIX, "")));
      } else if (!name.equals("lock") && !name.equals(SESSIONS_NAME)) {
        Files.delete(file); // a draft: whoever wrote it never said that it was kept
      }
    }
  }

  private void load(Path file, long number) throws IOException {
    lastNumber = Math.max(lastNumber, number);
    Optional<JobResult> result;
    try {
      result = SpoolFile.read(file);
    } catch (FarmException e) {
      result = Optional.empty();
    }
    if (result.isEmpty()) {
      LOG.warn("The kept result {} is damaged; it is moved to {}", file, refused);
      Files.move(file, refused.resolve(file.getFileName()));
      return;
    }
    add(number, Files.size(file));
    leftovers.add(new Entry(number, result.get()));
  }

  private void add(long number, long size) {
    sizes.put(number, size);
    bytes += size;
  }

  private Path file(long number) {
    return folder.resolve("%018d%s".formatted(number, SpoolFile.SUFFIX));
  }

  @Override
  public Entry keep(JobResult result) {
    long number;
    synchronized (this) {
      number = ++lastNumber;
    }
    try {
      long size = SpoolFile.write(file(number), result);
      synchronized (this) {
        add(number, size);
        failedNanos = Optional.empty();
      }
      return new Entry(number, result);
    } catch (IOException e) {
      LOG.warn(
          "The result of {} cannot be kept in {}, only sent; no more work is asked for until this"
              + " works again: {}",
          result.job(),
          folder,
          e.toString());
      synchronized (this) {
        failedNanos = Optional.of(System.nanoTime());
      }
      return new Entry(0, result);
    }
  }

  @Override
  public void drop(Entry entry) {
    if (forget(entry)) {
      try {
        Files.deleteIfExists(file(entry.number()));
      } catch (IOException e) {
        LOG.warn(
            "{} cannot be deleted; it will be sent again: {}", file(entry.number()), e.toString());
      }
    }
  }

  @Override
  public void putAside(Entry entry, String reason) {
    if (forget(entry)) {
      Path file = file(entry.number());
      try {
        Files.move(file, refused.resolve(file.getFileName()));
        LOG.warn("A result was refused and is now in {}: {}", refused, reason);
      } catch (IOException e) {
        LOG.warn("{} cannot be moved to {}: {}", file, refused, e.toString());
      }
    }
  }

  private synchronized boolean forget(Entry entry) {
    Long size = sizes.remove(entry.number());
    if (size != null) {
      bytes -= size;
    }
    return size != null;
  }

  @Override
  public synchronized List<Entry> takeLeftovers() {
    List<Entry> taken = List.copyOf(leftovers);
    leftovers.clear();
    return taken;
  }

  /** After a failure of the disk, a job is tried every second. */
  @Override
  public synchronized boolean isFull() {
    return bytes >= capacityBytes
        || failedNanos.filter(at -> System.nanoTime() - at < RETRY_NANOS).isPresent();
  }

  /** One session a line, the newest last. Not being able to write it costs a wait, no result. */
  @Override
  public List<String> begin(String session) {
    List<String> lives = new ArrayList<>();
    try {
      if (Files.exists(sessions)) {
        Files.readAllLines(sessions).stream()
            .filter(SESSION.asMatchPredicate())
            .forEach(lives::add);
      }
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be read; leases of an earlier life will run out: {}", sessions, e.toString());
    }
    List<String> former = lives.subList(Math.max(0, lives.size() - MOST_FORMER), lives.size());
    List<String> all = new ArrayList<>(former);
    all.add(session);
    write(all);
    current = session;
    return List.copyOf(former);
  }

  @Override
  public void forgetFormer() {
    write(List.of(current));
  }

  private void write(List<String> lives) {
    try {
      Path draft = sessions.resolveSibling(sessions.getFileName() + ".draft");
      Files.write(draft, lives);
      Files.move(draft, sessions, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be written; after a crash, leases will run out: {}", sessions, e.toString());
    }
  }

  /** How many results are kept. */
  public synchronized int size() {
    return sizes.size();
  }

  /** How much room they take. */
  public synchronized long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.debug("the lock of {} could not be freed", folder, e);
    }
  }
}
