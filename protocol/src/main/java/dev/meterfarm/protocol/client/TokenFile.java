package dev.meterfarm.protocol.client;

import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file that holds a token and that only its owner can read. Tokens come in files and never as
 * arguments, which every user of the machine can see.
 */
public final class TokenFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private TokenFile() {}

  /**
   * Reads a token.
   *
   * @throws FarmException with INVALID_CONFIGURATION if there is none, or others may read it
   */
  public static String read(Path file) {
    try {
      if (isPosix(file)) {
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(rights)) {
          throw new FarmException(
              ErrorCode.INVALID_CONFIGURATION,
              "the token file "
                  + file
                  + " has the rights "
                  + PosixFilePermissions.toString(rights)
                  + ", so others may read it: chmod 600 "
                  + file);
        }
      }
      String token = Files.readString(file).strip();
      if (token.isEmpty()) {
        throw new FarmException(
            ErrorCode.INVALID_CONFIGURATION, "the token file " + file + " is empty");
      }
      return token;
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot read the token file " + file + ": name one that exists with --token-file",
          e);
    } catch (UncheckedIOException e) {
      throw new FarmException(
          ErrorCode.INVALID_CONFIGURATION, "the token file " + file + " is no text", e);
    }
  }

  /** Writes a token so that it is there completely, for its owner only, or not at all. */
  public static void write(Path file, String token) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
      Path draft = Files.createTempFile(folder, ".token", ".new", attributes(folder));
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "cannot write the token file " + file + ": make its folder writable (" + e + ")",
          e);
    }
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] attributes(Path folder) {
    return isPosix(folder)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }
}
