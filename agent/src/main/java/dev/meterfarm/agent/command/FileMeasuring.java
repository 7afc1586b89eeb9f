package dev.meterfarm.agent.command;

import dev.meterfarm.agent.device.Device;
import dev.meterfarm.agent.device.DeviceException;
import dev.meterfarm.agent.device.DeviceReport;
import dev.meterfarm.agent.device.PreparedJob;
import dev.meterfarm.agent.device.PreparedModel;
import dev.meterfarm.graph.ModelFormatException;
import dev.meterfarm.graph.tflite.TfliteReader;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.job.JobKind;
import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.job.RunPlan;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures files on one device, visit by visit: every visit goes through all files, a few at a time
 * so that they fit into memory together, before the next visit begins.
 */
public final class FileMeasuring {
  /** Files of one job together; their packed weights take as much again. */
  private static final long JOB_BYTES = 512L << 20;

  private static final RunPlan PLAN =
      new RunPlan(2, 3, 5, 20_000, Duration.ofMillis(30), false, Duration.ofMinutes(10));

  private final Device device;
  private final String target;
  private final int visits;
  private final Duration pause;
  private final List<ReferenceReading> references = new ArrayList<>();
  private final Map<Integer, String> errors = new TreeMap<>();
  private final Map<Integer, List<ModelOutcome.Measured>> measured = new TreeMap<>();

  /**
   * A measuring that has not begun.
   *
   * @param visits how often each file is visited, at least 1
   * @param pause least time from one visit to the next
   */
  public FileMeasuring(Device device, String target, int visits, Duration pause) {
    this.device = device;
    this.target = target;
    this.visits = visits;
    this.pause = pause;
  }

  /** One row for each file, in the order of the files. */
  public List<MeasuredFile> measure(List<Path> files) throws InterruptedException {
    for (int visit = 1; visit <= visits; visit++) {
      long end = System.nanoTime() + pause.toNanos();
      for (List<Integer> batch : batches(files)) {
        measure(files, batch, visit);
      }
      if (visit < visits && errors.size() < files.size()) {
        TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
      }
    }
    String statistic = device.targets().get(0).traits().statistic().name();
    List<MeasuredFile> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      rows.add(
          errors.containsKey(i)
              ? MeasuredFile.failed(files.get(i), errors.get(i))
              : MeasuredFile.of(files.get(i), statistic, measured.get(i)));
    }
    return rows;
  }

  /** The files that are worth trying, in groups that fit into memory. */
  private List<List<Integer>> batches(List<Path> files) {
    List<List<Integer>> batches = new ArrayList<>();
    long room = 0;
    for (int i = 0; i < files.size(); i++) {
      long bytes = size(files, i);
      if (errors.containsKey(i)) {
        continue;
      }
      if (batches.isEmpty() || bytes > room) {
        batches.add(new ArrayList<>());
        room = JOB_BYTES;
      }
      batches.get(batches.size() - 1).add(i);
      room -= bytes;
    }
    return batches;
  }

  private long size(List<Path> files, int index) {
    Path file = files.get(index);
    try {
      if (!Files.isRegularFile(file)) {
        errors.put(index, "there is no file " + file);
        return 0;
      }
      return Files.size(file);
    } catch (IOException e) {
      errors.put(index, file + " cannot be read: " + e.getMessage());
      return 0;
    }
  }

  private void measure(List<Path> files, List<Integer> batch, int visit)
      throws InterruptedException {
    List<ModelRecipe> recipes = new ArrayList<>();
    List<PreparedModel> models = new ArrayList<>();
    for (int index : batch) {
      String hash = Integer.toString(index);
      String name = files.get(index).toString();
      recipes.add(new ModelRecipe(ModelRecipe.Form.FILE, name, hash, hash));
      models.add(prepare(files.get(index), hash, name));
    }
    String key = "measure/visit-" + visit + "/from-" + batch.get(0);
    JobSpec spec = new JobSpec("measure", key, target, JobKind.NETWORKS, visit, recipes, PLAN);
    try (PreparedJob job = new PreparedJob(spec, models, () -> {})) {
      take(batch, device.measure(job));
    } catch (DeviceException e) {
      if (e.type() == ErrorType.ENVIRONMENT) {
        throw e;
      }
      batch.forEach(index -> errors.put(index, e.getMessage()));
    }
  }

  private PreparedModel prepare(Path file, String hash, String name) {
    try {
      return switch (device.modelFormat()) {
        case TFLITE_FILE -> new PreparedModel.OnDisk(hash, name, file);
        case GRAPH -> new PreparedModel.InMemory(hash, name, TfliteReader.read(file));
      };
    } catch (ModelFormatException e) {
      return new PreparedModel.Refused(hash, name, ErrorCode.MODEL_UNREADABLE, e.getMessage());
    }
  }

  private void take(List<Integer> batch, DeviceReport report) {
    references.addAll(report.references());
    for (int i = 0; i < batch.size(); i++) {
      int index = batch.get(i);
      ModelOutcome outcome = report.outcomes().get(i);
      if (outcome instanceof ModelOutcome.Failed failed) {
        errors.put(index, failed.message());
      } else if (outcome instanceof ModelOutcome.Measured of) {
        measured.computeIfAbsent(index, any -> new ArrayList<>()).add(of);
      }
    }
  }

  /** Visits to the reference models so far; their times are relative to different starts. */
  public List<ReferenceReading> references() {
    return List.copyOf(references);
  }
}
