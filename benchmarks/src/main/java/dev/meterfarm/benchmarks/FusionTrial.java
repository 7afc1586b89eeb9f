package dev.meterfarm.benchmarks;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.ModelFormat;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.coordinator.fusion.FusionDetection;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.coordinator.fusion.TestCaseCatalogue;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the fusion rules of one target of a device, one job after the other, without a ledger. */
final class FusionTrial {
  private final Device device;
  private final TargetDescription target;
  private final ScratchFolder scratch;

  FusionTrial(Device device, TargetDescription target, ScratchFolder scratch) {
    this.device = device;
    this.target = target;
    this.scratch = scratch;
  }

  FusionReport detect(FusionSettings settings, TestCaseCatalogue cases)
      throws InterruptedException {
    FusionDetection detection =
        new FusionDetection("benchmark", target, cases, settings, FusionTrial::recipe);
    List<JobSpec> wave = detection.nextWave();
    while (!wave.isEmpty()) {
      for (JobSpec spec : wave) {
        try (PreparedJob job = prepare(spec)) {
          DeviceReport report = device.measure(job);
          detection.accept(spec.key(), report.outcomes(), report.elapsed());
        }
      }
      wave = detection.nextWave();
    }
    return detection.report();
  }

  private static ModelRecipe recipe(String name, Graph graph) {
    return new ModelRecipe(
        ModelRecipe.Form.GRAPH, name, GraphJson.write(graph), GraphJson.hash(graph));
  }

  private PreparedJob prepare(JobSpec spec) {
    Path folder = scratch.newFolder();
    List<PreparedModel> models = new ArrayList<>();
    for (ModelRecipe recipe : spec.models()) {
      Graph graph = GraphJson.read(recipe.body());
      models.add(
          device.modelFormat() == ModelFormat.GRAPH
              ? new PreparedModel.InMemory(recipe.hash(), recipe.name(), graph)
              : new PreparedModel.OnDisk(recipe.hash(), recipe.name(), write(graph, folder)));
    }
    return new PreparedJob(spec, models, () -> ScratchFolder.delete(folder));
  }

  private static Path write(Graph graph, Path folder) {
    try {
      Path file = Files.createTempFile(folder, "model", ".tflite");
      TfliteWriter.write(graph, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
