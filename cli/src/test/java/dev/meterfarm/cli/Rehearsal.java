package dev.meterfarm.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Commands as a user gives them, but in this process, and what they leave behind. */
final class Rehearsal {
  static final Path PROFILES = Path.of("..", "device-profiles");

  /** Of a campaign on simulated devices with all that belongs to one, and hardly more. */
  static final String BUDGET = "18 jobs";

  /** Kernels that are quickly learnt. */
  static final String KERNELS = "conv1x1,binary";

  private Rehearsal() {}

  /** What a command said. */
  record Ran(int code, String out, String errors) {}

  /** Commands print to the process's standard output; only one runs at a time here. */
  static Ran run(String... arguments) {
    StringWriter errors = new StringWriter();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      int code = CoordinatorMain.run(arguments, new PrintWriter(errors));
      return new Ran(code, written.toString(StandardCharsets.UTF_8), errors.toString());
    } finally {
      System.setOut(before);
    }
  }

  /** The words of a short campaign. */
  static String[] campaign(String target, String budget, String... more) {
    return Stream.concat(
            Stream.of(
                "run-campaign",
                "--json",
                "--target",
                target,
                "--budget",
                budget,
                "--kernels",
                KERNELS,
                "--profiles",
                PROFILES.toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  static Path bundleIn(Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> file.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
  }

  /** The files of a bundle by name. */
  static Map<String, byte[]> entries(Path zip) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        entries.put(entry.getName(), file.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  /** What was learnt, by name; arrays as text, so that maps compare. */
  static Map<String, String> forests(Path out) throws IOException {
    Map<String, String> forests = new TreeMap<>();
    entries(bundleIn(out))
        .forEach(
            (name, content) -> {
              if (name.endsWith(".onnx") || name.equals("fusion-rules.json")) {
                forests.put(name, content.length + ":" + Arrays.hashCode(content));
              }
            });
    return forests;
  }

  /** Everything measured, for another command to work on. */
  static void copyLedger(Path from, Path to) throws IOException {
    Path copy = Files.createDirectory(Places.ledger(Files.createDirectories(to)));
    try (Stream<Path> files = Files.list(Places.ledger(from))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
  }
}
