package dev.meterfarm.coordinator.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.meterfarm.protocol.error.ErrorCode;
import dev.meterfarm.protocol.error.FarmException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a campaign is asked to do, complete in itself: as the ledger keeps it, so that the campaign
 * can go on anywhere and any time.
 *
 * @param name for people, and part of the bundles' names
 * @param targets names of the targets to measure, at least one
 * @param budgetSeconds wall time for everything
 * @param jobs what a simulated target spends instead; 0 where only time was said
 * @param seed what all random choices derive from
 * @param kernels kernel families to predict; empty for all
 * @param goal share of a frozen test set within 10 % at which a kernel needs no more samples, 0..1
 * @param sampler how new configurations are chosen, a word of {@link SamplerPolicy}
 * @param models the user's networks that join the prior
 * @param evaluate the user's networks that join the evaluation
 */
public record CampaignOrder(
    String name,
    List<String> targets,
    long budgetSeconds,
    int jobs,
    long seed,
    List<String> kernels,
    double goal,
    String sampler,
    List<ModelFile> models,
    List<ModelFile> evaluate) {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT)
          .build();

  public CampaignOrder {
    targets = List.copyOf(targets);
    kernels = kernels == null ? List.of() : List.copyOf(kernels);
    models = models == null ? List.of() : List.copyOf(models);
    evaluate = evaluate == null ? List.of() : List.copyOf(evaluate);
  }

  /** The order for a campaign whose networks the ledger holds. */
  public static CampaignOrder of(
      CampaignSpec spec, List<ModelFile> models, List<ModelFile> evaluate) {
    return new CampaignOrder(
        spec.name(),
        spec.targets(),
        spec.budget().time().toSeconds(),
        spec.budget().jobs().orElse(0),
        spec.seed(),
        spec.kernels(),
        spec.convergence().within10Percent(),
        spec.sampler().word(),
        models,
        evaluate);
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws FarmException with STORAGE_FAILED if a newer version wrote it
   */
  public static CampaignOrder read(String json) {
    try {
      return MAPPER.readValue(json, CampaignOrder.class);
    } catch (JsonProcessingException e) {
      throw new FarmException(
          ErrorCode.STORAGE_FAILED,
          "the ledger holds a campaign that this version cannot read; use the version that began it"
              + " ("
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + ")",
          e);
    }
  }

  /** The order as the ledger keeps it. */
  public String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers is always JSON", e);
    }
  }

  public Duration budget() {
    return Duration.ofSeconds(budgetSeconds);
  }

  /** The budget of simulated targets; empty where only time was said. */
  public OptionalInt jobBudget() {
    return jobs > 0 ? OptionalInt.of(jobs) : OptionalInt.empty();
  }

  public SamplerPolicy policy() {
    for (SamplerPolicy policy : SamplerPolicy.values()) {
      if (policy.word().equals(sampler)) {
        return policy;
      }
    }
    throw new FarmException(
        ErrorCode.STORAGE_FAILED, "this version knows no sampler '" + sampler + "'");
  }

  /**
   * Whether both ask the same questions, so that one can go on with what the other measured. More
   * budget, another goal or more networks to check ask nothing new.
   */
  public boolean asksTheSameAs(CampaignOrder other) {
    return targets.equals(other.targets)
        && seed == other.seed
        && kernels.equals(other.kernels)
        && sampler.equals(other.sampler)
        && models.equals(other.models);
  }

  /** The same with another budget, goal and networks to check. */
  public CampaignOrder withLimitsOf(CampaignOrder other) {
    return new CampaignOrder(
        name,
        targets,
        other.budgetSeconds,
        other.jobs,
        seed,
        kernels,
        other.goal,
        sampler,
        models,
        other.evaluate);
  }

  /** What is asked, in words, for messages. */
  public String words() {
    return "targets "
        + targets
        + ", seed "
        + seed
        + ", kernels "
        + (kernels.isEmpty() ? "all" : kernels)
        + ", sampler "
        + sampler
        + (models.isEmpty() ? "" : ", models " + models.stream().map(ModelFile::name).toList());
  }
}
