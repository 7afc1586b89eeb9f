package dev.meterfarm.testkit.farm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system of its own that can be filled up. Only programs that are started with {@link
 * #entering} before them see it; for all others the folder is empty. It lasts until it is closed,
 * whoever of them dies.
 */
public final class SmallDisk implements AutoCloseable {
  private static final String UNSHARE = "/usr/bin/unshare";

  private final Process holder;
  private final Path at;

  private SmallDisk(Process holder, Path at) {
    this.holder = holder;
    this.at = at;
  }

  /**
   * Whether file systems can be mounted here.
   *
   * @throws AssertionError if not, though {@code METERFARM_REQUIRE_MOUNTS} asks for it
   */
  public static boolean isPossible() throws IOException, InterruptedException {
    boolean can =
        Files.isExecutable(Path.of(UNSHARE))
            && new ProcessBuilder(UNSHARE, "-rm", "/bin/sh", "-c", "mount -t tmpfs none /mnt")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor()
                == 0;
    if (!can && "1".equals(System.getenv("METERFARM_REQUIRE_MOUNTS"))) {
      throw new AssertionError("METERFARM_REQUIRE_MOUNTS is 1, but unshare -rm cannot mount here");
    }
    return can;
  }

  /**
   * Mounts one.
   *
   * @param at a folder; made if it is missing
   * @param size as {@code mount} takes it, such as {@code 8m}
   */
  public static SmallDisk mount(Path at, String size) throws IOException {
    Files.createDirectories(at);
    // cat ends when we do, and with it the last process that keeps the file system.
    String script = "mount -t tmpfs -o size=" + size + " none \"$0\" && echo mounted && exec cat";
    Process holder =
        new ProcessBuilder(UNSHARE, "-rm", "/bin/sh", "-c", script, at.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    if (!"mounted".equals(line)) {
      holder.destroyForcibly();
      throw new IOException("no file system could be mounted at " + at + ": " + line);
    }
    return new SmallDisk(holder, at);
  }

  /** What comes before a program's command, so that it sees the file system. */
  public List<String> entering() {
    return List.of(
        "nsenter",
        "--target",
        Long.toString(holder.pid()),
        "--user",
        "--mount",
        "--preserve-credentials");
  }

  /** Puts a copy of all that is in a folder on it; nobody else may look at it then. */
  public void takeIn(Path folder) throws IOException, InterruptedException {
    inside("cp -a \"$1\"/. \"$0\"/ && chmod 700 \"$0\"", folder);
  }

  /** Takes all the room that is left. */
  public void fill() throws IOException, InterruptedException {
    inside("dd if=/dev/zero of=\"$0/ballast\" bs=4k 2>/dev/null; true");
  }

  /** Gives it back. */
  public void clear() throws IOException, InterruptedException {
    inside("rm -f \"$0/ballast\"");
  }

  private void inside(String script, Path... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(entering());
    command.addAll(List.of("/bin/sh", "-c", script, at.toString()));
    for (Path file : more) {
      command.add(file.toString());
    }
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("'" + script + "' failed on the file system at " + at);
    }
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }
}
