package dev.meterfarm.agent.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceContract;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.JobsForTests;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedDeviceTest extends DeviceContract {
  private static final Map<String, SimulatedSettings> TARGETS =
      Map.of("simulated-a", SimulatedSettings.standard());

  @Override
  protected Device open(ScratchFolder scratch) {
    return new SimulatedDevice(new DeviceId("sim"), "hash", TARGETS);
  }

  @Override
  protected String target() {
    return "simulated-a";
  }

  private static DeviceReport measure(SimulatedDevice device, JobSpec spec)
      throws InterruptedException {
    try (ScratchFolder scratch = ScratchFolder.open();
        PreparedJob job = JobsForTests.prepare(spec, device, scratch)) {
      return device.measure(job);
    }
  }

  @Test
  void labels_are_near_the_known_truth_and_never_below_it() throws InterruptedException {
    try (SimulatedDevice device = new SimulatedDevice(new DeviceId("sim"), "hash", TARGETS)) {
      Graph graph = JobsForTests.conv(28, 32, OpType.RELU);
      ModelOutcome.Measured of =
          (ModelOutcome.Measured)
              measure(device, JobsForTests.spec("k", "simulated-a", graph)).outcomes().get(0);
      double truth = device.trueLatencyNanos("simulated-a", graph);
      assertThat(of.labelNanos()).isBetween(truth - 1, truth * 1.02);
    }
  }

  @Test
  void the_same_job_yields_the_same_numbers_whatever_ran_before() throws InterruptedException {
    JobSpec spec = JobsForTests.spec("same", "simulated-a", JobsForTests.conv(28, 32));
    try (SimulatedDevice first = new SimulatedDevice(new DeviceId("sim"), "hash", TARGETS);
        SimulatedDevice second = new SimulatedDevice(new DeviceId("sim"), "hash", TARGETS)) {
      measure(second, JobsForTests.spec("other", "simulated-a", JobsForTests.conv(7, 8)));
      assertThat(measure(second, spec).outcomes()).isEqualTo(measure(first, spec).outcomes());
    }
  }

  @Test
  void latency_climbs_in_stairs_of_sixteen_channels() {
    StairCaseLatency latency = new StairCaseLatency(SimulatedSettings.standard());
    double seventeen = latency.networkNanos(JobsForTests.conv(56, 17));
    assertThat(latency.networkNanos(JobsForTests.conv(56, 32)))
        .isCloseTo(seventeen, within(seventeen * 0.02));
    assertThat(latency.networkNanos(JobsForTests.conv(56, 33))).isGreaterThan(seventeen * 1.2);
  }

  @Test
  void a_fused_op_is_nearly_free() {
    StairCaseLatency latency = new StairCaseLatency(SimulatedSettings.standard());
    double alone = latency.networkNanos(JobsForTests.conv(28, 32));
    assertThat(latency.networkNanos(JobsForTests.conv(28, 32, OpType.RELU)))
        .isBetween(alone, alone * 1.01);
    assertThat(latency.networkNanos(JobsForTests.conv(28, 32, OpType.SIGMOID)))
        .isGreaterThan(alone * 1.1);
  }

  @Test
  void a_second_reader_blocks_the_fusion() {
    GraphBuilder graph = new GraphBuilder("fan-out", 1);
    int x = graph.conv(graph.input(Shape.of(1, 14, 14, 8)), 8, 3, 1, Activation.NONE);
    Graph both = graph.build(graph.unary(OpType.RELU, x), graph.unary(OpType.SIGMOID, x));
    assertThat(FusionRules.standard().kernels(both)).hasSize(3);
  }

  @Test
  void a_sum_joins_the_convolution_before_it() {
    GraphBuilder graph = new GraphBuilder("residual", 1);
    int in = graph.input(Shape.of(1, 14, 14, 8));
    int sum = graph.add(graph.conv(in, 8, 3, 1, Activation.NONE), in, Activation.NONE);
    assertThat(FusionRules.standard().kernels(graph.build(sum))).containsExactly(List.of(0, 1));
  }

  @ParameterizedTest
  @CsvSource({"CRASH,RUN_CRASHED", "LOST,DEVICE_LOST"})
  void scripted_faults_carry_their_code(SimulatedFault fault, ErrorCode code) {
    try (SimulatedDevice device =
        new SimulatedDevice(new DeviceId("sim"), "hash", TARGETS, job -> fault)) {
      assertThatThrownBy(
              () -> measure(device, JobsForTests.spec("k", "simulated-a", JobsForTests.conv(7, 8))))
          .isInstanceOf(DeviceException.class)
          .extracting(failure -> ((FarmException) failure).code())
          .isEqualTo(code);
    }
  }

  @Test
  void a_slow_spell_shows_in_the_reference_models() throws InterruptedException {
    JobSpec spec = JobsForTests.spec("k", "simulated-a", JobsForTests.conv(28, 32));
    try (SimulatedDevice good = new SimulatedDevice(new DeviceId("sim"), "hash", TARGETS);
        SimulatedDevice bad =
            new SimulatedDevice(
                new DeviceId("sim"), "hash", TARGETS, job -> SimulatedFault.SLOW_SPELL)) {
      double normal = measure(good, spec).references().get(0).nanos();
      assertThat(measure(bad, spec).references().get(0).nanos()).isGreaterThan(normal * 1.25);
    }
  }
}
