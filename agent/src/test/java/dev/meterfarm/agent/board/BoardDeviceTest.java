package dev.meterfarm.agent.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.meterfarm.agent.LocalAgent;
import dev.meterfarm.agent.benchmarkmodel.SampleOutputs;
import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.driver.DeviceSighting;
import dev.meterfarm.agent.driver.WantedTargets;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver with a scripted tool that prints what the real one prints. */
class BoardDeviceTest {
  private static final RunPlan PLAN =
      new RunPlan(2, 1, 5, 20_000, Duration.ofMillis(5), true, Duration.ofSeconds(60));

  @TempDir private Path folder;
  private final ScratchFolder scratch = ScratchFolder.open();

  @AfterEach
  void tidyUp() {
    scratch.close();
  }

  /** A tool whose runs end with some lines of shell. */
  private Path tool(String then) throws IOException {
    Path samples = Files.writeString(folder.resolve("output"), SampleOutputs.CURRENT);
    Path tool =
        Files.writeString(
            folder.resolve("tool"),
            """
            #!/bin/sh
            case "$*" in
              --help=true)
                for f in graph num_runs num_threads use_xnnpack; do
                  printf '\t--%%s=x\tint32\toptional\ttext\n' $f >&2
                done
                exit 1 ;;
            esac
            %s
            cat %s
            """
                .formatted(then, samples));
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    return tool;
  }

  private LocalAgent agent(Path tool, String match) throws IOException {
    return agent("benchmark-model: " + tool, match);
  }

  private LocalAgent agent(String tool, String match) throws IOException {
    Path profiles = Files.createDirectories(folder.resolve("profiles"));
    Files.writeString(
        profiles.resolve("board.yaml"),
        """
        device: board
        driver: benchmark-model
        match: %s
        tool: {%s}
        health: {most-load: 1000, least-disk-megabytes: 1, most-celsius: 150}
        targets:
          board-cpu: {}
          board-gpu: {delegate: gpu}
          board-many: {cluster: big, cores: 32, threads: 32}
        """
            .formatted(match, tool));
    return LocalAgent.open(
        LocalAgent.profiles(profiles), WantedTargets.of(Set.of("board-cpu", "board-gpu")));
  }

  private DeviceReport measure(Device device, RunPlan plan) throws InterruptedException {
    JobSpec spec =
        JobsForTests.spec(
            "board",
            "board-cpu",
            plan,
            List.of(
                JobsForTests.recipe(JobsForTests.conv(7, 8)),
                JobsForTests.recipe(JobsForTests.conv(14, 8))));
    try (PreparedJob job = JobsForTests.prepare(spec, device, scratch)) {
      return device.measure(job);
    }
  }

  @Test
  void what_the_tool_prints_is_measured_and_named() throws Exception {
    try (LocalAgent agent = agent(tool(""), "{}")) {
      Device device = agent.devices().get(0);
      assertThat(device.targets()).hasSize(1);
      DeviceReport report = measure(device, PLAN);
      assertThat(report.outcomes())
          .hasSize(2)
          .allSatisfy(
              of -> {
                ModelOutcome.Measured measured = (ModelOutcome.Measured) of;
                assertThat(measured.labelNanos()).isEqualTo(2_388_000);
                assertThat(measured.executed()).hasSize(2);
              });
      assertThat(report.references()).hasSize(6);
      assertThat(report.environment())
          .containsEntry("affinity", "any")
          .containsEntry("throttled", "false")
          .containsKeys("toolSha256", "deviceClass", "load1", "health.mostLoad");
    }
  }

  @Test
  void a_tool_named_by_url_is_downloaded_used_and_recorded() throws Exception {
    byte[] script = Files.readAllBytes(tool(""));
    String sha256 = HostReadings.sha256(script);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/tool",
        exchange -> {
          exchange.sendResponseHeaders(200, script.length);
          exchange.getResponseBody().write(script);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/tool";
    try (LocalAgent agent = agent("benchmark-model: '" + url + "', sha256: " + sha256, "{}")) {
      assertThat(agent.sightings().get(0).tool()).contains("SHA-256 " + sha256);
      DeviceReport report = measure(agent.devices().get(0), PLAN);
      assertThat(report.outcomes().get(0)).isInstanceOf(ModelOutcome.Measured.class);
      assertThat(report.environment()).containsEntry("toolSha256", sha256);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void a_run_that_hangs_is_killed_with_what_it_started() throws Exception {
    Path started = folder.resolve("started");
    Path tool =
        tool("case \"$*\" in *num_runs=20*) ;; *) echo $$ > " + started + "; sleep 600 ;; esac");
    try (LocalAgent agent = agent(tool, "{}")) {
      RunPlan hasty =
          new RunPlan(1, 0, 1, 20_000, Duration.ofMillis(5), false, Duration.ofSeconds(2));
      assertThatThrownBy(() -> measure(agent.devices().get(0), hasty))
          .isInstanceOf(DeviceException.class)
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(ErrorCode.RUN_TIMED_OUT);
      long pid = Long.parseLong(Files.readString(started).strip());
      assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    }
  }

  @Test
  void a_crash_costs_the_model_that_crashed() throws Exception {
    Path tool = tool("case \"$*\" in *num_runs=20*|*reference-*) ;; *) exit 139 ;; esac");
    try (LocalAgent agent = agent(tool, "{}")) {
      assertThat(measure(agent.devices().get(0), PLAN).outcomes())
          .allSatisfy(
              of -> assertThat(((ModelOutcome.Failed) of).code()).isEqualTo(ErrorCode.RUN_CRASHED));
    }
  }

  @Test
  void what_cannot_be_used_says_why() throws Exception {
    try (LocalAgent agent = agent(folder.resolve("missing"), "{}")) {
      DeviceSighting seen = agent.sightings().get(0);
      assertThat(seen.state()).isEqualTo("unhealthy");
      assertThat(seen.reason()).contains("missing").contains("download benchmark_model");
    }
    try (LocalAgent agent = agent(tool(""), "{model: [Raspberry Pi 5 Model B]}")) {
      assertThat(agent.sightings().get(0).state()).isEqualTo("unmatched");
    }
    try (LocalAgent agent = agent(tool("echo CANNOT LINK EXECUTABLE >&2; exit 1"), "{}")) {
      assertThat(agent.sightings().get(0).reason()).contains("does not run here");
    }
  }
}
