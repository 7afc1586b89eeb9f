package dev.meterfarm.agent.litert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceContract;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("python")
class LitertGpuDeviceTest extends DeviceContract {
  @Override
  protected Device open(ScratchFolder scratch) {
    LitertForTests.requirePython();
    LitertForTests.requireGpu();
    return LitertForTests.open(scratch, Accelerator.GPU);
  }

  @Override
  protected String target() {
    return "litert-gpu";
  }

  @Test
  void a_software_gpu_says_that_it_is_one_and_that_its_clock_sees_the_edges() {
    try (ScratchFolder scratch = ScratchFolder.open();
        Device device = open(scratch)) {
      TargetDescription target = device.targets().get(0);
      assertThat(target.traits().statistic()).isEqualTo(LabelStatistic.SLOPE);
      assertThat(target.traits().timedRegion()).isEqualTo(TimedRegion.COMPUTE_AND_TRANSFER);
      boolean software = target.settings().get("softwareGpu").equals("true");
      assertThat(target.fingerprint().get("gpu").contains("SwiftShader")).isEqualTo(software);
      assertThat(target.deviceClass().startsWith("software GPU")).isEqualTo(software);
      boolean oneCpu = target.settings().get("measuringCpus").matches("\\d+");
      assertThat(target.settings().get("clock")).isEqualTo(software && oneCpu ? "cpu" : "wall");
    }
  }

  /**
   * SwiftShader would take CPU 0 instead: it counts the CPUs that it may use, and forgets which.
   */
  @Test
  void every_thread_of_a_software_gpu_is_on_the_measuring_cpu() throws Exception {
    LitertForTests.requirePython();
    LitertForTests.requireGpu();
    String last = CpuPlan.parse(new HostReadings().allowedCpus()).orElseThrow().last().toString();
    List<ProcessHandle> before = children();
    try (ScratchFolder scratch = ScratchFolder.open();
        Device device = LitertForTests.open(scratch, new CpuPlan(last, ""), Accelerator.GPU);
        PreparedJob job =
            JobsForTests.prepare(
                JobsForTests.spec("pinned", target(), JobsForTests.conv(14, 16)),
                device,
                scratch)) {
      device.measure(job);
      List<String> allowed = new ArrayList<>();
      for (ProcessHandle child : children()) {
        if (!before.contains(child)) {
          allowed.addAll(allowedCpus(Path.of("/proc", Long.toString(child.pid()), "task")));
        }
      }
      assertThat(allowed).hasSizeGreaterThan(1).containsOnly(last);
    }
  }

  private static List<ProcessHandle> children() {
    return ProcessHandle.current()
        .descendants()
        .filter(of -> of.info().commandLine().orElse("").contains("litert_child.py"))
        .toList();
  }

  private static List<String> allowedCpus(Path threads) throws IOException {
    List<String> allowed = new ArrayList<>();
    try (Stream<Path> all = Files.list(threads)) {
      for (Path thread : all.toList()) {
        Files.readAllLines(thread.resolve("status")).stream()
            .filter(line -> line.startsWith("Cpus_allowed_list:"))
            .forEach(line -> allowed.add(line.substring(line.indexOf(':') + 1).strip()));
      }
    }
    return allowed;
  }

  /** Without full acceleration the CPU would run it, and nobody would notice. */
  @Test
  void an_op_that_the_delegate_lacks_is_a_mistake_of_the_model_and_named()
      throws InterruptedException {
    GraphBuilder g = new GraphBuilder("lacking", 1);
    Graph lacking = g.build(g.reshape(g.input(Shape.of(1, 8, 8, 8)), 1, 2, 4, 8, 4, 2));
    try (ScratchFolder scratch = ScratchFolder.open();
        Device device = open(scratch);
        PreparedJob job =
            JobsForTests.prepare(
                JobsForTests.spec("lacks", target(), lacking, JobsForTests.conv(14, 16)),
                device,
                scratch)) {
      List<ModelOutcome> outcomes = device.measure(job).outcomes();
      assertThat(outcomes.get(0))
          .isInstanceOfSatisfying(
              ModelOutcome.Failed.class,
              of -> {
                assertThat(of.code()).isEqualTo(ErrorCode.MODEL_UNSUPPORTED);
                assertThat(of.message()).contains("the gpu delegate lacks RESHAPE");
              });
      assertThat(outcomes.get(1)).isInstanceOf(ModelOutcome.Measured.class);
    }
  }
}
