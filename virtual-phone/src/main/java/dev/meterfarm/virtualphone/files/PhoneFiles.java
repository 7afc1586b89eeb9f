package dev.meterfarm.virtualphone.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A phone's files, by absolute path. What can be written lies in folders below {@code root} on the
 * host; no path of the phone leads out of there, and symbolic links are not followed.
 */
public final class PhoneFiles {
  /** Where the shell's user may write. */
  public static final List<String> WRITABLE = List.of("/data/local/tmp", "/sdcard");

  private static final Set<String> FOLDERS =
      Set.of("/", "/data", "/data/local", "/dev", "/proc", "/sys", "/system", "/vendor");

  private final Path root;
  private final List<GeneratedFiles> generated;
  private final Storage storage;

  /** Makes the writable folders below {@code root}. */
  public PhoneFiles(Path root, List<GeneratedFiles> generated, Storage storage) throws IOException {
    this.root = root.toRealPath();
    this.generated = List.copyOf(generated);
    this.storage = storage;
    for (String folder : WRITABLE) {
      Files.createDirectories(this.root.resolve(folder.substring(1)));
    }
  }

  /** The folder on the host that the phone's root stands for. */
  public Path root() {
    return root;
  }

  public Storage storage() {
    return storage;
  }

  /** Where a path lies on the host; empty where the phone has no disk under it. */
  private Optional<Path> onHost(String path) throws PhoneFileException {
    if (WRITABLE.stream().noneMatch(w -> path.equals(w) || path.startsWith(w + "/"))) {
      return Optional.empty();
    }
    Path at = root;
    for (String name : path.substring(1).split("/", -1)) {
      if (name.indexOf('\0') >= 0) {
        throw new PhoneFileException(Errno.EINVAL);
      }
      at = at.resolve(name);
      if (Files.isSymbolicLink(at)) {
        throw new PhoneFileException(Errno.EACCES);
      }
    }
    return Optional.of(at);
  }

  private Path requireWritable(String path) throws PhoneFileException {
    Path host = onHost(path).orElseThrow(() -> new PhoneFileException(Errno.EROFS));
    if (WRITABLE.contains(path)) {
      throw new PhoneFileException(Errno.EACCES);
    }
    return host;
  }

  private Optional<Supplier<String>> made(String path) {
    return generated.stream().flatMap(g -> g.find(path).stream()).findFirst();
  }

  private Set<String> madeNames(String folder) {
    Set<String> names = new TreeSet<>();
    generated.forEach(g -> names.addAll(g.names(folder)));
    return names;
  }

  /** What is there; empty where there is nothing. */
  public Optional<FileStat> stat(String path) throws PhoneFileException {
    if (path.length() > 4096) {
      throw new PhoneFileException(Errno.EINVAL);
    }
    Optional<Path> host = onHost(path);
    if (host.isPresent()) {
      return statOnHost(host.get());
    }
    if (made(path).isPresent()) {
      return Optional.of(new FileStat(FileStat.REGULAR | 0444, 0, 0));
    }
    if (FOLDERS.contains(path) || !madeNames(path).isEmpty()) {
      return Optional.of(new FileStat(FileStat.DIRECTORY | 0755, 4096, 0));
    }
    return Optional.empty();
  }

  private static Optional<FileStat> statOnHost(Path path) throws PhoneFileException {
    try {
      PosixFileAttributes of =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      int type = of.isDirectory() ? FileStat.DIRECTORY : FileStat.REGULAR;
      return Optional.of(
          new FileStat(
              type | bits(of.permissions()), of.size(), of.lastModifiedTime().toMillis() / 1000));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return notADirectory(path);
    }
  }

