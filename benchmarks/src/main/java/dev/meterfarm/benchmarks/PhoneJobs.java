package dev.meterfarm.benchmarks;

import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the benchmarks of phones have in common: a profile for any phone, and jobs. */
final class PhoneJobs {
  static final String TARGET = "bench-cpu";

  private static final RunPlan PLAN =
      new RunPlan(1, 1, 5, 20_000, Duration.ofMillis(1), false, Duration.ofMinutes(5));

  private PhoneJobs() {}

  /** Writes a profile that takes any phone of an adb server; returns its folder. */
  static Path profiles(int adbPort) throws IOException {
    Path folder = Files.createTempDirectory("meterfarm-phones-");
    Files.writeString(
        folder.resolve("phones.yaml"),
        """
        device: bench-phone
        driver: android
        adb: {port: %d}
        health: {most-load: 1000}
        targets:
          %s: {cluster: big, cores: 1}
        """
            .formatted(adbPort, TARGET));
    return folder;
  }

  /** A convolution with so many output channels: 2304 weights of 4 bytes for each. */
  static Graph conv(int channels, long seed) {
    GraphBuilder graph = new GraphBuilder("conv-" + channels + "-" + seed, seed);
    int x = graph.input(Shape.of(1, 4, 4, 256));
    return graph.build(graph.conv(x, channels, 3, 1, Activation.NONE));
  }

  static JobSpec job(String key, List<Graph> graphs) {
    List<ModelRecipe> recipes = new ArrayList<>();
    for (Graph graph : graphs) {
      recipes.add(
          new ModelRecipe(
              ModelRecipe.Form.GRAPH, graph.name(), GraphJson.write(graph), GraphJson.hash(graph)));
    }
    return new JobSpec("benchmark", key, TARGET, JobKind.KERNEL_SAMPLES, 1, recipes, PLAN);
  }
}
