package dev.meterfarm.agent.child;

import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.agent.host.CpuPlan;
import dev.meterfarm.agent.host.HostReadings;
import dev.meterfarm.agent.host.MeasuringCores;
import dev.meterfarm.protocol.device.DeviceId;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job in a child process. When the child dies, the model that it was at is blamed and the
 * others are run again without it; when it dies a second time, the job fails.
 */
public final class ChildRun {
  private static final Logger LOG = LoggerFactory.getLogger(ChildRun.class);

  /** Time between visits to the reference models within a job. */
  public static final long REFERENCE_PAUSE_NANOS = 600_000_000;

  /** A larger model is refused: with its packed weights it would not fit beside its neighbours. */
  private static final long MOST_MODEL_BYTES = 1_500_000_000;

  private static final int MOST_CRASHES = 2;

  private final DeviceId id;
  private final PreparedJob job;
  private final ChildHandle child;
  private final HostReadings host;
  private final CpuPlan cpus;
  private final Function<List<ModelFile>, Object> requests;
  private final ModelOutcome[] outcomes;
  private final List<Integer> left = new ArrayList<>();
  private final List<ReferenceReading> references = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();

  /**
   * A run that has not begun.
   *
   * @param cpus where the child measures
   * @param requests makes the request to run these models as the job's plan says
   */
  public ChildRun(
      DeviceId id,
      PreparedJob job,
      ChildHandle child,
      HostReadings host,
      CpuPlan cpus,
      Function<List<ModelFile>, Object> requests) {
    this.id = id;
    this.job = job;
    this.child = child;
    this.host = host;
    this.cpus = cpus;
    this.requests = requests;
    this.outcomes = new ModelOutcome[job.models().size()];
  }

  /**
   * Runs the job as soon as no other child measures on this machine's CPUs.
   *
   * @throws DeviceException if the job as a whole yielded nothing
   */
  public DeviceReport execute() throws InterruptedException {
    MeasuringCores.Turn turn = MeasuringCores.ofThisProcess().take();
    try {
      return run();
    } finally {
      turn.close();
    }
  }

  private DeviceReport run() throws InterruptedException {
    long start = System.nanoTime();
    long bytes = 0;
    for (int i = 0; i < outcomes.length; i++) {
      bytes += accept(i);
    }
    requireMemory(bytes);
    int cpu = cpus.firstMeasuring();
    environment.putAll(host.systemIdentity());
    environment.putAll(host.momentary(cpu));
    long stolen = host.stealMillis(cpu).orElse(0L);
    for (int crashes = 0; !left.isEmpty(); ) {
      try {
        take(child.run(request(), left.size(), job.spec().plan().deadline()));
        left.clear();
      } catch (ChildHandle.CrashException e) {
        crashes++;
        blame(e, crashes);
      } catch (ChildHandle.DeadlineException e) {
        throw new DeviceException(
            ErrorCode.RUN_TIMED_OUT,
            "job "
                + job.spec().key()
                + " was killed after "
                + job.spec().plan().deadline()
                + " on "
                + id
                + ", when it was at "
                + nameOf(e.at()));
      }
    }
    host.stealMillis(cpu)
        .ifPresent(now -> environment.put("stealMillis", Long.toString(now - stolen)));
    environment.put("measuringCpus", child.measuringCpus());
    environment.put("pinned", Boolean.toString(cpus.isPinned()));
    return new DeviceReport(
        Duration.ofNanos(System.nanoTime() - start), List.of(outcomes), references, environment);
  }

  private long accept(int index) {
    PreparedModel model = job.models().get(index);
    if (model instanceof PreparedModel.Refused refused) {
      outcomes[index] = refused.outcome();
      return 0;
    }
    if (!(model instanceof PreparedModel.OnDisk file)) {
      throw new IllegalArgumentException("model '" + model.name() + "' is not a file");
    }
    long bytes = size(file);
    if (bytes > MOST_MODEL_BYTES) {
      outcomes[index] =
          new ModelOutcome.Failed(
              model.hash(),
              ErrorCode.MODEL_UNSUPPORTED,
              "model '"
                  + model.name()
                  + "' has "
                  + (bytes >> 20)
                  + " MB; at most "
                  + (MOST_MODEL_BYTES >> 20)
                  + " MB can be measured on "
                  + id);
      return 0;
    }
    left.add(index);
    return bytes;
  }

  private long size(PreparedModel.OnDisk model) {
    try {
      return Files.size(model.file());
    } catch (IOException e) {
      throw new DeviceException(
          ErrorCode.STORAGE_FAILED, "model file " + model.file() + " is gone", e);
    }
  }

  /** Packed weights double a model; the rest is for activations and other processes. */
  private void requireMemory(long modelBytes) {
    long free = host.availableMemoryBytes().orElse(Long.MAX_VALUE);
    if (modelBytes * 2 > free) {
      throw new DeviceException(
          ErrorCode.DEVICE_UNFIT,
          "the models of job "
              + job.spec().key()
              + " need about "
              + (modelBytes >> 19)
              + " MB, but only "
              + (free >> 20)
              + " MB are free on "
              + id);
    }
  }

  private Object request() {
    List<ModelFile> files = new ArrayList<>();
    for (int index : left) {
      PreparedModel.OnDisk model = (PreparedModel.OnDisk) job.models().get(index);
      files.add(new ModelFile(model.name(), model.file().toString()));
    }
    return requests.apply(files);
  }

  private void take(ChildReply.Done done) {
    for (int i = 0; i < left.size(); i++) {
      outcomes[left.get(i)] = outcome(left.get(i), done.outcomes().get(i));
    }
    references.addAll(done.references());
    environment.putAll(done.environment());
  }

  private ModelOutcome outcome(int index, ChildReply.Outcome of) {
    PreparedModel model = job.models().get(index);
    if (of.code() != null) {
      return new ModelOutcome.Failed(
          model.hash(), of.code(), "model '" + model.name() + "': " + of.message());
    }
    return new ModelOutcome.Measured(
        model.hash(),
        Collections.min(of.roundNanos()),
        of.roundNanos(),
        of.pooled(),
        of.executed());
  }

  private void blame(ChildHandle.CrashException crash, int crashes) {
    String what = "the runtime crashed at " + nameOf(crash.at()) + ": " + crash.getMessage();
    LOG.warn("Job {} on {}: {}", job.spec().key(), id, what);
    if (crashes >= MOST_CRASHES) {
      throw new DeviceException(
          ErrorCode.RUN_CRASHED,
          "job " + job.spec().key() + " crashed " + crashes + " times on " + id + "; " + what);
    }
    if (crash.at() >= 0) {
      int index = left.remove(crash.at());
      outcomes[index] =
          new ModelOutcome.Failed(job.models().get(index).hash(), ErrorCode.RUN_CRASHED, what);
    }
  }

  private String nameOf(int at) {
    return at < 0 ? "no model" : "model '" + job.models().get(left.get(at)).name() + "'";
  }

  /** What a job's random orders follow from: the same for the same key everywhere (FNV-1a). */
  public static long seed(String key) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
