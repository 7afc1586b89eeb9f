package dev.meterfarm.predictor.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files of a bundle, in a zip or in a folder. Trusts neither: names that lead out, too many
 * entries and oversized content are refused. For one thread; close it after use.
 */
public final class BundleFiles implements Closeable {
  private static final int MOST_ENTRIES = 10_000;
  private static final int LARGEST_FOREST = 512 << 20;
  private static final int LARGEST_OTHER = 64 << 20;

  private final Path path;
  private final Optional<ZipFile> zip;
  private final SortedSet<String> names;

  private BundleFiles(Path path, Optional<ZipFile> zip, SortedSet<String> names) {
    this.path = path;
    this.zip = zip;
    this.names = Collections.unmodifiableSortedSet(names);
  }

  /**
   * Opens a bundle.
   *
   * @throws BundleException if there is none, or its list of files cannot be trusted
   */
  public static BundleFiles open(Path path) throws BundleException {
    if (!Files.exists(path)) {
      throw new BundleException("there is no bundle at " + path);
    }
    try {
      return Files.isDirectory(path) ? openFolder(path) : openZip(path);
    } catch (BundleException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new BundleException(path + " is not a readable bundle: " + e.getMessage(), e);
    }
  }

  private static BundleFiles openFolder(Path path) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          names.add(path.relativize(file).toString().replace('\\', '/'));
          requireFew(path, names.size());
        }
      }
    }
    return new BundleFiles(path, Optional.empty(), names);
  }

  private static BundleFiles openZip(Path path) throws IOException {
    ZipFile zip = new ZipFile(path.toFile());
    try {
      SortedSet<String> names = new TreeSet<>();
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (entry.isDirectory()) {
          continue;
        }
        if (!EntryNames.isSafe(entry.getName())) {
          throw new BundleException(path + " holds an entry with an unsafe name");
        }
        if (!names.add(entry.getName())) {
          throw new BundleException(path + " holds " + entry.getName() + " twice");
        }
        requireFew(path, names.size());
      }
      return new BundleFiles(path, Optional.of(zip), names);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static void requireFew(Path path, int entries) throws BundleException {
    if (entries > MOST_ENTRIES) {
      throw new BundleException(path + " holds more than " + MOST_ENTRIES + " files");
    }
  }

  /** Where the bundle is. */
  public Path path() {
    return path;
  }

  /** Paths of all files, sorted. */
  public SortedSet<String> names() {
    return names;
  }

  /**
   * The content of a file, or empty if there is no such file.
   *
   * @throws BundleException if it is damaged, or larger than 512 MiB (trees) or 64 MiB (anything
   *     else)
   */
  public Optional<byte[]> find(String name) throws BundleException {
    if (!names.contains(name)) {
      return Optional.empty();
    }
    int largest = name.endsWith(".onnx") ? LARGEST_FOREST : LARGEST_OTHER;
    try (InputStream in = open(name)) {
      byte[] content = in.readNBytes(largest + 1);
      if (content.length > largest) {
        throw new BundleException(
            path + ": " + name + " is larger than " + (largest >> 20) + " MiB");
      }
      requireIntact(name, content);
      return Optional.of(content);
    } catch (BundleException e) {
      throw e;
    } catch (IOException e) {
      throw new BundleException(path + ": " + name + " is damaged: " + e.getMessage(), e);
    }
  }

  /** {@link ZipFile} does not look at check sums, and nothing else vouches for the manifest. */
  private void requireIntact(String name, byte[] content) throws BundleException {
    if (zip.isEmpty()) {
      return;
    }
    CRC32 found = new CRC32();
    found.update(content);
    if (found.getValue() != zip.get().getEntry(name).getCrc()) {
      throw new BundleException(path + ": " + name + " is damaged: its CRC-32 differs");
    }
  }

  private InputStream open(String name) throws IOException {
    return zip.isPresent()
        ? zip.get().getInputStream(zip.get().getEntry(name))
        : Files.newInputStream(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * The content of a file that every bundle has.
   *
   * @throws BundleException if it is missing or damaged
   */
  public byte[] require(String name) throws BundleException {
    return find(name)
        .orElseThrow(() -> new BundleException(path + " is no bundle: it lacks " + name));
  }

  @Override
  public void close() throws IOException {
    if (zip.isPresent()) {
      zip.get().close();
    }
  }
}
