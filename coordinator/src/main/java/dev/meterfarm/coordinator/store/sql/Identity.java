package dev.meterfarm.coordinator.store.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meterfarm.protocol.job.JobSpec;
import dev.meterfarm.protocol.job.ModelRecipe;
import dev.meterfarm.protocol.measurement.JobResult;
import dev.meterfarm.protocol.measurement.ModelOutcome;
import java.util.List;

/**
 * What makes two jobs the same work: target, kind, visit and models, in their order. How they are
 * run is not part of it, so that a plan may change while its results stay.
 */
final class Identity {
  private Identity() {}

  static String of(JobSpec spec) {
    return of(
        spec.target(),
        spec.kind().name(),
        spec.visit(),
        spec.models().stream().map(ModelRecipe::hash).toList());
  }

  /** The identity of the job that has exactly the outcomes of this result. */
  static String of(String target, String kind, int visit, JobResult result) {
    return of(
        target, kind, visit, result.outcomes().stream().map(ModelOutcome::modelHash).toList());
  }

  private static String of(String target, String kind, int visit, List<String> modelHashes) {
    String text =
        String.join("\n", target, kind, String.valueOf(visit), String.join("\n", modelHashes));
    return Sha256.hex(text.getBytes(UTF_8));
  }
}
