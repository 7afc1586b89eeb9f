package dev.meterfarm.agent.android;

import static dev.meterfarm.agent.android.PhoneFarmForTests.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.android.ddmlib.AndroidDebugBridge;
import com.android.ddmlib.IDevice;
import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.testkit.adb.RealAdb;
import dev.meterfarm.virtualphone.VirtualPhone;
import dev.meterfarm.virtualphone.adb.Reachability;
import dev.meterfarm.virtualphone.device.Battery;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The driver against virtual phones behind a real adb server. */
@Tag("adb")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VirtualPhoneTest {
  /** What a virtual phone runs is built into it; what is pushed only has to arrive. */
  private static final byte[] TOOL = "the lab's build\n".getBytes(UTF_8);

  private static final String SHA = HostReadings.sha256(TOOL);

  @TempDir private static Path folder;
  private PhoneFarmForTests farm;
  private VirtualPhone phone;
  private LocalAgent agent;

  @BeforeAll
  void plugIn() {
    assumeTrue(RealAdb.isInstalled(), RealAdb.MISSING);
    farm = PhoneFarmForTests.start(folder);
    phone = farm.plugIn(PhoneModel.pixel4(), "VP1");
    agent =
        farm.drive(
            """
            device: pixel-4
            match: {model: [Pixel 4]}
            tool: {benchmark-model: "%s", sha256: %s}
            health: {patience: 1s}
            targets:
              pixel4-cpu: {threads: 1, cluster: big, cores: 1}
              pixel4-builtin: {delegate: none, cluster: little}
              pixel4-too-many: {threads: 9, cluster: big}
              pixel4-gpu: {delegate: gpu}
            """
                .formatted(farm.serve("benchmark_model", TOOL), SHA));
  }

  @AfterAll
  void unplug() {
    if (farm != null) {
      farm.close();
    }
  }

  @BeforeEach
  void isReady() {
    farm.ready("VP1");
  }

  private Device device() {
    return farm.find("VP1").orElseThrow();
  }

  private DeviceReport measure(JobSpec spec) throws InterruptedException {
    return farm.measure("VP1", spec);
  }

  @Test
  void it_is_told_by_its_own_serial_with_what_it_serves() {
    assertThat(device().id().value()).isEqualTo("VP1");
    assertThat(device().targets())
        .extracting(TargetDescription::name)
        .containsExactly("pixel4-builtin", "pixel4-cpu");
    TargetDescription cpu = device().targets().get(1);
    assertThat(cpu.simulated()).isTrue();
    assertThat(cpu.deviceClass()).isEqualTo("virtual Google Pixel 4 (SM8150)");
    assertThat(cpu.settings()).containsEntry("affinity", "80");
    assertThat(cpu.traits().statistic()).isEqualTo(LabelStatistic.MEDIAN);
    DeviceSighting seen = farm.sighting(phone);
    assertThat(seen.state()).isEqualTo("ready");
    assertThat(seen.profile()).isEqualTo("pixel-4 (model is Pixel 4)");
  }

  @Test
  void a_tool_named_by_url_is_downloaded_pushed_and_recorded() throws Exception {
    assertThat(farm.sighting(phone).tool()).contains("SHA-256 " + SHA);
    String place = PhoneTool.FOLDER + "/benchmark_model-" + SHA.substring(0, 12);
    assertThat(farm.adb().run("-s", phone.address(), "shell", "cat", place).out())
        .isEqualTo(new String(TOOL, UTF_8));
    assertThat(
            measure(JobsForTests.spec("by-url", "pixel4-cpu", JobsForTests.conv(7, 8)))
                .environment())
        .containsEntry("toolSha256", SHA);
  }

  @Test
  void a_gpu_target_of_a_phone_without_a_driver_for_it_is_left_out_with_the_reason() {
    DeviceSighting seen = farm.sighting(phone);
    assertThat(seen.targets()).doesNotContain("pixel4-gpu");
    assertThat(seen.unavailable()).containsOnlyKeys("pixel4-gpu", "pixel4-too-many");
    assertThat(seen.unavailable().get("pixel4-gpu")).contains("the GPU does not run models");
    assertThat(seen.unavailable().get("pixel4-too-many")).contains("wants 9 big core");
  }

  @Test
  void models_are_measured_and_nothing_stays() throws Exception {
    DeviceReport report =
        measure(
            JobsForTests.spec(
                "measures",
                "pixel4-cpu",
                new RunPlan(2, 1, 5, 20_000, Duration.ofMillis(5), true, PATIENCE),
                List.of(
                    JobsForTests.recipe(JobsForTests.conv(28, 32, OpType.RELU)),
                    JobsForTests.recipe(JobsForTests.conv(28, 32, OpType.SIGMOID)))));
    assertThat(report.outcomes())
        .allSatisfy(of -> assertThat(of).isInstanceOf(ModelOutcome.Measured.class));
    ModelOutcome.Measured fused = (ModelOutcome.Measured) report.outcomes().get(0);
    assertThat(fused.roundNanos()).hasSize(2);
    assertThat(fused.pooled().runs()).isGreaterThanOrEqualTo(10);
    assertThat(fused.executed()).hasSize(1);
    assertThat(((ModelOutcome.Measured) report.outcomes().get(1)).executed()).hasSize(2);
    assertThat(report.references())
        .extracting(ReferenceReading::model)
        .containsExactly("compute", "memory", "small", "compute", "memory", "small");
    assertThat(report.environment())
        .containsEntry("affinity", "80")
        .containsKeys("batteryPercent", "thermalStatus", "throttled", "toolSha256");
    assertThat(farm.adb().run("-s", phone.address(), "shell", "ls", PhoneTool.FOLDER).out())
        .doesNotContain("job-");
  }

  @Test
  void a_plan_that_limits_runs_is_kept_to() throws InterruptedException {
    DeviceReport report =
        measure(
            JobsForTests.spec(
                "limited",
                "pixel4-builtin",
                new RunPlan(2, 0, 1, 7, Duration.ofSeconds(5), false, PATIENCE),
                List.of(JobsForTests.recipe(JobsForTests.conv(7, 8)))));
    assertThat(((ModelOutcome.Measured) report.outcomes().get(0)).pooled().runs()).isEqualTo(14);
  }

  @Test
  void an_unfit_phone_hands_its_job_back() {
    Battery before = phone.state().battery();
    phone.state().battery(new Battery(3, before.tenthsOfCelsius(), true));
    try {
      assertThatThrownBy(
              () -> measure(JobsForTests.spec("unfit", "pixel4-cpu", JobsForTests.conv(7, 8))))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("battery at 3 %")
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.DEVICE_UNFIT);
    } finally {
      phone.state().battery(before);
    }
  }

  @Test
  void a_hung_run_is_killed_on_the_phone_and_named() throws Exception {
    RunPlan plan =
        new RunPlan(1, 0, 1, 1_000_000, Duration.ofSeconds(100), false, Duration.ofSeconds(12));
    assertThatThrownBy(
            () ->
                measure(
                    JobsForTests.spec(
                        "hangs",
                        "pixel4-cpu",
                        new RunPlan(
                            1, 0, 1_000_000, 10_000_000, plan.minTime(), false, plan.deadline()),
                        List.of(JobsForTests.recipe(JobsForTests.conv(28, 32))))))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("conv28")
        .extracting(failure -> ((FarmException) failure).code())
        .isEqualTo(ErrorCode.RUN_TIMED_OUT);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !farm.adb()
                    .run("-s", phone.address(), "shell", "ps", "-A")
                    .out()
                    .contains("benchmark_model"));
  }

  @Test
  void a_timeout_is_no_lost_phone_while_its_alarm_still_rings() {
    IDevice device =
        Arrays.stream(AndroidDebugBridge.getBridge().getDevices())
            .filter(of -> of.getSerialNumber().equals(phone.address()))
            .findFirst()
            .orElseThrow();
    CountDownLatch told = new CountDownLatch(1);
    ScheduledExecutorService ringsOn =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> schedule(Runnable alarm, long delay, TimeUnit unit) {
            return super.schedule(
                () -> {
                  alarm.run();
                  return told.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                },
                delay,
                unit);
          }
        };
    try {
      assertThatThrownBy(
              () ->
                  new AdbPhone(device, ringsOn, new Leftovers())
                      .shell("sleep 60", Duration.ofMillis(500)))
          .isInstanceOf(DeviceException.class)
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.RUN_TIMED_OUT);
    } finally {
      told.countDown();
      ringsOn.shutdownNow();
    }
  }

  @Test
  void an_unplugged_phone_loses_its_run_and_comes_back() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Device before = device();
      Future<DeviceReport> run =
          thread.submit(
              () ->
                  measure(
                      JobsForTests.spec(
                          "unplugged",
                          "pixel4-cpu",
                          new RunPlan(
                              1, 0, 1_000_000, 2_000_000, Duration.ofSeconds(60), false, PATIENCE),
                          List.of(JobsForTests.recipe(JobsForTests.conv(28, 32))))));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  farm.adb()
                      .run("-s", phone.address(), "shell", "ps", "-A")
                      .out()
                      .contains("benchmark_model"));
      phone.become(Reachability.UNPLUGGED);
      assertThatThrownBy(run::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(DeviceException.class)
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.DEVICE_LOST);
      await().atMost(PATIENCE).until(() -> agent.devices().isEmpty());
      phone.become(Reachability.ONLINE);
      await().atMost(PATIENCE).until(() -> !agent.devices().isEmpty() && device() != before);
    } finally {
      phone.become(Reachability.ONLINE);
      thread.shutdownNow();
    }
  }

  private VirtualPhone plugIn(PhoneModel model, String serial) {
    VirtualPhone other = farm.plugIn(model, serial);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                agent.sightings().stream()
                    .filter(of -> of.id().equals(other.address()))
                    .anyMatch(of -> !of.state().equals("preparing")));
    return other;
  }

  @Test
  void a_second_phone_with_the_same_serial_number_is_refused_and_both_are_named() throws Exception {
    VirtualPhone other = plugIn(PhoneModel.pixel4(), "VP1");
    try {
      DeviceSighting seen = farm.sighting(other);
      assertThat(seen.state()).isEqualTo("duplicate");
      assertThat(seen.reason()).contains(phone.address()).contains(other.address());
      assertThat(agent.devices()).hasSize(1);
    } finally {
      farm.unplug(other);
    }
  }

  @Test
  void an_old_phone_without_the_second_shell_protocol_measures_too() throws Exception {
    VirtualPhone other = plugIn(PhoneModel.pixel4().withShellV2(false), "OLD");
    try {
      Device old = farm.ready("OLD");
      JobSpec spec =
          JobsForTests.spec(
              "old",
              "pixel4-cpu",
              new RunPlan(2, 1, 5, 20_000, Duration.ofMillis(5), true, PATIENCE),
              List.of(JobsForTests.recipe(JobsForTests.conv(28, 32, OpType.RELU))));
      try (PreparedJob job = JobsForTests.prepare(spec, old, farm.scratch())) {
        ModelOutcome.Measured of = (ModelOutcome.Measured) old.measure(job).outcomes().get(0);
        assertThat(of.roundNanos()).hasSize(2);
        assertThat(of.executed()).hasSize(1);
      }
    } finally {
      farm.unplug(other);
    }
  }

  @Test
  void a_phone_that_refuses_this_machine_says_what_to_do() throws Exception {
    VirtualPhone other = farm.switchOn(PhoneModel.pixel4(), "SHY");
    other.become(Reachability.UNAUTHORIZED);
    farm.connect(other);
    try {
      farm.awaitState(other, "unauthorized");
      assertThat(farm.sighting(other).reason()).contains("accept this machine's key");
    } finally {
      farm.unplug(other);
    }
  }
}
