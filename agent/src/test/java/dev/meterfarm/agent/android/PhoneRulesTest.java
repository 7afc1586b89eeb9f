package dev.meterfarm.agent.android;

import static dev.meterfarm.agent.android.PhoneFarmForTests.PATIENCE;
import static dev.meterfarm.agent.android.PhoneFarmForTests.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.testkit.adb.RealAdb;
import dev.meterfarm.virtualphone.VirtualPhone;
import dev.meterfarm.virtualphone.adb.Reachability;
import dev.meterfarm.virtualphone.device.PhoneModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What profiles ask of phones beyond measuring, and the states in which adb may find a phone. */
@Tag("adb")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PhoneRulesTest {
  @TempDir private static Path folder;
  private PhoneFarmForTests farm;
  private VirtualPhone ruled;
  private VirtualPhone dead;
  private VirtualPhone shy;

  @BeforeAll
  void plugIn() {
    assumeTrue(RealAdb.isInstalled(), RealAdb.MISSING);
    farm = PhoneFarmForTests.start(folder);
    ruled = farm.switchOn(PhoneModel.pixel4(), "RULED");
    say(ruled, "gpu works"); // or its target would be left out
    farm.connect(ruled);
    dead = farm.switchOn(PhoneModel.pixel4(), "DEAD");
    shy = farm.switchOn(PhoneModel.pixel4(), "SHY");
    farm.drive(
        """
        device: ruled
        match: {serial: [RULED]}
        health:
          most-load: 1000
          when-unfit: skip
          reboot-after-hours: 24
          governors: [schedutil, performance]
          least-clock-percent: 80
          least-memory-megabytes: 100
        targets:
          ruled-cpu: {cluster: big}
          ruled-gpu: {delegate: gpu}
        """,
        """
        device: dead
        match: {serial: ["%s"]}
        power-cycle: {command: [touch, "%s-{serial}"]}
        targets:
          dead-cpu: {cluster: big}
        """
            .formatted(dead.address(), folder.resolve("power")),
        """
        device: shy
        match: {serial: [SHY]}
        targets:
          shy-cpu: {cluster: big}
        """);
  }

  @AfterAll
  void unplug() {
    if (farm != null) {
      farm.close();
    }
  }

  private static JobSpec job(String target) {
    return JobsForTests.spec(
        "rules-" + target,
        target,
        JobsForTests.profiled(),
        List.of(JobsForTests.recipe(JobsForTests.conv(28, 32, OpType.RELU))));
  }

  private void assertUnfit(String target, String because) {
    assertThatThrownBy(() -> farm.measure("RULED", job(target)))
        .isInstanceOfSatisfying(
            DeviceException.class,
            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.DEVICE_UNFIT))
        .hasMessageContaining(because);
  }

  @Test
  void governor_and_clock_of_the_cores_that_measure_are_ruled_and_recorded()
      throws InterruptedException {
    farm.ready("RULED");
    try {
      say(ruled, "governor powersave");
      assertUnfit("ruled-cpu", "governor of CPU 7 is powersave, not schedutil or performance");
      say(ruled, "governor performance", "clock 55");
      assertUnfit("ruled-cpu", "CPU 7 is held at 55 % of its clock, at least 80 %");
      assertThat(farm.sighting(ruled).state()).isEqualTo("unfit");
      say(ruled, "clock 90");
      assertThat(farm.measure("RULED", job("ruled-cpu")).environment())
          .containsEntry("governor.cpu7", "performance")
          .containsEntry("mhz.cpu7", "2557")
          .containsEntry("health.governors", "schedutil performance")
          .containsKeys("load1", "memoryAvailableMb");
    } finally {
      say(ruled, "governor schedutil", "clock 100");
    }
  }

  @Test
  void a_phone_that_has_been_up_for_long_is_rebooted_between_jobs() throws InterruptedException {
    Device before = farm.ready("RULED");
    say(ruled, "up 25");
    assertUnfit("ruled-cpu", "is being rebooted");
    await()
        .atMost(PATIENCE)
        .until(() -> farm.find("RULED").filter(now -> now != before).isPresent());
    assertThat(farm.measure("RULED", job("ruled-cpu")).environment()).containsEntry("upHours", "0");
  }

  @Test
  void a_gpu_target_is_measured_where_the_delegate_takes_the_whole_model()
      throws InterruptedException {
    TargetDescription gpu =
        farm.ready("RULED").targets().stream()
            .filter(of -> of.name().equals("ruled-gpu"))
            .findFirst()
            .orElseThrow();
    assertThat(gpu.traits().timedRegion()).isEqualTo(TimedRegion.COMPUTE_AND_TRANSFER);
    assertThat(gpu.simulated()).isTrue();
    DeviceReport report = farm.measure("RULED", job("ruled-gpu"));
    ModelOutcome.Measured of = (ModelOutcome.Measured) report.outcomes().get(0);
    assertThat(of.labelNanos()).isPositive();
    assertThat(of.executed()).isNotEmpty();
    assertThat(report.references()).hasSize(6);
    assertThat(report.environment())
        .containsEntry("delegate", "gpu")
        .containsEntry("affinity", "any");
  }

  @Test
  void a_phone_that_answers_nothing_is_taken_its_power_and_comes_back() {
    dead.become(Reachability.MUTE);
    farm.connect(dead);
    Path mark = Path.of(folder.resolve("power") + "-" + dead.address());
    await().atMost(PATIENCE).until(() -> Files.exists(mark));
    farm.awaitState(dead, "unhealthy");
    assertThat(farm.sighting(dead).reason()).contains("adb calls it a device", "does not answer");
    // What the command would do to a real one.
    dead.become(Reachability.UNPLUGGED);
    await().atMost(PATIENCE).until(() -> !farm.sighting(dead).state().equals("unhealthy"));
    dead.become(Reachability.ONLINE);
    assertThat(farm.ready("DEAD").targets()).hasSize(1);
  }

  @Test
  void a_phone_that_is_not_allowed_yet_or_is_offline_says_what_to_do_and_is_used_once_it_is_there()
      throws InterruptedException {
    shy.become(Reachability.UNAUTHORIZED);
    farm.connect(shy);
    farm.awaitState(shy, "unauthorized");
    assertThat(farm.sighting(shy).reason()).contains("accept this machine's key");
    assertThat(farm.find("SHY")).isEmpty();
    shy.become(Reachability.ONLINE);
    assertThat(farm.measure("SHY", job("shy-cpu")).outcomes().get(0))
        .isInstanceOf(ModelOutcome.Measured.class);
    shy.become(Reachability.SILENT);
    farm.awaitState(shy, "offline");
    assertThat(farm.sighting(shy).reason()).contains("adb connect");
    assertThat(farm.find("SHY")).isEmpty();
    shy.become(Reachability.ONLINE);
    assertThat(farm.measure("SHY", job("shy-cpu")).outcomes().get(0))
        .isInstanceOf(ModelOutcome.Measured.class);
  }
}
