package dev.meterfarm.agent.embedded.child;

import dev.meterfarm.agent.child.ChildReply;
import dev.meterfarm.agent.child.ChildReply.Outcome;
import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.measurement.ExecutedOp;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import dev.meterfarm.protocol.measurement.SampleStatistics;
import dev.meterfarm.tflite.MeasuringThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Executes one run: loads all models, visits them round by round in an order drawn anew for every
 * round, profiles them in interpreters of their own, and frees everything. Belongs to the measuring
 * thread.
 */
final class RunExecutor {
  /** Single runs kept for pooled statistics, all models together: 16 MB. */
  private static final int MOST_KEPT = 1 << 21;

  private static final int PROFILED_RUNS = 5;
  private static final long PROFILE_NANOS = 100_000_000;

  /** A model while its run lasts. */
  private static final class Entry {
    private final int index;
    private final String path;
    private LoadedModel model;
    private Outcome failure;
    private final List<Double> rounds = new ArrayList<>();
    private final List<long[]> kept = new ArrayList<>();
    private int runs;
    private List<ExecutedOp> executed = List.of();

    Entry(int index, String path) {
      this.index = index;
      this.path = path;
    }

    void fail(ErrorCode code, String message) {
      failure = Outcome.failed(code, message);
      unload();
    }

    void unload() {
      if (model != null) {
        model.close();
        model = null;
      }
    }
  }

  private final ChildRequest.Run run;
  private final Runtimes runtimes;
  private final ReferenceVisitor references;
  private final Consumer<ChildReply> replies;
  private final VisitTimer timer = new VisitTimer();
  private final List<ReferenceReading> readings = new ArrayList<>();
  private final long start = System.nanoTime();
  private long lastReference;

  RunExecutor(
      ChildRequest.Run run,
      Runtimes runtimes,
      ReferenceVisitor references,
      Consumer<ChildReply> replies) {
    this.run = run;
    this.runtimes = runtimes;
    this.references = references;
    this.replies = replies;
  }

  ChildReply.Done execute() {
    List<Entry> entries = new ArrayList<>();
    for (ModelFile model : run.models()) {
      entries.add(new Entry(entries.size(), model.path()));
    }
    Map<String, String> environment = new TreeMap<>();
    try {
      entries.forEach(this::load);
      long loaded = System.nanoTime();
      long switches = MeasuringThread.involuntarySwitches();
      visitReferences();
      SplittableRandom random = new SplittableRandom(run.seed());
      for (int round = 0; round < run.rounds(); round++) {
        visitAll(shuffled(entries, random));
      }
      visitReferences();
      long measured = System.nanoTime();
      environment.put(
          "involuntarySwitches", Long.toString(MeasuringThread.involuntarySwitches() - switches));
      entries.forEach(Entry::unload);
      long unloaded = System.nanoTime();
      if (run.profile()) {
        entries.forEach(this::profile);
      }
      environment.put("loadMicros", micros(loaded - start));
      environment.put("measureMicros", micros(measured - loaded));
      environment.put("unloadMicros", micros(unloaded - measured));
      environment.put("profileMicros", micros(System.nanoTime() - unloaded));
    } finally {
      entries.forEach(Entry::unload);
    }
    List<Outcome> outcomes = entries.stream().map(RunExecutor::outcome).toList();
    return new ChildReply.Done(outcomes, readings, environment);
  }

  private static String micros(long nanos) {
    return Long.toString(nanos / 1000);
  }

  private void load(Entry entry) {
    replies.accept(new ChildReply.At(entry.index, "load"));
    try {
      entry.model = runtimes.load(entry.path, run.xnnpack(), run.threads(), false);
    } catch (LoadedModel.RefusedException e) {
      entry.fail(e.code(), e.getMessage());
    }
  }

  private void visitReferences() {
    replies.accept(new ChildReply.At(-1, "reference"));
    references.visit(start, readings);
    lastReference = System.nanoTime();
  }

  private static List<Entry> shuffled(List<Entry> entries, SplittableRandom random) {
    List<Entry> order = new ArrayList<>(entries);
    for (int i = order.size() - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      Entry swap = order.get(i);
      order.set(i, order.get(other));
      order.set(other, swap);
    }
    return order;
  }

  private void visitAll(List<Entry> order) {
    for (Entry entry : order) {
      if (entry.model != null) {
        if (System.nanoTime() - lastReference > run.pauseNanos()) {
          visitReferences();
        }
        visit(entry);
      }
    }
  }

  private void visit(Entry entry) {
    replies.accept(new ChildReply.At(entry.index, "run"));
    boolean ran =
        timer.visit(
            entry.model.interpreter(),
            run.warmups(),
            run.minRuns(),
            run.maxRuns(),
            run.minTimeNanos());
    if (!ran) {
      entry.fail(ErrorCode.MODEL_UNSUPPORTED, "the runtime failed while running it");
      return;
    }
    long[] sorted = timer.sorted();
    entry.rounds.add(VisitTimer.quantile(sorted, 0.25));
    entry.runs += sorted.length;
    entry.kept.add(thinned(sorted));
  }

  /** At most a fair share of what may be kept: equidistant order statistics, both ends included. */
  private long[] thinned(long[] sorted) {
    int share = Math.max(64, MOST_KEPT / (run.models().size() * run.rounds()));
    if (sorted.length <= share) {
      return sorted;
    }
    long[] few = new long[share];
    for (int i = 0; i < share; i++) {
      few[i] = sorted[(int) ((long) i * (sorted.length - 1) / (share - 1))];
    }
    return few;
  }

  private void profile(Entry entry) {
    if (entry.failure != null) {
      return;
    }
    replies.accept(new ChildReply.At(entry.index, "profile"));
    try (LoadedModel model = runtimes.load(entry.path, run.xnnpack(), run.threads(), true)) {
      entry.executed =
          runtimes.profiler().record(model.interpreter(), PROFILED_RUNS, PROFILE_NANOS);
    } catch (LoadedModel.RefusedException e) {
      entry.fail(e.code(), e.getMessage());
    }
  }

  private static Outcome outcome(Entry entry) {
    if (entry.failure != null) {
      return entry.failure;
    }
    long[] all = entry.kept.stream().flatMapToLong(Arrays::stream).toArray();
    SampleStatistics of = SampleStatistics.of(all);
    return new Outcome(
        null,
        null,
        entry.rounds,
        new SampleStatistics(
            entry.runs,
            of.minNanos(),
            of.p5Nanos(),
            of.p25Nanos(),
            of.medianNanos(),
            of.p95Nanos(),
            of.meanNanos(),
            of.standardDeviationNanos()),
        entry.executed);
  }
}
