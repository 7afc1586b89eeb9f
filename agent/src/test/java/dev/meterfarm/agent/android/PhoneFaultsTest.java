package dev.meterfarm.agent.android;

import static dev.meterfarm.agent.android.PhoneFarmForTests.PATIENCE;
import static dev.meterfarm.agent.android.PhoneFarmForTests.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.android.ddmlib.AndroidDebugBridge;
import com.android.ddmlib.IDevice;
import dev.meterfarm.agent.benchmarkmodel.ToolRun;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.testkit.adb.RealAdb;
import dev.meterfarm.virtualphone.VirtualPhone;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the driver tells when a phone misbehaves: each fault of virtual phones once. */
@Tag("adb")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PhoneFaultsTest {
  private static final RunPlan SIZED = JobsForTests.PLAN;

  @TempDir private static Path folder;
  private PhoneFarmForTests farm;
  private VirtualPhone phone;
  private VirtualPhone old;

  @BeforeAll
  void plugIn() {
    assumeTrue(RealAdb.isInstalled(), RealAdb.MISSING);
    farm = PhoneFarmForTests.start(folder);
    phone = farm.switchOn(PhoneModel.pixel8(), "NEW");
    say(phone, "gpu works"); // or its target would be left out
    farm.connect(phone);
    old = farm.plugIn(PhoneModel.old(), "OLD");
    farm.drive(
        profile("new", "new-cpu: {cluster: big}\n  new-gpu: {delegate: gpu}"),
        profile("old", "old-cpu: {cluster: any}"));
  }

  private static String profile(String name, String targets) {
    return """
        device: %s
        match: {serial: [%s]}
        health: {when-unfit: skip, least-disk-megabytes: 1}
        targets:
          %s
        """
        .formatted(name, name.toUpperCase(Locale.ROOT), targets);
  }

  @AfterAll
  void unplug() {
    if (farm != null) {
      farm.close();
    }
  }

  @BeforeEach
  void areReady() {
    await()
        .atMost(PATIENCE)
        .until(() -> farm.find("NEW").isPresent() && farm.find("OLD").isPresent());
  }

  @AfterEach
  void heal() {
    for (VirtualPhone of : List.of(phone, old)) {
      for (String words :
          List.of(
              "next-run fine",
              "online",
              "cool",
              "battery 85 28",
              "disk 40000000000",
              "tool current",
              "gpu works",
              "governor schedutil",
              "clock 100")) {
        say(of, words);
      }
    }
  }

  private DeviceReport measure(String serial, JobSpec spec) throws InterruptedException {
    return farm.measure(serial, spec);
  }

  private static JobSpec job(String target, RunPlan plan) {
    return JobsForTests.spec(
        "faults",
        target,
        plan,
        List.of(
            JobsForTests.recipe(JobsForTests.conv(14, 8, OpType.RELU)),
            JobsForTests.recipe(JobsForTests.conv(14, 8, OpType.SIGMOID))));
  }

  private static RunPlan endless(Duration deadline) {
    return new RunPlan(1, 0, 1_000_000, 2_000_000, Duration.ofSeconds(60), false, deadline);
  }

  private static void assertFails(ThrowingCallable what, ErrorCode code, String... texts) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            DeviceException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessageContainingAll(texts);
  }

  private static void assertMeasured(ModelOutcome of) {
    assertThat(of).isInstanceOf(ModelOutcome.Measured.class);
  }

  private void assertFirstModelFails(ErrorCode code, String text) throws InterruptedException {
    RunPlan plan =
        new RunPlan(1, 0, 20_000, 20_000, Duration.ofSeconds(1), false, Duration.ofSeconds(60));
    DeviceReport report = measure("NEW", job("new-cpu", plan));
    assertThat(report.outcomes().get(0))
        .isInstanceOfSatisfying(
            ModelOutcome.Failed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(code);
              assertThat(failed.message()).contains("conv14-8[RELU]", text);
            });
    assertMeasured(report.outcomes().get(1));
  }

  @Test
  void a_killed_run_costs_the_model_that_ran() throws InterruptedException {
    say(phone, "next-run-of =0.tflite killed 1ms");
    assertFirstModelFails(ErrorCode.RUN_CRASHED, "137");
  }

  @Test
  void a_truncated_run_costs_the_model_that_ran() throws InterruptedException {
    say(phone, "next-run-of =0.tflite truncated 400");
    assertFirstModelFails(ErrorCode.RUN_CRASHED, "");
  }

  @Test
  void a_hung_run_is_killed_at_the_jobs_deadline() throws InterruptedException {
    say(phone, "next-run-of =0.tflite hang");
    RunPlan plan = new RunPlan(1, 0, 1, 50, Duration.ofMillis(1), false, Duration.ofSeconds(4));
    assertFails(
        () -> measure("NEW", job("new-cpu", plan)),
        ErrorCode.RUN_TIMED_OUT,
        phone.address(),
        "conv14-8[RELU]");
    await().atMost(PATIENCE).until(() -> phone.processes().all().isEmpty());
    assertMeasured(measure("NEW", job("new-cpu", SIZED)).outcomes().get(0));
  }

  @Test
  void a_trial_that_does_not_end_is_killed_and_says_so() throws Exception {
    ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
    try {
      for (VirtualPhone of : List.of(phone, old)) {
        String tool =
            of.files().list(PhoneTool.FOLDER).stream()
                .filter(name -> name.startsWith("benchmark_model-"))
                .findFirst()
                .orElseThrow();
        IDevice handle =
            Arrays.stream(AndroidDebugBridge.getBridge().getDevices())
                .filter(each -> each.getSerialNumber().equals(of.address()))
                .findFirst()
                .orElseThrow();
        AdbPhone adb = new AdbPhone(handle, deadlines, new Leftovers());
        String command =
            PhoneTool.FOLDER + "/" + tool + " --graph=" + PhoneTool.reference("compute");
        say(of, "next-run hang");
        assertThat(PhoneTool.run(adb, command, List.of("--num_runs=5"), Duration.ofSeconds(4)))
            .satisfies(run -> assertThat(run.status()).isEqualTo(137))
            .satisfies(run -> assertThat(run.err()).contains("took longer"));
        await().atMost(PATIENCE).until(() -> !runsTool(of));
        ToolRun fine = PhoneTool.run(adb, command, List.of("--num_runs=5"), PATIENCE);
        assertThat(fine.status()).as(fine.err()).isZero();
        assertThat(fine.out()).contains("Inference timings in us");
      }
    } finally {
      deadlines.shutdownNow();
    }
  }

  @Test
  void a_phone_that_is_unplugged_in_mid_run_loses_the_job_and_comes_back() throws Exception {
    for (VirtualPhone of : List.of(phone, old)) {
      String serial = of.state().property("ro.serialno");
      String target = of == old ? "old-cpu" : "new-cpu";
      say(of, "next-run-of num_runs=2000000 unplugged 300ms");
      assertFails(
          () -> measure(serial, job(target, endless(PATIENCE))), ErrorCode.DEVICE_LOST, "does not");
      await().atMost(PATIENCE).until(() -> farm.find(serial).isEmpty());
      say(of, "online");
      // By itself, adb looks for a lost phone every ten seconds; that is tested elsewhere.
      farm.adb().run("disconnect", of.address());
      farm.adb().connect(of.address());
      assertMeasured(measure(serial, job(target, SIZED)).outcomes().get(0));
      // By itself, the run that was going on would end in a minute.
      await().atMost(Duration.ofSeconds(30)).until(() -> !runsTool(of));
      assertThat(of.files().list(PhoneTool.FOLDER)).noneMatch(name -> name.startsWith("job-"));
    }
  }

  @Test
  void a_reboot_in_mid_run_loses_the_job_and_the_phone_comes_back() throws Exception {
    await().atMost(PATIENCE).until(() -> farm.find("NEW").isPresent());
    Thread reboots =
        new Thread(
            () -> {
              await().atMost(PATIENCE).until(() -> runsTool(phone));
              say(phone, "reboot 500ms");
            });
    reboots.start();
    assertFails(
        () -> measure("NEW", job("new-cpu", endless(PATIENCE))),
        ErrorCode.DEVICE_LOST,
        "does not answer");
    reboots.join();
    await().atMost(PATIENCE).until(() -> farm.find("NEW").isEmpty());
    assertMeasured(measure("NEW", job("new-cpu", SIZED)).outcomes().get(0));
  }

  private static boolean runsTool(VirtualPhone of) {
    return of.processes().all().stream()
        .anyMatch(process -> process.command().toString().contains("benchmark_model"));
  }

  @Test
  void a_full_disk_hands_the_job_back() {
    say(phone, "disk 100000");
    assertFails(
        () -> measure("NEW", job("new-cpu", SIZED)), ErrorCode.DEVICE_UNFIT, "0 MB of disk free");
    say(phone, "disk 1050000");
    JobSpec big = JobsForTests.spec("big", "new-cpu", SIZED, List.of(recipe(1024), recipe(1025)));
    assertFails(() -> measure("NEW", big), ErrorCode.DEVICE_UNFIT, "No space left on device");
  }

  private static ModelRecipe recipe(int channels) {
    return JobsForTests.recipe(JobsForTests.conv(7, channels * 4));
  }

  @Test
  void heat_and_an_empty_battery_hand_the_job_back() {
    say(phone, "thermal 3");
    assertFails(
        () -> measure("NEW", job("new-cpu", SIZED)), ErrorCode.DEVICE_UNFIT, "thermal status 3");
    say(phone, "cool");
    say(phone, "battery 4 51");
    assertFails(
        () -> measure("NEW", job("new-cpu", SIZED)),
        ErrorCode.DEVICE_UNFIT,
        "battery at 4 %",
        "battery at 51.0 C");
  }

  @Test
  void a_core_that_is_not_there_hands_the_job_back() {
    say(phone, "core 8 off");
    try {
      assertFails(
          () -> measure("NEW", job("new-cpu", SIZED)), ErrorCode.DEVICE_UNFIT, "on CPUs 100");
    } finally {
      say(phone, "core 8 on");
    }
  }

  @Test
  void a_gpu_that_is_not_there_is_no_measurement_and_no_fault_of_models() {
    for (String gpu : List.of("unsupported", "no-library")) {
      say(phone, "gpu " + gpu);
      assertFails(
          () -> measure("NEW", job("new-gpu", SIZED)), ErrorCode.RUNTIME_MISSING, "compute");
    }
  }

  @Test
  void a_gpu_that_leaves_work_to_the_cpu_in_silence_is_no_measurement()
      throws InterruptedException {
    say(phone, "gpu fallback");
    assertThat(measure("NEW", job("new-gpu", SIZED)).outcomes())
        .hasSize(2)
        .allSatisfy(
            of ->
                assertThat(of)
                    .isInstanceOfSatisfying(
                        ModelOutcome.Failed.class,
                        failed ->
                            assertThat(failed.code()).isEqualTo(ErrorCode.MODEL_UNSUPPORTED)));
  }

  @Test
  void an_old_phone_is_measured_by_a_marker_behind_its_output() throws InterruptedException {
    DeviceReport report = measure("OLD", job("old-cpu", SIZED));
    report.outcomes().forEach(PhoneFaultsTest::assertMeasured);
    assertThat(report.environment()).doesNotContainKey("thermalStatus").containsKey("load1");
  }

  @Test
  void older_tools_are_read_and_say_which_statistic_they_have() throws InterruptedException {
    for (String tool : List.of("2.4", "2.14")) {
      say(phone, "tool " + tool);
      replug();
      TargetDescription target = farm.find("NEW").orElseThrow().targets().get(0);
      assertThat(target.traits().statistic()).isEqualTo(LabelStatistic.MINIMUM);
      DeviceReport report =
          measure(
              "NEW",
              job("new-cpu", new RunPlan(2, 1, 3, 20_000, Duration.ofMillis(5), true, PATIENCE)));
      report.outcomes().forEach(PhoneFaultsTest::assertMeasured);
    }
    say(phone, "tool current");
    replug();
    assertThat(farm.find("NEW").orElseThrow().targets().get(0).traits().statistic())
        .isEqualTo(LabelStatistic.MEDIAN);
  }

  private void replug() {
    say(phone, "unplug");
    await().atMost(PATIENCE).until(() -> farm.find("NEW").isEmpty());
    say(phone, "online");
    await().atMost(PATIENCE).until(() -> farm.find("NEW").isPresent());
  }
}
