package dev.meterfarm.agent.litert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceContract;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.protocol.device.LabelStatistic;
import dev.meterfarm.protocol.device.TargetDescription;
import dev.meterfarm.protocol.device.TimedRegion;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.util.List;
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
