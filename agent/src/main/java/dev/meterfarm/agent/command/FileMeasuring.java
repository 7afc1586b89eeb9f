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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures files on one device, visit by visit: every visit goes through all files, a few at a time
 * so that they fit into memory together, before the next visit begins. For one thread.
 */
public final class FileMeasuring {
  /**
   * Files that were visited together; times in ms on the clock of {@link #references}.
   *
   * @param files their places in the list of files
   */
  public record Visit(Set<Integer> files, long fromMillis, long toMillis) {
    public Visit {
      files = Set.copyOf(files);
    }
  }

  /** Files of one job together; their packed weights take as much again. */
  private static final long JOB_BYTES = 256L << 20;

  private static final RunPlan PLAN =
      new RunPlan(2, 3, 5, 20_000, Duration.ofMillis(30), false, Duration.ofMinutes(10));

  private final Device device;
  private final String target;
  private final int visits;
  private final Duration pause;
  private final long origin = System.nanoTime();
  private final List<Visit> taken = new ArrayList<>();
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
        measure(files, batch, "visit-" + visit, visit);
      }
      if (visit < visits && errors.size() < files.size()) {
        TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
      }
    }
    return rows(files);
  }

  /**
   * Visits some of the files once more, each in a job by itself. One row for each file, in the
   * order of the files, with all its visits.
   *
   * @param files the same as before
   * @param which places in that list; those that cannot be measured are left out
   */
  public List<MeasuredFile> again(List<Path> files, Collection<Integer> which)
      throws InterruptedException {
    for (int index : which) {
      if (!errors.containsKey(index)) {
        int visit = measured.getOrDefault(index, List.of()).size() + 1;
        measure(files, List.of(index), "again-" + visit, visit);
        // What it was measured at before stands, whatever this visit met.
        errors.remove(index);
      }
    }
    return rows(files);
  }

  private List<MeasuredFile> rows(List<Path> files) {
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

  private void measure(List<Path> files, List<Integer> batch, String name, int visit)
      throws InterruptedException {
    List<ModelRecipe> recipes = new ArrayList<>();
    List<PreparedModel> models = new ArrayList<>();
    for (int index : batch) {
      String hash = Integer.toString(index);
      String file = files.get(index).toString();
      recipes.add(new ModelRecipe(ModelRecipe.Form.FILE, file, hash, hash));
      models.add(prepare(files.get(index), hash, file));
    }
    String key = "measure/" + name + "/from-" + batch.get(0);
    JobSpec spec = new JobSpec("measure", key, target, JobKind.NETWORKS, visit, recipes, PLAN);
    try (PreparedJob job = new PreparedJob(spec, models, () -> {})) {
      long from = millis();
      DeviceReport report = device.measure(job);
      taken.add(new Visit(Set.copyOf(batch), from, millis()));
      take(batch, from, report);
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

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - origin);
  }

  private void take(List<Integer> batch, long from, DeviceReport report) {
    for (ReferenceReading reading : report.references()) {
      references.add(
          new ReferenceReading(reading.model(), reading.nanos(), from + reading.atMillis()));
    }
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

  /** Visits to the reference models so far; their times go by one clock, which starts here. */
  public List<ReferenceReading> references() {
    return List.copyOf(references);
  }

  /** All visits so far, in the order of time. */
  public List<Visit> visits() {
    return List.copyOf(taken);
  }
}