  /** A file stands where a folder would have to: to the caller there is nothing. */
  private static Optional<FileStat> notADirectory(Path path) throws PhoneFileException {
    for (Path at = path.getParent(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at)) {
        return Optional.empty();
      }
    }
    throw new PhoneFileException(Errno.EIO);
  }

  public FileStat require(String path) throws PhoneFileException {
    return stat(path).orElseThrow(() -> new PhoneFileException(Errno.ENOENT));
  }

  /** Names in a folder, sorted. */
  public List<String> list(String path) throws PhoneFileException {
    if (!require(path).isDirectory()) {
      throw new PhoneFileException(Errno.ENOTDIR);
    }
    Set<String> names = madeNames(path);
    Stream.concat(FOLDERS.stream(), WRITABLE.stream())
        .filter(f -> !f.equals("/") && PhonePath.parent(f).equals(path))
        .forEach(f -> names.add(PhonePath.name(f)));
    Optional<Path> host = onHost(path);
    if (host.isPresent()) {
      try (Stream<Path> children = Files.list(host.get())) {
        children
            .filter(child -> !Files.isSymbolicLink(child))
            .forEach(child -> names.add(child.getFileName().toString()));
      } catch (IOException e) {
        throw translated(e);
      }
    }
    return List.copyOf(names);
  }

  /** Opens a file for reading. */
  public InputStream read(String path) throws PhoneFileException {
    Optional<Path> host = onHost(path);
    if (host.isEmpty()) {
      if (require(path).isDirectory()) {
        throw new PhoneFileException(Errno.EISDIR);
      }
      String content = made(path).orElseThrow(() -> new PhoneFileException(Errno.ENOENT)).get();
      return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }
    if (require(path).isDirectory()) {
      throw new PhoneFileException(Errno.EISDIR);
    }
    try {
      return Files.newInputStream(host.get(), LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw translated(e);
    }
  }

  /** Opens a file for writing, made where it is missing; its folder must be there. */
  public OutputStream write(String path, boolean append) throws PhoneFileException {
    if (onHost(path).isEmpty()) {
      throw new PhoneFileException(stat(path).isPresent() ? Errno.EACCES : Errno.EROFS);
    }
    Path host = requireWritable(path);
    Optional<FileStat> old = stat(path);
    if (old.isPresent() && old.get().isDirectory()) {
      throw new PhoneFileException(Errno.EISDIR);
    }
    try {
      OutputStream out =
          Files.newOutputStream(
              host,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
              LinkOption.NOFOLLOW_LINKS);
      if (!append) {
        old.ifPresent(of -> storage.give(of.size()));
      }
      return new Counted(out, storage);
    } catch (IOException e) {
      throw translated(e);
    }
  }

  /** Removes a file or an empty folder. */
  public void remove(String path) throws PhoneFileException {
    Path host = requireWritable(path);
    FileStat old = require(path);
    try {
      Files.delete(host);
      if (!old.isDirectory()) {
        storage.give(old.size());
      }
    } catch (IOException e) {
      throw translated(e);
    }
  }

  /** Makes a folder. */
  public void makeFolder(String path) throws PhoneFileException {
    if (stat(path).isPresent()) {
      throw new PhoneFileException(Errno.EEXIST);
    }
    try {
      Files.createDirectory(requireWritable(path));
    } catch (IOException e) {
      throw translated(e);
    }
  }

  /** Makes a folder and those above it, where they are missing. */
  public void makeFolders(String path) throws PhoneFileException {
    Optional<FileStat> there = stat(path);
    if (there.isPresent()) {
      if (!there.get().isDirectory()) {
        throw new PhoneFileException(Errno.ENOTDIR);
      }
      return;
    }
    makeFolders(PhonePath.parent(path));
    makeFolder(path);
  }

  /** Moves a file or folder; what stood in its new place is gone. */
  public void move(String from, String to) throws PhoneFileException {
    Optional<FileStat> old = stat(to);
    require(from);
    try {
      Files.move(
          requireWritable(from),
          requireWritable(to),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
      old.filter(of -> !of.isDirectory()).ifPresent(of -> storage.give(of.size()));
    } catch (IOException e) {
      throw translated(e);
    }
  }

  /** Sets permissions, of which the lowest nine bits count. */
  public void setMode(String path, int mode) throws PhoneFileException {
    require(path);
    try {
      Files.setPosixFilePermissions(requireWritable(path), permissions(mode));
    } catch (IOException e) {
      throw translated(e);
    }
  }

  /** Sets the time of the last change. */
  public void setModified(String path, long seconds) throws PhoneFileException {
    require(path);
    try {
      Files.setLastModifiedTime(
          requireWritable(path), FileTime.from(Instant.ofEpochSecond(seconds)));
    } catch (IOException e) {
      throw translated(e);
    }
  }

  private static PhoneFileException translated(IOException e) {
    if (e instanceof PhoneFileException known) {
      return known;
    }
    if (e instanceof NoSuchFileException) {
      return new PhoneFileException(Errno.ENOENT);
    }
    if (e instanceof DirectoryNotEmptyException) {
      return new PhoneFileException(Errno.ENOTEMPTY);
    }
    if (e instanceof FileAlreadyExistsException) {
      return new PhoneFileException(Errno.EEXIST);
    }
    if (e instanceof java.nio.file.AccessDeniedException
        || e instanceof AtomicMoveNotSupportedException) {
      return new PhoneFileException(Errno.EACCES);
    }
    String message = String.valueOf(e.getMessage());
    if (message.contains(Errno.ENOTDIR.words())) {
      return new PhoneFileException(Errno.ENOTDIR);
    }
    PhoneFileException other = new PhoneFileException(Errno.EIO);
    other.initCause(e);
    return other;
  }

  private static final List<PosixFilePermission> HIGHEST_FIRST =
      List.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private static int bits(Set<PosixFilePermission> permissions) {
    int bits = 0;
    for (PosixFilePermission permission : HIGHEST_FIRST) {
      bits = bits << 1 | (permissions.contains(permission) ? 1 : 0);
    }
    return bits;
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < HIGHEST_FIRST.size(); bit++) {
      if ((mode >> (HIGHEST_FIRST.size() - 1 - bit) & 1) != 0) {
        permissions.add(HIGHEST_FIRST.get(bit));
      }
    }
    return permissions;
  }

  /** Takes the space that is written from the disk. */
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private final Storage storage;

    Counted(OutputStream out, Storage storage) {
      this.out = out;
      this.storage = storage;
    }

    @Override
    public void write(int value) throws IOException {
      storage.take(1);
      out.write(value);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      storage.take(length);
      out.write(from, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
