package dev.meterfarm.agent.litert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.child.ChildDevice;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a child can do wrong, acted by a program that needs neither Python nor the wheel. */
class LitertFaultsTest {
  private static final String SAY_READY = "echo '" + ScriptedChild.READY + "'";

  @TempDir private Path folder;
  private ScratchFolder scratch;

  @BeforeEach
  void openScratch() {
    scratch = ScratchFolder.open();
  }

  @AfterEach
  void closeScratch() {
    scratch.close();
  }

  private ChildDevice<LitertTarget> device(String onRun) throws IOException {
    return ScriptedChild.open(scratch, ScriptedChild.write(folder, SAY_READY, onRun));
  }

  private DeviceReport measureTwo(ChildDevice<LitertTarget> device, Duration deadline)
      throws InterruptedException {
    JobSpec spec =
        JobsForTests.spec(
            "two",
            "litert-gpu",
            new RunPlan(1, 0, 1, 2, Duration.ZERO, false, deadline),
            List.of(
                JobsForTests.recipe(JobsForTests.conv(14, 16)),
                JobsForTests.recipe(JobsForTests.conv(7, 8))));
    try (PreparedJob job = JobsForTests.prepare(spec, device, scratch)) {
      return device.measure(job);
    }
  }

  private List<ModelOutcome> measureTwo(ChildDevice<LitertTarget> device)
      throws InterruptedException {
    return measureTwo(device, Duration.ofSeconds(60)).outcomes();
  }

  private static ErrorCode codeOf(ModelOutcome outcome) {
    return ((ModelOutcome.Failed) outcome).code();
  }

  private void assertOpeningFails(String onStart, ErrorCode code, String... told)
      throws IOException {
    String program = ScriptedChild.write(folder, onStart, "");
    assertThatThrownBy(() -> ScriptedChild.open(scratch, program))
        .isInstanceOf(FarmException.class)
        .hasMessageContainingAll(told)
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(code);
  }

  @Test
  void a_target_without_a_driver_is_unavailable_with_the_remedy() throws IOException {
    assertOpeningFails(
        "echo '{\"type\":\"broken\",\"code\":\"RUNTIME_MISSING\",\"message\":\"no Vulkan driver:"
            + " apt install chromium\"}'; exit 0",
        ErrorCode.RUNTIME_MISSING,
        "apt install chromium");
  }

