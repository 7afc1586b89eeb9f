package dev.meterfarm.coordinator.dispatch;

import dev.meterfarm.coordinator.queue.WorkQueue;
import dev.meterfarm.coordinator.registry.DeviceRecord;
import dev.meterfarm.coordinator.registry.DeviceState;
import dev.meterfarm.coordinator.registry.Registry;
import dev.meterfarm.coordinator.store.Campaign;
import dev.meterfarm.coordinator.store.JobFailure;
import dev.meterfarm.coordinator.store.JobPlan;
import dev.meterfarm.coordinator.store.JobState;
import dev.meterfarm.coordinator.store.MeasurementStore;
import dev.meterfarm.coordinator.store.PlannedJob;
import dev.meterfarm.graph.Activation;
import dev.meterfarm.graph.Graph;
import dev.meterfarm.graph.GraphBuilder;
import dev.meterfarm.graph.OpType;
import dev.meterfarm.graph.Shape;
import dev.meterfarm.graph.json.GraphJson;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.job.JobId;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.JobResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets devices prove themselves.
 *
 * <ol>
 *   <li>A SUSPECT device, or one that failed a job twice, gets a job that no other device may run:
 *       three small models that every runtime has.
 *   <li>Its key follows from the device and the time at which it became SUSPECT, so that a restart,
 *       or a second coordinator, finds the same job again.
 *   <li>Each round looks at how the jobs stand and tells the registry.
 * </ol>
 */
final class ReferenceRuns {
  private static final int ATTEMPTS = 3;
  private static final RunPlan PLAN =
      new RunPlan(3, 2, 5, 200, Duration.ofMillis(10), false, Duration.ofSeconds(60));

  private record Open(PlannedJob job, DeviceId device, String agent) {}

  private final JobPlan plan;
  private final MeasurementStore measurements;
  private final WorkQueue queue;
  private final Registry registry;
  private final Set<DeviceId> wanted = ConcurrentHashMap.newKeySet();
  private final Map<DeviceId, Open> open = new HashMap<>();
  private final List<ModelRecipe> models = List.of(compute(), memory(), small());

  ReferenceRuns(JobPlan plan, MeasurementStore measurements, WorkQueue queue, Registry registry) {
    this.plan = plan;
    this.measurements = measurements;
    this.queue = queue;
    this.registry = registry;
  }

  private static ModelRecipe compute() {
    GraphBuilder g = new GraphBuilder("reference-compute", 1);
    return recipe(g.build(g.conv(g.input(Shape.of(1, 28, 28, 64)), 64, 3, 1, Activation.RELU)));
  }

  private static ModelRecipe memory() {
    GraphBuilder g = new GraphBuilder("reference-memory", 2);
    return recipe(g.build(g.unary(OpType.RELU, g.input(Shape.of(1, 112, 112, 64)))));
  }

  private static ModelRecipe small() {
    GraphBuilder g = new GraphBuilder("reference-small", 3);
    return recipe(g.build(g.conv(g.input(Shape.of(1, 7, 7, 16)), 16, 1, 1, Activation.RELU)));
  }

  private static ModelRecipe recipe(Graph graph) {
    return new ModelRecipe(
        ModelRecipe.Form.GRAPH, graph.name(), GraphJson.write(graph), GraphJson.hash(graph));
  }

  /** Asks for a run on a device of which it is not clear whether it or its job is to blame. */
  void request(DeviceId device) {
    wanted.add(device);
  }

  /** Plans what is needed and tells the registry what came of it. For one thread. */
  void round() {
    for (DeviceRecord device : registry.devices()) {
      boolean suspect = device.state() == DeviceState.SUSPECT;
      boolean asked = wanted.contains(device.id()) && device.state().takesReferenceRuns();
      if (device.connected() && (suspect || asked) && !device.targets().isEmpty()) {
        open.computeIfAbsent(device.id(), id -> plan(device, suspect));
      }
    }
    wanted.clear();
    Map<JobId, JobState> states =
        plan.states(open.values().stream().map(run -> run.job().id()).toList());
    open.values().removeIf(run -> isOver(run, states.get(run.job().id())));
  }

  private Open plan(DeviceRecord device, boolean suspect) {
    String target = device.targets().iterator().next();
    long since = suspect ? device.health().since().toEpochMilli() : registry.clock().millis();
    String key =
        String.format(
            Locale.ROOT,
            "reference/%s/%08x/%d",
            device.id().value().replaceAll("[^!-~]", "_"),
            device.id().value().hashCode(),
            since);
    JobSpec spec = new JobSpec(Campaign.FARM, key, target, JobKind.REFERENCE, 1, models, PLAN);
    PlannedJob job = plan.enqueueOn(device.id(), List.of(spec), ATTEMPTS).get(0);
    if (job.state() == JobState.READY) {
      queue.offer(Lanes.name(job), job.id());
    }
    return new Open(job, device.id(), device.agent());
  }

  private boolean isOver(Open run, JobState state) {
    if (state == JobState.DONE) {
      JobResult result = measurements.find(run.job().id()).orElseThrow().result();
      registry.jobDone(run.agent(), run.job().target(), true, result);
    } else if (state == JobState.POISON) {
      registry.referenceFailed(
          run.device(),
          plan.failure(run.job().id()).map(JobFailure::message).orElse("without a word"));
    }
    return state == null || state.isTerminal();
  }
}
