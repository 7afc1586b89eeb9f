package dev.meterfarm.coordinator.registry;

import dev.meterfarm.protocol.error.ErrorType;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import dev.meterfarm.protocol.measurement.ReferenceReading;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a result tells of its device's reference models. Stateless. */
final class ReferenceTimes {
  private ReferenceTimes() {}

  /** The least time of each reference model in ns, by target and model. */
  static Map<String, Double> of(String target, boolean referenceRun, JobResult result) {
    SortedMap<String, Double> least = new TreeMap<>();
    for (ReferenceReading reading : result.references()) {
      if (reading.nanos() > 0) {
        least.merge(target + "/" + reading.model(), reading.nanos(), Math::min);
      }
    }
    if (referenceRun) {
      for (ModelOutcome outcome : result.outcomes()) {
        if (outcome instanceof ModelOutcome.Measured measured) {
          least.put(target + "/" + measured.modelHash(), measured.labelNanos());
        }
      }
    }
    return least;
  }

  /** Why a reference run says nothing good of the device; empty if all its models ran. */
  static Optional<String> failure(JobResult referenceRun) {
    return referenceRun.outcomes().stream()
        .filter(ModelOutcome.Failed.class::isInstance)
        .map(ModelOutcome.Failed.class::cast)
        .filter(failed -> failed.code().type() != ErrorType.USER)
        .map(failed -> failed.code() + ": " + failed.message())
        .findFirst();
  }
}
