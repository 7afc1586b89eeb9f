package dev.meterfarm.agent.litert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.agent.child.ChildDevice;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceContract;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("python")
class LitertCpuDeviceTest extends DeviceContract {
  @TempDir private Path folder;

  @Override
  protected Device open(ScratchFolder scratch) {
    return LitertForTests.open(scratch, Accelerator.CPU);
  }

  @Override
  protected String target() {
    return "litert-cpu";
  }

  @Test
  void a_truncated_file_is_unreadable_and_its_neighbour_is_measured()
      throws IOException, InterruptedException {
    Path good = folder.resolve("good.tflite");
    TfliteWriter.write(JobsForTests.conv(28, 32), good);
    byte[] content = Files.readAllBytes(good);
    Path bad = folder.resolve("bad.tflite");
    Files.write(bad, Arrays.copyOf(content, content.length / 2));
    List<ModelRecipe> recipes =
        List.of(
            new ModelRecipe(ModelRecipe.Form.FILE, "bad", "bad", "bad"),
            new ModelRecipe(ModelRecipe.Form.FILE, "good", "good", "good"));
    PreparedJob job =
        new PreparedJob(
            JobsForTests.spec("truncated", "litert-cpu", JobsForTests.PLAN, recipes),
            List.of(
                new PreparedModel.OnDisk("bad", "bad", bad),
                new PreparedModel.OnDisk("good", "good", good)),
            () -> {});
    try (ScratchFolder scratch = ScratchFolder.open();
        ChildDevice<LitertTarget> device = LitertForTests.open(scratch, Accelerator.CPU)) {
      List<ModelOutcome> outcomes = device.measure(job).outcomes();
      assertThat(outcomes.get(0))
          .isInstanceOfSatisfying(
              ModelOutcome.Failed.class,
              of -> assertThat(of.code()).isEqualTo(ErrorCode.MODEL_UNREADABLE));
      assertThat(outcomes.get(1)).isInstanceOf(ModelOutcome.Measured.class);
    }
  }

  @Test
  void killing_the_child_costs_the_model_it_was_at_and_nothing_else() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (ScratchFolder scratch = ScratchFolder.open();
        ChildDevice<LitertTarget> device = LitertForTests.open(scratch, Accelerator.CPU)) {
      long child = device.childPid();
      RunPlan plan =
          new RunPlan(1, 0, 1, 1_000_000, Duration.ofSeconds(2), false, Duration.ofSeconds(60));
      JobSpec spec =
          JobsForTests.spec(
              "killed",
              "litert-cpu",
              plan,
              List.of(
                  JobsForTests.recipe(JobsForTests.conv(28, 32)),
                  JobsForTests.recipe(JobsForTests.conv(14, 16))));
      Future<DeviceReport> report =
          thread.submit(
              () -> {
                try (PreparedJob job = JobsForTests.prepare(spec, device, scratch)) {
                  return device.measure(job);
                }
              });
      // It runs for two seconds; nothing else that is done with a model takes half of one.
      await().during(Duration.ofMillis(500)).until(() -> device.modelInProgress() == 1);
      ProcessHandle.of(child).orElseThrow().destroyForcibly();
      List<ModelOutcome> outcomes = report.get().outcomes();
      assertThat(outcomes).filteredOn(of -> of instanceof ModelOutcome.Measured).hasSize(1);
      assertThat(outcomes)
          .filteredOn(of -> of instanceof ModelOutcome.Failed)
          .singleElement()
          .satisfies(
              of -> assertThat(((ModelOutcome.Failed) of).code()).isEqualTo(ErrorCode.RUN_CRASHED));
    } finally {
      thread.shutdownNow();
    }
  }
}
