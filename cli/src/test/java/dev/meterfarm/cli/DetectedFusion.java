package dev.meterfarm.cli;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.prepare.ModelPreparer;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.coordinator.fusion.FusionDetection;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.coordinator.fusion.TestCaseCatalogue;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The fusion rules of a target of this machine, found without a campaign around it. */
final class DetectedFusion {
  private DetectedFusion() {}

  /**
   * Finds them.
   *
   * @param cases such as {@code conv>relu}
   * @param settings what to spend, from what the target says of itself
   */
  static FusionReport of(
      Path profiles,
      String target,
      Set<String> cases,
      Function<TargetDescription, FusionSettings> settings)
      throws InterruptedException {
    try (ScratchFolder scratch = ScratchFolder.open();
        LocalAgent agent = LocalAgent.open(profiles, Set.of(target))) {
      Device device = agent.devices().get(0);
      TargetDescription description = agent.targets().get(0);
      FusionDetection detection =
          new FusionDetection(
              "test",
              description,
              TestCaseCatalogue.standard().only(cases),
              settings.apply(description),
              (name, graph) ->
                  new ModelRecipe(
                      ModelRecipe.Form.GRAPH, name, GraphJson.write(graph), GraphJson.hash(graph)));
      ModelPreparer preparer = new ModelPreparer(scratch, sha256 -> new byte[0]);
      for (List<JobSpec> wave = detection.nextWave();
          !wave.isEmpty();
          wave = detection.nextWave()) {
        for (JobSpec spec : wave) {
          try (PreparedJob job = preparer.prepare(spec, device.modelFormat())) {
            DeviceReport report = device.measure(job);
            detection.accept(spec.key(), report.outcomes(), report.elapsed());
          }
        }
      }
      return detection.report();
    }
  }
}
