package dev.meterfarm.graph.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.Op;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.houserules.PythonForTests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Variants in an interpreter that is not ours: LiteRT's, from Python. */
@Tag("python")
class RunningVariantsTest {
  private static final long VARIANTS = 3;
  private static final long DEADLINE_SECONDS = 120;

  static Stream<NetworkFamily> families() {
    return Zoo.families().stream();
  }

  @ParameterizedTest
  @MethodSource("families")
  void giveFiniteScoresThatDiffer(NetworkFamily family, @TempDir Path folder)
      throws IOException, InterruptedException {
    String python = PythonForTests.require("LiteRT");
    List<String> command = new ArrayList<>(List.of(python, script(folder).toString()));
    for (long seed = 0; seed < VARIANTS; seed++) {
      Graph graph = family.variant(seed);
      Path network = folder.resolve(family.name() + "_" + seed + ".tflite");
      TfliteWriter.write(graph, network);
      TfliteWriter.write(
          withoutSoftmax(graph), folder.resolve(family.name() + "_" + seed + ".scores.tflite"));
      command.add(network.toString());
    }

    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();

    assertThat(ended).as("ended within %d s", DEADLINE_SECONDS).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  private static Path script(Path folder) throws IOException {
    try (InputStream source = RunningVariantsTest.class.getResourceAsStream("run_networks.py")) {
      Path script = folder.resolve("run_networks.py");
      byte[] bytes = Objects.requireNonNull(source, "run_networks.py").readAllBytes();
      Files.writeString(script, new String(bytes, StandardCharsets.UTF_8));
      return script;
    }
  }

  private static Graph withoutSoftmax(Graph graph) {
    List<Op> ops = graph.ops().subList(0, graph.ops().size() - 1);
    int softmax = graph.producer(graph.outputs().get(0));
    return new Graph(
        graph.name(),
        graph.tensors(),
        ops,
        graph.inputs(),
        List.of(graph.op(softmax).inputs().get(0)));
  }
}
