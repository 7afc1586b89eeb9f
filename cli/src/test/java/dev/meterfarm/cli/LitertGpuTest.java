package dev.meterfarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.prepare.ModelPreparer;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.coordinator.fusion.FusionDetection;
import dev.meterfarm.coordinator.fusion.FusionFinding;
import dev.meterfarm.coordinator.fusion.FusionReport;
import dev.meterfarm.coordinator.fusion.FusionSettings;
import dev.meterfarm.coordinator.fusion.TestCaseCatalogue;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.predictor.rules.Verdict;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fusion rules of LiteRT's GPU delegate, from times alone. */
@Tag("python")
@Tag("measures")
class LitertGpuTest {
  /** Detection ends by itself when all is decided or tried out. */
  private static final Duration MOST_DEVICE_TIME = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Path profiles;

  @BeforeEach
  void declareTheTarget() throws IOException {
    profiles = LitertForTests.profiles(folder);
  }

  /** XNNPACK on the same machine fuses the first two only. */
  @Test
  void elementwise_ops_are_found_fused_into_a_convolution_and_a_pooling_is_not() throws Exception {
    FusionReport report =
        detect(
            Set.of(
                "conv1x1>relu",
                "conv1x1>relu6",
                "conv1x1>sigmoid",
                "conv1x1>hswish",
                "conv>maxpool"));

    String table = String.join("\n", report.table());
    assertThat(report.findings()).as(table).hasSize(5);
    List<FusionFinding> elementwise =
        report.findings().stream().filter(of -> !of.id().equals("conv>maxpool")).toList();
    assertThat(elementwise)
        .as(table)
        .noneMatch(of -> of.rule().verdict() == Verdict.SEPARATE)
        // On a busy machine some may stay undecided, but never all; XNNPACK fuses neither of these.
        .anyMatch(of -> of.rule().verdict() == Verdict.FUSED && of.id().matches(".*(sigmoid|hswish)"));
    assertThat(report.findings())
        .as(table)
        .noneMatch(
            of -> of.id().equals("conv>maxpool") && of.rule().verdict() == Verdict.FUSED);
  }

  private FusionReport detect(Set<String> cases) throws InterruptedException {
    try (ScratchFolder scratch = ScratchFolder.open();
        LocalAgent agent = LocalAgent.open(profiles, Set.of(LitertForTests.TARGET))) {
      Device device = agent.devices().get(0);
      FusionDetection detection =
          new FusionDetection(
              "test",
              agent.targets().get(0),
              TestCaseCatalogue.standard().only(cases),
              FusionSettings.standard(MOST_DEVICE_TIME, agent.targets().get(0).traits(), 1),
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
