package dev.meterfarm.protocol.job;

import java.util.List;
import java.util.Objects;

/**
 * One unit of work for an agent.
 *
 * @param campaign the campaign that planned it
 * @param key unique within the campaign and stable over restarts, such as {@code
 *     samples/conv/round-3/batch-2/visit-1}; order of keys is the order of evaluation
 * @param target name of the target to measure on
 * @param kind what the numbers are for
 * @param visit which visit to the same models this is, from 1
 * @param models the models, at least one, with different hashes
 * @param plan how to run them
 */
public record JobSpec(
    String campaign,
    String key,
    String target,
    JobKind kind,
    int visit,
    List<ModelRecipe> models,
    RunPlan plan) {
  public JobSpec {
    Objects.requireNonNull(campaign, "campaign");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(kind, "kind");
    models = List.copyOf(models);
    Objects.requireNonNull(plan, "plan");
    if (models.isEmpty() || visit < 1) {
      throw new IllegalArgumentException("job " + key + " needs a model and a visit >= 1");
    }
  }
}
