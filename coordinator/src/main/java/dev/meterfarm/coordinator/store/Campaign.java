package dev.meterfarm.coordinator.store;

import java.time.Instant;
import java.util.Objects;

/**
 * A campaign as the ledger knows it.
 *
 * @param id unique; what {@code JobSpec.campaign} says
 * @param name for people
 * @param specJson everything that was asked for
 * @param seed what all its random choices derive from
 * @param state where it stands
 * @param created when it was first planned
 * @param codeVersion the version of Meterfarm that planned it
 */
public record Campaign(
    String id,
    String name,
    String specJson,
    long seed,
    CampaignState state,
    Instant created,
    String codeVersion) {
  /** The farm's own jobs, such as reference runs, belong to this one; nobody sees it listed. */
  public static final String FARM = "farm";

  public Campaign {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(specJson, "specJson");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(created, "created");
    Objects.requireNonNull(codeVersion, "codeVersion");
  }
}