  @Test
  void a_gpu_that_is_missing_does_not_keep_the_cpu_from_being_served() throws IOException {
    String program =
        ScriptedChild.write(
            folder,
            "case \"$start\" in *'\"gpu\"'*) echo '{\"type\":\"broken\",\"code\":\"RUNTIME_MISSING\","
                + "\"message\":\"no Vulkan driver\"}'; exit 0;; esac; "
                + SAY_READY,
            "");
    Path profiles = Files.createDirectory(folder.resolve("profiles"));
    Files.writeString(
        profiles.resolve("litert.yaml"),
        "device: litert\ndriver: litert\npython: "
            + program
            + "\ntargets: {l-cpu: {}, l-gpu: {accelerator: gpu}}\n");

    try (LocalAgent agent = LocalAgent.open(LocalAgent.profiles(profiles), WantedTargets.all())) {
      assertThat(agent.targets()).extracting(TargetDescription::name).containsExactly("l-cpu");
      DeviceSighting seen = agent.sightings().get(0);
      assertThat(seen.isReady()).isTrue();
      assertThat(seen.unavailable()).containsExactly(Map.entry("l-gpu", "no Vulkan driver"));
    }
    assertThatThrownBy(() -> LocalAgent.open(profiles, Set.of("l-cpu", "l-gpu")))
        .isInstanceOf(FarmException.class)
        .hasMessageContainingAll("[l-gpu]", "no Vulkan driver")
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.DEVICE_UNFIT);
    assertThatThrownBy(() -> LocalAgent.open(profiles, Set.of("l-gpu")))
        .isInstanceOf(FarmException.class)
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.RUNTIME_MISSING);
  }

  @Test
  void a_child_that_dies_at_the_start_leaves_its_last_words() throws IOException {
    assertOpeningFails(
        "echo 'Illegal instruction' >&2; exit 132",
        ErrorCode.RUNTIME_MISSING,
        "Illegal instruction",
        "signal 4");
  }

  @Test
  void a_python_that_is_not_there_is_a_missing_runtime() {
    assertThatThrownBy(() -> ScriptedChild.open(scratch, folder.resolve("absent").toString()))
        .isInstanceOf(FarmException.class)
        .hasMessageContaining("absent")
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.RUNTIME_MISSING);
  }

  @Test
  void a_software_gpu_is_called_one_wherever_the_target_is_described() throws IOException {
    try (ChildDevice<LitertTarget> device = device("")) {
      TargetDescription target = device.targets().get(0);
      assertThat(target.deviceClass()).startsWith("software GPU (SwiftShader Device on ");
      assertThat(target.settings()).containsEntry("softwareGpu", "true");
      assertThat(target.fingerprint()).containsEntry("softwareGpu", "true");
    }
  }

  @Test
  void a_crash_costs_the_model_that_the_child_was_at() throws Exception {
    try (ChildDevice<LitertTarget> device =
        device(
            "if [ $job = 1 ]; then echo '{\"type\":\"at\",\"model\":0,\"step\":\"run\"}';"
                + " echo 'driver gave up' >&2; kill -SEGV $$; fi")) {
      List<ModelOutcome> outcomes = measureTwo(device);
      assertThat(codeOf(outcomes.get(0))).isEqualTo(ErrorCode.RUN_CRASHED);
      assertThat(((ModelOutcome.Failed) outcomes.get(0)).message())
          .contains("conv14-16", "signal 11", "driver gave up");
      assertThat(outcomes.get(1)).isInstanceOf(ModelOutcome.Measured.class);
    }
  }

  @Test
  void a_second_crash_costs_the_job_and_the_next_job_gets_a_new_child() throws Exception {
    try (ChildDevice<LitertTarget> device = device("if [ $job -le 2 ]; then kill -KILL $$; fi")) {
      assertThatThrownBy(() -> measureTwo(device))
          .isInstanceOf(FarmException.class)
          .hasMessageContaining("crashed 2 times")
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.RUN_CRASHED);
      assertThat(measureTwo(device)).allMatch(ModelOutcome.Measured.class::isInstance);
    }
  }

  @Test
  void a_hanging_child_is_killed_with_all_that_it_started() throws Exception {
    Path note = folder.resolve("pid");
    try (ChildDevice<LitertTarget> device =
        device("if [ $job = 1 ]; then sleep 1000 & echo $! > " + note + "; wait; fi")) {
      ProcessHandle child = ProcessHandle.of(device.childPid()).orElseThrow();
      assertThatThrownBy(() -> measureTwo(device, Duration.ofSeconds(1)))
          .isInstanceOf(FarmException.class)
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.RUN_TIMED_OUT);
      await().until(() -> !child.isAlive());
      long sleeper = Long.parseLong(Files.readString(note).strip());
      await().until(() -> ProcessHandle.of(sleeper).isEmpty());
      assertThat(measureTwo(device)).allMatch(ModelOutcome.Measured.class::isInstance);
    }
  }

  @Test
  void a_model_that_would_run_partly_elsewhere_fails_and_its_neighbour_does_not() throws Exception {
    try (ChildDevice<LitertTarget> device =
        device(
            "first='{\"code\":\"MODEL_UNSUPPORTED\",\"message\":\"not completely on the gpu\","
                + "\"roundNanos\":[],\"pooled\":null,\"executed\":[]}'")) {
      List<ModelOutcome> outcomes = measureTwo(device);
      assertThat(codeOf(outcomes.get(0))).isEqualTo(ErrorCode.MODEL_UNSUPPORTED);
      assertThat(outcomes.get(1)).isInstanceOf(ModelOutcome.Measured.class);
    }
  }

  /** Valid JSON and more; none of it may be taken for what was measured of these two models. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"type\":\"at\"}",
        "{\"type\":\"at\",\"model\":2,\"step\":\"run\"}",
        "{\"type\":\"at\",\"model\":-2,\"step\":\"run\"}",
        "{\"type\":\"done\",\"references\":[],\"environment\":{}}",
        "{\"type\":\"done\",\"outcomes\":[],\"references\":[],\"environment\":{}}",
        "{\"type\":\"done\",\"outcomes\":[null,null],\"references\":[],\"environment\":{}}",
        ScriptedChild.READY
      })
  void a_reply_that_does_not_fit_the_request_counts_as_a_crash(String line) throws Exception {
    try (ChildDevice<LitertTarget> device = device("echo '" + line + "'")) {
      assertThatThrownBy(() -> measureTwo(device))
          .isInstanceOf(FarmException.class)
          .hasMessageContaining("crashed 2 times")
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.RUN_CRASHED);
    }
  }

  @Test
  void a_gpu_that_the_child_says_nothing_of_is_not_served() throws IOException {
    assertOpeningFails(
        "echo '" + ScriptedChild.READY.replace("softwareGpu", "colour") + "'",
        ErrorCode.RUNTIME_MISSING,
        "says nothing of its 'softwareGpu'");
  }

  @Test
  void a_child_that_talks_of_a_run_before_it_is_ready_is_not_waited_for() throws IOException {
    assertOpeningFails(
        "echo '{\"type\":\"at\",\"model\":0,\"step\":\"run\"}'; sleep 1000",
        ErrorCode.RUNTIME_MISSING,
        "before it was ready");
  }

  @Test
  void half_a_reply_is_none_and_the_end_of_the_child_is_told() throws Exception {
    try (ChildDevice<LitertTarget> device =
        device("printf '{\"type\":\"done\",\"outcomes\":['; kill -KILL $$")) {
      assertThatThrownBy(() -> measureTwo(device))
          .isInstanceOf(FarmException.class)
          .hasMessageContaining("killed by signal 9");
    }
  }

  @Test
  void words_that_are_no_reply_count_as_a_crash() throws Exception {
    try (ChildDevice<LitertTarget> device = device("if [ $job -le 2 ]; then echo 'hello'; fi")) {
      assertThatThrownBy(() -> measureTwo(device))
          .isInstanceOf(FarmException.class)
          .hasMessageContaining("no reply: hello")
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.RUN_CRASHED);
    }
  }
}
