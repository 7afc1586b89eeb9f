package dev.meterfarm.agent.device;

import dev.meterfarm.agent.prepare.ModelPreparer;
import dev.meterfarm.agent.prepare.ScratchFolder;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Small models and jobs for tests of devices. */
public final class JobsForTests {
  /** Two rounds of at least three runs. */
  public static final RunPlan PLAN =
      new RunPlan(2, 1, 3, 50, Duration.ofMillis(1), false, Duration.ofSeconds(60));

  private JobsForTests() {}

  /** A 3x3 convolution, alone or with an op behind it. */
  public static Graph conv(int size, int channels, OpType... then) {
    GraphBuilder graph =
        new GraphBuilder("conv" + size + "-" + channels + Arrays.toString(then), 7);
    int x = graph.conv(graph.input(Shape.of(1, size, size, 8)), channels, 3, 1, Activation.NONE);
    for (OpType op : then) {
      x = graph.unary(op, x);
    }
    return graph.build(x);
  }

  /** A plan that also asks for the op profile. */
  public static RunPlan profiled() {
    return new RunPlan(1, 0, 1, 5, Duration.ZERO, true, Duration.ofSeconds(60));
  }

  public static ModelRecipe recipe(Graph graph) {
    return new ModelRecipe(
        ModelRecipe.Form.GRAPH, graph.name(), GraphJson.write(graph), GraphJson.hash(graph));
  }

  public static JobSpec spec(String key, String target, RunPlan plan, List<ModelRecipe> models) {
    return new JobSpec("test", key, target, JobKind.KERNEL_SAMPLES, 1, models, plan);
  }

  public static JobSpec spec(String key, String target, Graph... graphs) {
    return spec(key, target, PLAN, Arrays.stream(graphs).map(JobsForTests::recipe).toList());
  }

  /** Prepares a job whose models are all graphs. */
  public static PreparedJob prepare(JobSpec spec, Device device, ScratchFolder scratch) {
    return new ModelPreparer(
            scratch,
            sha256 -> {
              throw new IllegalStateException("no files here");
            })
        .prepare(spec, device.modelFormat());
  }
}
