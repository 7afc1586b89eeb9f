package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.tflite.TfliteWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A campaign of a few jobs on one target, as a user starts it.
 *
 * @param folder for everything that it reads and writes, the test's own
 * @param profiles device profiles, one of which declares the target
 */
record SmallCampaign(Path folder, Path profiles, String target) {

  /** Runs it to its end, which must be a good one. */
  void run(String... flags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "run-campaign",
                "--target",
                target,
                "--profiles",
                profiles.toString(),
                "--out",
                out().toString()));
    command.addAll(List.of(flags));
    StringWriter errors = new StringWriter();
    int code = CoordinatorMain.run(command.toArray(String[]::new), new PrintWriter(errors));
    assertThat(errors.toString()).isEmpty();
    assertThat(code).isZero();
  }

  /** What it left. */
  Path bundle() throws IOException {
    try (Stream<Path> files = Files.list(out())) {
      return files.filter(file -> file.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
  }

  private Path out() {
    return folder.resolve("out");
  }

  /** A folder with so many networks, numbered from {@code first}. */
  Path networks(String name, int first, int count, IntFunction<Graph> network) throws IOException {
    Path networks = Files.createDirectory(folder.resolve(name));
    for (int i = first; i < first + count; i++) {
      TfliteWriter.write(network.apply(i), networks.resolve(i + ".tflite"));
    }
    return networks;
  }
}
