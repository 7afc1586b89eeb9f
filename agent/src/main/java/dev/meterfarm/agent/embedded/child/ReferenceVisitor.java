package dev.meterfarm.agent.embedded.child;

import dev.meterfarm.agent.child.ModelFile;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.util.ArrayList;
import java.util.List;

/**
 * Visits the reference models before, between and after the visits of a run. They stay loaded as
 * long as the process lives. Belongs to the measuring thread.
 */
final class ReferenceVisitor {
  private record Reference(String name, LoadedModel model) {}

  /** What one reference model may take of a visit; three of them are 3 to 4 ms. */
  private static final long TIME_NANOS = 800_000;

  private static final int MIN_RUNS = 3;
  private static final int MAX_RUNS = 200;

  private final List<Reference> references = new ArrayList<>();
  private final VisitTimer timer = new VisitTimer();

  ReferenceVisitor(List<ModelFile> models, Runtimes runtimes, boolean xnnpack, int threads)
      throws LoadedModel.RefusedException {
    for (ModelFile model : models) {
      references.add(
          new Reference(model.name(), runtimes.load(model.path(), xnnpack, threads, false)));
    }
  }

  /** Visits all reference models once and adds their readings. */
  void visit(long runStart, List<ReferenceReading> readings) {
    for (Reference reference : references) {
      long at = (System.nanoTime() - runStart) / 1_000_000;
      if (timer.visit(reference.model().interpreter(), 1, MIN_RUNS, MAX_RUNS, TIME_NANOS)) {
        readings.add(
            new ReferenceReading(reference.name(), VisitTimer.quantile(timer.sorted(), 0.25), at));
      }
    }
  }
}
