package dev.meterfarm.agent.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.agent.child.ChildDevice;
import dev.meterfarm.agent.child.ReferenceModels;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceContract;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.tflite.TfliteWriter;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDeviceTest extends DeviceContract {
  private static final List<EmbeddedTarget> TARGETS =
      List.of(
          new EmbeddedTarget("host-cpu", true, 1, "hash"),
          new EmbeddedTarget("host-cpu-builtin", false, 1, "hash"));

  /** Runs long enough to be hit in the middle. */
  private static final RunPlan LONG =
      new RunPlan(1, 0, 1, 1_000_000, Duration.ofSeconds(20), false, Duration.ofSeconds(60));

  @TempDir private Path folder;

  @Override
  protected Device open(ScratchFolder scratch) {
    return openEmbedded(scratch);
  }

  private static ChildDevice<EmbeddedTarget> openEmbedded(ScratchFolder scratch) {
    return EmbeddedRuntime.open(new DeviceId("host"), TARGETS, scratch);
  }

  @Override
  protected String target() {
    return "host-cpu";
  }

  private static DeviceReport measure(Device device, ScratchFolder scratch, JobSpec spec)
      throws InterruptedException {
    try (PreparedJob job = JobsForTests.prepare(spec, device, scratch)) {
      return device.measure(job);
    }
  }

  private static JobSpec spec(String key, String target, RunPlan plan, Graph... graphs) {
    return JobsForTests.spec(
        key, target, plan, Arrays.stream(graphs).map(JobsForTests::recipe).toList());
  }

  @Test
  void own_kernels_of_tflite_fuse_nothing() throws InterruptedException {
    try (ScratchFolder scratch = ScratchFolder.open();
        ChildDevice<EmbeddedTarget> device = openEmbedded(scratch)) {
      JobSpec spec =
          spec(
              "builtin",
              "host-cpu-builtin",
              JobsForTests.profiled(),
              JobsForTests.conv(28, 32, OpType.RELU),
              JobsForTests.conv(28, 32, OpType.SIGMOID));
      assertThat(measure(device, scratch, spec).outcomes())
          .allSatisfy(of -> assertThat(((ModelOutcome.Measured) of).executed()).hasSize(2));
    }
  }

  @Test
  void a_truncated_file_is_unreadable_and_its_neighbour_is_measured()
      throws InterruptedException, IOException {
    try (ScratchFolder scratch = ScratchFolder.open();
        ChildDevice<EmbeddedTarget> device = openEmbedded(scratch)) {
      Path good = folder.resolve("good.tflite");
      TfliteWriter.write(JobsForTests.conv(28, 32), good);
      byte[] content = Files.readAllBytes(good);
      Path bad = folder.resolve("bad.tflite");
      Files.write(bad, Arrays.copyOf(content, content.length / 2));
      List<ModelOutcome> outcomes = device.measure(ofFiles("truncated", bad, good)).outcomes();
      assertThat(outcomes.get(0)).isInstanceOf(ModelOutcome.Failed.class);
      assertThat(((ModelOutcome.Failed) outcomes.get(0)).code())
          .isEqualTo(ErrorCode.MODEL_UNREADABLE);
      assertThat(outcomes.get(1)).isInstanceOf(ModelOutcome.Measured.class);
    }
  }

  private static PreparedJob ofFiles(String key, Path... files) {
    List<ModelRecipe> recipes = new ArrayList<>();
    List<PreparedModel> models = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      recipes.add(new ModelRecipe(ModelRecipe.Form.FILE, name, name, name));
      models.add(new PreparedModel.OnDisk(name, name, file));
    }
    return new PreparedJob(
        JobsForTests.spec(key, "host-cpu", JobsForTests.PLAN, recipes), models, () -> {});
  }

  @Test
  void killing_the_child_costs_the_model_it_was_at_and_nothing_else() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (ScratchFolder scratch = ScratchFolder.open();
        ChildDevice<EmbeddedTarget> device = openEmbedded(scratch)) {
      long child = device.childPid();
      RunPlan plan =
          new RunPlan(1, 0, 1, 1_000_000, Duration.ofSeconds(2), false, Duration.ofSeconds(60));
      JobSpec spec =
          spec("killed", "host-cpu", plan, JobsForTests.conv(28, 32), JobsForTests.conv(14, 16));
      Future<DeviceReport> report = thread.submit(() -> measure(device, scratch, spec));
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
      assertThat(device.childPid()).isNotEqualTo(child);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void two_crashes_fail_the_job_and_the_next_job_runs() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (ScratchFolder scratch = ScratchFolder.open();
        ChildDevice<EmbeddedTarget> device = openEmbedded(scratch)) {
      JobSpec spec =
          spec("twice", "host-cpu", LONG, JobsForTests.conv(28, 32), JobsForTests.conv(14, 16));
      Future<DeviceReport> report = thread.submit(() -> measure(device, scratch, spec));
      for (int crash = 0; crash < 2; crash++) {
        await().until(() -> device.modelInProgress() >= 0);
        long child = device.childPid();
        ProcessHandle.of(child).orElseThrow().destroyForcibly();
        await().until(() -> device.childPid() != child || report.isDone());
      }
      assertThatThrownBy(report::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(DeviceException.class)
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.RUN_CRASHED);
      JobSpec next = JobsForTests.spec("next", "host-cpu", JobsForTests.conv(14, 16));
      assertThat(measure(device, scratch, next).outcomes().get(0))
          .isInstanceOf(ModelOutcome.Measured.class);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void the_deadline_kills_the_child_and_names_the_model() throws InterruptedException {
    try (ScratchFolder scratch = ScratchFolder.open();
        ChildDevice<EmbeddedTarget> device = openEmbedded(scratch)) {
      long child = device.childPid();
      RunPlan plan =
          new RunPlan(1, 0, 1, 1_000_000, Duration.ofSeconds(30), false, Duration.ofMillis(500));
      Graph graph = JobsForTests.conv(28, 32);
      assertThatThrownBy(() -> measure(device, scratch, spec("slow", "host-cpu", plan, graph)))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining(graph.name())
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.RUN_TIMED_OUT);
      assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
      measure(device, scratch, JobsForTests.spec("next", "host-cpu", graph));
    }
  }

  @Test
  void an_interrupt_stops_the_run() throws Exception {
    try (ScratchFolder scratch = ScratchFolder.open();
        ChildDevice<EmbeddedTarget> device = openEmbedded(scratch)) {
      CompletableFuture<Exception> ended = new CompletableFuture<>();
      Thread measuring =
          new Thread(
              () -> {
                try {
                  measure(
                      device, scratch, spec("stop", "host-cpu", LONG, JobsForTests.conv(28, 8)));
                  ended.complete(null);
                } catch (InterruptedException | RuntimeException e) {
                  ended.complete(e);
                }
              });
      measuring.start();
      await().until(() -> device.modelInProgress() >= 0);
      measuring.interrupt();
      assertThat(ended.get()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void inputs_are_written_and_do_not_share_one_zero_page() throws IOException {
    try (ScratchFolder scratch = ScratchFolder.open();
        ChildDevice<EmbeddedTarget> device = openEmbedded(scratch)) {
      // Both inputs of the sum and the reference models' inputs: 4 MB each must be resident.
      long before = residentBytes(device.childPid());
      JobSpec spec = spec("filled", "host-cpu", JobsForTests.PLAN, ReferenceModels.memory());
      try (PreparedJob job = JobsForTests.prepare(spec, device, scratch)) {
        device.measure(job);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      // The reference models stay loaded: two inputs and an output of 4 MB, all of it touched.
      assertThat(residentBytes(device.childPid()) - before).isGreaterThan(11L << 20);
    }
  }

  private static long residentBytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_child_ends_with_its_parent() throws Exception {
    Path out = folder.resolve("out");
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OpensAndWaits.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(out).contains("child="));
    String text = Files.readString(out);
    long child = Long.parseLong(text.replaceAll("(?s).*child=(\\d+);.*", "$1"));
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isPresent();
    parent.destroyForcibly().waitFor();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  /** A parent for the test above. */
  static final class OpensAndWaits {
    private OpensAndWaits() {}

    public static void main(String[] args) throws InterruptedException {
      ScratchFolder scratch = ScratchFolder.open();
      ChildDevice<EmbeddedTarget> device = openEmbedded(scratch);
      System.out.println("child=" + device.childPid() + ";");
      Thread.currentThread().join();
    }
  }
}
